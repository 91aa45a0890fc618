"""Do smoothed values, shares between schools and chances of a share hold? Seeded simulations.

Gains, baselines and chances of a school's mean stand in ``test_coverage_simulation.py``, corrected school
growth and own references in ``test_school_simulations.py``; here too a gain with a link error and a
chance put together by hand.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from xl_beregner.measures.measurement.agreement import weighted_kappa
from xl_beregner.measures.measurement.gain import gain_rows
from xl_beregner.measures.schools.empirical_bayes import known_variance
from xl_beregner.measures.schools.variance_parts import variance_part_rows
from xl_beregner.measures.targets.calibration import calibration_rows, calibration_slope
from xl_beregner.measures.targets.prediction import target_chance
from xl_beregner.measures.targets.proposals import expert_target_rows
from xl_beregner.measures.targets.share_chance import share_chance_rows

pytestmark = pytest.mark.prove


# --- Smoothed values ---------------------------------------------------------------------------
def smoothed_coverage(schools, sd, equal, runs=400):
    """Share of true values within the interval, the sd in units of the typical standard error."""
    rng = np.random.default_rng([schools, int(10 * sd), equal])
    covered = []
    for _ in range(runs):
        error = np.ones(schools) if equal else np.exp(rng.normal(0, 0.4, schools))
        true = 50 + rng.normal(0, sd, schools)
        found = known_variance(true + rng.normal(0, error), error)
        covered.extend((found.lower <= true) & (true <= found.upper))
    return float(np.mean(covered))


@pytest.mark.parametrize("equal", [True, False])
@pytest.mark.parametrize("sd", [1.0, 2.0, 5.0])
@pytest.mark.parametrize("schools", [4, 6, 12, 24, 60])
def test_smoothed_intervals_cover_93_to_97_where_schools_differ(schools, sd, equal):
    assert 0.93 <= smoothed_coverage(schools, sd, equal) <= 0.97


@pytest.mark.parametrize("sd", [0.0, 0.3, 0.5, 0.7])
@pytest.mark.parametrize("schools", [4, 6, 24, 60])
def test_smoothed_intervals_never_cover_less_where_schools_hardly_differ(schools, sd):
    # There an honest interval covers more: from the figures alone the schools might differ.
    assert smoothed_coverage(schools, sd, False) >= 0.94


# --- The share between schools -----------------------------------------------------------------
@pytest.mark.parametrize(("schools", "share"), [(4, 0.2), (6, 0.5), (12, 0.15), (24, 0.1), (24, 0.5)])
@pytest.mark.parametrize("with_covariate", [False, True])
def test_intervals_of_the_share_cover_93_to_97(schools, share, with_covariate):
    rng = np.random.default_rng([schools, int(100 * share), with_covariate])
    covered, runs = 0, 800
    for _ in range(runs):
        place = np.repeat(np.arange(schools), rng.integers(8, 45, schools))
        x = rng.normal(size=(place.size, 1))
        value = rng.normal(0, share**0.5, schools)[place] + rng.normal(0, (1 - share) ** 0.5, place.size)
        covariates = x if with_covariate else None
        found = variance_part_rows(value + 2 * with_covariate * x[:, 0], [str(p) for p in place], covariates)
        covered += found.lower[0] <= share <= found.upper[0]
    # Where few schools hardly differ the lower end is 0 too often to miss: then it covers more.
    assert 0.93 <= covered / runs <= (0.97 if share * schools > 2 else 0.985)


# --- Chances -----------------------------------------------------------------------------------
def spread_of_chances(rng, pupils):
    return ndtr(rng.normal(0.4, 0.8, pupils))


@pytest.mark.parametrize("told", [True, False])
def test_chances_of_a_share_are_calibrated_if_the_shared_part_is_told(told):
    rng = np.random.default_rng(20261121)
    said, happened, inside, shared = [], [], [], 0.4
    for _ in range(4000):
        p = spread_of_chances(rng, rng.integers(15, 90))
        latent = np.sqrt(1 + shared**2) * ndtri(p)
        reached = int((latent + shared * rng.normal() + rng.normal(size=p.size) > 0).sum())
        k = int(np.clip(rng.normal(p.sum(), 0.12 * p.size), 1, p.size))
        found = share_chance_rows(p, k, shared if told else 0.0)
        said.append(found.chance[0])
        happened.append(float(reached >= k))
        inside.append(found.lower[0] <= reached <= found.upper[0])
    slope, _ = calibration_slope(np.array(said), np.array(happened))
    assert (0.9 <= slope <= 1.1) == told, slope
    # Whole pupils: at least 80 per cent, and some more in small groups.
    assert (0.8 <= np.mean(inside) <= 0.88) == told, np.mean(inside)
    assert np.mean(said) == pytest.approx(np.mean(happened), abs=0.02)


def test_the_chance_of_a_mean_put_together_by_hand_is_calibrated():
    rng = np.random.default_rng(20261120)
    runs = 20_000
    error, swing, pupil = rng.uniform(0.3, 1, runs), rng.uniform(0.5, 1.5, runs), 9.0
    pupils, common = rng.integers(12, 90, runs), 0.6
    base = 52 + rng.normal(0, 2, runs)
    level = base + rng.normal(0, error)
    coming = level + rng.normal(0, np.hypot(swing, common)) + rng.normal(0, pupil / np.sqrt(pupils))
    goal = base + rng.normal(0, 2.5, runs)
    for direction, reached in (("up", coming >= goal), ("down", coming <= goal)):
        found = target_chance(base, error, goal, swing, pupil, pupils, 1.0, direction, common)
        assert 0.9 <= calibration_slope(found.chance, reached.astype(float))[0] <= 1.1
        judged = calibration_rows(found.chance, reached.astype(float))
        assert judged.text.count("fits") >= 8
    proposed = expert_target_rows(base, error, swing, pupil, pupils, 1.0, "up", common)
    for target, chance in ((proposed.target_1, 0.5), (proposed.target_2, 0.35), (proposed.target_3, 0.15)):
        assert np.mean(coming >= target) == pytest.approx(chance, abs=0.012)


# --- Gains -------------------------------------------------------------------------------------
def test_the_interval_of_a_gain_with_a_link_error_covers_93_to_97():
    rng = np.random.default_rng(20261119)
    runs = 40_000
    true, first, second, link = rng.normal(5, 8, runs), rng.uniform(1, 5, runs), rng.uniform(1, 5, runs), 2.0
    before = rng.normal(0, first)
    after = true + rng.normal(0, second) + rng.normal(0, link, runs)
    found = gain_rows(before, after, first, second, 4.0, link)
    assert 0.93 <= np.mean((found.lower <= true) & (true <= found.upper)) <= 0.97
    alike = gain_rows(
        before, before * 0 + 4.0 + rng.normal(0, np.hypot(second, link)), first, second, 4.0, link
    )
    assert np.mean(np.array(alike.text) == "within_expected") == pytest.approx(0.95, abs=0.005)


# --- Agreement ---------------------------------------------------------------------------------
@pytest.mark.parametrize("weights", ["none", "linear", "quadratic"])
def test_intervals_of_kappa_cover_about_95(weights):
    rng = np.random.default_rng(20261118)
    levels, pupils, runs = 5, 80, 3000
    table = np.full((levels, levels), 0.02)
    table[np.arange(levels), np.arange(levels)] += (1 - table.sum()) / levels
    place = np.arange(levels)
    apart = np.abs(place[:, None] - place)
    power = {"none": (apart > 0) * 1.0, "linear": apart / 4, "quadratic": (apart / 4) ** 2}[weights]
    seen, chance = (power * table).sum(), table.sum(axis=1) @ power @ table.sum(axis=0)
    true, covered = 1 - seen / chance, 0
    for _ in range(runs):
        drawn = rng.choice(levels**2, pupils, p=table.ravel())
        _, lower, upper = weighted_kappa(drawn // levels, drawn % levels, weights)
        covered += lower <= true <= upper
    assert 0.925 <= covered / runs <= 0.97
