"""Links by common persons against R (linking.R), and the link's error against resampled pupils."""

from __future__ import annotations

import numpy as np
import pytest

from xl_beregner.measures.measurement.linking import METHODS, link

CASES = ("alike", "few", "loose", "other_unit", "logits")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("method", METHODS)
def test_links_are_those_of_r(table, case, method):
    pupils = [row for row in table("data/made_linked.csv") if row["case"] == case]
    x, y = (np.array([float(row[name]) for row in pupils]) for name in ("x", "y"))
    expected = [r for r in table("linking_expected.csv") if r["case"] == case and r["method"] == method]
    wanted = {
        name: np.array([float(row[name]) for row in expected])
        for name in expected[0]
        if name not in ("case", "method")
    }
    found = link(x, y, method)
    for column, name in (("place_sd", "z"), ("x", "x"), ("linked", "linked"), ("link_error", "se")):
        np.testing.assert_allclose(getattr(found, column), wanted[name], rtol=1e-11, atol=1e-11)
    for column, name in (("slope", "A"), ("intercept", "B"), ("pupils", "n"), ("correlation", "r")):
        assert getattr(found, column)[0] == pytest.approx(wanted[name][0], rel=1e-11, abs=1e-11)
        assert np.isnan(getattr(found, column)[1:]).all()


@pytest.mark.prove
@pytest.mark.parametrize("method", METHODS)
def test_the_link_error_is_how_far_links_of_drawn_pupils_scatter(method):
    rng = np.random.default_rng(20261122)
    runs, n, r, at = 4000, 200, 0.9, np.array([30.0, 40, 50, 60, 70])
    linked, told = np.empty((runs, 5)), np.empty((runs, 5))
    for run in range(runs):
        first = rng.normal(size=n)
        second = r * first + np.sqrt(1 - r**2) * rng.normal(size=n)
        found = link(50 + 10 * first, 100 + 10 * second, method)
        linked[run] = found.slope[0] * at + found.intercept[0]
        told[run] = found.link_error
    np.testing.assert_allclose(linked.std(axis=0), told.mean(axis=0), rtol=0.05)
