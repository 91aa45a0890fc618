"""Every school predicted by the pupils of all others: in one fit, with what makes it uncertain.

Here are the two ways to predict and the variances between pupils and between schools; the answer
and its words stand in ``own_reference``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xl_beregner.measures import rules
from xl_beregner.measures.rules import Array
from xl_beregner.measures.schools.pupils import Pupils

LEAST_SCHOOLS = 3  # a judgement: one other school is no reference
# Below these shares of all variation what is left is rounding.
_NO_DIRECTION = 1e-9
_NO_SPREAD = 1e-10
_NO_VARIATION = 1e-20


class Prediction(NamedTuple):
    """Each school's mean result as the other schools' pupils predict it.

    ``variance`` and ``freedom`` are those of the school's own mean less the prediction. A school
    with pupils unlike all others' is not ``reachable``; ``alike_within`` where that is because a
    covariate does not differ among schoolmates. ``verdict`` is ``ok``, or why there is nothing to
    predict from: ``too_few_schools``, ``too_few_pupils`` (none are left to tell how
    schoolmates differ), ``no_variation`` (the covariates tell the results exactly).
    """

    verdict: str
    expected: Array
    reachable: NDArray[np.bool_]
    alike_within: NDArray[np.bool_]
    variance: Array
    freedom: Array


class _Fit(NamedTuple):
    """The predictions of all schools by one method, and what their uncertainty is made of.

    The variance of a difference is ``sampling * s_e**2 + schools * s_u**2``. The sum of squares
    between schools has the expectation ``noise * s_e**2 + size * s_u**2``.
    """

    expected: Array
    reachable: NDArray[np.bool_]  # whether the other schools have pupils to compare with
    alike_within: NDArray[np.bool_]
    sampling: Array
    schools: Array
    between: float
    freedom: float
    noise: float
    size: float


class _Within(NamedTuple):
    """Pupils compared with their schoolmates: the directions they differ in and what is left."""

    basis: Array  # of the pupils, orthonormal columns
    turn: Array  # from covariates to the basis' coordinates
    fitted: Array  # the slopes in these coordinates
    variance: float  # between pupils of one school with the same covariates
    freedom: int


def predict(pupils: Pupils, result: Array, background: Array, *, within_schools: bool) -> Prediction:
    """Predict every school without its own pupils; formulas stand in ``own_reference_rows``.

    Parameters
    ----------
    pupils : Pupils
        Who goes where.
    result, background : array of float
        Of the pupils that count; one row each, ``background`` as rows x columns.
    within_schools : bool
        Take the slopes among schoolmates instead of those among all pupils.
    """
    if int((pupils.count > 0).sum()) < LEAST_SCHOOLS:
        return _nothing(pupils, "too_few_schools")
    centre, unit = float(result.mean()), float(result.std())
    if unit <= _NO_SPREAD * abs(centre):
        return _nothing(pupils, "no_variation")
    value, directions = (result - centre) / unit, _standardised(background)
    among = _among_schoolmates(pupils, value, directions)
    if among.freedom < 1:
        return _nothing(pupils, "too_few_pupils")
    fit = (_within_schools if within_schools else _without_school)(pupils, value, directions, among)
    if fit.freedom < 1:  # more covariates than schools to tell them apart
        return _nothing(pupils, "too_few_schools")
    if among.variance <= _NO_VARIATION:
        return _nothing(pupils, "no_variation")
    variance, freedom = _uncertainty(fit, among)
    return Prediction(
        "ok", centre + unit * fit.expected, fit.reachable, fit.alike_within, unit**2 * variance, freedom
    )


def _nothing(pupils: Pupils, verdict: str) -> Prediction:
    nothing = np.full(len(pupils.schools), np.nan)
    return Prediction(verdict, nothing, np.isnan(nothing), np.isnan(nothing), nothing, nothing)


def _standardised(background: Array) -> Array:
    """Centre and scale covariates; a constant one becomes 0 and so changes nothing."""
    centred = background - background.mean(axis=0)
    spread = centred.std(axis=0)
    constant = spread <= 1e-12 * np.abs(background).max(axis=0)
    return np.where(constant, 0.0, centred / np.where(constant, 1.0, spread))


def _basis(columns: Array) -> tuple[Array, Array]:
    """Span the columns by orthonormal ones, and tell how the first turn into the second."""
    left, sizes, right = np.linalg.svd(columns, full_matrices=False)
    kept = sizes > 1e-8 * np.sqrt(columns.shape[0])  # the columns are in standard deviations
    return left[:, kept], (right[kept] / sizes[kept, None]).T


def _among_schoolmates(pupils: Pupils, value: Array, directions: Array) -> _Within:
    own, apart = pupils.within(value), pupils.within(directions)
    basis, turn = _basis(apart)
    fitted = basis.T @ own
    left = own - basis @ fitted
    freedom = own.size - int((pupils.count > 0).sum()) - basis.shape[1]
    return _Within(basis, turn, fitted, float(left @ left) / max(freedom, 1), freedom)


def _squares(pupils: Pupils, basis: Array) -> Array:
    """Give each school's own part of ``basis' basis``, the identity over all schools."""
    return pupils.sums(basis[:, :, None] * basis[:, None, :])


def _solved(others: Array, aim: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Solve ``others @ x = aim`` school by school; tell where the others reach that far at all."""
    sizes, turns = np.linalg.eigh(others)
    turned = np.einsum("jpq,jp->jq", turns, aim)
    lost = sizes < _NO_DIRECTION
    solved = np.einsum("jpq,jq->jp", turns, np.where(lost, 0.0, turned) / np.where(lost, 1.0, sizes))
    beyond = np.where(lost, turned, 0.0)
    reachable = (beyond**2).sum(axis=1) <= _NO_DIRECTION * np.maximum((aim**2).sum(axis=1), _NO_DIRECTION)
    return solved, reachable


def _without_school(pupils: Pupils, value: Array, directions: Array, among: _Within) -> _Fit:
    """Predict every school by the least squares fit to all other schools' pupils."""
    basis, _ = _basis(np.column_stack([np.ones(value.size), directions]))
    fitted = basis.T @ value
    totals = pupils.sums(basis)
    aim = pupils.means(basis)
    others = np.eye(basis.shape[1]) - _squares(pupils, basis)
    leverage, reachable = _solved(others, aim)
    expected = (leverage * (fitted - pupils.sums(basis * value[:, None]))).sum(axis=1)
    pulled = leverage @ totals.T  # how much each school's common effect moves each prediction
    schools = (pulled**2).sum(axis=1) - (leverage * totals).sum(axis=1) ** 2

    left = value - basis @ fitted
    met = int((pupils.count > 0).sum())
    freedom = met + among.basis.shape[1] - basis.shape[1]
    between = float(left @ left) - among.variance * among.freedom
    size = value.size - float((totals**2).sum())
    sampling = 1 / pupils.count.clip(min=1) + (aim * leverage).sum(axis=1)
    alike = np.zeros(reachable.shape, bool)  # such a covariate counts here: by the schools' differences
    return _Fit(expected, reachable, alike, sampling, schools, between, freedom, freedom, size)


def _within_schools(pupils: Pupils, value: Array, directions: Array, among: _Within) -> _Fit:
    """Predict every school by the other schools' mean and the slopes among their schoolmates."""
    count, whole = pupils.count, float(value.size)
    rest = whole - count
    means, centres = pupils.means(value), pupils.means(directions)
    own_sum, own_centre = pupils.sums(value), pupils.sums(directions)
    level = (value.sum() - own_sum) / rest
    away = centres - (directions.sum(axis=0) - own_centre) / rest[:, None]
    aim = away @ among.turn
    others = np.eye(aim.shape[1]) - _squares(pupils, among.basis)
    leverage, reachable = _solved(others, aim)
    # A covariate alike for all pupils of a school has no slope among schoolmates.
    alike = ~_spanned(away, among.turn)
    moved = among.fitted - pupils.sums(among.basis * pupils.within(value)[:, None])
    expected = level + (leverage * moved).sum(axis=1)

    adjusted = means - centres @ among.turn @ among.fitted
    level_all = float(count @ adjusted) / whole
    spread = (centres - directions.mean(axis=0)) @ among.turn
    freedom = int((count > 0).sum()) - 1
    return _Fit(
        expected,
        reachable & ~alike,
        alike,
        sampling=1 / count.clip(min=1) + 1 / rest + (aim * leverage).sum(axis=1),
        schools=((count**2).sum() - count**2) / rest**2,
        between=float(count @ (adjusted - level_all) ** 2),
        freedom=freedom,
        noise=freedom + float(count @ (spread**2).sum(axis=1)),
        size=whole - float((count**2).sum()) / whole,
    )


def _spanned(away: Array, turn: Array) -> NDArray[np.bool_]:
    """Tell where a difference lies in the directions that schoolmates differ in."""
    if not turn.size:
        return np.asarray((away**2).sum(axis=1) <= _NO_DIRECTION)
    directions = np.linalg.qr(turn)[0]
    beyond = away - away @ directions @ directions.T
    return np.asarray((beyond**2).sum(axis=1) <= _NO_DIRECTION)


def _uncertainty(fit: _Fit, among: _Within) -> tuple[Array, Array]:
    """Give the variance of each difference and its degrees of freedom."""
    pupils_variance = among.variance
    between = fit.between / fit.freedom  # a mean square
    schools_variance = max((fit.between - fit.noise * pupils_variance) / fit.size, 0.0)
    variance = fit.sampling * pupils_variance + fit.schools * schools_variance
    if schools_variance == 0:
        return variance, np.full(variance.shape, float(among.freedom))
    share = fit.schools * fit.freedom / fit.size
    rest = fit.sampling - fit.schools * fit.noise / fit.size
    spread = (share * between) ** 2 / fit.freedom + (rest * pupils_variance) ** 2 / among.freedom
    return variance, np.minimum(variance**2 / spread, rules.MOST_FREEDOM)
