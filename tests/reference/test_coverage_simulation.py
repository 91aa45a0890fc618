"""Do intervals cover and chances hold? Seeded simulation of what the model assumes, and a bit beyond."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from xl_beregner.measures.measurement.gain import gain_rows
from xl_beregner.measures.schools.baseline import baselines
from xl_beregner.measures.targets.prediction import chance_of_target
from xl_beregner.measures.targets.proposals import targets

pytestmark = pytest.mark.prove

RUNS = 250
# schools, years, sd of school, common shock, swing and pupils (0: no counts), share missing, carry-over
SETTINGS = {
    "as Copenhagen's grades": (24, 5, 0.5, 0.3, 0.5, 0, 0, 0.7),
    "each year new": (24, 5, 1, 0.5, 1, 0, 0, 0),
    "a strong common shock": (24, 5, 0.7, 1.5, 0.9, 0, 0, 0.4),
    "no common shock": (24, 5, 1, 0, 1, 0, 0, 0),
    "with counts": (24, 5, 1, 0.4, 0.6, 6, 0, 0.5),
    "figures missing": (24, 5, 1, 0.5, 1, 0, 0.25, 0.5),
    "few schools": (6, 5, 1, 0.5, 1, 0, 0, 0.5),
    "three years": (24, 3, 1, 0.4, 1, 0, 0, 0.5),
    "hardly any difference": (24, 5, 0.3, 0.3, 1, 0, 0, 0.5),
    "many schools": (150, 5, 1, 0.4, 1, 0, 0, 0.5),
}


def shocks(rng, years, sd, carry_over):
    found = [rng.normal(0, sd)]
    for _ in range(years - 1):
        found.append(carry_over * found[-1] + rng.normal(0, sd * np.sqrt(1 - carry_over**2)))
    return np.array(found)


@cache
def simulate(setting):
    """Give per run: the model, the true levels and next year's figures."""
    schools, years, sd_school, sd_common, sd_swing, sd_pupil, missing, carry_over = SETTINGS[setting]
    rng = np.random.default_rng(20260928)
    names = [str(row) for row in range(schools) for _ in range(years)]
    begun = np.tile(2020.0 + np.arange(years), schools)
    found = []
    for _ in range(RUNS if schools < 100 else 80):
        school = rng.normal(0, sd_school, schools)
        common = shocks(rng, years + 1, sd_common, carry_over)
        pupils = rng.integers(12, 90, schools)[:, None] * np.exp(rng.normal(0, 0.1, (schools, years + 1)))
        figures = 7 + school[:, None] + common + rng.normal(0, sd_swing, pupils.shape)
        figures += rng.normal(size=pupils.shape) * sd_pupil / np.sqrt(pupils)
        given = figures[:, :years].copy()
        given[rng.random(given.shape) < missing] = np.nan
        counts = pupils[:, :years].ravel() if sd_pupil else None
        model = baselines(names, begun, given.ravel(), counts)
        found.append((model, 7 + school + common[:years].mean(), figures[:, years]))
    return found


def near(wanted, per_run):
    """Tell whether a mean over runs is what it should be, up to what chance allows."""
    per_run = np.asarray(per_run)
    noise = per_run.std(axis=0, ddof=1) / np.sqrt(len(per_run))
    return bool((np.abs(per_run.mean(axis=0) - wanted) < 3.5 * noise).all())


def slope_of(chance, outcome):
    """Logistic regression of what happened on the logit of what was said: 1 is calibrated."""
    x = np.column_stack([np.ones(chance.size), np.log(chance / (1 - chance))])
    b = np.array([0.0, 1.0])
    for _ in range(25):
        p = 1 / (1 + np.exp(-x @ b))
        b = b + np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x, x.T @ (outcome - p))
    return b[1]


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_95_per_cent_interval_of_a_baseline_covers_93_to_97(setting):
    covered = []
    for model, level, _ in simulate(setting):
        known = ~np.isnan(model.lower)
        covered.extend(((model.lower <= level) & (level <= model.upper))[known])
    assert 0.93 <= np.mean(covered) <= 0.97, np.mean(covered)


@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize("setting", SETTINGS)
def test_stated_chances_hold(setting, direction):
    rng = np.random.default_rng(5)
    said, happened = [], []
    for model, _, coming in simulate(setting):
        found = targets(model, direction)
        goal = found.mean + rng.uniform(-1.5, 1.5, coming.size) * found.sd
        said.append(chance_of_target(found.mean, found.sd, found.degrees_of_freedom, goal, direction))
        happened.append(1.0 * (coming >= goal) if direction == "up" else 1.0 * (coming <= goal))
    assert near(0, [np.nanmean(hit - chance) for hit, chance in zip(happened, said, strict=True)])
    said, happened = np.concatenate(said), np.concatenate(happened)
    happened, said = happened[~np.isnan(said)].astype(float), said[~np.isnan(said)]
    assert 0.9 <= slope_of(said, happened) <= 1.1, slope_of(said, happened)


@pytest.mark.parametrize("setting", ["as Copenhagen's grades", "each year new", "with counts", "few schools"])
def test_proposed_targets_are_reached_as_often_as_said(setting):
    reached = []
    for model, _, coming in simulate(setting):
        reached.append((coming[:, None] >= targets(model, "up").targets).mean(axis=0))
    assert near([0.5, 0.35, 0.15], reached)
    np.testing.assert_allclose(np.mean(reached, axis=0), [0.5, 0.35, 0.15], atol=0.06)


def test_the_smallest_visible_change_is_passed_by_chance_once_in_twenty():
    passed = []
    for model, _, coming in simulate("as Copenhagen's grades"):
        found = targets(model, "up")
        passed.extend(np.abs(coming - found.mean) > found.smallest_visible_change)
    assert np.mean(passed) == pytest.approx(0.05, abs=0.02)


@pytest.mark.parametrize("confidence", [0.68, 0.95])
def test_the_interval_of_a_gain_covers_what_it_says(confidence):
    rng = np.random.default_rng(1)
    true, first, second = rng.normal(5, 8, 50_000), rng.uniform(1, 5, 50_000), rng.uniform(1, 5, 50_000)
    before = rng.normal(0, first)
    after = true + rng.normal(0, second)
    found = gain_rows(before, after, first, second, None, None, confidence)
    assert np.mean((found.lower <= true) & (true <= found.upper)) == pytest.approx(confidence, abs=0.01)


def test_pupils_who_did_not_move_are_called_so_95_times_in_a_hundred():
    rng = np.random.default_rng(2)
    before, after = rng.normal(50, 3, (2, 50_000))
    text = np.array(gain_rows(before, after, 3, 3).text)
    assert np.mean(text == "within") == pytest.approx(0.95, abs=0.005)
