"""Shares of answers and their changes: printed examples, and what holds whatever was counted."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xl_beregner.measures import rules
from xl_beregner.measures.schools.survey_share import (
    LEAST_SCHOOLS,
    change_interval,
    change_of_schools,
    share_interval,
    share_of_schools,
)

SHARES = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_a_school_s_share_has_wilson_s_interval() -> None:
    found = share_interval(81, 263)
    assert (round(found.lower, 4), round(found.upper, 4)) == (0.2553, 0.3662)  # Newcombe (1998), table I
    assert math.isnan(found.design_effect)


@pytest.mark.parametrize(
    ("later", "earlier", "expected"),
    [  # Newcombe (1998), Statistics in Medicine 17:873, table II, method 10: examples a, b, e and h
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((10, 10), (0, 10), (0.6075, 1.0000)),
    ],
)
def test_a_change_has_newcombe_s_interval(
    later: tuple[int, int], earlier: tuple[int, int], expected: tuple[float, float]
) -> None:
    found = change_interval((earlier[0], later[0]), (earlier[1], later[1]))
    assert (found.lower, found.upper) == pytest.approx(expected, abs=0.00006)


@settings(max_examples=40)
@given(SHARES, SHARES)
def test_the_years_turned_round_give_the_change_turned_round(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    there = change_interval((one[0], other[0]), (one[1], other[1]))
    back = change_interval((other[0], one[0]), (other[1], one[1]))
    assert there.lower == pytest.approx(-back.upper)
    assert there.upper == pytest.approx(-back.lower)


def test_few_schools_give_the_answers_alone() -> None:
    positive, answers = [30, 10, 25, 8], [40, 40, 30, 20]
    assert len(positive) < LEAST_SCHOOLS
    found = share_of_schools(positive, answers)
    assert found[:3] == share_interval(73, 130)[:3]
    assert math.isnan(found.design_effect)
    assert not change_of_schools((positive, positive), (answers, answers)).is_between


def test_schools_that_differ_make_the_interval_wider_and_say_how_much() -> None:
    # Five schools of 40: shares 0.9, 0.3, 0.7, 0.5, 0.6; worked out by hand from the ratio estimate.
    found = share_of_schools([36, 12, 28, 20, 24], [40] * 5)
    between = 5 / 4 * sum((x - 24) ** 2 for x in (36, 12, 28, 20, 24)) / 200**2
    assert found.value == 0.6
    assert found.design_effect == pytest.approx(between / (0.6 * 0.4 / 200))
    alone = share_interval(120, 200)
    assert found.lower < alone.lower
    assert found.upper > alone.upper


def test_schools_alike_are_worth_their_answers_but_for_what_the_spread_costs_to_estimate() -> None:
    found = share_of_schools([24] * 6, [40] * 6)
    assert found.design_effect == 1
    worth = 240 * (rules.normal_quantile(0.975) / rules.student_quantile(0.975, 5)) ** 2
    assert found[1:3] == pytest.approx(rules.wilson_interval(0.6 * worth, worth))


def test_a_change_all_schools_share_is_certain_though_they_lie_far_apart() -> None:
    answers = [60] * 6
    before, after = [12, 24, 33, 40, 20, 15], [24, 36, 45, 52, 32, 27]
    found = change_of_schools((before, after), (answers, answers))
    assert found.is_between
    assert found.value == pytest.approx(0.2)
    assert found.lower > 0.08
    # Of two years' schools by themselves nothing could be said.
    apart = [share_of_schools(one, answers) for one in (before, after)]
    assert apart[0].upper > apart[1].lower


@settings(max_examples=20)
@given(st.lists(SHARES, min_size=5, max_size=9))
def test_no_change_is_never_certain(counted: list[tuple[int, int]]) -> None:
    positive, answers = zip(*counted, strict=True)
    found = change_of_schools((positive, positive), (answers, answers))
    assert found.lower <= 0 <= found.upper


@pytest.mark.parametrize("positive", [[0] * 5, [30] * 5])
def test_all_or_nobody_is_no_certainty(positive: list[int]) -> None:
    found = share_of_schools(positive, [30] * 5)
    assert found.upper - found.lower > 0.02
    assert 0 <= found.lower <= found.value <= found.upper <= 1
