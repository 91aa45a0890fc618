"""A school's baseline from several school years: its level, smoothed, with an interval.

Here the variance components of ``variance`` become each school's smoothed level; how it is
smoothed stands in ``smoothing``, what next year may bring in ``prediction`` and ``proposals``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple, TypedDict

import numpy as np
from numpy.typing import NDArray

from xl_beregner.catalog import Column, Each, Keys, Labels, Years, udf
from xl_beregner.measures import rules
from xl_beregner.measures.rules import Array
from xl_beregner.measures.schools import smoothing
from xl_beregner.measures.schools.panel import Panel, arrange, counts_tell, too_few_pupils
from xl_beregner.measures.schools.variance import Fit, Layout, fit, leftover
from xl_beregner.measures.tools.disclosure import LEAST_PUPILS

# Below this share of the squared figures, what is left is rounding, not variation.
_NO_VARIATION = 1e-20
# What is left next year of a shock common to all schools. A few years cannot estimate it. Over the
# figures of 24 Copenhagen schools 2010-2025 the squared error of next year's prediction was a tenth
# below that with 0 and no smaller with more; figures without any carry-over lose next to nothing by
# it (tests/reference: test_back_test.py, test_coverage_simulation.py).
CARRY_OVER = 0.7


@dataclass(frozen=True, slots=True)
class BaselineModel:
    """The baselines of all schools, and the parts of variation they rest on.

    Arrays hold one number a school, in order of first appearance; NaN where there is no answer.
    A part that cannot be told from another is None. ``verdict`` is one of

    ``ok`` · ``no_difference`` (no sure difference between schools: the smoothed values nearly
    coincide) · ``one_school`` (nothing to compare with: the school's own mean) · ``one_year``,
    ``not_separable`` (a school's level cannot be told from a year's swing: the raw figure
    without interval) · ``one_year_known_error`` (one year, smoothed by known standard errors) ·
    ``no_variation`` (figures do not swing at all, or schools only in step) · ``no_values``.
    """

    school: tuple[str, ...]
    raw: Array
    baseline: Array
    lower: Array
    upper: Array
    weight: Array
    years_used: Array
    first_year: Array
    last_year: Array
    standard_error: Array
    degrees_of_freedom: Array
    confidence: float
    sd_school: float | None
    sd_year_to_year: float | None
    sd_pupil: float | None
    sd_common: float | None
    sd_common_lower: float | None
    sd_common_upper: float | None
    common_degrees_of_freedom: int | None
    grand_mean: float
    counts_used: bool
    standard_errors_used: bool
    verdict: str
    latest_pupils: Array
    carry_over: float
    past_shock: float
    """The mean common shock of the years given, estimated; part of every baseline."""
    next_shock: float
    """The common shock expected of the year after the latest."""
    next_variance: Array
    """Variance of next year's figure around its prediction, all parts."""
    next_swing: Array
    """The swing and the common shock of one year, without pupil sampling."""
    next_degrees_of_freedom: Array
    """Of ``next_variance``; not yet rounded down."""
    in_step: bool = False
    """Whether ``no_variation`` is that of schools that move, but all alike."""
    half_known: frozenset[str] = frozenset()
    """Which of ``pupils`` and ``standard_error`` are unused since some figures lack them."""

    @property
    def has_prediction(self) -> bool:
        """Whether anything can be said about next year."""
        return bool(np.isfinite(self.next_variance).any())


class BaselineRows(NamedTuple):
    """What ``BASELINE`` spills: one row a school."""

    school: Labels
    raw: Column
    baseline: Column
    lower: Column
    upper: Column
    weight: Column
    years_used: Column
    text: Keys


@udf("BASELINE", each=Each.SCHOOL)
def baseline_rows(
    school: Labels,
    year: Years,
    value: Column,
    pupils: Column | None = None,
    standard_error: Column | None = None,
) -> BaselineRows:
    """Smooth several years' figures into one baseline a school, with a 95 % interval.

    Parameters
    ----------
    school : sequence of str or None
        One a row. A row without a school is no figure.
    year : array of float
        The school year, as the year it begins in. A row without one is no figure.
    value : array of float
        The figure: a mean, a share, a rate. Any unit, the same in all rows. Blank is no figure.
    pupils : array of float, optional
        Pupils behind each figure, above 0. Used only if every figure has one.
    standard_error : array of float, optional
        Known standard error of each figure, in its unit, above 0. Used only if every figure has
        one, and then instead of ``pupils``.

    Returns
    -------
    BaselineRows
        Per school: the latest figure as it is, the baseline and its interval in the figure's
        unit, the weight of the school's own figures (0-1), the number of years behind it, and
        the key of a sentence. Without figures ``too_few``: the latest rests on fewer than 5 pupils.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length, or the same school and year twice.
    ValueRangeError
        ``#NUM!``. A year, count or standard error outside what is possible.

    Notes
    -----
    See ``baselines``.

    References
    ----------
    ``tests/reference/multi_year.R``.

    Examples
    --------
    >>> rows = baseline_rows(["A", "A"], np.array([2023.0, 2024.0]), np.array([7.0, 8.0]))
    >>> [float(x[0]) for x in (rows.raw, rows.baseline, rows.years_used)], rows.text
    ([8.0, 7.5, 2.0], ['one_school_alone'])
    """
    model = baselines(school, year, value, pupils, standard_error)
    hidden = too_few_pupils(school, year, value, pupils, LEAST_PUPILS)
    raw, baseline, lower, upper, weight, years_used = (
        np.where(hidden, np.nan, column)
        for column in (model.raw, model.baseline, model.lower, model.upper, model.weight, model.years_used)
    )
    keys = sentence_keys(model, hidden)
    return BaselineRows(list(model.school), raw, baseline, lower, upper, weight, years_used, keys)


def sentence_keys(model: BaselineModel, hidden: NDArray[np.bool_]) -> list[str]:
    """Say which sentence belongs to each school's row, and what the sampling rests on.

    Where ``hidden`` the latest figure rests on too few pupils to be shown.
    """
    key = model.verdict + ("_in_step" if model.in_step else "")
    if model.verdict in ("ok", "no_difference", "one_school"):
        key += f"_{_basis(model)}"
    return [
        "no_values" if np.isnan(raw) else "too_few" if hide else key
        for raw, hide in zip(model.raw.tolist(), hidden.tolist(), strict=True)
    ]


def _basis(model: BaselineModel) -> str:
    """Say what pupil sampling rests on, and why counts or standard errors were not taken."""
    if model.standard_errors_used:
        return "errors"
    basis = "counts" if model.counts_used else "alone"
    if "standard_error" in model.half_known:
        return f"{basis}_half_errors"
    if "pupils" in model.half_known:
        return "alone_half_counts"
    alike = not model.counts_used and bool(np.isfinite(model.latest_pupils).any())
    return "alone_alike" if alike else basis


def baselines(
    school: Labels,
    year: Years,
    value: Column,
    pupils: Column | None = None,
    standard_error: Column | None = None,
    confidence: float = 0.95,
    relative_to: Column | None = None,
    carry_over: float = CARRY_OVER,
) -> BaselineModel:
    """Estimate every school's level from all schools' figures of several years.

    Parameters
    ----------
    school, year, value, pupils, standard_error
        As in ``baseline_rows``.
    confidence : float
        Coverage of the interval, between 0 and 1.
    relative_to : array of float, optional
        The municipality's figure of the same year, one a row. Given, everything is about the
        difference to it, where what moves all schools alike cancels. A row without is no figure.
    carry_over : float
        Correlation of one year's common shock with the next's, from 0 (each year is new) to below 1.

    Returns
    -------
    BaselineModel
        Per school and over all.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length, or the same school and year twice.
    ValueRangeError
        ``#NUM!``. A year, count, standard error, confidence or carry-over outside what is possible.

    Notes
    -----
    ``y = mu + u(school) + g(year) + v(school, year) + sampling``, all random, by REML; sampling
    variance is ``s_e**2 / pupils`` or ``standard_error**2``, and part of ``v`` where neither is
    known. The correlation of ``g`` over k years is ``carry_over**k``.

    The baseline is the school's level over the years given, ``mu + g_mean + w (m - mu)``, ``m`` the
    school's mean freed from the years' shocks. The smoothing ``1 - w`` is multiplied by
    ``(J - 3) / (J - 1)`` for J schools, since the school variance is itself an estimate: three
    schools or fewer are not smoothed at all. Its variance is the conditional one, that of the general
    level and of the shocks, and Morris's ``2 / (J - 3) (1 - w)**2 (m - mu)**2`` for not knowing how
    much to smooth; its degrees of freedom are Satterthwaite's, from the expected information.

    Next year's figure is predicted with that year's shock in place of ``g_mean``: what was common to
    all schools lately is partly carried over, and what the year itself brings widens the spread.
    Assumes that a school's own level does not drift within the years given.

    References
    ----------
    Morris (1983) JASA 78:47; Kane & Staiger (2002). ``tests/reference/multi_year.R``.

    Examples
    --------
    >>> model = baselines(["A", "A", "B"], np.array([2023.0, 2024.0, 2024.0]), np.array([7.0, 8.0, 7.0]))
    >>> model.verdict, model.counts_used
    ('not_separable', False)
    """
    rules.check_confidence(confidence)
    rules.check_carry_over(carry_over)
    values = np.asarray(value, float)
    if relative_to is not None:
        values, level = rules.rows(value=values, relative_to=relative_to)
        values = values - level
    panel = arrange(school, year, values, pupils, standard_error)
    verdict = _verdict(panel)
    # Fitted around their mean: a level far from 0 would leave the uncertainty to rounding.
    centre = float(panel.value[panel.mask].mean()) if panel.mask.any() else 0.0
    layout = _layout(replace(panel, value=panel.value - centre), verdict, carry_over)
    if layout is None:
        return _without_interval(panel, verdict, confidence)
    fitted = fit(layout)
    if verdict == "ok" and fitted.variances[0] == 0:
        verdict = "no_difference"
    return _from_fit(panel, centre, fitted, verdict, confidence, carry_over)


def _verdict(panel: Panel) -> str:
    """Decide what the figures allow, before anything is fitted."""
    mask = panel.mask
    schools, years = int(panel.has_values.sum()), panel.years.size
    known = panel.sampling_variance is not None
    if schools == 0:
        return "no_values"
    if years == 1:
        return "one_year_known_error" if known and schools > 1 else "one_year"
    freedom, share = leftover(panel.value, mask) if schools > 1 else _around_mean(panel.value[mask])
    if freedom < 1:
        return "not_separable"
    if share < _NO_VARIATION and not known:
        return "no_variation"
    return "ok" if schools > 1 else "one_school"


def _around_mean(seen: Array) -> tuple[int, float]:
    """Freedom and share of variation around one school's own mean."""
    size = float((seen**2).sum()) or 1.0
    return seen.size - 1, float(((seen - seen.mean()) ** 2).sum()) / size


def _layout(panel: Panel, verdict: str, carry_over: float) -> Layout | None:
    """Choose the parts that can be told apart; None where no uncertainty can be given."""
    if verdict not in ("ok", "one_school", "one_year_known_error"):
        return None
    mask = panel.mask
    ones = np.where(mask, 1.0, 0.0)
    errors = panel.sampling_variance
    known = np.zeros_like(ones) if errors is None else np.where(mask, errors, 0.0)
    shapes: tuple[Array, ...] = (ones,)
    if verdict == "one_year_known_error":
        shapes = ()  # one figure a school: the year's swing is part of the school's level
    elif errors is None and panel.pupils is not None and counts_tell(panel.pupils):
        shapes = (ones, np.where(mask, 1 / panel.pupils, 0.0))
    several = verdict != "one_school"
    kinship = smoothing.kinship_of(panel.years, panel.years, carry_over)
    return Layout(panel.value, mask, several, several and panel.years.size > 1, shapes, known, kinship)


def _from_fit(
    panel: Panel, centre: float, fitted: Fit, verdict: str, confidence: float, carry_over: float
) -> BaselineModel:
    """Read every school's answer off a fit of the figures less ``centre``."""
    layout, state, has_values = fitted.layout, fitted.state, panel.has_values
    window, coming = smoothing.over_the_years(layout), smoothing.years_ahead(panel.years, carry_over, 1)
    weight = smoothing.own_weight(state, has_values)
    level = state.mean + weight * (smoothing.own_mean(layout, state) - state.mean)
    past_shock, next_shock = float(state.shock(window.kinship)), float(state.shock(coming.kinship))

    variance = smoothing.level_variance(layout, state, has_values, window)
    slope = smoothing.level_slope(fitted, has_values, window)
    freedom = smoothing.freedom(variance, slope, fitted.covariance)
    reach = rules.student_quantile((1 + confidence) / 2, freedom) * np.sqrt(variance)

    swing = smoothing.swing(panel, fitted)
    next_variance = smoothing.level_variance(layout, state, has_values, coming) + swing.variance
    next_slope = smoothing.level_slope(fitted, has_values, coming) + swing.slope
    next_freedom = smoothing.freedom(next_variance, next_slope, fitted.covariance)
    sds, parts = np.sqrt(fitted.variances), len(layout.shapes)

    def per_school(column: Array) -> Array:
        return np.where(has_values, column, np.nan)

    return BaselineModel(
        school=panel.schools,
        raw=panel.at_latest(panel.value),
        baseline=per_school(centre + level + past_shock),
        lower=per_school(centre + level + past_shock - reach),
        upper=per_school(centre + level + past_shock + reach),
        weight=per_school(weight),
        **_coverage(panel),
        standard_error=per_school(np.sqrt(variance)),
        degrees_of_freedom=per_school(freedom),
        confidence=confidence,
        sd_school=float(sds[0]) if layout.school else None,
        sd_year_to_year=float(sds[2]) if parts else None,
        sd_pupil=float(sds[3]) if parts == 2 else None,
        **smoothing.common_shock(fitted, panel.years.size),
        grand_mean=centre + state.mean + past_shock,
        counts_used=parts == 2,
        standard_errors_used=bool(layout.known.any()),
        verdict=verdict,
        latest_pupils=panel.at_latest(panel.pupils),
        carry_over=carry_over,
        past_shock=past_shock,
        next_shock=next_shock,
        next_variance=per_school(next_variance),
        next_swing=per_school(swing.variance - swing.sampling + fitted.variances[1]),
        next_degrees_of_freedom=per_school(next_freedom),
        half_known=panel.half_known,
    )


def _without_interval(panel: Panel, verdict: str, confidence: float) -> BaselineModel:
    """Answer with the figures alone: their uncertainty cannot be worked out."""
    raw, nothing = panel.at_latest(panel.value), np.full(len(panel.schools), np.nan)
    seen = panel.mask.sum(axis=1)
    mean = np.where(panel.mask, panel.value, 0.0).sum(axis=1) / seen.clip(min=1)
    level = np.where(panel.has_values, mean, np.nan) if verdict == "no_variation" else raw
    return BaselineModel(
        school=panel.schools, raw=raw, baseline=level, lower=nothing, upper=nothing, weight=nothing,
        **_coverage(panel), standard_error=nothing, degrees_of_freedom=nothing, confidence=confidence,
        sd_school=None, sd_year_to_year=None, sd_pupil=None, **smoothing.NO_COMMON,
        grand_mean=float(np.nanmean(level)) if panel.has_values.any() else float("nan"),
        counts_used=False, standard_errors_used=False, verdict=verdict,
        latest_pupils=panel.at_latest(panel.pupils), carry_over=0.0, past_shock=0.0, next_shock=0.0,
        next_variance=nothing, next_swing=nothing, next_degrees_of_freedom=nothing,
        in_step=verdict == "no_variation" and _moves(panel), half_known=panel.half_known,
    )  # fmt: skip


def _moves(panel: Panel) -> bool:
    """Tell whether any school's figures differ from year to year."""
    seen = [row[there] for row, there in zip(panel.value, panel.mask, strict=True) if there.any()]
    return any(_around_mean(row)[1] >= _NO_VARIATION for row in seen)


class _Coverage(TypedDict):
    years_used: Array
    first_year: Array
    last_year: Array


def _coverage(panel: Panel) -> _Coverage:
    """Which years stand behind each school's baseline."""
    mask, has_values = panel.mask, panel.has_values
    years = np.where(mask, panel.years, np.nan)
    first, last = (np.full(len(panel.schools), np.nan) for _ in range(2))
    first[has_values] = np.nanmin(years[has_values], axis=1) if has_values.any() else np.nan
    last[has_values] = np.nanmax(years[has_values], axis=1) if has_values.any() else np.nan
    return {"years_used": mask.sum(axis=1).astype(float), "first_year": first, "last_year": last}
