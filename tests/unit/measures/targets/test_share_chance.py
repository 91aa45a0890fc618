"""ANDELCHANCE: laws and edges; its numbers stand in reference/test_published_numbers.py."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xl_beregner import evaluate, texts
from xl_beregner.errors import CellError, ValueRangeError
from xl_beregner.measures.targets.share_chance import number_succeeding, share_chance_rows

chances = st.lists(st.floats(0, 1), min_size=1, max_size=40).map(np.array)


@settings(max_examples=60, deadline=None)
@given(chances, st.sampled_from([0.0, 0.2, 1.0, 4.0]))
def test_a_shared_part_keeps_every_pupils_own_chance(p, sd):
    found = number_succeeding(p, sd)
    assert found.sum() == pytest.approx(1)
    assert (found >= 0).all()
    assert found @ np.arange(p.size + 1) == pytest.approx(p.sum(), abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(chances, st.integers(0, 40), st.sampled_from([0.0, 0.5]))
def test_a_higher_goal_is_never_likelier(p, k, sd):
    low, high = (share_chance_rows(p, goal, sd) for goal in (k, k + 1))
    assert 0 <= high.chance[0] <= low.chance[0] + 1e-12 <= 1 + 2e-12
    assert low.lower[0] <= low.upper[0] <= p.size


def test_a_shared_part_widens_the_interval_and_not_the_expected():
    p = np.full(60, 0.7)
    alone, together = (share_chance_rows(p, 42, sd) for sd in (0.0, 0.5))
    assert alone.expected[0] == together.expected[0] == pytest.approx(42)
    assert together.upper[0] - together.lower[0] > 1.5 * (alone.upper[0] - alone.lower[0])


def test_a_wholly_shared_part_lets_all_succeed_or_none():
    found = number_succeeding(np.full(5, 0.3), 1e6)
    assert found[0] == pytest.approx(0.7, abs=0.01)
    assert found[5] == pytest.approx(0.3, abs=0.01)


@pytest.mark.parametrize(
    ("k", "needed"),
    [(0, 0), (1, 1), (0.5, 5), (0.51, 6), (0.1, 1), (0.3, 3), (0.7, 7), (0.999, 10), (10, 10)],
)
def test_below_1_the_goal_is_a_share_rounded_up_to_whole_pupils(k, needed):
    assert share_chance_rows(np.full(10, 0.5), k).needed[0] == needed


def test_the_middle_80_per_cent_hold_at_least_80():
    p = np.random.default_rng(1).uniform(size=30)
    found, number = share_chance_rows(p, 15), number_succeeding(p)
    assert number[int(found.lower[0]) : int(found.upper[0]) + 1].sum() >= 0.8
    assert number[: int(found.lower[0])].sum() < 0.1
    assert number[int(found.upper[0]) + 1 :].sum() <= 0.1


def test_what_is_certain_stays_certain():
    found = share_chance_rows(np.array([0.0, 1.0, 1.0]), 2, 0.5)
    assert (found.chance[0], found.expected[0], found.lower[0], found.upper[0]) == (1, 2, 2, 2)
    assert share_chance_rows(np.array([0.0, 1.0, 1.0]), 3, 0.5).chance[0] == 0


@pytest.mark.parametrize(("sd", "key"), [(0.0, "ok_independent"), (0.3, "ok")])
def test_that_pupils_are_taken_as_independent_is_told(sd, key):
    assert share_chance_rows(np.full(20, 0.7), 14, sd).text == [key]


@pytest.mark.parametrize(
    ("language", "one"), [("da", "mindst 1 af 20 "), ("sv", "minst 1 av 20 "), ("en", "at least 1 of 20 ")]
)
@pytest.mark.parametrize("sd", [None, 0.3])
def test_a_goal_of_1_is_said_to_be_one_pupil_of_all(language, one, sd):
    # 100 % in a cell arrives as 1: whoever meant all must see at once that one pupil was taken.
    texts.use_language(language)
    try:
        rows = evaluate("BEREGNER_ANDELCHANCE", [0.7] * 20, 1, sd)
        assert one in rows[0][-1]
        for reader in ("teacher", "leader", "politician"):
            told = evaluate("BEREGNER_FORKLAR", "ANDELCHANCE", rows, texts.say(f"valg.{reader}"))
            assert one in told[0][0].lower()
        assert "100" in texts.say("funktion.ANDELCHANCE.argument.k.hjaelp")
    finally:
        texts.use_language("da")


def test_more_than_there_are_is_told():
    found = share_chance_rows(np.full(4, 0.9), 7)
    assert (found.chance[0], found.needed[0], found.pupils[0], found.text) == (0, 7, 4, ["too_many"])


def test_blank_chances_are_left_out():
    found = share_chance_rows(np.array([0.9, math.nan, 0.8, 0.5]), 0.5)
    np.testing.assert_array_equal(found[:6], share_chance_rows(np.array([0.9, 0.8, 0.5]), 0.5)[:6])
    assert found.pupils[0] == 3


def test_no_chances_at_all_is_told():
    found = share_chance_rows(np.array([math.nan]), 3)
    assert found.text == ["no_values"]
    assert np.isnan(found.chance[0])
    assert found.pupils[0] == 0


@pytest.mark.parametrize(
    ("p", "k", "sd"),
    [([1.2], 1, 0), ([-0.1], 1, 0), ([0.5], -1, 0), ([0.5], 1.5, 0), ([0.5], 1, -1), ([0.5], math.nan, 0),
     ([0.5], 1, math.nan), ([math.inf], 1, 0), ([0.5], math.inf, 0), ([0.5], 1, math.inf)],
)  # fmt: skip
def test_what_cannot_be_is_refused(p, k, sd):
    with pytest.raises(CellError):
        share_chance_rows(np.array(p), k, sd)


def test_a_chance_in_per_cent_is_refused():
    with pytest.raises(ValueRangeError) as found:
        share_chance_rows(np.array([0.5, 80.0]), 1)
    assert found.value.facts == {"argument": "p", "fundet": 80.0}


@pytest.mark.parametrize("sd", [0.0, 0.3])
def test_60_000_pupils_are_answered(sd):
    p = np.random.default_rng(1).uniform(size=60_000)
    begun = time.process_time()
    found = share_chance_rows(p, 0.5, sd)
    assert time.process_time() - begun < 20  # some 4 s alone; the machine may be busy
    assert 0 <= found.chance[0] <= 1


@pytest.mark.parametrize(
    ("chance", "key"), [(0.005, "under"), (0.011, ""), (0.5, ""), (0.989, ""), (0.995, "over"), (1.0, "over")]
)
@pytest.mark.parametrize(("shared", "start"), [(0.0, "ok_independent"), (0.5, "ok")])
def test_a_chance_near_0_or_100_percent_is_not_told_as_certain(chance, key, shared, start):
    found = share_chance_rows(np.array([chance]), 1, shared)
    assert found.text == ["_".join(filter(None, (start, key)))]
