"""The example dataset holds the real figures, every one as it stands in its source."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from workbooks.build.examples import koebenhavn as eksempel_koebenhavn
from xl_beregner.dataset import Dataset, load_dataset

FOLDER = eksempel_koebenhavn.TARGET
PEJLEMAERKER = ["Faglighed", "Ungdomsuddannelse", "Chancelighed", "Trivsel", "Tillid og attraktivitet"]
COMPUTED = ("trivsel_social", "trivsel_faglig", "trivsel_stoette", "trivsel_ro", "trivsel_generel", "sp_")


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(FOLDER)


def raw(name: str) -> list[dict[str, str]]:
    with (Path(eksempel_koebenhavn.SOURCE) / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_has_no_fault(dataset):
    assert dataset.faults == ()


@pytest.mark.parametrize("name", ["skoler.csv", "indikatorer.csv"])
def test_the_committed_tables_match_their_build(name):
    assert (FOLDER / name).read_bytes() == eksempel_koebenhavn.tables()[name]


def test_every_raw_figure_of_a_used_series_is_there_unchanged(dataset):
    used = set(dataset.catalogue["indikator"])
    expected = {}
    for row in raw("kbh_indikatorer.csv"):
        if row["indikator"] in used:
            expected[row["institutionsnummer"], int(row["skoleaar"][:4]), row["indikator"]] = row["vaerdi"]
    units = {"København": "kommune", "_national": "land"}
    for row in raw("kbh_kommune_land.csv"):
        if row["indikator"] in used:
            expected[units[row["enhed"]], int(row["skoleaar"][:4]), row["indikator"]] = row["vaerdi"]
    table = dataset.indicators
    columns = (table[name].tolist() for name in ("enhed", "aar", "indikator", "vaerdi", "tekst"))
    found = {
        (unit, year, key): word or repr(value).removesuffix(".0")
        for unit, year, key, value, word in zip(*columns, strict=True)
    }
    assert found == expected
    assert len(found) == 3384


def test_the_known_extremes_are_there(dataset):
    table = dataset.indicators.set_index(["enhed", "aar", "indikator"])["vaerdi"]
    assert table["101015", 2022, "fravaer_pct"] == 15.3
    assert table["101003", 2022, "kompetencedaekning_pct"] == 37.4
    assert table["101029", 2023, "trivsel_andel_hoej"] == 95.7


def test_figures_without_school_year_stand_apart(dataset):
    assert set(dataset.undated["indikator"]) == {"overgang_ungdomsuddannelse_pct"}
    assert len(dataset.undated) == 24


def test_thirteen_indicators_stand_under_the_five_published_pejlemaerker(dataset):
    shown = dataset.catalogue[dataset.catalogue["vises"]]
    assert len(shown) == 13
    assert list(dict.fromkeys(shown["pejlemaerke"])) == PEJLEMAERKER


def test_computed_series_are_marked_as_such_and_no_other(dataset):
    about = dataset.catalogue
    computed = about["indikator"].str.startswith(COMPUTED)
    assert (about["beregnet"] == computed).all()
    assert about.loc[computed, "kilde"].str.contains("ikke et officielt tal").all()


def test_every_indicator_tells_source_and_date(dataset):
    assert dataset.catalogue["kilde"].str.contains("Uddannelsesstatistik.dk").all()
    assert dataset.catalogue["kilde"].str.contains("hentet 28-09-2026").all()


def test_grades_are_not_compared_with_the_municipalitys_other_grades(dataset):
    about = dataset.catalogue.set_index("indikator")
    for key in ("karaktergennemsnit", "dansk", "matematik", "socref_forskel"):
        assert about.loc[key, "sammenlign"] == ""
    assert about.loc["karaktergennemsnit", "reference"] == "socref_forventet"


def test_what_is_compared_is_measured_alike(dataset):
    about = dataset.catalogue.set_index("indikator")
    for key, other in about["sammenlign"].items():
        assert other in ("", key)


def test_it_says_that_it_is_an_example(dataset):
    assert dataset.example == "Eksempel. Ikke en aftale."
    assert dataset.settings["kommune_navn"].value == "København"
    assert dataset.settings["hentet"].value == "2026-09-28"
