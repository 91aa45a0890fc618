"""KALIBRERING: laws and edges; its numbers stand in reference/test_published_numbers.py."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xl_beregner.errors import CellError, ValueRangeError
from xl_beregner.measures.targets.calibration import LEAST_CASES, calibration_rows, calibration_slope


def made(seed, cases=300, bold=1.0):
    rng = np.random.default_rng(seed)
    p = rng.uniform(0.02, 0.98, cases)
    true = 1 / (1 + np.exp(-bold * np.log(p / (1 - p))))
    return p, (rng.uniform(size=cases) < true).astype(float)


def test_the_first_row_is_all_and_the_groups_add_up_to_it():
    p, outcome = made(1)
    found = calibration_rows(p, outcome)
    assert found.part == ["total"] + ["group"] * 10
    assert found.n[0] == found.n[1:].sum() == 300
    for column in (found.stated, found.happened):
        assert column[0] == pytest.approx(column[1:] @ found.n[1:] / 300)
    assert np.isnan(found.slope[1:]).all()
    assert (np.diff(found.stated[1:]) > 0).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(20, 400), st.integers(1, 60))
def test_groups_hold_everyone_and_never_fewer_than_20(seed, cases, groups):
    rng = np.random.default_rng(seed)
    p = rng.integers(0, 30, cases) / 29  # many ties
    found = calibration_rows(p, (rng.uniform(size=cases) < 0.5).astype(float), groups)
    assert found.n[1:].sum() == cases
    assert (found.n[1:] >= LEAST_CASES).all()
    assert found.n.size - 1 <= groups
    assert (found.lower <= found.happened + 1e-12).all()
    assert (found.happened <= found.upper + 1e-12).all()


def test_equal_chances_stay_in_one_group():
    p = np.repeat([0.2, 0.21, 0.8], [30, 30, 40])
    found = calibration_rows(p, np.tile([0.0, 1.0], 50), 3)
    assert found.n[1:].tolist() == [60, 40] or found.n[1:].tolist() == [30, 30, 40]
    assert calibration_rows(np.full(60, 0.4), np.tile([0.0, 1.0], 30)).n.tolist() == [60, 60]


def test_turning_both_round_leaves_scores_and_slope():
    p, outcome = made(2)
    there, back = calibration_rows(p, outcome), calibration_rows(1 - p, 1 - outcome)
    for name in ("brier", "skill", "slope", "slope_lower"):
        assert getattr(back, name)[0] == pytest.approx(getattr(there, name)[0], rel=1e-9)


def test_always_stating_the_base_rate_has_no_skill():
    outcome = np.repeat([0.0, 1.0], [30, 70])
    found = calibration_rows(np.full(100, 0.7), outcome)
    assert found.skill[0] == pytest.approx(0, abs=1e-12)
    assert found.text == ["one_chance", "fits"]


@pytest.mark.parametrize(
    ("bold", "key"), [(1.0, "calibrated"), (0.3, "too_bold"), (3.0, "too_careful"), (-0.5, "no_skill")]
)
def test_the_slope_is_judged_by_its_interval(bold, key):
    assert calibration_rows(*made(3, 800, bold)).text[0] == key


def shifted(seed, shift, bold, cases=4000):
    """Chances whose true logit is ``shift + bold * logit``."""
    rng = np.random.default_rng(seed)
    p = rng.uniform(0.1, 0.9, cases)
    true = 1 / (1 + np.exp(-shift - bold * np.log(p / (1 - p))))
    return p, (rng.uniform(size=cases) < true).astype(float)


@pytest.mark.parametrize(("bold", "how"), [(1, ""), (0.5, "_bold"), (2, "_careful"), (-0.3, "_no_skill")])
@pytest.mark.parametrize(("shift", "side"), [(-0.8, "all_high"), (0.8, "all_low")])
def test_chances_all_too_high_or_too_low_are_told_whatever_the_slope(shift, side, bold, how):
    found = calibration_rows(*shifted(5, shift, bold))
    assert found.text[0] == side + how
    off = found.stated[0] - found.upper[0] if side == "all_high" else found.lower[0] - found.stated[0]
    assert off > 0


def test_a_slope_of_1_does_not_make_chances_that_are_all_too_high_hold():
    # 68 per cent was said, 51 per cent happened, and the slope is 1 but for chance.
    rng = np.random.default_rng(1)
    p = 1 / (1 + np.exp(-rng.normal(0.85, 0.9, 2000)))
    true = 1 / (1 + np.exp(0.85 - np.log(p / (1 - p))))
    found = calibration_rows(p, (rng.uniform(size=2000) < true).astype(float))
    assert found.stated[0] == pytest.approx(0.68, abs=0.02)
    assert found.happened[0] == pytest.approx(0.51, abs=0.03)
    assert found.slope_lower[0] < 1 < found.slope_upper[0]
    assert found.text[0] == "all_high"


def test_chances_that_hold_are_rarely_called_too_high_or_too_low():
    told = [calibration_rows(*made(seed, 200)).text[0] for seed in range(300)]
    assert sum(key.startswith("all_") for key in told) <= 15  # 5 per cent at most


def test_a_group_is_judged_by_its_interval():
    p = np.repeat([0.1, 0.5, 0.9], 40)
    outcome = np.concatenate([np.tile([0.0, 1], 20), np.tile([0.0, 1], 20), np.tile([0.0, 1], 20)])
    assert calibration_rows(p, outcome, 3).text[1:] == ["too_low", "fits", "too_high"]


@pytest.mark.parametrize(
    ("p", "outcome", "key"),
    [
        (np.linspace(0.01, 0.1, 30), np.zeros(30), "all_same"),
        (np.linspace(0.9, 0.99, 30), np.ones(30), "all_same"),
        (np.zeros(30), np.zeros(30), "all_same"),
        (np.ones(30), np.ones(30), "all_same"),
        (np.linspace(0.1, 0.9, 30), np.zeros(30), "all_high_no_slope"),
        (np.linspace(0.1, 0.9, 30), np.ones(30), "all_low_no_slope"),
        (np.full(30, 0.68), np.tile([1.0, 0, 0], 10), "all_high_no_slope"),
        (np.linspace(0.1, 0.45, 30), np.repeat([0.0, 1.0], [10, 20]), "all_low_no_slope"),
        (np.full(19, 0.9), np.zeros(19), "too_few"),
        (np.linspace(0.1, 0.9, 30), np.repeat([0.0, 1.0], 15), "separated"),
        (np.linspace(0.1, 0.9, 30), np.repeat([1.0, 0.0], 15), "separated"),
        (np.repeat([0.2, 0.5, 0.8], 10), np.repeat([0.0, 0, 1, 1], [10, 5, 5, 10]), "separated"),
        (np.repeat([0.0, 1.0], 15), np.repeat([0.0, 1.0], 15), "separated"),
        (np.linspace(0.1, 0.9, 19), np.tile([0.0, 1.0], 10)[:19], "too_few"),
        (np.full(3, np.nan), np.ones(3), "no_values"),
    ],
)
def test_what_has_no_slope_is_told(p, outcome, key):
    found = calibration_rows(p, outcome)
    assert found.text[0] == key
    assert math.isnan(found.slope[0])
    assert math.isnan(found.brier[0]) == (key == "no_values")
    assert math.isnan(found.skill[0]) == (np.unique(outcome).size == 1)
    assert found.n.size == 1 if key in ("too_few", "no_values") else found.n.size > 1


def test_certain_chances_that_fail_are_answered():
    p = np.repeat([0.0, 1.0], 20)
    outcome = np.concatenate([np.zeros(18), np.ones(2), np.zeros(1), np.ones(19)])
    found = calibration_rows(p, outcome)
    assert 0 < found.slope[0] < 1
    assert found.brier[0] == pytest.approx(3 / 40)


def test_outcomes_all_but_parted_still_have_a_slope():
    logit = np.concatenate([np.linspace(-6, 1e-3, 40), np.linspace(-1e-3, 6, 40)])
    p, outcome = 1 / (1 + np.exp(-logit)), np.repeat([0.0, 1.0], 40)
    slope, error = calibration_slope(p, outcome)
    assert np.isfinite([slope, error]).all()
    assert slope > 5


def test_a_search_that_is_cut_short_still_answers(monkeypatch):
    monkeypatch.setattr("xl_beregner.measures.targets.calibration._MOST_STEPS", 1)
    assert np.isfinite(calibration_slope(*made(1))).all()


def test_chances_far_off_are_found():
    p = np.concatenate([np.full(200, 0.999), np.full(40, 0.001)])
    outcome = np.concatenate([np.zeros(199), np.ones(1), np.zeros(1), np.ones(39)])
    slope, error = calibration_slope(p, outcome)
    # Two chances, two shares: their logits tell the slope.
    assert slope == pytest.approx((np.log(39) + np.log(199)) / (2 * np.log(0.001 / 0.999)), rel=1e-9)
    assert error > 0


def test_blank_rows_are_left_out():
    p, outcome = made(1)
    holes, gone = p.copy(), outcome.copy()
    holes[0], gone[1] = np.nan, np.nan
    found, wanted = calibration_rows(holes, gone), calibration_rows(p[2:], outcome[2:])
    np.testing.assert_array_equal(found.slope, wanted.slope)


@pytest.mark.parametrize(
    ("p", "outcome", "groups"),
    [([1.5], [1.0], 3), ([-0.5], [1.0], 3), ([0.5], [2.0], 3), ([0.5], [0.5], 3), ([0.5], [1.0], 0),
     ([0.5], [1.0], 2.5), ([0.5], [1.0], math.nan), ([0.5], [1.0], math.inf), ([0.5, 0.6], [1.0] * 3, 3)],
)  # fmt: skip
def test_what_cannot_be_is_refused(p, outcome, groups):
    with pytest.raises(CellError):
        calibration_rows(np.array(p), np.array(outcome), groups)


def test_the_refusal_names_what_was_found():
    with pytest.raises(ValueRangeError) as found:
        calibration_rows(np.array([0.5, 0.6]), np.array([1.0, 3.0]))
    assert found.value.facts == {"argument": "outcome", "fundet": 3.0}


def test_60_000_cases_are_judged():
    assert calibration_rows(*made(1, 60_000)).text[0] == "calibrated"


def test_where_a_whole_step_goes_too_far_a_shorter_one_is_taken():
    # Most chances near a half, a few at the ends: one step of Newton's passes the least.
    p = np.concatenate([np.linspace(0.4, 0.6, 20), np.zeros(2)])
    outcome = np.concatenate([np.zeros(19), np.ones(1), np.zeros(1), np.ones(1)])
    slope, _ = calibration_slope(p, outcome)
    logit = np.log(np.clip(p, 0.001, 0.999) / (1 - np.clip(p, 0.001, 0.999)))
    beside = [calibration_slope_at(logit, outcome, slope + move) for move in (-0.01, 0.0, 0.01)]
    assert beside[1] < min(beside[0], beside[2])


def calibration_slope_at(logit, outcome, slope):
    """Give the least loss at a slope, over all intercepts."""
    levels = np.linspace(-10, 10, 4001)[:, None] + slope * logit
    return float((np.logaddexp(0, levels) - outcome * levels).sum(axis=1).min())


def test_fewer_than_five_cases_have_no_figures():
    few = calibration_rows(np.full(4, 0.5), np.array([1.0, 0, 1, 0]))
    assert (few.part, few.text) == (["total"], ["too_few_shown"])
    assert np.isnan(few[1:-1]).all()
    enough = calibration_rows(np.full(5, 0.5), np.array([1.0, 0, 1, 0, 1]))
    assert (enough.text, enough.n.tolist()) == (["too_few"], [5])
