"""REML variances, predictions and baselines against lme4 and R's dense matrices (multi_year.R)."""

from __future__ import annotations

import numpy as np
import pytest

from xl_beregner.measures.schools.baseline import baselines
from xl_beregner.measures.schools.panel import arrange
from xl_beregner.measures.schools.variance import Fit, Layout, fit
from xl_beregner.measures.targets.proposals import targets

FILES = {
    "crossed": "data/made_crossed.csv",
    "gaps": "data/made_gaps.csv",
    "no_school": "data/made_no_school.csv",
    "no_year": "data/made_no_year.csv",
    "few": "data/made_few.csv",
    "counts": "data/made_counts.csv",
    "karakter": "data/koebenhavn_karakter.csv",
    "fravaer": "data/koebenhavn_fravaer.csv",
    "gaps_known": "data/made_gaps.csv",
    "crossed_known": "data/made_crossed.csv",
}
ONE_LEVEL = ("dyestuff", "dyestuff2")
CLOSE = 1e-6


def columns(table, case):
    rows = table(FILES[case])
    number = lambda name: np.array([float(row[name]) for row in rows])  # noqa: E731
    extra = {}
    if case == "counts":
        extra["pupils"] = number("pupils")
    if case.endswith("_known"):
        extra["standard_error"] = number("standard_error")
    return ([row["school"] for row in rows], number("year"), number("value")), extra


def fitted(table, case) -> tuple[Fit, tuple[str, ...]]:
    if case in ONE_LEVEL:
        rows = table(f"data/{case}.csv")
        names = tuple(sorted({row["Batch"] for row in rows}))
        value = np.array([[float(row["Yield"]) for row in rows if row["Batch"] == name] for name in names])
        ones = np.ones_like(value)
        return fit(Layout(value, ones > 0, True, False, (ones,), 0 * ones, np.eye(value.shape[1]))), names
    given, extra = columns(table, case)
    panel = arrange(*given, **extra)
    ones = np.where(panel.mask, 1.0, 0.0)
    shapes = (ones,) if panel.pupils is None else (ones, np.where(panel.mask, 1 / panel.pupils, 0.0))
    known = 0 * ones if panel.sampling_variance is None else np.where(panel.mask, panel.sampling_variance, 0)
    return fit(
        Layout(panel.value, panel.mask, True, True, shapes, known, np.eye(panel.years.size))
    ), panel.schools


@pytest.mark.parametrize("case", [*ONE_LEVEL, *FILES])
def test_variances_are_those_of_r(table, case):
    rows = [row for row in table("variances_expected.csv") if row["case"] == case]
    found, _ = fitted(table, case)
    seen = int(found.layout.mask.sum())
    deviance = found.state.deviance + (seen - 1) * np.log(2 * np.pi)
    assert rows
    for row in rows:
        names = ["school", "year", "residual"] + (["pupil"] if row["pupil"] != "NA" else [])
        # lme4's optimiser stops within 1e-8 of the whole, also where ours stands at 0.
        near = 1e-8 * sum(float(row[name]) for name in names) if row["by"] == "lme4" else 0
        for name, variance in zip(names, found.variances, strict=True):
            assert variance == pytest.approx(float(row[name]), rel=CLOSE, abs=near), (row["by"], name)
        assert found.mean == pytest.approx(float(row["mean"]), rel=1e-9)
        assert found.state.total**-0.5 == pytest.approx(float(row["se_mean"]), rel=CLOSE)
        assert deviance == pytest.approx(float(row["deviance"]), rel=1e-9)


@pytest.mark.parametrize("case", [*ONE_LEVEL, *(case for case in FILES if not case.endswith("_known"))])
def test_school_effects_are_the_predictions_of_lme4(table, case):
    expected = {
        row["school"]: float(row["effect"]) for row in table("effects_expected.csv") if row["case"] == case
    }
    found, names = fitted(table, case)
    effects = dict(zip(names, found.state.school_effect, strict=True))
    assert effects.keys() == expected.keys()
    near = CLOSE * max(map(abs, expected.values())) + 1e-12
    for name, effect in effects.items():
        assert effect == pytest.approx(expected[name], rel=CLOSE, abs=near), name


WITH_CARRY_OVER = ("crossed", "gaps", "no_school", "no_year", "few", "karakter", "fravaer")


@pytest.mark.parametrize(
    ("case", "carry_over"), [*((case, 0) for case in FILES), *((case, 0.7) for case in WITH_CARRY_OVER)]
)
def test_baselines_are_those_of_dense_matrices(table, case, carry_over):
    rows = [row for row in table("baselines_expected.csv") if row["case"] == case]
    expected = [row for row in rows if float(row["carry"]) == carry_over]
    given, extra = columns(table, case)
    model = baselines(*given, **extra, carry_over=carry_over)
    up, down = targets(model, "up", chances=(0.35,)), targets(model, "down", chances=(0.15,))
    assert model.school == tuple(row["school"] for row in expected)
    whole = np.maximum(np.floor([float(row["df_next"]) for row in expected]), 1)
    pairs = {
        "baseline": model.baseline,
        "lower": model.lower,
        "upper": model.upper,
        "weight": model.weight,
        "standard_error": model.standard_error,
        "mean": up.mean,
        "sd": up.sd,
        "target_35_up": up.targets[:, 0],
        "target_15_down": down.targets[:, 0],
        "smallest_visible_change": up.smallest_visible_change,
    }
    for name, found in pairs.items():
        wanted = [float(row[name]) for row in expected]
        np.testing.assert_allclose(found, wanted, rtol=CLOSE, atol=0, err_msg=name)
    # Numeric slopes on both sides: degrees of freedom agree to what matters for a quantile.
    np.testing.assert_allclose(model.degrees_of_freedom, [float(row["df"]) for row in expected], rtol=1e-4)
    np.testing.assert_array_equal(up.degrees_of_freedom, whole)


def test_known_variances_give_the_published_bcg_numbers(table):
    rows = table("data/eb_known_var_bcg.csv")
    value = np.array([[float(row["y"])] for row in rows])
    known = np.array([[float(row["v"])] for row in rows])
    found = fit(Layout(value, value < np.inf, True, False, (), known, np.eye(1)))
    assert found.variances[0] == pytest.approx(0.313243262628126, rel=CLOSE)
    assert found.mean == pytest.approx(-0.714532342569072, rel=CLOSE)
    assert found.state.total**-0.5 == pytest.approx(0.179781517142981, rel=CLOSE)
    smoothed = found.mean + found.state.school_effect
    np.testing.assert_allclose(smoothed, [float(row["eb"]) for row in rows], rtol=CLOSE)


def test_eight_schools_without_difference_all_get_the_mean(table):
    rows = table("data/eb_known_var_eightschools.csv")
    value = np.array([[float(row["y"])] for row in rows])
    known = np.array([[float(row["v"])] for row in rows])
    found = fit(Layout(value, value < np.inf, True, False, (), known, np.eye(1)))
    assert found.variances[0] == 0
    np.testing.assert_allclose(found.mean + found.state.school_effect, 7.68561672495604, rtol=1e-12)
    assert found.state.total**-0.5 == pytest.approx(4.0719191584023, rel=1e-12)
