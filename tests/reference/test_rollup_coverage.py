"""Do the intervals of added-up figures hold? Simulated municipalities whose true level is known."""

from __future__ import annotations

import numpy as np
import pytest

from xl_beregner.fields.figures import Figures
from xl_beregner.fields.municipality import rollup_rules as rules
from xl_beregner.fields.municipality.rollup_rules import Scale
from xl_beregner.fields.municipality.year_noise import year_noise

pytestmark = pytest.mark.prove

TIMES = 2000
# 95 % of 2000 lies within 94.0–96.0 % nineteen times of twenty; a little more is given to estimates.
LOW, HIGH = 0.935, 0.965


def pupils(chance: np.random.Generator, schools: int = 18) -> np.ndarray:
    """Schools as unlike in size as real ones: from 12 to 120 pupils a grade."""
    return np.round(np.exp(chance.uniform(np.log(12), np.log(120), schools)))


def test_the_interval_of_a_mean_with_given_errors_holds():
    chance = np.random.default_rng(1)
    count = pupils(chance)
    level = chance.normal(7, 0.8, len(count))
    truth = np.average(level, weights=count)
    held = 0
    for _ in range(TIMES):
        value = level + chance.normal(0, 2.4 / np.sqrt(count))
        found = rules.weighted_mean(value, count, 2.4**2 / count, Scale(-3, 12, 0.95))
        held += found.lower <= truth <= found.upper
    assert LOW <= held / TIMES <= HIGH


def test_the_interval_of_a_mean_with_the_schools_year_noise_holds():
    """Five years of 18 schools: the noise is estimated, the level is that of all their pupils."""
    chance = np.random.default_rng(2)
    times, years = 400, 5
    held = 0
    for _ in range(times):
        count = pupils(chance)
        level = chance.normal(7, 0.6, len(count))
        swing = chance.normal(0, 0.25, (len(count), years))
        value = level[:, None] + swing + chance.normal(0, 2.4 / np.sqrt(count)[:, None], (len(count), years))
        figures = _figures(value, np.repeat(count[:, None], years, 1))
        noise = year_noise(figures, 0, value, years, 0.95)
        assert noise is not None
        found = rules.weighted_mean(value[:, -1], count, noise.variance(count), Scale(-3, 12, 0.95))
        held += found.lower <= np.average(level, weights=count) <= found.upper
    # 400 times: 95 % ± 2.2; the noise's own estimate widens it.
    assert 0.92 <= held / times <= 0.98


def test_the_interval_of_a_share_holds_for_common_and_rare():
    chance = np.random.default_rng(3)
    count = pupils(chance)
    for common in (0.9, 0.5, 0.05):
        truth = np.clip(chance.normal(common, 0.02, len(count)), 0.005, 0.995)
        held = 0
        for _ in range(TIMES):
            those = chance.binomial(count.astype(int), truth)
            found = rules.share(100 * those / count, count, Scale(0, 100, 0.95))
            held += found.lower <= 100 * np.average(truth, weights=count) <= found.upper
        assert held / TIMES >= LOW  # schools that differ make pooled shares vary a little less


def test_the_interval_of_a_median_holds_at_least():
    """Ranks of few schools are coarse: it may hold more, and for unlike weights it is rounded that way."""
    chance = np.random.default_rng(4)
    for equal in (True, False):
        held = 0
        for _ in range(TIMES):
            count = np.full(20, 30.0) if equal else pupils(chance, 20)
            value = chance.normal(14, 2, 20)
            found = rules.median(value, count, Scale(np.nan, np.nan, 0.95))
            held += found.lower <= 14 <= found.upper
        assert held / TIMES >= (0.945 if equal else LOW)


def _figures(value: np.ndarray, count: np.ndarray, error: np.ndarray | None = None) -> Figures:
    """Lay out one indicator of every school and year; what is not used stays blank."""
    schools, years = value.shape
    blank, flags = np.full((1, schools, years), np.nan), np.zeros((1, schools, years), np.int8)
    return Figures(
        ("karakter",),
        tuple(map(str, range(schools))),
        np.arange(2021, 2021 + years),
        2020 + years,
        value[None],
        count[None],
        blank if error is None else error[None],
        {},
        flags,
        blank[:, 0],
        blank[:, 0],
        blank[:, :, 0],
        flags[:, :, 0],
        flags[:, :, 0].astype(bool),
        blank[:, 0],
        blank[:, 0],
    )


# --- Changes of the municipality -----------------------------------------------------------------
SWING, PUPIL, Z = 0.25, 2.2, 1.959964


def _changes(told: bool) -> tuple[float, float]:
    """Simulate unchanged municipalities; give how many are called changed, with the swing and without."""
    chance = np.random.default_rng(5)
    with_swing = without = 0
    times, years = 400, 6
    for _ in range(times):
        count = pupils(chance)
        error = PUPIL / np.sqrt(count)
        level = chance.normal(7, 0.6, len(count))[:, None]
        value = level + np.hypot(SWING, error)[:, None] * chance.normal(size=(len(count), years))
        errors = np.repeat(error[:, None], years, 1)
        figures = _figures(value, np.repeat(count[:, None], years, 1), errors if told else None)
        noise = year_noise(figures, 0, value, 5, 0.95)
        assert noise is not None
        variance = error**2 if told else noise.variance(count)
        swing = rules.swing(count, noise.beyond(variance, count))
        now, before = (
            rules.with_parts(
                rules.weighted_mean(value[:, at], count, variance, Scale(-3, 12, 0.95)), len(count), swing
            )
            for at in (-1, -2)
        )
        change = abs(now.value - before.value)
        with_swing += change > Z * rules.change_error(now, before)
        without += change > Z * float(np.hypot(now.error, before.error))
    return with_swing / times, without / times


def test_a_municipality_that_does_not_change_is_called_changed_in_one_of_twenty():
    """A source's error is that of the pupils: alone it would call one in eight changed."""
    with_swing, without = _changes(told=True)
    assert 0.02 <= with_swing <= 0.08
    assert without > 0.1


def test_where_the_swing_is_in_the_error_already_it_is_not_counted_twice():
    with_swing, without = _changes(told=False)
    assert with_swing == without
    assert 0.02 <= with_swing <= 0.08
