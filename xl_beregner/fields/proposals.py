"""Baselines and proposed targets for all schools at once, one indicator at a time.

The statistics are ``measures``'; here the years are chosen, the proposals kept within what is possible,
and everything laid out by the school's place. ``rows`` puts it into words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xl_beregner.fields.figures import Array, Figures
from xl_beregner.measures.schools.baseline import BaselineModel, baselines
from xl_beregner.measures.targets.proposals import targets

LEAST_YEARS = 3
MOST_YEARS_AHEAD = 3  # a series that ended long ago says nothing about the agreement's year


@dataclass(frozen=True, slots=True)
class Proposals:
    """One indicator's baselines and targets, one number a school; NaN where there is none.

    ``reason`` tells why nobody has a proposal (a key of ``texts`` under ``fields.uden_forslag``), or
    is blank. ``verdict`` is the model's.
    """

    years: tuple[int, ...]
    horizon: int
    reason: str
    verdict: str
    baseline: Array
    lower: Array
    upper: Array
    first_year: Array
    last_year: Array
    years_used: Array
    mean: Array
    sd: Array
    degrees_of_freedom: Array
    smallest_visible_change: Array
    targets: Array  # school × chance, within the limits
    clipped: NDArray[np.bool_]  # school: a target was moved to a limit
    year_noise: Array  # how far one year's figure may lie from the school's level


def propose(
    figures: Figures,
    indicator: int,
    *,
    direction: str,
    limits: tuple[float, float],
    years_back: int,
    confidence: float,
    chances: Sequence[float],
) -> Proposals:
    """Fit one indicator's figures of the latest school years before the agreement's."""
    value = figures.value[indicator][:, :-1]
    seen = ~np.isnan(value)
    with_figures = np.flatnonzero(seen.any(axis=0))[-years_back:]
    years = tuple(int(figures.years[place]) for place in with_figures)
    horizon = figures.year - years[-1] if years else 0
    reason = _why_not(years, horizon)
    if reason:
        return _none(figures, years, horizon, reason, len(chances))
    window = np.zeros_like(seen)
    window[:, with_figures] = True
    school, place = np.nonzero(seen & window)
    model = _model(figures, indicator, school, place, confidence)
    proposed = targets(model, direction, horizon, tuple(chances))
    at = np.array([int(name) for name in model.school])
    spread = _Spread(len(figures.schools), at)
    wished = spread(proposed.targets)
    low, high = (-np.inf if np.isnan(limits[0]) else limits[0], np.inf if np.isnan(limits[1]) else limits[1])
    kept = np.clip(wished, low, high)
    return Proposals(
        years,
        horizon,
        "",
        model.verdict,
        spread(model.baseline),
        # No level lies beyond its scale: of a share near 100 % the interval ends there.
        np.clip(spread(model.lower), low, high),
        np.clip(spread(model.upper), low, high),
        spread(model.first_year),
        spread(model.last_year),
        spread(model.years_used),
        spread(proposed.mean),
        spread(proposed.sd),
        spread(proposed.degrees_of_freedom),
        spread(proposed.smallest_visible_change),
        kept,
        ((kept != wished) & ~np.isnan(wished)).any(axis=1),
        _year_noise(model, figures, indicator),
    )


def _why_not(years: Sequence[int], horizon: int) -> str:
    if not years:
        return "ingen_tal"
    if len(years) < LEAST_YEARS:
        return "faa_aar"
    return "gamle_tal" if horizon > MOST_YEARS_AHEAD else ""


def _model(
    figures: Figures, indicator: int, school: NDArray[np.int64], place: NDArray[np.int64], confidence: float
) -> BaselineModel:
    # The place stands for the school: measures need a name, not a number people know.
    names = [str(number) for number in school.tolist()]
    years = figures.years[place].astype(float)
    value, pupils, error = (
        array[indicator][school, place] for array in (figures.value, figures.pupils, figures.standard_error)
    )
    return baselines(names, years, value, pupils, error, confidence)


class _Spread:
    """Lay out the model's schools by their place among all schools."""

    def __init__(self, schools: int, at: NDArray[np.int64]) -> None:
        self._schools = schools
        self._at = at

    def __call__(self, found: Array) -> Array:
        laid = np.full((self._schools, *found.shape[1:]), np.nan)
        laid[self._at] = found
        return laid


def _year_noise(model: BaselineModel, figures: Figures, indicator: int) -> Array:
    """Tell how far this year's figure may lie from the school's level by its own swing alone.

    The swing of a school's year, and the sampling of its pupils where that is known apart. The common
    shock is no error of the school's: it is in the result everybody sees.
    """
    schools = len(figures.schools)
    if model.sd_year_to_year is None:
        return np.full(schools, np.nan)
    variance = np.full(schools, model.sd_year_to_year**2)
    if model.sd_pupil is not None:
        variance = variance + model.sd_pupil**2 / figures.pupils[indicator][:, -1]
    noise: Array = np.sqrt(variance)
    return noise


def _none(figures: Figures, years: tuple[int, ...], horizon: int, reason: str, chances: int) -> Proposals:
    schools = len(figures.schools)
    blank = np.full(schools, np.nan)
    return Proposals(
        years,
        horizon,
        reason,
        "",
        baseline=blank,
        lower=blank,
        upper=blank,
        first_year=blank,
        last_year=blank,
        years_used=blank,
        mean=blank,
        sd=blank,
        degrees_of_freedom=blank,
        smallest_visible_change=blank,
        targets=np.full((schools, chances), np.nan),
        clipped=np.zeros(schools, bool),
        year_noise=blank,
    )
