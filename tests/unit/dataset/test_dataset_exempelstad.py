"""The Swedish synthetic example: what its script makes, invented throughout, and at one with itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbooks.build.examples import exempelstad
from workbooks.build.examples.exempelstad_schools import ADAPTED, SCHOOLS
from xl_beregner.dataset import Dataset, load_dataset
from xl_beregner.measures.measurement.lus import POINTS

FOLDER = exempelstad.TARGET
SMALL, NEW = "X09", "X12"
EXAMPLE = "Exempel. Påhittade skolor och siffror."
TABLES = ("skoler.csv", "indikatorer.csv", "elever.csv", "aftaler.csv")


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(FOLDER)


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return exempelstad.tables()


def test_it_has_no_fault(dataset):
    assert dataset.faults == ()


@pytest.mark.parametrize("name", TABLES)
def test_the_committed_tables_match_their_build(made, name):
    assert set(made) == set(TABLES)
    assert (FOLDER / name).read_bytes() == made[name]


def test_it_is_small_enough_to_ship():
    assert (FOLDER / "elever.csv").stat().st_size < 600_000
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 2_000_000


def test_it_says_that_all_of_it_is_invented(dataset):
    assert dataset.example == EXAMPLE
    assert set(dataset.catalogue["kilde"]) == {"Syntetiskt exempel"}
    assert dataset.schools["skole_nr"].str.fullmatch(r"X\d\d").all()
    assert dataset.schools["type"].str.contains("påhittad").all()
    assert dataset.goals["kilde"].str.startswith("Exempel: ").all()
    assert dataset.goals["ansvar"].str.startswith("Exempel: ").all()
    assert dataset.pupils["elev_navn"].str.contains(" Exempel ").all()
    given = [setting for setting in dataset.settings.values() if setting.given]
    assert all(setting.source.startswith("Exempel") for setting in given)


def test_no_school_has_the_name_of_one_of_the_other_examples(dataset):
    for other in ("koebenhavn", "eksempelby"):
        names = load_dataset(FOLDER.parent / other).schools["skole"]
        assert not set(dataset.schools["skole"]) & set(names)


def test_every_form_of_school_has_its_figures_and_goals_go_before_means(dataset):
    shown = dataset.catalogue[dataset.catalogue["vises"]]
    assert set(shown["skoleform"]) == {"Grundskola", "Förskoleklass", "Anpassad grundskola", "Fritidshem", ""}
    assert set(shown["rolle"]) == {"maal", "middel", ""}
    for form, rows in shown[shown["skoleform"] != ""].groupby("skoleform"):
        assert {"maal", "middel"} == set(rows["rolle"]), form
    assert set(shown["indikator"]) <= set(dataset.indicators["indikator"])


def test_nothing_is_called_salsa_that_is_not(dataset):
    told = dataset.catalogue[["navn", "bemaerkning"]].agg(" ".join, axis=1)
    assert not (told.str.contains("SALSA") & ~told.str.contains("inte SALSA")).any()


@pytest.mark.parametrize("key", ["trygghet_pct", "ogiltig_franvaro_pct", "bruk_vh_pct"])
def test_a_schools_figure_is_the_weighted_mean_of_its_grades(dataset, key):
    table = dataset.indicators
    table = table[(table["indikator"] == key) & table["enhed"].isin([one.number for one in SCHOOLS])]
    parts = table[table["gruppe"].str.startswith("trin:")]
    weighed = parts.assign(sum=parts["vaerdi"] * parts["antal"]).groupby(["enhed", "aar"])[["sum", "antal"]]
    parts = weighed.sum()
    whole = table[table["gruppe"] == "alle"].set_index(["enhed", "aar"])["vaerdi"].reindex(parts.index)
    assert len(parts) >= 80
    assert (parts["sum"] / parts["antal"] - whole).abs().max() <= 0.11  # each is rounded


def test_girls_and_boys_together_are_the_school_and_their_distance_is_the_gap(dataset):
    table = dataset.indicators.set_index(["indikator", "gruppe", "enhed", "aar"]).sort_index()
    girls, boys = (table.loc[("meritvarde", group)] for group in ("flickor", "pojkar"))
    both = girls["antal"] + boys["antal"]
    mean = (girls["vaerdi"] * girls["antal"] + boys["vaerdi"] * boys["antal"]) / both
    whole = table.loc[("meritvarde", "alle")].reindex(girls.index)
    assert (whole["antal"] == both).all()
    assert (mean - whole["vaerdi"]).abs().max() <= 0.11
    gap = table.loc[("skillnad_flickor_pojkar", "alle"), "vaerdi"].reindex(girls.index)
    assert np.allclose(gap, (girls["vaerdi"] - boys["vaerdi"]).abs())


def test_whoever_passes_every_subject_has_the_entry_requirements(dataset):
    table = dataset.indicators[dataset.indicators["gruppe"] == "alle"]
    table = table[~table["enhed"].isin(["kommune", "land"])]
    wide = table.pivot_table(index=["enhed", "aar"], columns="indikator", values="vaerdi")
    assert (wide["alla_amnen_pct"].dropna() <= wide["behorig_gymn_pct"].dropna()).all()


def test_the_new_school_has_no_figure_and_the_small_one_few_pupils(dataset):
    assert not (dataset.indicators["enhed"] == NEW).any()
    table = dataset.indicators
    tested = table[(table["enhed"] == SMALL) & (table["indikator"] == "np_ma6_pct")]
    assert len(tested)
    assert (tested["antal"] < 5).any()


def test_most_figures_of_the_anpassade_grundskolan_are_of_few(dataset):
    table = dataset.indicators
    adapted = table[table["indikator"].str.startswith("ag_") & table["enhed"].isin(ADAPTED)]
    assert set(adapted["enhed"]) == set(ADAPTED)
    assert 0.2 < (adapted["antal"] < 5).mean() < 0.8


def test_goals_are_set_on_every_level_both_as_a_level_and_as_a_change(dataset):
    goals = dataset.goals
    assert set(goals["niveau"]) == {"land", "kommune", "forvaltning", "omraade", "skole"}
    assert set(goals["aar"]) == {2025, 2026}
    kinds = goals.groupby("niveau")["maaltype"].agg(set)
    assert kinds["kommune"] == kinds["forvaltning"] == {"niveau", "progression"}


# --- LUS -------------------------------------------------------------------------------------
def test_points_are_of_four_dates_and_the_first_of_this_year(dataset):
    days = sorted(dataset.pupils["dato"].dt.strftime("%m-%d").unique())
    assert days == ["02-15", "05-25", "09-15", "12-05"]
    assert dataset.pupils["dato"].max() == pd.Timestamp(2026, 9, 15)
    by_school = dataset.pupils.groupby("skole_nr")["klassetrin"].agg(set)
    assert sorted(map(sorted, by_school)) == [[1, 2, 3]] * 5 + [[4, 5, 6]]


def test_no_pupil_falls_back_and_most_move(dataset):
    pupils = dataset.pupils.sort_values(["elev_id", "dato"])
    place = pupils["ord"].map(POINTS.index)
    steps = place.groupby(pupils["elev_id"]).diff().dropna()
    assert (steps >= 0).all()
    assert (steps > 0).mean() > 0.4


def test_a_pupil_keeps_the_name_and_the_class(dataset):
    pupils = dataset.pupils
    assert (pupils.groupby("elev_id")["elev_navn"].nunique() == 1).all()
    assert (pupils.groupby(["elev_id", "skoleaar"])["klasse"].nunique() == 1).all()
