"""What every measure asks of its numbers: one bound for all."""

from __future__ import annotations

import numpy as np
import pytest

from xl_beregner.errors import ValueRangeError
from xl_beregner.measures import rules


def columns(**given):
    return rules.row_columns(2, **given)


@pytest.mark.parametrize("huge", [1.1e15, -1e300])
@pytest.mark.parametrize("read", [rules.rows, columns])
def test_a_number_too_large_to_be_any_figure_is_refused_by_name(huge, read):
    with pytest.raises(ValueRangeError) as told:
        read(before=np.array([np.nan, huge]))
    assert told.value.key == "measures_umuligt_stort"
    assert told.value.facts == {"argument": "before", "fundet": f"{huge:.3g}"}


@pytest.mark.parametrize("infinite", [np.inf, -np.inf])
@pytest.mark.parametrize("read", [rules.rows, columns])
def test_infinity_is_told_as_that(infinite, read):
    with pytest.raises(ValueRangeError) as told:
        read(before=np.array([1e300, infinite]))
    assert told.value.key == "measures_uendelig"


def test_the_bounds_themselves_pass_and_what_is_nearer_to_zero_is_zero():
    given = np.array([1e15, -1e15, 1e-100, 9e-101, -1e-300, 0.0, np.nan])
    (found,) = rules.rows(before=given)
    np.testing.assert_array_equal(found, [1e15, -1e15, 1e-100, 0, 0, 0, np.nan])
    assert given[3] == 9e-101
