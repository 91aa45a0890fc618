"""A growth norm: what ``MODEL`` fits, and the rows it lies in on a sheet.

Here a norm is written as rows and read back, to the last digit; how it is fitted stands in
``growth_model``, what it says of a pupil in ``growth_tracks`` and ``conditional_growth``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xl_beregner.catalog import ModelRows
from xl_beregner.errors import ValueRangeError
from xl_beregner.measures.growth import splines
from xl_beregner.measures.growth.conditional_growth import ConditionalGrowth, Prior
from xl_beregner.measures.growth.quantile_regression import TAUS
from xl_beregner.measures.rules import Array

# How a norm was made, or why there is none: the first row of its table.
METHODS = ("growth_percentiles", "residual_ranks", "normal_growth")
NO_NORM = (
    "too_few",
    "outlying",
    "too_few_for_growth_percentiles",
    "too_few_different",
    "constant_before",
    "no_spread",
)
# The significant digits every spreadsheet keeps of a number. Some keep no more, so neither does a norm:
# else a percentile could hang on the program the norm was last saved with.
DIGITS = 15
# Scores this near a grid lie on it; in steps of the grid.
ON_GRID = 1e-3

_Values = tuple[float | str, ...]
_Found = Mapping[str, Sequence[_Values]]


@dataclass(frozen=True, slots=True)
class Splines:
    """Where the B-splines of one earlier score have their knots and boundaries. Scale points."""

    knots: Array
    boundaries: tuple[float, float]


@dataclass(frozen=True, slots=True)
class GrowthNorm:
    """What pupils with the same earlier scores reach. Fitted, its numbers are ``kept`` to 15 digits.

    ``method`` is one of ``METHODS``, or of ``NO_NORM`` and then there is nothing else but the number of
    pupils and, where a score is outlying, the ranges. ``pupils`` are those behind each order (1: the
    newest earlier score alone, 2: the two newest ...), ``conditional`` the conditional growth of each
    order, ``coefficients`` those of the 100 quantile regressions, a column a quantile: the intercept,
    then seven splines an earlier score. Orders may stop earlier in ``coefficients``, which take more
    pupils; they are empty, as ``splines``, where the method is another. ``outcome_step`` is the distance
    between neighbouring later scores, in scale points; 0 where they lie on no common grid.
    """

    method: str
    pupils: tuple[int, ...]
    least: float = float("nan")
    greatest: float = float("nan")
    outcome_step: float = 0.0
    priors: tuple[Prior, ...] = ()
    conditional: tuple[ConditionalGrowth, ...] = ()
    splines: tuple[Splines, ...] = ()
    coefficients: tuple[Array, ...] = ()

    @property
    def is_norm(self) -> bool:
        """Whether it answers with numbers."""
        return self.method in METHODS

    @property
    def track_orders(self) -> int:
        """The most earlier scores a growth percentile takes."""
        return len(self.coefficients or self.conditional)

    def rows(self) -> ModelRows:
        """Write the norm as rows of a table: a word and its numbers."""
        rows: list[tuple[str, _Values]] = [("norm", (self.method,)), ("pupils", _plain(self.pupils))]
        if self.method == "outlying":
            return [*rows, *self._ranges()]
        if not self.is_norm:
            return rows
        rows.extend(self._ranges())
        rows.append(("outcome_step", _plain((self.outcome_step,))))
        for number, prior in enumerate(self.priors, 1):
            rows.append(("before_scale", _plain((number, prior.mean, prior.sd))))
        for order, fitted in enumerate(self.conditional, 1):
            rows.append(("expected", _plain((order, *fitted.expected))))
            rows.append(("spread", _plain((order, *fitted.spread))))
            rows.append(("residual_quantiles", _plain((order, *fitted.residual_quantiles))))
        for number, spline in enumerate(self.splines, 1):
            rows.append(("knots", _plain((number, *spline.knots))))
            rows.append(("boundaries", _plain((number, *spline.boundaries))))
        for order, coefficients in enumerate(self.coefficients, 1):
            rows.extend(("coefficients", _plain((order, *row))) for row in coefficients)
        return rows

    def kept(self) -> GrowthNorm:
        """Give the norm with the digits its rows keep: the one that is read back from them."""
        return norm_of(self.rows())

    def _ranges(self) -> Iterator[tuple[str, _Values]]:
        yield "outcome_range", _plain((self.least, self.greatest))
        for number, prior in enumerate(self.priors, 1):
            if np.isnan(prior.least):  # blank throughout
                continue
            yield "before_range", _plain((number, prior.least, prior.greatest))


def norm_of(rows: ModelRows) -> GrowthNorm:
    """Read the one norm that stands in rows.

    Raises
    ------
    ValueRangeError
        ``#NUM!``. Part of a norm is missing or impossible, or there are several.
    """
    found = norms_of(rows)
    if len(found) > 1:
        raise ValueRangeError("measures_flere_normer", argument="model", fundet=len(found))
    return found[0]


def norms_of(rows: ModelRows) -> list[GrowthNorm]:
    """Read the norms that stand in rows one below another, each beginning with its first row.

    Raises
    ------
    ValueRangeError
        ``#NUM!``. Part of a norm is missing or impossible.
    """
    starts = [place for place, (key, _) in enumerate(rows) if key == "norm"]
    if not starts or starts[0] != 0:
        raise _incomplete("norm")
    ends = [*starts[1:], len(rows)]
    return [_norm(rows[start:end]) for start, end in zip(starts, ends, strict=True)]


def _norm(rows: ModelRows) -> GrowthNorm:
    found: dict[str, list[_Values]] = defaultdict(list)
    for key, values in rows:
        found[key].append(values)
    method = found["norm"][0][0] if found["norm"][0] else None
    pupils = _pupils(found)
    if method in NO_NORM:  # its ranges are for people to read
        return GrowthNorm(str(method), pupils)
    if method not in METHODS:
        raise _incomplete("norm")
    orders = range(1, len(found["expected"]) + 1)
    least, greatest = _line(found, "outcome_range", 1, exactly=2)
    (step,) = _line(found, "outcome_step", 1, exactly=1)
    if step < 0:
        raise _incomplete("outcome_step")
    priors = tuple(_prior(found, k) for k in orders)
    if not orders or len(pupils) != len(orders):
        raise _incomplete("expected")
    conditional = tuple(
        ConditionalGrowth(
            _numbered(found, "expected", k, k + 2),
            _numbered(found, "spread", k, 2),
            _numbered(found, "residual_quantiles", k, TAUS.size),
        )
        for k in orders
    )
    coefficients = _coefficients(found["coefficients"])
    if (method == "growth_percentiles") != bool(coefficients) or len(coefficients) > len(orders):
        raise _incomplete("coefficients")
    laid = tuple(_splines(found, k) for k in range(1, len(coefficients) + 1))
    return GrowthNorm(
        str(method),
        pupils,
        float(least),
        float(greatest),
        float(step),
        priors,
        conditional,
        laid,
        coefficients,
    )


def _pupils(found: _Found) -> tuple[int, ...]:
    counts = _line(found, "pupils", 1, least=1)
    if (counts < 0).any() or (counts != np.floor(counts)).any():
        raise _incomplete("pupils")
    return tuple(int(count) for count in counts)


def _prior(found: _Found, number: int) -> Prior:
    least, greatest = _numbered(found, "before_range", number, 2)
    mean, sd = _numbered(found, "before_scale", number, 2)
    if not sd > 0:
        raise _incomplete("before_scale")
    return Prior(float(least), float(greatest), float(mean), float(sd))


def _splines(found: _Found, number: int) -> Splines:
    knots = _numbered(found, "knots", number, len(splines.KNOT_PROBABILITIES))
    low, high = _numbered(found, "boundaries", number, 2)
    if not low < high:
        raise _incomplete("boundaries")
    return Splines(knots, (float(low), float(high)))


def _coefficients(rows: Sequence[_Values]) -> tuple[Array, ...]:
    """Read the coefficients of all orders at once; each order has its own number of rows."""
    if not rows:
        return ()
    if any(len(row) != TAUS.size + 1 for row in rows):
        raise _incomplete("coefficients")
    table = _numbers("coefficients", rows)
    found: list[Array] = []
    while sum(map(len, found)) < len(table):
        order = len(found) + 1
        part = table[table[:, 0] == order, 1:]
        if len(part) != 1 + splines.COLUMNS * order:
            raise _incomplete("coefficients")
        found.append(part)
    return tuple(found)


def _numbered(found: _Found, key: str, number: int, count: int) -> Array:
    """Read the row of a key that is about earlier score or order ``number``."""
    values = _line(found, key, number, exactly=count + 1)
    if values[0] != number:
        raise _incomplete(key)
    return values[1:]


def _line(found: _Found, key: str, place: int, *, exactly: int = 0, least: int = 0) -> Array:
    lines = found.get(key, ())
    if len(lines) < place or len(lines[place - 1]) < least:
        raise _incomplete(key)
    if exactly and len(lines[place - 1]) != exactly:
        raise _incomplete(key)
    return _numbers(key, lines[place - 1])


def _numbers(key: str, values: Sequence[float | str] | Sequence[_Values]) -> Array:
    try:
        found = np.array(values, float)
    except ValueError:  # a word among the numbers
        raise _incomplete(key) from None
    if not np.isfinite(found).all():
        raise _incomplete(key)
    return found


def _plain(values: Iterable[float]) -> tuple[float, ...]:
    """Keep ``DIGITS`` of each number: a norm saved and opened again is the same norm."""
    return tuple(float(f"{value:.{DIGITS}g}") for value in values)


def _incomplete(row: str) -> ValueRangeError:
    return ValueRangeError("measures_norm_ufuldstaendig", argument="model", raekke=row)
