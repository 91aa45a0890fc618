"""The workbook of norms: the tables under their keys, the rest in the reader's words."""

from __future__ import annotations

import io
import math
from datetime import date
from functools import cache

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from support.norm_pupils import municipality, results

from xl_beregner import texts
from xl_beregner.batch.books.norms_book import NORM_COLUMNS, VALUES, norms_book
from xl_beregner.batch.books.norms_words import norm_key, overview_rows
from xl_beregner.dataset import schema
from xl_beregner.fields.norm_run import NormRun, norm_run

ACROSS = {"before": ("FNO", 4.0, "point", "2025-03-10"), "after": ("FNF", 6.0, "point", "2026-09-10")}
CLOSE = {"before": ("A", 4.0, "skalascore", "2025-09-10"), "after": ("B", 4.0, "point", "2025-10-10")}


@cache
def run(example: str = "") -> NormRun:
    tables = (
        results(1010),
        results(320, seed=2, profil="Afkodning", **ACROSS),
        results(7, seed=3, fag="matematik"),
        results(3, seed=4, fag="engelsk"),
        results(60, seed=5, fag="tysk", **CLOSE),
        results(12, seed=6, skala="lus"),
    )
    return norm_run(municipality(*tables, eksempel=example), None, date(2026, 11, 30))


def opened(language: str = "da", example: str = "") -> Workbook:
    with texts.speaking(language):
        return openpyxl.load_workbook(io.BytesIO(norms_book(run(example))))


def lines(book: Workbook, sheet: str) -> list[list]:
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def said(book: Workbook) -> str:
    cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return "\n".join(str(cell) for cell in cells if isinstance(cell, str))


def test_the_sheets_in_order() -> None:
    assert opened().sheetnames == ["Oversigt", "normer", "normraekker", "koblinger", "Om tallene"]


def test_the_same_run_gives_the_same_bytes() -> None:
    assert norms_book(run()) == norms_book(run())


def test_the_tables_have_the_columns_a_dataset_reads() -> None:
    book = opened()
    assert tuple(lines(book, "normer")[0]) == NORM_COLUMNS
    assert set(NORM_COLUMNS) == {column.key for column in schema.NORMS.columns}
    assert lines(book, "normraekker")[0] == [
        "norm",
        "noegle",
        *(f"v{place}" for place in range(1, VALUES + 1)),
    ]
    assert set(lines(book, "normraekker")[0]) == {column.key for column in schema.NORM_ROWS.columns}


def test_only_norms_there_are_stand_in_the_tables() -> None:
    book = opened()
    keys = [norm_key(fit) for fit in run().fitted]
    assert keys == [
        "dansk læsning|EKS-3-skalascore|EKS-4-skalascore",
        "dansk læsning|Afkodning|FNO-4-point|FNF-6-point",
    ]
    assert [row[0] for row in lines(book, "normer")[1:]] == keys
    assert list(dict.fromkeys(row[0] for row in lines(book, "normraekker")[1:])) == keys
    assert [row[12] for row in lines(book, "normer")[1:]] == ["nej", "ja"]


def test_every_number_of_a_norm_stands_there() -> None:
    written = [row[1:] for row in lines(opened(), "normraekker")[1:]]
    meant = [(key, values) for fit in run().fitted if fit.norm for key, values in fit.norm.rows()]
    assert len(written) == len(meant)
    for (key, *cells), (name, values) in zip(written, meant, strict=True):
        assert key == name
        assert tuple(cells[: len(values)]) == values
        assert not any(cells[len(values) :])


def test_the_overview_has_a_row_a_norm_and_a_linking_the_refused_last() -> None:
    rows = overview_rows(run())
    assert [row.state for row in rows] == ["norm", "brud", "kobling", "ingen_norm"]
    assert rows[0].pupils == 1010
    assert rows[0].low == pytest.approx(0.105, abs=0.02)
    assert rows[0].low + rows[0].middle + rows[0].high == pytest.approx(1)
    assert "bevist" in rows[0].method
    assert "aldrig" in rows[1].remark
    assert rows[3].remark.endswith("mindst 300.")


def test_what_is_on_few_pupils_is_not_named() -> None:
    text = said(opened())
    assert "matematik" in text  # 7 pupils
    assert "engelsk" not in text  # 3
    assert "1 par af prøver med færre end 5 elever" in text


def test_no_pupil_and_no_school_stands_in_the_workbook() -> None:
    text = said(opened())
    assert "e1-" not in text
    assert "101001" not in text
    assert "Skole 1" not in text


def test_the_linking_is_told_with_its_error() -> None:
    head, row = lines(opened(), "koblinger")[5:7]
    [fit] = run().linked
    at = dict(zip(head, row, strict=True))
    assert at["A (hældning)"] == pytest.approx(fit.slope, rel=1e-12)
    assert at["Fejl ved +2 sd"] == pytest.approx(fit.places[4].error, rel=1e-12)
    assert "Usikker" in at["Sådan læses den"]


def test_without_linkings_the_sheet_says_so() -> None:
    bare = norm_run(municipality(results(310)), None, date(2026, 11, 30))
    book = openpyxl.load_workbook(io.BytesIO(norms_book(bare)))
    assert [row[0] for row in lines(book, "koblinger")][5].startswith("Ingen koblinger")


def test_without_norms_every_sheet_is_there_and_a_reason() -> None:
    bare = norm_run(municipality(results(20)), None, date(2026, 11, 30))
    book = openpyxl.load_workbook(io.BytesIO(norms_book(bare)))
    assert len(lines(book, "normer")) == 1
    assert "mindst 300" in said(book)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_mark_of_an_example_and_confidentiality_stand_on_the_first_sheet(language: str) -> None:
    top = [
        row[0] for row in lines(opened(language, "Opdigtet."), texts.say("norms.ark.oversigt", language))[:5]
    ]
    assert "Opdigtet." in top
    assert texts.say("norms.fortrolig", language) in top
    plain = [row[0] for row in lines(opened(language), texts.say("norms.ark.oversigt", language))[:5]]
    assert texts.say("norms.fortrolig", language) in plain


@pytest.mark.parametrize("language", ["sv", "en"])
def test_another_language_has_other_words_and_the_same_tables(language: str) -> None:
    danish, other = opened(), opened(language)
    for sheet in ("normer", "normraekker"):
        same = [[cell for cell in row if cell != run().source] for row in lines(danish, sheet)]
        assert [[cell for cell in row if cell != run().source] for row in lines(other, sheet)] == same
    assert said(other) != said(danish)


def test_what_was_left_out_stands_under_about() -> None:
    about = dict(row[:2] for row in lines(opened(), "Om tallene") if row[1])
    assert about["Ikke med i normerne"] == "LUS-punkt: 24"
    assert about["Færreste elever, der nævnes"] == "5"


def test_uneven_norms_and_pooled_points_are_remarked() -> None:
    older = {"before": ("FNO", 4.0, "point", "2023-03-10"), "after": ("FNO", 6.0, "point", "2025-03-10")}
    newer = {"before": ("FNO", 4.0, "point", "2024-03-10"), "after": ("FNO", 6.0, "point", "2026-03-10")}
    tables = [results(310, seed=seed, **days) for seed, days in ((1, older), (2, newer))]
    for table in tables:
        table["score"] = table["score"].clip(upper=330)
    [row] = overview_rows(norm_run(municipality(*tables), None, date(2026, 11, 30)))
    assert row.years == "2024/2025–2025/2026"
    for words in ("lige meget værd", "300–999", "ujævn"):
        assert words in row.remark
    assert row.fits.startswith("Ujævnt")
    assert not math.isnan(row.low or 0.0)
