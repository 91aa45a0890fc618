"""How large a result's measurement error is on the scale the result is told on.

What a row tells goes before all else; a percentile of DNT has the error of its test, which is known in
standard deviations of ability and is another number of percentiles in the middle than at the ends.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from xl_beregner.measures.rules import Array, normal_quantile

DNT: Final = "DNT"
PERCENTILE: Final = "percentil"
CONFIDENCE: Final = 0.95  # that of the interval the error is used for
# No test places a pupil closer than to a percentile: a smaller error is told in another unit.
LEAST_OF_PERCENTILES: Final = 1.0


def standard_errors(results: pd.DataFrame, dnt_error_sd: float) -> Array:
    """Give the standard error of measurement of every result, in the unit of its score; NaN: unknown."""
    told = results["maalefejl"].to_numpy(float)
    told = np.where((told > 0) & ~is_in_another_unit(results), told, np.nan)
    is_dnt = ((results["test"] == DNT) & (results["skala"] == PERCENTILE)).to_numpy()
    score = np.where(is_dnt, results["score"].to_numpy(float), np.nan)
    return np.where(np.isnan(told), percentile_errors(score, dnt_error_sd), told)


def is_in_another_unit(results: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell where a percentile's error cannot be in percentiles; most likely in standard deviations."""
    told = results["maalefejl"].to_numpy(float)
    is_small = (told > 0) & (told < LEAST_OF_PERCENTILES)
    return np.asarray(is_small & (results["skala"] == PERCENTILE).to_numpy(), bool)


def percentile_errors(percentile: Array, error_sd: float) -> Array:
    """Give the standard error of percentiles whose abilities have one, in percentiles.

    Chosen so that 1.96 of it reach, towards the middle, the percentile of an ability 1.96 standard
    errors nearer it: 17 in the middle and 11 at the 95th, of an error of half a standard deviation. The
    error as it is at the percentile itself (5 at the 95th) is too small there: a true ability nearer
    the middle spreads over more percentiles. ``docs/decisions/class-workbook-figures.md`` has the
    coverage of both.
    """
    times = normal_quantile((1 + CONFIDENCE) / 2)
    ability = np.abs(ndtri(np.clip(percentile - 0.5, 0.5, 99.5) / 100))
    return np.asarray(100 * (ndtr(ability) - ndtr(ability - times * error_sd)) / times, float)
