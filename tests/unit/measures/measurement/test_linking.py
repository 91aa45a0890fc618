"""Links by common persons: laws and answers; numbers are checked against R in reference/."""

from __future__ import annotations

import math

import numpy as np
import pytest

from xl_beregner.errors import ShapeError, ValueRangeError
from xl_beregner.measures.measurement.linking import link


def pupils(n, r=0.95, seed=1):
    rng = np.random.default_rng(seed)
    first = rng.normal(size=n)
    return 50 + 10 * first, 80 + 20 * (r * first + math.sqrt(1 - r**2) * rng.normal(size=n))


def refused(found, reason, n):
    assert found.text == [reason]
    assert found.pupils.tolist() == [n]
    others = [c for name, c in found._asdict().items() if name not in ("text", "pupils")]
    assert np.isnan(others).all()


@pytest.mark.parametrize(
    ("n", "r", "text"),
    [
        (50, 0.95, "few"),
        (199, 0.95, "few"),
        (200, 0.95, "linked"),
        (300, 0.6, "loose"),
        (60, 0.6, "few_loose"),
    ],
)
def test_the_answer_says_how_far_the_link_may_be_trusted(n, r, text):
    found = link(*pupils(n, r))
    assert found.text == [text, "", "", "", ""]
    assert found.pupils[0] == n


def test_fewer_than_fifty_pupils_give_no_link():
    refused(link(*pupils(49)), "too_few", 49)


def test_a_pupil_who_misses_one_test_is_left_out():
    x, y = pupils(52)
    x[0], y[1] = math.nan, math.nan
    assert link(x, y).slope[0] == link(x[2:], y[2:]).slope[0]
    x[2] = math.nan
    refused(link(x, y), "too_few", 49)


@pytest.mark.parametrize("constant", [7.0, 0.1, 1e9, 1e-9])
def test_pupils_who_are_all_alike_cannot_be_linked(constant):
    x, same = pupils(60)[0], np.full(60, constant)
    refused(link(x, same), "no_spread", 60)
    refused(link(same, x), "no_spread", 60)


def test_tests_that_do_not_go_together_cannot_be_linked():
    x, y = pupils(60)
    refused(link(x, -y), "opposed", 60)


@pytest.mark.parametrize("scale", [1e9, 1e-9])
@pytest.mark.parametrize("method", ["mean_sigma", "mean_mean"])
def test_the_unit_of_both_tests_does_not_change_the_link(scale, method):
    x, y = pupils(300)
    plain, scaled = link(x, y, method), link(x * scale, y * scale, method)
    assert scaled.slope[0] == pytest.approx(plain.slope[0])
    np.testing.assert_allclose(scaled.linked / scale, plain.linked)
    np.testing.assert_allclose(scaled.link_error / scale, plain.link_error)


def test_the_link_there_and_back_is_the_same():
    x, y = pupils(300)
    there, back = link(x, y), link(y, x)
    assert there.slope[0] * back.slope[0] == pytest.approx(1)
    np.testing.assert_allclose(back.linked, there.x)


def test_the_error_is_least_in_the_middle_and_alike_on_both_sides():
    error = link(*pupils(300)).link_error
    assert error[2] < error[1] < error[0]
    np.testing.assert_allclose(error, error[::-1])


def test_matching_the_mean_alone_leaves_the_unit():
    x, y = pupils(300)
    found = link(x, y, "mean_mean")
    assert found.slope[0] == 1
    assert found.intercept[0] == pytest.approx(y.mean() - x.mean())
    assert np.ptp(found.link_error) == 0


def test_tests_in_perfect_step_have_no_link_error():
    x = pupils(300)[0]
    assert link(x, 3 * x + 1).link_error == pytest.approx(np.zeros(5), abs=1e-6)


def test_sixty_thousand_pupils_are_linked():
    assert link(*pupils(60_000)).text[0] == "linked"


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [((np.array([1.0]), np.array([1.0]), "mean"), "method"), ((np.array([math.inf]), np.array([1.0])), "x")],
)
def test_what_cannot_be_is_refused_by_name(arguments, argument):
    with pytest.raises(ValueRangeError) as found:
        link(*arguments)
    assert found.value.facts["argument"] == argument


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(ShapeError):
        link(np.arange(60.0), np.arange(61.0))
