"""The synthetic example: what its script makes, invented throughout, and at one with itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbooks.build.examples import eksempelby as eksempel_eksempelby
from workbooks.build.examples.eksempelby_classes import SCHOOLS
from xl_beregner.dataset import Dataset, load_dataset

FOLDER = eksempel_eksempelby.TARGET
SMALL, NEW = "E07", "E08"
MEANS = ("trivsel_social", "trivsel_ro", "fravaer_pct", "elevsamtaler_pct", "laesning_gode_pct")


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(FOLDER)


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return eksempel_eksempelby.tables()


def test_it_has_no_fault(dataset):
    assert dataset.faults == ()


@pytest.mark.parametrize("name", ["skoler.csv", "indikatorer.csv", "aftaler.csv", "aftalegrundlag.csv"])
def test_the_committed_tables_match_their_build(made, name):
    assert (FOLDER / name).read_bytes() == made[name]


def test_it_is_small_enough_to_ship():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 600_000


def test_it_says_that_all_of_it_is_invented(dataset):
    assert dataset.example == "Eksempel. Opdigtede skoler og tal."
    assert set(dataset.catalogue["kilde"]) == {"Syntetisk eksempel"}
    assert dataset.schools["skole_nr"].str.fullmatch(r"E\d\d").all()
    words = dataset.agreements.loc[dataset.agreements["felt"].isin(["tiltag", "leder", "chef"]), "vaerdi"]
    assert len(words) > 40
    assert words.str.startswith("Eksempel: ").all()


def test_no_school_has_the_name_of_a_real_one_of_the_other_example(dataset):
    other = load_dataset(FOLDER.parent / "koebenhavn").schools
    assert not set(dataset.schools["skole"]) & set(other["skole"])


@pytest.mark.parametrize("key", MEANS)
@pytest.mark.parametrize("kind", ["trin:", "klasse:"])
def test_a_schools_figure_is_the_weighted_mean_of_its_groups(dataset, key, kind):
    table = dataset.indicators
    table = table[(table["indikator"] == key) & table["enhed"].isin([one.number for one in SCHOOLS])]
    parts = table[table["gruppe"].str.startswith(kind)]
    parts = (
        parts.assign(sum=parts["vaerdi"] * parts["antal"]).groupby(["enhed", "aar"])[["sum", "antal"]].sum()
    )
    whole = table[table["gruppe"] == "alle"].set_index(["enhed", "aar"])["vaerdi"].reindex(parts.index)
    assert len(parts) >= 20
    apart = (parts["sum"] / parts["antal"] - whole).abs()
    assert apart.max() <= (0.011 if key.startswith("trivsel") else 0.11)  # each is rounded


def test_the_municipality_is_the_schools_together(dataset):
    table = dataset.indicators
    table = table[
        (table["indikator"] == "fravaer_pct") & (table["gruppe"] == "alle") & (table["aar"] == 2025)
    ]
    schools = table[~table["enhed"].isin(["kommune", "land"])]
    expected = np.average(schools["vaerdi"], weights=schools["antal"])
    assert table.loc[table["enhed"] == "kommune", "vaerdi"].item() == pytest.approx(expected, abs=0.1)


def test_the_new_school_has_no_figure_and_the_small_one_few_pupils(dataset):
    assert not (dataset.indicators["enhed"] == NEW).any()
    graded = dataset.indicators[
        (dataset.indicators["enhed"] == SMALL) & (dataset.indicators["indikator"] == "karaktergennemsnit")
    ]
    assert (graded["antal"] < 5).any()


def test_every_kind_of_group_is_there(dataset):
    groups = pd.Series(dataset.indicators["gruppe"].unique())
    kinds = groups.str.partition(":")[0]
    assert set(kinds) == {"alle", "trin", "klasse", "team"}
    assert {"team:Indskoling", "team:Mellemtrin", "team:Udskoling"} <= set(groups)


def test_tests_are_confidential_and_of_one_series(dataset):
    about = dataset.catalogue.set_index("indikator")
    tests = [key for key in about.index if key.endswith("_gode_pct")]
    assert about.loc[tests, "fortrolig"].all()
    assert not about.loc[tests, "offentliggjort"].any()
    years = dataset.indicators.loc[dataset.indicators["indikator"].isin(tests), "aar"]
    assert years.min() == 2022


def test_most_schools_agreed_in_both_years_and_every_goal_has_its_basis(dataset):
    answers, basis = dataset.agreements, dataset.agreement_basis
    goals = answers[(answers["tabel"] == "aftale") & (answers["felt"] == "maal")]
    assert goals.groupby("aar")["skole_nr"].nunique().to_dict() == {2025: 5, 2026: 7}
    keys = set(zip(basis["skole_nr"], basis["aar"], basis["noegle"], strict=True))
    assert set(zip(goals["skole_nr"], goals["aar"], goals["noegle"], strict=True)) <= keys


def test_the_municipality_has_goals_for_the_year(dataset):
    goals = dataset.goals
    assert (goals["niveau"] == "kommune").all()
    assert set(goals["indikator"]) <= set(dataset.catalogue["indikator"])
