"""The interval of a share against R (wilson.R)."""

from __future__ import annotations

import pytest

from xl_beregner.measures.rules import wilson_interval


def test_intervals_of_shares_are_those_of_r(table):
    for row in table("wilson_expected.csv"):
        found = wilson_interval(int(row["k"]), int(row["n"]))
        assert found == pytest.approx((float(row["lower"]), float(row["upper"])), rel=1e-11, abs=1e-12)


def test_a_share_never_leaves_0_to_1_and_none_and_all_reach_the_ends():
    for n in range(1, 300):
        assert wilson_interval(0, n)[0] == 0
        assert wilson_interval(n, n)[1] == 1
        assert all(0 < end < 1 for end in (*wilson_interval(1, n + 1), *wilson_interval(n, n + 1)))
