"""Published and R's numbers of empirical Bayes, variance components, kappa, shares and calibration."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import poisson_binom
from statsmodels.stats.inter_rater import cohens_kappa

from xl_beregner.measures.measurement.agreement import agreement_rows, kappa_with_error
from xl_beregner.measures.schools.empirical_bayes import known_variance, smoothed_rows
from xl_beregner.measures.schools.random_intercept import random_intercept
from xl_beregner.measures.schools.variance_parts import variance_part_rows
from xl_beregner.measures.targets.calibration import calibration_rows, calibration_slope
from xl_beregner.measures.targets.share_chance import number_succeeding, share_chance_rows

CLOSE = 1e-6  # relative, to figures of lme4 and metafor


def numbers(rows, *names):
    return [np.array([float(row[name]) for row in rows]) for name in names]


# --- Empirical Bayes with known variances ------------------------------------------------------
def test_the_vaccine_trials_are_metafors(table):
    rows = table("data/eb_known_var_bcg.csv")
    value, variance, tau2, mean, error, wanted = numbers(rows, "y", "v", "tau2", "mu", "se", "eb")
    found = known_variance(value, np.sqrt(variance))
    assert found.tau2 == pytest.approx(tau2[0], rel=CLOSE)
    assert found.mean == pytest.approx(mean[0], rel=CLOSE)
    assert found.mean_error == pytest.approx(error[0], rel=CLOSE)
    np.testing.assert_allclose(found.shrunken, wanted, rtol=CLOSE)
    # As printed in metafor's documentation.
    assert (round(found.tau2, 4), round(found.mean, 4), round(found.mean_error, 4)) == (
        0.3132,
        -0.7145,
        0.1798,
    )
    np.testing.assert_array_equal(smoothed_rows(value, np.sqrt(variance)).shrunken, found.shrunken)


def test_eight_schools_do_not_differ_for_sure(table):
    rows = table("data/eb_known_var_eightschools.csv")
    value, variance, mean, error, wanted = numbers(rows, "y", "v", "mu", "se", "eb")
    found = known_variance(value, np.sqrt(variance))
    assert found.tau2 == 0
    assert (round(found.mean, 2), round(found.mean_error, 2)) == (7.69, 4.07)
    assert found.mean == pytest.approx(mean[0], rel=1e-12)
    assert found.mean_error == pytest.approx(error[0], rel=1e-12)
    cells = smoothed_rows(value, np.sqrt(variance))
    np.testing.assert_allclose(cells.shrunken, wanted, rtol=1e-12)
    assert set(cells.text) == {"no_difference"}
    # That no difference is sure does not make the mean sure for each: wider than mean +- 1.96 x 4.07.
    assert (cells.upper - cells.lower > 2 * 1.96 * found.mean_error).all()


# --- One level of schools ----------------------------------------------------------------------
@pytest.mark.parametrize("name", ["dyestuff", "dyestuff2"])
def test_dyestuff_is_lme4s(table, name):
    rows = table(f"data/{name}.csv")
    (row,) = table(f"data/lme_{name}_result.csv")
    batches = [line["Batch"] for line in rows]
    (value,) = numbers(rows, "Yield")
    cells = variance_part_rows(value, batches)
    # lme4's optimiser stops within 1e-7 of the whole.
    np.testing.assert_allclose(cells.variance, [float(row["var_batch"]), float(row["var_resid"])], rtol=CLOSE)
    np.testing.assert_allclose(cells.sd, [float(row["sd_batch"]), float(row["sd_resid"])], rtol=CLOSE)
    place = np.array([sorted(set(batches)).index(batch) for batch in batches])
    fitted = random_intercept(value, place, np.ones((value.size, 1)))
    assert fitted.coefficients[0] == pytest.approx(float(row["intercept"]), rel=1e-12)
    assert fitted.covariance[0, 0] ** 0.5 == pytest.approx(float(row["se"]), rel=CLOSE)
    assert fitted.deviance == pytest.approx(float(row["REMLcrit"]), rel=1e-10)
    effects = [float(line["blup"]) for line in table(f"data/lme_{name}_blups.csv")]
    np.testing.assert_allclose(fitted.effect, effects, rtol=CLOSE, atol=1e-12)


def test_dyestuff_2_has_no_variance_between_batches(table):
    (value,) = numbers(table("data/dyestuff2.csv"), "Yield")
    found = variance_part_rows(value, [row["Batch"] for row in table("data/dyestuff2.csv")])
    assert (found.variance[0], found.share[0], found.lower[0]) == (0, 0, 0)
    assert found.upper[0] > 0.2
    assert found.text[0] == "no_difference"


CASES = ("balanced", "unbalanced", "covariates", "boundary_covariates", "large_figures")


@pytest.mark.parametrize("case", CASES)
def test_one_level_variances_are_those_of_r(table, case):
    rows = [row for row in table("data/one_level.csv") if row["case"] == case]
    (wanted,) = (
        {k: v for k, v in row.items()} for row in table("one_level_expected.csv") if row["case"] == case
    )
    value, x1, x2 = numbers(rows, "value", "x1", "x2")
    school = [row["school"] for row in rows]
    covariates = np.column_stack([x1, x2]) if "covariates" in case else None
    cells = variance_part_rows(value, school, covariates)
    polished = [float(wanted["between"]), float(wanted["within"])]
    np.testing.assert_allclose(cells.variance, polished, rtol=1e-8)
    # lme4 itself loses digits where figures are large beside their spread; whole matrices do not.
    close = 1e-5 if case == "large_figures" else CLOSE
    lme4 = [float(wanted["lme4_between"]), float(wanted["lme4_within"])]
    np.testing.assert_allclose(cells.variance, lme4, rtol=close)
    ends = [float(wanted["share_lower"]), float(wanted["share_upper"])]
    np.testing.assert_allclose(cells.lower[0], ends[0], rtol=CLOSE, atol=1e-12)
    if cells.variance[0] > 0:
        np.testing.assert_allclose(cells.upper[0], ends[1], rtol=CLOSE)
    else:
        assert cells.upper[0] >= ends[1]
    np.testing.assert_allclose(
        [cells.lower[1], cells.upper[1]], 1 - np.array([cells.upper[0], cells.lower[0]])
    )
    design = np.column_stack([np.ones(value.size)] + ([] if covariates is None else [covariates]))
    place = np.unique(school, return_inverse=True)[1]
    fitted = random_intercept(value, place, design)
    assert fitted.coefficients[0] == pytest.approx(float(wanted["intercept"]), rel=1e-8)
    assert fitted.covariance[0, 0] ** 0.5 == pytest.approx(float(wanted["se_intercept"]), rel=close)
    assert fitted.deviance == pytest.approx(float(wanted["deviance"]), rel=1e-9)
    assert fitted.effect[0] == pytest.approx(float(wanted["first_effect"]), rel=10 * close, abs=1e-9)
    if covariates is not None:
        assert fitted.coefficients[1] == pytest.approx(float(wanted["x1"]), rel=CLOSE)


def test_the_made_case_at_the_boundary_is_at_the_boundary(table):
    (row,) = (row for row in table("one_level_expected.csv") if row["case"] == "boundary_covariates")
    assert float(row["between"]) == 0


# --- Agreement ---------------------------------------------------------------------------------
def pathologists(table):
    counts = np.array([[int(cell) for cell in row.values()] for row in table("data/kappa_agresti_table.csv")])
    row, column = np.indices(counts.shape).reshape(2, -1)
    return counts, np.repeat(row, counts.ravel()), np.repeat(column, counts.ravel())


@pytest.mark.parametrize("weights", ["none", "linear", "quadratic"])
def test_the_pathologists_are_agrestis(table, weights):
    name = {"none": "unweighted"}.get(weights, weights)
    (wanted,) = (row for row in table("data/kappa_agresti.csv") if row["type"] == name)
    _, one, other = pathologists(table)
    kappa, error, expected = kappa_with_error(one, other, weights)
    assert kappa == pytest.approx(float(wanted["kappa"]), rel=1e-12)
    assert error == pytest.approx(float(wanted["se"]), rel=1e-12)
    assert expected == pytest.approx(float(wanted["pe"]), rel=1e-12)
    cells = agreement_rows([str(level) for level in one], [str(level) for level in other], weights)
    ends = [cells.lower[0], cells.upper[0]]
    np.testing.assert_allclose(
        ends, [float(wanted["lo95"]), float(wanted["hi95"])], rtol=1e-5
    )  # there z is 1.96
    assert cells.n[0] == float(wanted["n"])
    if weights == "none":
        assert cells.exact_percent[0] == pytest.approx(100 * float(wanted["po"]), rel=1e-12)
        assert (round(kappa, 3), round(error, 3)) == (0.493, 0.057)  # as printed


@pytest.mark.parametrize("weights", ["none", "linear", "quadratic"])
@pytest.mark.parametrize("seed", range(5))
def test_kappa_is_that_of_statsmodels(weights, seed):
    rng = np.random.default_rng(seed)
    one = np.concatenate([np.arange(5), rng.integers(0, 5, 55)])
    other = np.clip(one + rng.integers(-1, 2, 60), 0, 4)
    counts = np.zeros((5, 5))
    np.add.at(counts, (one, other), 1)
    wanted = cohens_kappa(counts, wt={"none": None}.get(weights, weights))
    kappa, error, _ = kappa_with_error(one, other, weights)
    assert kappa == pytest.approx(wanted.kappa, rel=1e-12)
    assert error == pytest.approx(wanted.std_kappa, rel=1e-10)


# --- How many succeed --------------------------------------------------------------------------
def test_chances_of_a_number_are_those_of_r(table):
    for row in table("share_chance_expected.csv"):
        p = np.array([float(chance) for chance in row["p"].split()])
        found = share_chance_rows(p, float(row["k"]), float(row["sd"]))
        assert found.chance[0] == pytest.approx(float(row["chance"]), rel=1e-9), row


@pytest.mark.parametrize("pupils", [1, 7, 30, 255, 256, 257, 1000])
def test_without_a_shared_part_the_number_is_poisson_binomial(pupils):
    p = np.random.default_rng(pupils).uniform(size=pupils)
    wanted = poisson_binom(p).pmf(np.arange(pupils + 1))
    np.testing.assert_allclose(number_succeeding(p), wanted, atol=1e-15)


# --- Calibration -------------------------------------------------------------------------------
@pytest.mark.parametrize("case", ["good", "bold", "shifted"])
def test_calibration_is_that_of_r(table, case):
    rows = [row for row in table("data/calibration.csv") if row["case"] == case]
    (wanted,) = (row for row in table("calibration_expected.csv") if row["case"] == case)
    p, outcome = numbers(rows, "p", "outcome")
    cells = calibration_rows(p, outcome)
    found = {"brier": cells.brier, "skill": cells.skill, "slope": cells.slope}
    for name, column in {**found, "lower": cells.lower, "upper": cells.upper}.items():
        assert column[0] == pytest.approx(float(wanted[name]), rel=1e-9), name
    assert calibration_slope(p, outcome)[1] == pytest.approx(float(wanted["se"]), rel=1e-8)
    assert cells.text[0] == {"good": "calibrated", "bold": "too_bold", "shifted": "all_high"}[case]
