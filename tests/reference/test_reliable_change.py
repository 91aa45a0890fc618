"""A pupil's gain against R (reliable_change.R) and the printed example."""

from __future__ import annotations

import math

import numpy as np
import pytest

from xl_beregner.measures.measurement.gain import gain_rows


def test_gains_are_those_of_r(table):
    for row in table("reliable_change_expected.csv"):
        case = {name: float(number) for name, number in row.items()}
        names = ("before", "after", "se1", "se2", "expected", "link", "level")
        found = gain_rows(np.array([case["before"]]), *(case[name] for name in names[1:]))
        wanted = [case[name] for name in ("gain", "se", "lower", "upper", "rci")]
        np.testing.assert_allclose([float(column[0]) for column in found[:5]], wanted, rtol=1e-12, atol=1e-12)


def test_the_example_of_jacobson_and_truax_is_reliable(table):
    printed = next(row for row in table("data/rci_examples.csv") if row["case"].startswith("Jacobson"))
    error = float(printed["sem"])
    found = gain_rows(np.array([32.5]), 47.5, error, error)
    assert found.reliable_change_index[0] == pytest.approx(float(printed["rci"]), rel=1e-12)
    assert found.standard_error[0] == pytest.approx(float(printed["sdiff"]), rel=1e-12)
    assert found.text == ["forward"]


@pytest.mark.parametrize(("case", "change"), [("Jacobson", 15), ("RDAS", 12)])
def test_every_number_of_the_printed_examples_is_given(table, case, change):
    row = next(row for row in table("data/rci_examples.csv") if row["case"].startswith(case))
    printed = {name: float(row[name]) for name in ("sem", "sdiff", "rci", "p_two", "mincrit95")}
    if case == "Jacobson":  # the other tells no standard deviation and reliability
        assert 7.5 * math.sqrt(1 - 0.80) == pytest.approx(printed["sem"], rel=1e-12)
    found = gain_rows(np.array([0.0]), change, printed["sem"], printed["sem"])
    assert found.standard_error[0] == pytest.approx(printed["sdiff"], rel=1e-12)
    assert found.reliable_change_index[0] == pytest.approx(printed["rci"], rel=1e-12)
    # The smallest certain change is printed with 1.96 for the normal quantile 1.95996.
    assert found.upper[0] - found.gain[0] == pytest.approx(printed["mincrit95"], rel=2e-5)
    assert 1.96 * found.standard_error[0] == pytest.approx(printed["mincrit95"], rel=1e-12)
    # With a confidence of 1 - p the interval just touches no change.
    touching = gain_rows(
        np.array([0.0]), change, printed["sem"], printed["sem"], confidence=1 - printed["p_two"]
    )
    assert touching.lower[0] == pytest.approx(0, abs=1e-9)
