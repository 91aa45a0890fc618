"""LUS: points however they are typed, steps, spread; the interval is checked against R in reference/."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.errors import ShapeError, ValueRangeError
from xl_beregner.hosts.engine import evaluate
from xl_beregner.measures.measurement.lus import POINTS, distribution, place_of, step_rows

points = st.sampled_from(POINTS)


def test_there_are_21_points_and_18a_comes_before_19():
    assert len(POINTS) == 21
    assert [place_of(point) for point in ("1", "17", "18a", "18b", "18c", "19")] == [0, 16, 17, 18, 19, 20]


@pytest.mark.parametrize(
    ("typed", "point"),
    [
        ("18A", "18a"),
        ("18 b", "18b"),
        (" 18C ", "18c"),
        ("15.0", "15"),
        ("15,0", "15"),
        ("LUS 9", "9"),
        ("09", "9"),
    ],
)
def test_a_point_is_found_however_it_is_typed(typed, point):
    assert place_of(typed) == place_of(point) is not None


@pytest.mark.parametrize("typed", ["20", "0", "18d", "18", "15a", "-3", "15.5", "abc", "1815", "", None])
def test_what_is_no_point_has_no_place(typed):
    assert place_of(typed) is None


@given(points, points)
def test_steps_there_and_back_are_opposite(before, after):
    there, back = step_rows([before], [after]), step_rows([after], [before])
    assert there.steps[0] == -back.steps[0]
    opposite = {"forward": "back", "back": "forward", "unchanged": "unchanged"}
    assert back.text == [opposite[there.text[0]]]


@given(points, points, points)
def test_steps_add_up(first, second, third):
    def steps(a, b):
        return step_rows([a], [b]).steps[0]

    assert steps(first, second) + steps(second, third) == steps(first, third)


def test_a_blank_point_gives_a_blank_row():
    found = step_rows(["15", None, "15"], [None, "15", "16"])
    assert found.text == ["", "", "forward"]
    np.testing.assert_array_equal(np.isnan(found.steps), [True, True, False])


@pytest.mark.parametrize("typed", ["20", "18d", "0", "18"])
def test_what_is_no_point_is_refused_with_its_row(typed):
    with pytest.raises(ValueRangeError) as found:
        step_rows(["15", "15"], ["15", typed])
    assert found.value.facts == {"argument": "after", "raekke": 2, "fundet": typed}
    for arguments in ((["15", typed],), (["15"] * 2, ["15", typed])):
        with pytest.raises(ValueRangeError) as found:
            distribution(*arguments)
        assert found.value.facts["raekke"] == 2


def test_long_text_is_cut_in_the_refusal():
    with pytest.raises(ValueRangeError) as found:
        step_rows(["x" * 500], ["15"])
    assert len(found.value.facts["fundet"]) == 20


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(ShapeError):
        step_rows(["15", "16"], ["15"])
    with pytest.raises(ShapeError):
        distribution(["15"] * 6, ["15"] * 5)


@given(st.lists(points, min_size=5, max_size=60))
def test_the_spread_holds_every_pupil_once_and_its_middle_lies_in_the_middle(found):
    rows = distribution(found)
    assert rows.figure == ["median", "lower_quartile", "upper_quartile", *["at_point"] * 21]
    assert rows.point[3:] == list(POINTS)
    assert rows.pupils[3:].sum() == len(found)
    assert rows.proportion[3:].sum() == pytest.approx(1)
    place = np.array([place_of(point) for point in found])
    for row, at_most in ((0, 0.5), (1, 0.25), (2, 0.75)):
        middle = place_of(rows.point[row])
        assert np.mean(place <= middle) >= at_most
        assert np.mean(place < middle) < at_most


@given(st.lists(points, min_size=5, max_size=60), points)
def test_the_share_counts_those_at_or_above_the_expected_point(found, expected):
    rows = distribution(found, [expected] * len(found))
    assert rows.figure[3] == rows.text[3] == "at_expected"
    assert rows.point[3] == expected
    assert rows.pupils[3] == sum(place_of(point) >= place_of(expected) for point in found)
    assert rows.proportion[3] == rows.pupils[3] / len(found)
    assert rows.lower[3] <= rows.proportion[3] <= rows.upper[3]


def test_18a_and_19_are_above_17():
    found = distribution(["18a", "18b", "18c", "19", "9"], ["17"] * 5)
    assert found.pupils[3] == 4


def test_each_pupil_may_have_an_expected_point_and_one_without_does_not_count():
    found = distribution(["9", "9", "15", "15", "18a", None, "1"], ["9", "15", "15", "16", "17", "9", None])
    assert found.pupils[3] == 3
    assert found.proportion[3] == 0.6
    assert found.point[3] is None
    assert found.pupils[0] == 6


def test_fewer_than_five_pupils_are_an_answer_without_numbers():
    found = distribution(["15", "16", "17", "18a", None])
    assert (found.figure, found.text, found.point) == (["too_few"], ["too_few"], [None])
    assert np.isnan(np.array(found[2:6])).all()


def test_fewer_than_five_with_an_expected_point_give_no_share():
    found = distribution(["15"] * 6, ["15"] * 4 + [None] * 2)
    assert (found.figure[3], found.text[3]) == ("at_expected", "too_few_expected")
    assert all(math.isnan(column[3]) for column in found[2:6])
    assert found.pupils[0] == 6


def test_a_cell_may_hold_a_point_as_number_or_text():
    rows = evaluate("BEREGNER_LUSFREMGANG", [15.0, "18 a", 9], ["15", "18B", "17,0"])
    assert [row[0] for row in rows] == [0, 1, 8]
    told = evaluate("BEREGNER_LUSFORDELING", [9, 12, 15, "18a", 15, 16, None], 15)
    assert told[3][:4] == ["på eller over det forventede", "15", 4, pytest.approx(4 / 6)]
    assert told[3][-1].startswith("67 % af eleverne")
