"""What is added up is what a direct computation over the whole dataset gives, at every level."""

from __future__ import annotations

import numpy as np
import pytest
from support.datasets import write_csv
from support.municipality import municipality

from xl_beregner.dataset import load_dataset
from xl_beregner.fields.disclosure import Hidden
from xl_beregner.fields.municipality.rollup import Rollup, alphabetical

YEAR = 2026


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    # Nearly no school is small, so that nearly nothing is hidden; groups stand in the place of a few.
    tables = municipality(11, schools=40, districts=5, small=0.03, grouped=0.2)
    return load_dataset(write_csv(tmp_path_factory.mktemp("rollup"), tables))


@pytest.fixture(scope="module")
def rollup(dataset):
    return Rollup(dataset, YEAR, "fortrolig")


def whole(dataset, indicator):
    """One row a school and year, with pandas alone: its own row, else its grades added up."""
    table = dataset.indicators
    table = table[(table["indikator"] == indicator) & table["enhed"].isin(dataset.schools["skole_nr"])]
    own = table[table["gruppe"] == "alle"].set_index(["aar", "enhed"])
    grades = table[table["gruppe"].str.startswith("trin:")]
    grades = grades.assign(those=grades["vaerdi"] * grades["antal"])
    parted = grades.groupby(["aar", "enhed"])[["those", "antal"]].sum()
    parted = parted[~parted.index.isin(own.index)]
    parted["vaerdi"] = parted["those"] / parted["antal"]
    frame = own[["vaerdi", "antal", "standardfejl"]].copy()
    for key in parted.index:
        frame.loc[key, ["vaerdi", "antal"]] = parted.loc[key, ["vaerdi", "antal"]]
    frame = frame.reset_index()
    district = dataset.schools.set_index("skole_nr")["omraade"]
    return frame.assign(omraade=frame["enhed"].map(district))


def units(dataset, rollup, indicator, year):
    """The rows of the municipality, then of each district, with the figure the rollup gives."""
    table = rollup.table(rollup.indicators.index(indicator), year)
    rows = whole(dataset, indicator)
    rows = rows[rows["aar"] == year]
    yield rows, table.municipality
    for name, figure in zip(rollup.districts, table.districts, strict=True):
        yield rows[rows["omraade"] == name], figure


@pytest.mark.parametrize("indicator", ["karakter", "dansk", "proeve", "trivsel"])
@pytest.mark.parametrize("year", [2023, 2025])
def test_means_and_shares_are_those_of_all_pupils(dataset, rollup, indicator, year):
    checked = 0
    for rows, figure in units(dataset, rollup, indicator, year):
        if not figure.is_there:
            assert figure.why == "skjult"
            continue
        assert figure.value == pytest.approx(np.average(rows["vaerdi"], weights=rows["antal"]), rel=1e-12)
        assert figure.count == rows["antal"].sum()
        assert figure.parts == len(rows)
        checked += 1
    assert checked >= 3


@pytest.mark.parametrize("indicator", ["elevtal", "budget"])
def test_sums_are_sums_and_have_no_interval(dataset, rollup, indicator):
    shown = [(rows, figure) for rows, figure in units(dataset, rollup, indicator, 2025) if figure.is_there]
    assert len(shown) >= 3
    for rows, figure in shown:
        assert figure.value == rows["vaerdi"].sum()
        assert np.isnan(figure.lower)
        assert figure.no_interval == "optaelling"


def test_the_interval_of_a_mean_is_that_of_its_parts_errors(dataset, rollup):
    rows, figure = next(units(dataset, rollup, "karakter", 2025))
    hidden = {
        school
        for school, reason in zip(rollup.schools, rollup.table(0, 2025).reason, strict=True)
        if reason in (Hidden.FEW, Hidden.COMPLEMENT)
    }
    shown = ~rows["enhed"].isin(hidden)
    variance = (rows["antal"] ** 2 * rows["standardfejl"] ** 2)[shown].sum()
    if hidden:
        # The hidden ones together as one school whose pupils are spread as the shown ones are.
        of_a_pupil = np.average(
            (rows["antal"] * rows["standardfejl"] ** 2)[shown], weights=rows["antal"][shown]
        )
        variance += rows["antal"][~shown].sum() * of_a_pupil
    error = np.sqrt(variance) / rows["antal"].sum()
    assert figure.error == pytest.approx(error, rel=1e-9)
    assert figure.upper - figure.value == pytest.approx(1.959963984540054 * error, rel=1e-9)


def test_a_median_is_one_of_the_shown_values_and_half_the_pupils_are_at_or_below_it(dataset, rollup):
    place = rollup.indicators.index("lus")
    table = rollup.table(place, 2025)
    rows = whole(dataset, "lus")
    rows = rows[(rows["aar"] == 2025)].set_index("enhed")
    at = [school for school, figure in zip(rollup.schools, table.schools, strict=True) if figure.is_there]
    shown = rows.loc[at]
    below = shown.loc[shown["vaerdi"] <= table.municipality.value, "antal"].sum()
    strictly = shown.loc[shown["vaerdi"] < table.municipality.value, "antal"].sum()
    assert below >= shown["antal"].sum() / 2 > strictly
    assert table.municipality.lower <= table.municipality.value <= table.municipality.upper


def test_what_does_not_add_up_says_so_and_shows_the_official_figure(rollup):
    table = rollup.table(rollup.indicators.index("klassekvotient"), 2025)
    assert not table.municipality.is_there
    assert table.municipality.why == "ingen"
    assert table.official == 22.4


def test_a_mean_without_counts_is_not_added_up(tmp_path):
    tables = municipality(3, schools=6, small=0.0, missing=0.0, grouped=0.0)
    for row in tables["indikatorer"][1:]:
        row[5] = ""
    table = Rollup(load_dataset(write_csv(tmp_path, tables)), YEAR, "fortrolig").table(0, 2025)
    assert table.municipality.why == "antal_ukendt"
    assert table.official == table.official


def test_test_results_add_up_in_the_confidential_edition_alone(dataset):
    place = list(dataset.catalogue["indikator"]).index("proeve")
    assert Rollup(dataset, YEAR, "fortrolig").table(place, 2025).municipality.is_there
    for edition in ("bestyrelse", "offentlig"):
        table = Rollup(dataset, YEAR, edition).table(place, 2025)
        assert table.municipality.why == "fortroligt"
        assert not any(figure.is_there for figure in (*table.schools, *table.districts))


def test_outside_the_administration_no_school_is_named_with_what_its_source_has_not_published(dataset):
    place = list(dataset.catalogue["indikator"]).index("trivsel")
    table = Rollup(dataset, YEAR, "offentlig").table(place, 2025)
    assert not any(figure.is_there for figure in table.schools)
    assert set(table.reason.tolist()) <= {Hidden.SHOWN, Hidden.FEW, Hidden.UNPUBLISHED}
    # All of them together are shown, as in the confidential edition.
    inside = Rollup(dataset, YEAR, "fortrolig").table(place, 2025)
    assert table.municipality.value == inside.municipality.value


def test_years_after_the_one_asked_for_do_not_count(dataset):
    assert Rollup(dataset, 2024, "fortrolig").latest[0] == 2024


def test_districts_and_schools_stand_as_in_a_danish_list():
    names = ["Østerbro", "Amager", "Åboulevard", "Ærø", "Zoo"]
    assert sorted(names, key=alphabetical) == ["Amager", "Zoo", "Ærø", "Østerbro", "Åboulevard"]
