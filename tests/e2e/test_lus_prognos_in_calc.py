"""LUS and forecasts of a class: other engines calculate what is cached, and what two teachers type."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import range_boundaries
from support.engines import audit_all, formulon_values, libreoffice_values
from support.parts import formula_addresses, formulas_without_value, read_parts
from support.pupils import dataset, result
from support.values import cached_values, compare_values, error_cells, named_values, quiet

from workbooks.build import builders
from workbooks.build.lus import agreement as lus_agreement
from xl_beregner import evaluate, texts
from xl_beregner.dataset import Dataset
from xl_beregner.fields import unit_fields
from xl_beregner.filling import Template
from xl_beregner.measures.measurement.lus import POINTS

pytestmark = [pytest.mark.prove, pytest.mark.e2e]

NAMES = ("sv/lus.xlsx", "sv/prognos.xlsx", "da/prognose.xlsx")
SIZES = (0, 1, 4, 26)  # pupils with points; there is always one without


def classes(pupils: int) -> Dataset:
    """Make a class whose pupils have points at three dates, and forecasts of last year."""
    chosen = random.Random(pupils)
    rows, forecasts = [result("E99", "2026-10-01", 500)], []
    for number in range(pupils):
        place = chosen.randint(6, 17)
        about = {"elev_navn": f"Påhittad {number}", "test": "LUS", "skala": "lus"}
        for day in ("2026-05-25", "2026-09-15", "2026-12-05"):
            if chosen.random() < 0.85:
                rows.append(result(f"E{number:02}", day, POINTS[place], **about))
            place = min(20, max(0, place + chosen.choice([-1, 0, 1, 1])))
        forecasts.append(
            {"skole_nr": "101005", "klasse": "3A", "elev_id": f"E{number:02}", "fag": "laesning",
             "maal": f"LUS {POINTS[place]}", "prognose": chosen.choice(["naar", "usikkert", "naar_ikke"]),
             "sandsynlighed": chosen.choice([0.2, 0.5, 0.9]), "tiltag": "", "skoleaar": 2025,
             "dato": pd.Timestamp("2025-10-01")}
        )  # fmt: skip
    columns = ["skole_nr", "klasse", "elev_id", "fag", "maal", "prognose", "sandsynlighed", "tiltag", "dato"]
    table = pd.DataFrame(forecasts, columns=[*columns, "skoleaar"])
    types = {"sandsynlighed": float, "skoleaar": "int64", "dato": "datetime64[ns]"}
    settings = {"lus_forventning_4_1": "12", "lus_forventning_4_2": "13", "lus_forventning_4": "15"}
    return dataset(rows, forecasts=table.astype(types), settings=settings)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Fill every template for a class of every size."""
    folder, made = tmp_path_factory.mktemp("klasser"), []
    for name in NAMES:
        template = Template(builders()[name]())
        for size in SIZES:
            with texts.speaking(name[:2]):
                wanted = {"lus", "prognose", "prognose_udfald", "prognose_kalibrering"}
                source = unit_fields(classes(size), "2026/2027", "intern", "klasse", wanted)
                filled = template.fill(
                    dict(source.fields("101005/4A")), folder / f"{Path(name).stem}_{size}.xlsx"
                )
            assert filled.warnings == ()
            made.append(folder / f"{Path(name).stem}_{size}.xlsx")
    return made


def test_every_formula_carries_a_value_and_none_an_error(books: list[Path]) -> None:
    for book in books:
        assert formulas_without_value(read_parts(book)) == [], book.name
        assert error_cells(cached_values(book)) == [], book.name


def test_the_audit_has_no_objection(books: list[Path]) -> None:
    assert audit_all(books) == []


def test_libreoffice_calculates_the_same(books: list[Path], needs_libreoffice: str) -> None:
    for book, values in zip(books, libreoffice_values(books), strict=True):
        places = formula_addresses(read_parts(book))
        found = compare_values(cached_values(book), values, addresses=places)
        assert [str(difference) for difference in found] == [], book.name


def test_formulon_calculates_the_same(books: list[Path]) -> None:
    for book in books:
        places = formula_addresses(read_parts(book))
        found = compare_values(cached_values(book), formulon_values(book), addresses=places)
        assert [str(difference) for difference in found] == [], book.name


# --- What is typed -----------------------------------------------------------------------------
PAIRS = {
    "random": [(POINTS[place], POINTS[(place * 7 + 3) % 21]) for place in range(21)],
    "near": [(POINTS[5 + place % 9], POINTS[5 + (place + place % 2) % 9]) for place in range(40)],
    "alike": [(point, point) for point in POINTS[8:14]],
    "opposite": [("9", "10"), ("10", "9")] * 4,
}


@contextmanager
def typed(book: Path) -> Iterator[Any]:
    """Open a workbook to type into named columns, and save it."""
    with quiet():
        opened = openpyxl.load_workbook(book)

        def type_in(name: str, values: list[Any]) -> None:
            sheet, cells = opened.defined_names[name].attr_text.rsplit("!", 1)
            left, top, _, _ = range_boundaries(cells)
            for row, value in enumerate(values, start=top):
                opened[sheet.strip("'")].cell(row, left).value = value

        yield type_in
        opened.save(book)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory, needs_libreoffice: str) -> dict[str, Any]:
    """Type the pairs into a workbook each, and let LibreOffice calculate them."""
    folder, made = tmp_path_factory.mktemp("bedomda"), []
    for case, pairs in PAIRS.items():
        book = folder / f"{case}.xlsx"
        book.write_bytes(builders()["sv/lus.xlsx"]())
        with typed(book) as type_in:
            for number, column in enumerate(zip(*pairs, strict=True), start=1):
                type_in(f"svar_lus_par__bedomare_{number}", list(column))
        made.append(book)
    return dict(zip(PAIRS, libreoffice_values(made), strict=True))


@pytest.mark.parametrize("case", PAIRS)
def test_libreoffice_gives_two_teachers_the_kappa_of_enighed(judged: dict[str, Any], case: str) -> None:
    keys = ("kappa", "nedre", "oevre", "exakt", "inom_ett", "riktning", "antal")
    rows = {key: lus_agreement.TOP + 2 + row for row, key in enumerate(lus_agreement.RESULTS)}
    one, other = (list(column) for column in zip(*PAIRS[case], strict=True))
    answer = evaluate("BEREGNER_ENIGHED", one, other, "kvadratisk", list(POINTS))[0]
    for key, value in zip(keys, answer, strict=False):
        shown = judged[case]["Bedömaröverensstämmelse", rows[key], lus_agreement.RESULT + 2]
        wanted = value / 100 if key in ("exakt", "inom_ett") else value
        assert shown == pytest.approx(wanted, rel=1e-9, abs=1e-9), key


def test_a_typed_point_counts_in_libreoffice_as_in_lusfremgang(
    tmp_path: Path, books: list[Path], needs_libreoffice: str
) -> None:
    book = tmp_path / "klass.xlsx"
    book.write_bytes(next(made for made in books if made.stem == "lus_26").read_bytes())
    reported = named_values(book)["felt_lus__p2"]
    new = ["18b", 15, "9", "19"]
    with typed(book) as type_in:
        type_in("svar_lus__n3", new)
    values = libreoffice_values([book])[0]
    with quiet():
        sheet = openpyxl.load_workbook(book)["Klassen"]
    heads = {cell.value: cell.column for row in sheet.iter_rows(min_row=8, max_row=8) for cell in row}
    pairs = [(before, str(now)) for before, now in zip(reported, new, strict=False) if before]
    answer = evaluate("BEREGNER_LUSFREMGANG", *(list(column) for column in zip(*pairs, strict=True)))
    shown = [values["Klassen", 9 + row, heads["steg sist"]] for row in range(len(new)) if reported[row]]
    assert shown == [row[0] for row in answer]
    assert len(shown) >= 2
