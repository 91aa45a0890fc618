"""Norms read back from a dataset: the same to the last digit, found by their pair of tests alone."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from support.datasets import write_csv
from support.norm_pupils import NORM_COLUMNS, NORM_ROW_COLUMNS, municipality, results

from xl_beregner.batch.books.norms_book import norms_book
from xl_beregner.dataset import load_dataset
from xl_beregner.errors import DatasetError
from xl_beregner.fields.norm_run import NormRun, norm_run
from xl_beregner.fields.norms import Norms

ASKED = ("dansk læsning", "", "EKS", 3, "EKS", 4)
BROKEN = ("dansk læsning", "Afkodning", "FNO", 4, "FNF", 6)


@cache
def run(example: str = "") -> NormRun:
    across = {"before": ("FNO", 4.0, "point", "2025-03-10"), "after": ("FNF", 6.0, "point", "2026-09-10")}
    tables = results(1050), results(320, seed=2, profil="Afkodning", **across)
    return norm_run(municipality(*tables, eksempel=example), None, date(2026, 11, 30))


def folder(path: Path, *, example: bool = False, data: bytes | None = None) -> Path:
    """Write a dataset of pupils with the file of norms beside."""
    headings = ["skole_nr", "klasse", "elev_id", "fag", "test", "klassetrin", "dato", "score", "skala"]
    pupil = ["101001", "4A", "e1", "dansk læsning", "EKS", "4", "2025-09-10", "310", "skalascore"]
    settings = [["noegle", "vaerdi", "kilde"], ["eksempel", "Opdigtet." if example else "", "prøven"]]
    write_csv(path, {"elever": [headings, pupil], "indstillinger": settings})
    (path / "normer_2026.xlsx").write_bytes(data or norms_book(run("Opdigtet." if example else "")))
    return path


def made(norms: list[dict[str, Any]], rows: list[list[Any]] = (), example: str = "") -> Norms:
    table = pd.DataFrame(norms, columns=list(NORM_COLUMNS))
    lines = [[*row, *[None] * (len(NORM_ROW_COLUMNS) - len(row))] for row in rows]
    return Norms(
        SimpleNamespace(
            norms=table, norm_rows=pd.DataFrame(lines, columns=list(NORM_ROW_COLUMNS)), example=example
        )
    )  # type: ignore[arg-type]


def a_norm(**changed: Any) -> dict[str, Any]:
    row = dict.fromkeys(NORM_COLUMNS, "")
    row |= {"norm": "n1", "fag": "dansk", "foer_test": "EKS", "foer_trin": 3.0, "efter_test": "EKS"}
    return {**row, "efter_trin": 4.0, "kilde": "prøven", "elever": 900.0, "brud": "nej", **changed}


SHORT = [["n1", "norm", "normal_growth"], ["n1", "pupils", 900.0]]


def test_a_norm_comes_back_to_the_last_digit(tmp_path: Path) -> None:
    norms = Norms(load_dataset(folder(tmp_path / "ds")))
    assert len(norms) == 2
    for asked, fit in ((ASKED, run().norms[0]), (BROKEN, run().norms[1])):
        found = norms.find(*asked)
        assert found is not None
        assert fit.norm is not None
        assert found.norm.rows() == fit.norm.rows()
        assert (found.row.pupils, found.row.schools) == (fit.pupils, fit.schools)
        assert found.row.is_break == fit.pair.is_break
        assert (found.row.source, found.row.made) == (run().source, "2026-11-30")


def test_names_are_compared_without_case_and_scales_when_asked(tmp_path: Path) -> None:
    norms = Norms(load_dataset(folder(tmp_path / "ds")))
    assert norms.find("Dansk Læsning", "", "eks", 3.0, "Eks", 4) is not None
    assert norms.find(*ASKED, before_scale="skalascore", after_scale="skalascore") is not None
    assert norms.find(*ASKED, before_scale="percentil") is None
    assert norms.find(*ASKED, after_scale="point") is None


@pytest.mark.parametrize(
    "asked",
    [
        ("matematik", *ASKED[1:]),
        ("dansk læsning", "Afkodning", *ASKED[2:]),
        (*ASKED[:2], "DNT", 3, "EKS", 4),
        (*ASKED[:2], "EKS", 2, "EKS", 4),
        (*ASKED[:2], "EKS", 3, "EKS", 5),
        (*ASKED[:2], "EKS", 4, "EKS", 3),
    ],
)
def test_only_exactly_that_pair_is_found(tmp_path: Path, asked: tuple) -> None:
    assert Norms(load_dataset(folder(tmp_path / "ds"))).find(*asked) is None


def test_norms_of_invented_pupils_are_refused_on_real_ones(tmp_path: Path) -> None:
    invented = norms_book(run("Opdigtet."))
    assert len(Norms(load_dataset(folder(tmp_path / "eksempel", example=True, data=invented)))) == 2
    with pytest.raises(DatasetError, match="opdigtede elever"):
        Norms(load_dataset(folder(tmp_path / "ds", data=invented)))


def test_a_norm_that_is_not_whole_is_told_by_name() -> None:
    with pytest.raises(DatasetError, match="n1"):
        made([a_norm()], SHORT).find("dansk", "", "EKS", 3, "EKS", 4)


def test_a_norm_without_rows_is_not_whole() -> None:
    with pytest.raises(DatasetError, match="n1"):
        made([a_norm()]).find("dansk", "", "EKS", 3, "EKS", 4)


def test_of_two_norms_of_one_pair_the_newest_counts_then_the_larger() -> None:
    rows = [[name, "norm", "too_few"] for name in ("a", "b", "c")] + [
        [name, "pupils", 1.0] for name in ("a", "b", "c")
    ]
    lines = sorted(rows, key=lambda row: row[0])
    norms = made(
        [
            a_norm(norm="a", dato=pd.Timestamp("2025-01-01"), elever=9000.0),
            a_norm(norm="b", dato=pd.Timestamp("2026-01-01")),
            a_norm(norm="c", dato=pd.Timestamp("2026-01-01"), elever=1000.0),
        ],
        lines,
    )
    found = norms.find("dansk", "", "EKS", 3, "EKS", 4)
    assert found is not None
    assert found.row.norm == "c"


def test_blanks_of_a_norms_row_are_blank() -> None:
    norms = made(
        [a_norm(elever=float("nan"), dato=pd.NaT)], [["n1", "norm", "too_few"], ["n1", "pupils", 12.0]]
    )
    found = norms.find("dansk", "", "EKS", 3, "EKS", 4)
    assert found is not None
    assert (found.row.pupils, found.row.made, found.norm.pupils) == (None, "", (12,))


def test_a_blank_between_two_values_is_no_value() -> None:
    rows = [["n1", "norm", "too_few"], ["n1", "pupils", 12.0, None, 3.0]]
    with pytest.raises(DatasetError, match="n1"):
        made([a_norm()], rows).find("dansk", "", "EKS", 3, "EKS", 4)


def test_a_dataset_without_norms_finds_none() -> None:
    assert made([]).find("dansk", "", "EKS", 3, "EKS", 4) is None
