"""A pupil's gain against R (reliable_change.R) and the printed example."""

from __future__ import annotations

import numpy as np
import pytest

from xl_beregner.measures.gain import gain_rows


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
