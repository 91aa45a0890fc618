"""The schools' words on each pejlemærke in the municipality's fields: all of them, where they may be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.agreed import APPLE, SOUTH, agreed, in_template, said, small_dataset

from xl_beregner.dataset import Dataset
from xl_beregner.fields import unit_fields

YEAR = "2025/2026"


def reported(school: str, place: int, theme: str, year: int = 2025, **words: str) -> list[dict[str, Any]]:
    return in_template("skolerapport", said(school, year, {f"pejlemaerke_{place}": {theme: words}}))


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return agreed(
        small_dataset(tmp_path),
        [
            *reported(SOUTH, 1, "Faglighed", vurdering="Syd vurderer", indsatser="Syd gør, cpr 010190-1234"),
            *reported(APPLE, 3, "Faglighed", vurdering="Æble vurderer"),
            *reported(APPLE, 1, "Trivsel", indsatser="Æble og trivsel"),
            *reported(APPLE, 2, "Nedlagt pejlemærke", vurdering="Ord uden ark"),
            *reported(SOUTH, 2, "Trivsel", year=2024, vurdering="Sidste års ord"),
        ],
    )


def sheets(dataset: Dataset, edition: str) -> dict[str, Any]:
    source = unit_fields(dataset, YEAR, edition, "kommune")
    return {unit.name: source.fields(unit.number) for unit in source.units}


def test_every_school_has_a_row_on_the_pejlemaerkes_sheet_wherever_its_own_stood(dataset: Dataset) -> None:
    found = sheets(dataset, "fortrolig")["Faglighed"]
    rows = [(row["skole"], row["vurdering"], row["indsatser"]) for row in found["pejlemaerke_ord"]]
    assert rows[1] == ("Æblehaven", "Æble vurderer", None)
    assert rows[0][:2] == ("Søndre Skole", "Syd vurderer")
    assert "010190-1234" not in rows[0][2]
    assert (
        found["pejlemaerke_ord_linje"]
        == "2 af 2 skoler har skrevet om pejlemærket. Ordene står på arket efter dette."
    )


def test_words_on_a_pejlemaerke_without_a_sheet_stand_on_the_last(dataset: Dataset) -> None:
    found = sheets(dataset, "fortrolig")["Trivsel"]
    rows = [(row["pejlemaerke"], row["vurdering"] or row["indsatser"]) for row in found["pejlemaerke_ord"]]
    assert sorted(rows) == [("Nedlagt pejlemærke", "Ord uden ark"), ("Trivsel", "Æble og trivsel")]


def test_words_of_another_year_are_not_this_years(dataset: Dataset) -> None:
    assert "Sidste års ord" not in str(sheets(dataset, "fortrolig"))


@pytest.mark.parametrize("edition", ["bestyrelse", "offentlig"])
def test_no_schools_words_leave_the_administration(dataset: Dataset, edition: str) -> None:
    found = sheets(dataset, edition)
    assert all(fields["pejlemaerke_ord"] == [] for fields in found.values())
    assert not [word for word in ("vurderer", "Ord uden ark", "trivsel") if f"{word}" in _texts(found)]


def test_the_list_of_all_words_takes_the_reports_too_with_the_pejlemaerke_as_its_theme(
    dataset: Dataset,
) -> None:
    rows = sheets(dataset, "fortrolig")["Faglighed"]["temaer"]
    mine = [(row["pejlemaerke"], row["skole"], row["felt"]) for row in rows if row["navn"] == "Faglighed"]
    assert mine == [
        ("Faglighed", "Søndre Skole", "Skolens vurdering"),
        ("Faglighed", "Søndre Skole", "Skolens indsatser"),
        ("Faglighed", "Æblehaven", "Skolens vurdering"),
    ]
    heads = [row["skoler"] for row in rows if row["navn"] == "Faglighed"]
    assert heads == [2, None, None]


def _texts(found: dict[str, Any]) -> str:
    return str([fields["temaer"] for fields in found.values()])
