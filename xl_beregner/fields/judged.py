"""How sure a school's latest figure is, and whether it stands out from the year before and the municipality.

An error not given with a figure is the school's swing from year to year, as on the sheet where a school
evaluates. A source's error is that of the pupils alone; a change is judged by the swing as well, or a school
where nothing changed would be called changed whenever it swings. A verdict is a key in no language;
``said_of_figures`` puts it into words. A hidden figure is not in ``figures`` and takes part in nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xl_beregner.fields.disclosure import COUNTED
from xl_beregner.fields.figures import Array, Figures
from xl_beregner.fields.municipality.year_noise import Noise, year_noise
from xl_beregner.measures import rules

About = Mapping[Any, Any]

# Verdicts. Without a direction a figure is neither better nor worse.
BETTER, WORSE = "bedre", "daarligere"
HIGHER, LOWER = "hoejere", "lavere"
WITHIN = "inden_for"  # the difference is not larger than its uncertainty
UNKNOWN = "uvis"  # nobody knows the uncertainty, so nothing is judged
NOTHING = ""  # there is nothing to compare with
STAND_OUT: Final = (BETTER, WORSE, HIGHER, LOWER)

_SUM: Final = "sum"
# The variance of a median over that of a mean, of figures that swing as the normal distribution does.
_OF_MEDIAN: Final = np.pi / 2
_COUNTED: Final = (*COUNTED, "kr")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What can be said of one figure of one school; a number that is not there is None.

    ``reach`` is half the width of the interval around one year's figure, ``lower`` and ``upper`` its ends
    within the scale. ``before`` is the figure of the year before, ``change`` and ``apart`` the verdicts
    against it and against the municipality. ``is_counted``: it is neither a sample nor good or bad.
    ``swing``: what schools swing by from year to year beyond their pupils, of the indicator.
    """

    reach: float | None
    lower: float | None
    upper: float | None
    before: float | None
    change: str
    apart: str
    is_counted: bool
    swing: float | None = None


@dataclass(frozen=True, slots=True)
class _Errors:
    """Standard errors of an indicator's figures, school × year; NaN where unknown.

    ``shown``: of one year's figure; ``whole``: with all that a school swings by, for changes; ``swing``:
    the part of it that is not the pupils'.
    """

    shown: Array
    whole: Array
    swing: float


class Judged:
    """Judgements of any school's latest figures, from what was laid out for all."""

    def __init__(
        self,
        about: Sequence[About],
        figures: Figures,
        latest: NDArray[np.int64],
        confidence: float,
        years_back: int,
    ) -> None:
        self._about = about
        self._figures = figures
        self._latest = latest
        self._confidence = confidence
        self._years_back = years_back
        self._z = rules.normal_quantile((1 + confidence) / 2)
        self._place_of = {row["indikator"]: place for place, row in enumerate(about)}
        self._errors: dict[int, _Errors] = {}

    def of(self, place: int, school: int, at: int | None = None) -> Judgement:
        """Judge a school's figure of an indicator: the latest, or the one of a year's place."""
        about = self._about[place]
        at = int(self._latest[place, school]) if at is None else at
        counted = is_count(about)
        errors = self._error(place)
        swing = _one(errors.swing)
        if at < 0 or np.isnan(self._figures.value[place, school, at]):
            return Judgement(None, None, None, None, NOTHING, NOTHING, counted, swing)
        value, whole = self._figures.value[place, school], errors.whole[school]
        before = _one(value[at - 1]) if at else None
        reach = _one(self._z * errors.shown[school, at])
        lower, upper = (None, None) if reach is None else _within(float(value[at]), reach, about)
        change = NOTHING
        if before is not None:
            spread = float(np.hypot(whole[at], whole[at - 1]))
            change = self._verdict(about, float(value[at]) - before, spread, counted=counted)
        apart = self._apart(place, school, at, counted=counted)
        return Judgement(reach, lower, upper, before, change, apart, counted, swing)

    def municipality(self, place: int, at: int) -> tuple[float, int] | None:
        """Give the municipality's figure of a year and the indicator that holds it, where one may compare."""
        about = self._about[place]
        other = self._place_of.get(about["sammenlign"])
        if other is None or about["sammenlaegning"] == _SUM:  # a school is no match for the sum of all
            return None
        value = _one(self._figures.municipality[other, at])
        return None if value is None else (value, other)

    def against_median(self, place: int, school: int, at: int, median: float, schools: int) -> str:
        """Judge a school's figure of a year against the median of so many other schools.

        The median's own error is that of schools whose figures are as unsure as this one's.
        """
        about = self._about[place]
        error = float(self._error(place).shown[school, at])
        spread = error * float(np.sqrt(1 + _OF_MEDIAN / schools))
        difference = float(self._figures.value[place, school, at]) - median
        return self._verdict(about, difference, spread, counted=is_count(about))

    def _apart(self, place: int, school: int, at: int, *, counted: bool) -> str:
        """Judge the latest figure against the municipality's of that year.

        The school is part of the municipality: with the share w of its pupils the difference is 1 − w of
        the difference to all others, and so is its error. Where w is unknown it is taken as 0, which makes
        the interval wider, never narrower. A municipality's error nobody gives is that of pupils like the
        school's: its variance w of the school's.
        """
        found = self.municipality(place, at)
        if found is None:
            return NOTHING
        other, figures = found[1], self._figures
        error = float(self._error(place).shown[school, at])
        share = _share(figures.pupils[place, school, at], figures.municipality_pupils[other, at])
        of_all = _one(figures.municipality_error[other, at]) or error * np.sqrt(share)
        variance = max((1 - 2 * share) * error**2 + of_all**2, ((1 - share) * error) ** 2)
        difference = float(figures.value[place, school, at]) - found[0]
        return self._verdict(self._about[place], difference, float(np.sqrt(variance)), counted=counted)

    def _verdict(self, about: About, difference: float, spread: float, *, counted: bool) -> str:
        if np.isnan(spread):
            return NOTHING if counted else UNKNOWN
        if abs(difference) <= self._z * spread:
            return WITHIN
        if not about["retning"]:
            return HIGHER if difference > 0 else LOWER
        return BETTER if (difference > 0) == (about["retning"] != "ned") else WORSE

    def _error(self, place: int) -> _Errors:
        """Give the standard errors of every school's and year's figure of an indicator."""
        if place not in self._errors:
            self._errors[place] = self._estimate(place)
        return self._errors[place]

    def _estimate(self, place: int) -> _Errors:
        about, figures = self._about[place], self._figures
        given: Array = figures.standard_error[place]
        unknown = _Errors(given, given, np.nan)
        if is_count(about):
            return unknown  # a count is no sample: what it swings by is what happened
        value = figures.value[place].copy()
        value[:, -1] = np.nan  # the agreement's own year is a result, not a basis
        noise = year_noise(figures, place, value, self._years_back, self._confidence)
        return unknown if noise is None else _of_noise(noise, given, figures.pupils[place])


def _of_noise(noise: Noise, given: Array, pupils: Array) -> _Errors:
    """Join the source's errors and the estimated swing: the whole is never less than either."""
    # A figure no one gives an error is as unsure as the others.
    typical = float(np.sqrt(np.mean(given[~np.isnan(given)] ** 2))) if not np.isnan(given).all() else np.nan
    if noise.beyond_errors:
        whole = np.hypot(np.where(np.isnan(given), typical, given), noise.sd_year)
        return _Errors(np.where(np.isnan(given), whole, given), whole, noise.sd_year)
    swing = np.sqrt([noise.variance(of_year) for of_year in pupils.T]).T
    whole = np.fmax(given, np.where(swing > 0, swing, np.nan))  # an error of nothing is no knowledge
    beyond = noise.sd_year if noise.sd_pupil is not None else _beyond(noise.sd_year, typical)
    return _Errors(np.where(np.isnan(given), whole, given), whole, beyond)


def _beyond(swing: float, sampling: float) -> float:
    """Give what is left of a swing without the pupils' part; NaN where that is unknown."""
    return float(np.sqrt(np.fmax(swing**2 - sampling**2, 0))) if sampling == sampling else np.nan


def is_count(about: About) -> bool:
    """Tell whether an indicator counts what is neither good nor bad."""
    return about["maaleenhed"] in _COUNTED and not about["retning"]


def _within(value: float, reach: float, about: About) -> tuple[float, float]:
    """Give the interval, kept within the scale."""
    lower, upper = value - reach, value + reach
    if not np.isnan(low := float(about["mindste"])):
        lower = max(lower, low)
    if not np.isnan(high := float(about["stoerste"])):
        upper = min(upper, high)
    return lower, upper


def _share(pupils: float, of_all: float) -> float:
    """Give the school's share of the municipality's pupils, 0 where either is unknown."""
    share = pupils / of_all if of_all > 0 else np.nan
    return float(share) if 0 < share <= 1 else 0.0


def _one(value: Any) -> float | None:
    number = float(value)
    return None if np.isnan(number) else number
