"""Every figure in a workbook is the dataset's: the CSV files read by pandas, the workbook by openpyxl.

Read without any code of ours: numbers with a decimal comma from the files, cells through the
template's defined names. What is computed from the figures (baselines, targets) has its own tests.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from e2e.command import EXAMPLE
from support.values import named_values

SOURCE = EXAMPLE.parent / "kilde_koebenhavn"
YEARS = [f"{begins}/{begins + 1}" for begins in range(2018, 2026)]  # up to the year before 2026/2027

pytestmark = pytest.mark.prove

Series = dict[tuple[str, str, str], str]  # (unit, school year, indicator) -> as written
Sent = dict[str, dict[str, Any]]  # school number -> what stands under each name in its workbook


@pytest.fixture(scope="module")
def series() -> Series:
    table = _read(EXAMPLE / "indikatorer.csv")
    return dict(
        zip(zip(table.enhed, table.skoleaar, table.indikator, strict=True), table.vaerdi, strict=True)
    )


@pytest.fixture(scope="module")
def catalogue() -> pd.DataFrame:
    table = _read(EXAMPLE / "katalog.csv")
    shown = table[table.vises == "ja"].sort_values("raekkefoelge", key=lambda column: column.astype(float))
    return shown.reset_index(drop=True)


@pytest.fixture(scope="module")
def schools() -> dict[str, dict[str, str]]:
    table = _read(EXAMPLE / "skoler.csv").to_dict("records")
    return {row["skole_nr"]: row for row in table}


@pytest.fixture(scope="module")
def sent(workbooks: list[Path]) -> Sent:
    return {book.name.partition("_")[0]: named_values(book) for book in workbooks}


def test_each_workbook_says_whose_it_is(sent: Sent, schools: dict[str, dict[str, str]]) -> None:
    for number, found in sent.items():
        assert found["felt_skole_navn"] == schools[number]["skole"]
        assert found["felt_enhed_nr"] == number
        assert found["felt_omraade"] == schools[number]["omraade"]
        assert found["felt_elevtal"] == float(schools[number]["elevtal"])
        assert (found["felt_skoleaar"], found["felt_aar_3"]) == ("2026/2027", "2025/2026")
        assert found["felt_eksempel"] == "Eksempel. Ikke en aftale."


def test_the_rows_are_the_catalogue_s(sent: Sent, catalogue: pd.DataFrame) -> None:
    assert len(catalogue) == 13
    for found in sent.values():
        assert found["felt_tal__noegle"] == list(catalogue.indikator)
        assert found["felt_tal__navn"] == list(catalogue.navn)


def test_every_year_s_figure_is_the_dataset_s(sent: Sent, series: Series, catalogue: pd.DataFrame) -> None:
    shown = {f"t{number}": year for number, year in enumerate(YEARS, start=1)}
    shown |= {f"v{number}": year for number, year in enumerate(YEARS[-3:], start=1)}
    expected = {
        (number, field, key): series.get((number, year, key))
        for number in sent
        for field, year in shown.items()
        for key in catalogue.indikator
    }
    assert sum(value is not None for value in expected.values()) > 2500
    assert list(_unlike(sent, expected)) == []


def test_municipality_and_country_stand_beside_the_same_year(
    sent: Sent, series: Series, catalogue: pd.DataFrame
) -> None:
    expected = {
        (number, unit, row.indikator): series.get(
            (unit, _latest(series, number, row.indikator), row.sammenlign)
        )
        for number in sent
        for row in catalogue.itertuples()
        for unit in ("kommune", "land")
    }
    assert sum(value is not None for value in expected.values()) > 150
    assert list(_unlike(sent, expected)) == []


def test_reference_and_difference_are_the_ministry_s(
    sent: Sent, series: Series, catalogue: pd.DataFrame
) -> None:
    expected = {}
    for number in sent:
        for row in catalogue.itertuples():
            year = _latest(series, number, row.indikator)
            expected[number, "reference", row.indikator] = series.get((number, year, row.reference))
            expected[number, "forskel", row.indikator] = series.get((number, year, row.reference_forskel))
    assert sum(value is not None for value in expected.values()) > 20
    assert list(_unlike(sent, expected)) == []


def test_the_verdict_on_the_reference_is_the_ministry_s(
    sent: Sent, series: Series, catalogue: pd.DataFrame
) -> None:
    for number, found in sent.items():
        for row, verdict in zip(catalogue.itertuples(), found["felt_tal__reference_dom"], strict=True):
            year = _latest(series, number, row.indikator)
            assert verdict == series.get((number, year, row.reference_dom)), (number, row.indikator)


def test_proposals_begin_at_the_latest_figure(sent: Sent, series: Series, catalogue: pd.DataFrame) -> None:
    may_be_agreed = set(catalogue.indikator[catalogue.kan_aftales == "ja"])
    for number, found in sent.items():
        keys = [key for key in found["felt_forslag__noegle"] if key is not None]
        assert set(keys) <= may_be_agreed
        for key, latest in zip(keys, found["felt_forslag__seneste"], strict=False):
            stated = series.get((number, _latest(series, number, key), key))
            assert _is_same(latest, stated), (number, key, latest, stated)


def test_the_example_is_the_published_source(series: Series) -> None:
    published = pd.read_csv(SOURCE / "kbh_indikatorer.csv", dtype=str)
    source = {
        (row.institutionsnummer, row.skoleaar, row.indikator): row.vaerdi for row in published.itertuples()
    }
    ours = {key: value for key, value in series.items() if key[0].isdigit() and key in source}
    assert len(ours) > 2000
    wrong = [key for key, value in ours.items() if value.replace(",", ".") != source[key]]
    assert wrong == []


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")


def _latest(series: Series, unit: str, indicator: str) -> str:
    """Name the latest of the years shown in which the school has a figure."""
    years = [year for year in YEARS if (unit, year, indicator) in series]
    return years[-1] if years else ""


def _unlike(sent: Sent, expected: dict[tuple[str, str, str], str | None]) -> Iterator[str]:
    """Tell each cell of the list ``tal`` that is not as the dataset says, blank where it says nothing."""
    for (number, field, key), stated in expected.items():
        row = sent[number]["felt_tal__noegle"].index(key)
        shown = sent[number][f"felt_tal__{field}"][row]
        if not _is_same(shown, stated):
            yield f"{number} {key} {field}: {shown!r}, the dataset says {stated!r}"


def _is_same(shown: Any, stated: str | None) -> bool:
    if stated is None or shown is None:
        return stated is None and shown is None
    return isinstance(shown, float) and math.isclose(shown, float(stated.replace(",", ".")), rel_tol=1e-15)
