"""The interval of a share against R (wilson.R)."""

from __future__ import annotations

import pytest

from xl_beregner.measures.lus import wilson_interval


def test_intervals_of_shares_are_those_of_r(table):
    for row in table("wilson_expected.csv"):
        found = wilson_interval(int(row["k"]), int(row["n"]))
        assert found == pytest.approx((float(row["lower"]), float(row["upper"])), rel=1e-11, abs=1e-12)
