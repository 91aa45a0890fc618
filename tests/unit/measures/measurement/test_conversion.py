"""Conversion tables: exact matches, provenance, and why there is no value."""

from __future__ import annotations

import math

import numpy as np
import pytest

from xl_beregner.errors import CellTypeError, ShapeError, ValueRangeError
from xl_beregner.hosts.engine import evaluate
from xl_beregner.hosts.table import CellTable
from xl_beregner.measures.measurement.conversion import COLUMNS, convert_rows

# Made for these tests; no published table.
EXAMPLE = "Eksempel, opdigtet"


def table(
    *rows, headings=("score", "vaerdi", "maalefejl", "niveau", "klassetrin", "profil", "kilde", "version")
):
    return CellTable([list(headings), *map(list, rows)], COLUMNS)


def row(
    score, value=400.0, error=35.0, level="Middel", grade=None, profile=None, source=EXAMPLE, version="1"
):
    return (score, value, error, level, grade, profile, source, version)


def one(score, table, grade=None, profile=None):
    asked = [None if given is None else [given] for given in (grade, profile)]
    return [column[0] for column in convert_rows(np.array([float(score)]), table, *asked)]


def test_a_score_in_the_table_gets_its_value_error_level_and_source():
    assert one(7, table(row(6.0, 380.0), row(7.0))) == [400, 35, "Middel", EXAMPLE, "1", "found"]


def test_a_table_without_standard_errors_says_that_the_uncertainty_is_unknown():
    value, error, *_, text = one(7, table(row(7.0, error=None)))
    assert (value, text) == (400, "found_no_error")
    assert math.isnan(error)


def test_nothing_is_guessed_between_two_scores():
    assert one(6.5, table(row(6.0), row(7.0)))[-1] == "not_in_table"


GRADES = table(row(7.0, 400.0, grade="4"), row(7.0, 300.0, grade="6"), row(8.0, 440.0, grade="4"))
PROFILES = table(row(7.0, 400.0, profile="Afkodning"), row(7.0, 300.0, profile="Sprogforståelse"))


@pytest.mark.parametrize(
    ("given", "value", "text"),
    [
        ((7, GRADES, "6"), 300, "found"),
        ((7, GRADES, "4"), 400, "found"),
        ((7, GRADES), None, "which_grade"),
        ((8, GRADES), None, "which_grade"),  # though only one grade has this score
        ((8, GRADES, "6"), None, "not_in_table"),
        ((7, GRADES, "8"), None, "not_for_grade"),
        ((7, PROFILES, None, "AFKODNING"), 400, "found"),
        ((7, PROFILES), None, "which_profile"),
        ((7, PROFILES, None, "Tekst"), None, "not_for_profile"),
        ((7, table(row(7.0)), "4"), None, "not_for_grade"),
        ((7, table(row(7.0)), None, "Afkodning"), None, "not_for_profile"),
        ((7, table(row(7.0), row(7.0))), None, "twice"),
        ((7, table(row(7.0), row(8.0, version="2"))), None, "which_table"),
        ((7, table(row(7.0, value=None))), None, "no_value"),
        ((7, table(row(7.0, source=None))), None, "no_source"),
        ((7, table(row(7.0, version=" "))), None, "no_version"),
        ((math.nan, GRADES), None, ""),
    ],
)
def test_a_value_is_given_only_where_exactly_one_row_fits(given, value, text):
    found, error, level, source, version, said = one(*given)
    assert said == text
    if value is None:
        assert math.isnan(found)
        assert math.isnan(error)
        assert (level, source, version) == (None, None, None)
    else:
        assert (found, source) == (value, EXAMPLE)


def test_a_row_of_the_table_without_score_is_no_row():
    assert one(7, table(row(7.0), row(None, 1.0, grade="9", version="2")))[-1] == "found"


def test_two_named_tables_in_one_range_are_not_mixed():
    headings = ("tabel", "score", "vaerdi", "kilde", "version")
    both = table(("A", 7.0, 1.0, EXAMPLE, "1"), ("B", 8.0, 2.0, EXAMPLE, "1"), headings=headings)
    assert one(7, both)[-1] == "which_table"


def test_each_pupil_has_a_grade_and_a_blank_one_is_asked_for():
    found = convert_rows(np.array([7.0, 7.0, 7.0, math.nan]), GRADES, ["4", "6", None, "4"])
    assert found.text == ["found", "found", "which_grade", ""]
    np.testing.assert_array_equal(found.value, [400, 300, math.nan, math.nan])


@pytest.mark.parametrize("headings", [("vaerdi", "kilde"), ("score", "kilde")])
def test_a_table_without_score_or_value_is_refused(headings):
    with pytest.raises(ShapeError) as found:
        one(7, table((7.0, EXAMPLE), headings=headings))
    assert found.value.facts["argument"] == "table"


def test_impossible_numbers_in_the_table_are_refused():
    with pytest.raises(ValueRangeError):
        one(7, table(row(7.0, error=-1.0)))
    with pytest.raises(CellTypeError):
        one(7, table(row(7.0, value="fire")))
    with pytest.raises(ValueRangeError):
        one(math.inf, table(row(7.0)))


def test_grades_of_another_length_are_refused():
    with pytest.raises(ShapeError):
        convert_rows(np.array([7.0, 7.0, 7.0]), GRADES, ["4", "6"])


def test_sixty_thousand_pupils_are_looked_up():
    scores = np.tile(np.arange(1.0, 61.0), 1000)
    long = table(*(row(float(score), 10.0 * score) for score in range(1, 61)))
    np.testing.assert_array_equal(convert_rows(scores, long).value, 10 * scores)


@pytest.mark.parametrize(
    "headings",
    [
        ["Score", "Værdi", "Målefejl", "Kilde", "Version"],
        ["Poäng", "Värde", "Mätfel", "Källa", "Version"],
        ["Score", "Value", "Measurement error", "Source", "Version"],
    ],
)
def test_a_cell_shows_the_value_and_its_source(headings):
    rows = evaluate("BEREGNER_OMSAET", ["7,0", 9], [headings, [7, "400", 35, EXAMPLE, 2026.0]])
    assert rows == [
        [400, 35, None, EXAMPLE, "2026", f"Omsat efter {EXAMPLE}, version 2026."],
        [None] * 5 + ["Scoren står ikke i tabellen; der gættes ikke mellem dens tal."],
    ]
