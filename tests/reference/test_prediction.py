"""Chances, targets and status against R (prediction.R) and the worked example."""

from __future__ import annotations

import numpy as np
import pytest

from xl_beregner.measures import rules
from xl_beregner.measures.targets.prediction import chance_of_target, target_chance
from xl_beregner.measures.targets.proposals import expert_target_rows
from xl_beregner.measures.targets.status import status_rows


@pytest.fixture
def cases(table):
    rows = [{name: float(number) for name, number in row.items()} for row in table("prediction_expected.csv")]
    return [(row, "up" if row["sign"] > 0 else "down") for row in rows]


def test_chances_are_those_of_r(cases):
    for row, direction in cases:
        found = target_chance(
            np.array([row["base"]]), row["se"], row["target"], row["sd_year"], row["sd_pupil"], row["pupils"],
            row["horizon"], direction, row["common"], row["trend"],
        )  # fmt: skip
        assert found.sd[0] == pytest.approx(row["sd"], rel=1e-12)
        assert found.chance[0] == pytest.approx(row["chance"], rel=1e-12)


def test_the_worked_example_is_31_per_cent_and_24_with_sampling_alone():
    base = np.array([52.0, 52.0])
    found = target_chance(base, np.array([0.8, 0]), 53, np.array([1.2, 0]), 9, 40)
    np.testing.assert_allclose(found.chance, [0.311, 0.241], atol=0.0005)


def test_chances_with_estimated_spread_are_those_of_students_t(cases):
    for row, direction in cases:
        mean = row["base"] + row["horizon"] * row["trend"]
        found = chance_of_target(mean, row["sd"], row["df"] + 0.4, row["target"], direction)
        assert found[0] == pytest.approx(row["chance_t"], rel=1e-10)


def test_targets_from_parts_are_those_of_r(cases):
    for row, direction in cases:
        found = expert_target_rows(
            np.array([row["base"]]), row["se"], row["sd_year"], row["sd_pupil"], row["pupils"],
            row["horizon"], direction, row["common"],
        )  # fmt: skip
        assert found.target_1[0] == row["base"]
        assert found.target_2[0] == pytest.approx(row["target_35"], rel=1e-12)
        assert found.target_3[0] == pytest.approx(row["target_15"], rel=1e-12)
        assert found.smallest_visible_change[0] == pytest.approx(row["visible"], rel=1e-12)


def test_certainty_is_that_of_r(cases):
    for row, direction in cases:
        found = status_rows(np.array([row["base"]]), row["se"], row["target"], direction)
        assert found.chance[0] == pytest.approx(row["status"], rel=1e-12)


def test_quantiles_are_those_of_r(table):
    for row in table("quantiles_expected.csv"):
        p, freedom = float(row["p"]), float(row["df"])
        # Around 0 only the distance counts, not the digits.
        assert rules.student_quantile(p, freedom) == pytest.approx(float(row["t"]), rel=1e-10, abs=1e-12)
        assert rules.student_probability(float(row["t"]), freedom) == pytest.approx(p, rel=1e-10)
        assert rules.chi_square_quantile(p, min(freedom, 17)) == pytest.approx(float(row["chi"]), rel=1e-10)
