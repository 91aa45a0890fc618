"""The synthetic municipality: as large and as untidy as life, labelled, and the same for the same seed."""

from __future__ import annotations

import hashlib
import re

import numpy as np
import pandas as pd
import pytest

from xl_beregner.cells import find_civil_number
from xl_beregner.dataset.example import Example, example
from xl_beregner.dataset.example_lus import POINTS
from xl_beregner.errors import OutputError


@pytest.fixture(scope="module")
def made() -> Example:
    return example()


@pytest.fixture(scope="module")
def results(made: Example) -> pd.DataFrame:
    return made.tables["elever"].join(made.truth["results"])


def numbers(column: pd.Series) -> pd.Series:
    return pd.to_numeric(column.str.replace(",", "."))


def test_it_has_some_550_classes_and_12000_pupils_at_24_schools(results):
    now = results[(results.dato > "2026-08-01") & (results.test == "EKS")]
    sizes = now.groupby(["skole_nr", "klasse"]).elev_id.nunique()
    assert now.skole_nr.nunique() == 24
    assert 520 <= len(sizes) <= 580
    assert 11_500 <= now.elev_id.nunique() <= 12_500
    assert sizes.max() <= 28
    assert 1 <= (sizes < 7).sum() <= 10
    assert set(now.klassetrin) == set("123456789")


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(tmp_path, made):
    def sums(name: str, found: Example) -> list[str]:
        return [hashlib.sha256(path.read_bytes()).hexdigest() for path in found.write(tmp_path / name)]

    assert sums("b", example()) == sums("a", made)
    other = example(seed=7).tables["elever"].score
    assert len(other) != len(made.tables["elever"]) or (other != made.tables["elever"].score).any()


def test_pupils_keep_their_id_and_name_through_moves(results):
    assert (results.groupby("elev_id").elev_navn.nunique() == 1).all()
    schools = results.groupby("elev_id").skole_nr.nunique()
    assert 200 < (schools > 1).sum() < 1200
    one_class_a_year = results.assign(year=results.dato.str[:4].astype(int) - (results.dato.str[5:7] < "08"))
    assert (one_class_a_year.groupby(["elev_id", "year"]).klasse.nunique() == 1).all()
    grades = one_class_a_year.assign(grade=numbers(results.klassetrin)).groupby("elev_id")
    assert ((grades.year.max() - grades.grade.max()) == (grades.year.min() - grades.grade.min())).all()


def test_percentiles_stop_in_2022_and_points_follow_with_a_most(results):
    dnt, points = results[results.test == "DNT"], results[results.test.isin(["FNO", "FNF"])]
    assert dnt.dato.max() < "2022-08-01"
    assert set(dnt.profil) == {"", "Sprogforståelse", "Afkodning", "Tekstforståelse"}
    score = numbers(dnt.score).dropna()
    assert score.min() == 1
    assert score.max() == 99
    fno = results[results.test == "FNO"]
    assert fno.dato.between("2022-11-01", "2025-10-31").all()
    assert not fno.dato.between("2023-01-01", "2023-08-01").any()
    assert results[results.test == "FNF"].dato.min() > "2026-08-01"
    taken = points[points.score != ""]
    assert (numbers(taken.score) <= numbers(taken.maks)).all()
    at_most = (numbers(taken.score) == numbers(taken.maks)).groupby([taken.test, taken.fag, taken.klassetrin])
    assert at_most.mean().max() > 0.03  # an easy test has a ceiling
    assert (numbers(taken.score) == 0).any()


def test_in_2021_the_percentiles_of_grades_2_to_8_are_the_pupils_history():
    rows = example(now=2021).tables["elever"]
    dnt = rows[(rows.test == "DNT") & (rows.profil == "") & (rows.frivillig == "nej")]
    eighth = dnt[(dnt.dato > "2021-08-01") & (dnt.klassetrin == "8")].elev_id
    history = dnt[dnt.elev_id.isin(eighth)].groupby("elev_id").klassetrin.apply("".join)
    assert (history == "2468").mean() > 0.8
    assert (dnt.klassetrin.value_counts() > 1000).all()
    assert rows.dato.max() < "2022-08-01"


def test_some_tests_are_not_taken_and_some_tell_of_nobody(results):
    assert 0.01 < (results.score == "").mean() < 0.05
    eks = results[(results.test == "EKS") & (results.dato > "2025-08-01") & (results.dato < "2026-08-01")]
    then = results[(results.dato > "2025-08-01") & (results.dato < "2026-08-01")]
    assert 0 < then.elev_id.nunique() - eks.elev_id.nunique() < 500


def test_lus_is_judged_four_times_a_year_by_three_schools(results):
    lus = results[results.test == "LUS"]
    assert lus.skole_nr.nunique() == 3
    assert set(lus.klassetrin) == set("123456")
    assert set(lus[lus.dato > "2026-08-01"].dato) == {"2026-09-15"}
    last = lus[(lus.dato > "2025-08-01") & (lus.dato < "2026-08-01")]
    assert set(last.dato.str[5:]) == {"09-15", "12-05", "02-15", "05-25"}
    assert set(lus.score) <= set(POINTS)
    assert {"18a", "18b", "18c"} <= set(lus.score)


def test_everything_is_labelled_and_nothing_looks_like_a_person(tmp_path, made):
    made.write(tmp_path / "eksempel")
    assert "SYNTETISKE ELEVER" in (tmp_path / "eksempel/README.md").read_text("utf-8")
    settings = made.tables["indstillinger"].set_index("noegle")
    assert settings.vaerdi["eksempel"].startswith("Syntetiske elever")
    assert made.tables["omsaetning"].kilde.str.startswith("EKSEMPEL").all()
    pupils = made.tables["elever"].drop_duplicates("elev_id")
    assert pupils.elev_id.str.fullmatch(r"E\d{6}").all()
    assert pupils.elev_navn.str.contains("Eksempel").all()
    cells = {cell for table in made.tables.values() for column in table for cell in table[column].unique()}
    assert not any(find_civil_number(cell) for cell in cells)


def test_the_truth_is_in_no_file(made):
    for table in made.tables.values():
        assert not {"true", "theta", "growth", "effect", "likely", "error"} & set(table.columns)
        assert all(isinstance(cell, str) for column in table for cell in table[column].unique())


def test_errors_and_growth_are_as_told(made, results):
    seen = results[results.score != ""]
    eks = seen[seen.test == "EKS"]
    off = (numbers(eks.score) - eks.true) / numbers(eks.maalefejl)
    assert abs(off.mean()) < 0.02
    assert off.std() == pytest.approx(1, abs=0.015)
    pupils = made.truth["pupils"]
    older = pupils[pupils.before.notna()]
    assert (older.growth[older.stands_still] == 0).all()
    assert older.stands_still.mean() == pytest.approx(0.1, abs=0.01)
    told = older.after - older.before
    assert np.allclose(told, older.growth)
    places = pupils[["theta"]].assign(school=pupils.skole_nr)
    means = places.groupby("school").theta.mean().sort_values()
    assert 0.5 < means.iloc[-8:].mean() - means.iloc[:8].mean() < 0.8


def test_forecasts_are_for_the_year_that_has_ended_and_a_little_too_sure(made):
    told = made.tables["prognoser"].join(made.truth["forecasts"])
    assert told.skole_nr.nunique() == 3
    assert set(told.prognose) == {"", "naar", "usikkert", "naar_ikke"}
    assert told.dato.eq("2025-10-01").all()
    said = told[told.sandsynlighed != ""]
    chance = numbers(said.sandsynlighed)
    assert chance.between(0.05, 0.95).all()
    assert ((chance - 0.5).abs().mean()) > ((said.likely - 0.5).abs().mean())
    assert said.sandsynlighed.map(lambda cell: bool(re.fullmatch(r"0,\d\d", cell))).all()


def test_a_folder_with_a_dataset_is_left_alone(tmp_path, made):
    made.write(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(OutputError):
        made.write(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_year_without_tests_is_refused():
    with pytest.raises(ValueError, match="2021"):
        example(now=2019)
