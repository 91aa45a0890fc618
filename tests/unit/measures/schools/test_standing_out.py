"""Standing out: the others' figure by subtraction, chances as other programs give them, few by accident."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2_contingency, norm

from xl_beregner.measures.schools.standing_out import (
    chance_of_means,
    chance_of_shares,
    discoveries,
    rest_of_whole,
)

NAN = float("nan")


def test_the_others_are_the_whole_less_the_group():
    sd, group, others = 8.0, 20, 80
    whole = (group * 50 + others * 60) / 100
    mean, error, pupils = rest_of_whole(whole, sd / 10, 100, 50.0, sd / 20**0.5, group)
    assert (mean, pupils) == (pytest.approx(60), 80)
    assert error == pytest.approx(sd / others**0.5)


def test_rounded_errors_never_make_the_others_surer_than_the_whole():
    mean, error, _ = rest_of_whole(7.0, 0.5, 61, 7.4, 0.9, 22)
    assert np.isfinite(mean)
    assert error >= 0.5
    assert rest_of_whole(7.0, 0.2, 61, 7.4, 0.9, 22)[1] == 0.2


@pytest.mark.parametrize(("pupils_of_all", "pupils"), [(20, 20), (20, 25), (NAN, 20), (20, NAN), (20, 0)])
def test_without_others_there_is_nothing(pupils_of_all, pupils):
    assert np.isnan(rest_of_whole(7.0, 0.2, pupils_of_all, 7.4, 0.9, pupils)).all()


def test_means_two_errors_apart_are_one_in_twenty():
    z = norm.ppf(0.975)
    assert chance_of_means(10 + 5 * z, 10, 3, 4) == pytest.approx(0.05)
    assert np.isnan(chance_of_means(10, 11, NAN, 1))
    assert np.isnan(chance_of_means(10, 11, 0, 0))


@pytest.mark.parametrize(("one", "n", "other", "m"), [(7, 20, 60, 80), (2, 9, 30, 45), (18, 20, 55, 80)])
def test_shares_are_judged_as_a_table_of_four_with_its_correction(one, n, other, m):
    table = [[one, n - one], [other, m - other]]
    expected = chi2_contingency(table, correction=True).pvalue
    assert chance_of_shares(one / n, other / m, n, m) == pytest.approx(expected, rel=1e-9)


def test_shares_that_are_all_or_none_do_not_differ():
    assert chance_of_shares(1.0, 1.0, 20, 80) == 1
    assert chance_of_shares(0.0, 0.0, 20, 80) == 1
    assert np.isnan(chance_of_shares(0.5, NAN, 20, 80))


def test_discoveries_are_those_of_the_step_up_rule():
    # Benjamini and Hochberg (1995), the fifteen chances of their example: four at 5 per cent.
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
               0.5719, 0.6528, 0.7590, 1.0000]  # fmt: skip
    assert discoveries(chances, 0.05).tolist() == [True] * 4 + [False] * 11


def test_what_is_unknown_is_no_discovery_and_counts_for_nothing():
    assert discoveries([NAN, 0.04, NAN], 0.05).tolist() == [False, True, False]
    assert discoveries([NAN, NAN], 0.05).tolist() == [False, False]
    assert discoveries([], 0.05).tolist() == []


@pytest.mark.parametrize(("comparisons", "rate"), [(20, 0.05), (120, 0.05)])
def test_where_nothing_differs_hardly_any_theme_has_a_sign(comparisons, rate):
    """Groups of a school against its others move together a little; still one theme in twenty, no more."""
    rng = np.random.default_rng(3)
    themes, groups = 1500, comparisons
    figures = rng.normal(size=(themes, groups))
    whole = figures.mean(axis=1, keepdims=True)
    others = (groups * whole - figures) / (groups - 1)
    with_sign = [
        discoveries(chance_of_means(one, other, 1.0, (groups - 1) ** -0.5), rate).any()
        for one, other in zip(figures, others, strict=True)
    ]
    assert np.mean(with_sign) < rate + 3 * (rate * (1 - rate) / themes) ** 0.5
    assert np.mean(with_sign) > 0.02  # it is a limit that is used, not one that nothing reaches
