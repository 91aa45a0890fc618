"""How far one year's figure of a school may lie from its level: where the dataset gives no standard error.

The parts of variation are ``measures``' (``baselines``); a school's own proposals use them in
``proposals``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xl_beregner.fields.figures import Figures
from xl_beregner.fields.proposals import LEAST_YEARS
from xl_beregner.measures.schools.baseline import baselines

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Noise:
    """A school's swing from year to year, and the spread between pupils where it is known apart.

    ``beyond_errors``: every figure has a standard error, and the swing is what comes on top of it.
    """

    sd_year: float
    sd_pupil: float | None
    beyond_errors: bool = False

    def variance(self, pupils: Array) -> Array:
        """Give the variance of figures on so many pupils; NaN where their number is needed and unknown."""
        swing = np.full(len(pupils), self.sd_year**2)
        if self.sd_pupil is None:
            return swing
        with np.errstate(divide="ignore"):
            return swing + self.sd_pupil**2 / np.where(pupils > 0, pupils, np.nan)

    def beyond(self, variance: Array, pupils: Array) -> Array:
        """Give what figures swing by on top of the variance they are given: 0 where that is the whole."""
        if self.beyond_errors:
            return np.full(len(variance), self.sd_year**2)
        return np.fmax(self.variance(pupils) - variance, 0.0)


def year_noise(
    figures: Figures, indicator: int, value: Array, years_back: int, confidence: float
) -> Noise | None:
    """Estimate it from the latest years with a figure; None where they are too few.

    ``value``: the figures to use, school × year as in ``figures``. What moved all schools alike is no
    error of any of them: everybody sees it in the result.
    """
    seen = ~np.isnan(value)
    with_figures = np.flatnonzero(seen.any(axis=0))[-years_back:]
    if len(with_figures) < LEAST_YEARS:
        return None
    window = np.zeros_like(seen)
    window[:, with_figures] = True
    school, place = np.nonzero(seen & window)
    model = baselines(
        [str(number) for number in school.tolist()],
        figures.years[place].astype(float),
        value[school, place],
        figures.pupils[indicator][school, place],
        figures.standard_error[indicator][school, place],
        confidence,
    )
    if model.sd_year_to_year is None:
        return None
    return Noise(model.sd_year_to_year, model.sd_pupil, model.standard_errors_used)
