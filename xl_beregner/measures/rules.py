"""What every measure asks of its numbers: rows of one length, possible values, a direction.

Here also stand the quantiles they share and the interval of a proportion; what a cell may hold is
decided in ``cells``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtri, ndtr, ndtri, stdtr, stdtrit

from xl_beregner.errors import MissingValueError, ShapeError, ValueRangeError

Array = NDArray[np.float64]

KEPT_DIGITS = 12
DIRECTIONS = ("up", "down")
# Student's t is the normal to eight digits from here on, and Excel's T.DIST takes it.
MOST_FREEDOM = 1e9
# Judgements: no result, money or count is larger, and what is nearer to 0 is 0. Squares, cubes and
# sums of what lies between are numbers.
LARGEST, SMALLEST = 1e15, 1e-100


def rows(**columns: ArrayLike) -> tuple[Array, ...]:
    """Bring columns to one length; a single number counts for every row.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Two columns of different lengths.
    ValueRangeError
        ``#NUM!``. An infinite number, or one too large to be any figure.
    """
    arrays = {name: np.atleast_1d(np.asarray(column, float)) for name, column in columns.items()}
    lengths = {array.size for array in arrays.values() if array.size != 1}
    if len(lengths) > 1 or any(array.ndim != 1 for array in arrays.values()):
        raise ShapeError("measures_ulige_laengde", laengder=sorted(lengths))
    length = lengths.pop() if lengths else 1
    return tuple(np.broadcast_to(bounded(name, array), length).copy() for name, array in arrays.items())


def row_columns(rows: int, **columns: ArrayLike) -> tuple[Array, ...]:
    """Bring arguments of several columns to ``rows x columns``; a lone row counts for every row.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Another number of rows.
    ValueRangeError
        ``#NUM!``. An infinite number, or one too large to be any figure.
    """
    found = []
    for name, column in columns.items():
        array = np.asarray(column, float)
        wide = array.reshape(array.shape[0] if array.ndim else 1, -1)
        if wide.shape[0] not in (1, rows):
            raise ShapeError("measures_ulige_laengde", laengder=sorted({rows, wide.shape[0]}))
        found.append(np.broadcast_to(bounded(name, wide), (rows, wide.shape[1])).copy())
    return tuple(found)


def bounded(argument: str, numbers: Array) -> Array:
    """Refuse what is too large to be any figure; what is nearer to 0 than any is 0. NaN passes.

    Raises
    ------
    ValueRangeError
        ``#NUM!``. A number beyond ``LARGEST``.
    """
    size = np.abs(numbers)
    if (size > LARGEST).any():
        if np.isinf(size).any():
            raise ValueRangeError("measures_uendelig", argument=argument)
        found = float(numbers[size > LARGEST].flat[0])
        raise ValueRangeError("measures_umuligt_stort", argument=argument, fundet=f"{found:.3g}")
    near = size < SMALLEST
    return np.asarray(np.where(near, 0.0, numbers), float) if near.any() else numbers


def without_noise(numbers: ArrayLike) -> Array:
    """Keep 12 significant digits: what the rounding in a formula adds lies beyond them.

    ``=0,1+0,2`` is 0.30000000000000004 in its cell and shown as 0.3; here it is 0.3.
    """
    array = np.asarray(numbers, float)
    size = np.abs(array)
    digits = np.floor(np.log10(np.where((size > 0) & np.isfinite(size), size, 1.0)))
    # Powers of ten up to 1e22 are exact, so that the quotient is the number nearest to the decimal one.
    scale = 10.0 ** np.clip(KEPT_DIGITS - 1 - digits, 0, 22)
    return np.asarray(np.round(array * scale) / scale, float)


def or_blank(column: ArrayLike | None) -> ArrayLike:
    """Read a column that was left out as blank."""
    return np.nan if column is None else column


def check_at_least_zero(**columns: Array) -> None:
    """Refuse a negative number; NaN passes."""
    for name, column in columns.items():
        low = column[column < 0]
        if low.size:
            raise ValueRangeError("measures_skal_vaere_mindst_nul", argument=name, fundet=float(low[0]))


def check_above_zero(**columns: Array) -> None:
    """Refuse 0 and less; NaN passes."""
    for name, column in columns.items():
        low = column[column <= 0]
        if low.size:
            raise ValueRangeError("measures_skal_vaere_over_nul", argument=name, fundet=float(low[0]))


def check_confidence(confidence: float) -> None:
    """Refuse what is no coverage: 0.95 is, 95 is not."""
    check_number(confidence=confidence)
    if not 0 < confidence < 1:
        raise ValueRangeError("measures_konfidens", argument="confidence", fundet=confidence)


def check_carry_over(carry_over: float) -> None:
    """Refuse what is no correlation of one year with the next."""
    if not 0 <= carry_over < 1:
        raise ValueRangeError("measures_overfoersel", argument="carry_over", fundet=carry_over)


def check_number(**numbers: float) -> None:
    """Refuse a blank where a number is required."""
    for name, number in numbers.items():
        if np.isnan(number):
            raise MissingValueError("measures_mangler", argument=name)


def sign_of(direction: str) -> int:
    """Give +1 where more is better, -1 where less is."""
    if direction not in DIRECTIONS:
        raise ValueRangeError("measures_retning", argument="direction", fundet=direction)
    return 1 if direction == "up" else -1


def normal_quantile(probability: float) -> float:
    """Quantile of the standard normal distribution."""
    return float(ndtri(probability))


def normal_probability(z: ArrayLike) -> Array:
    """Probability that a standard normal lies below ``z``."""
    return np.asarray(ndtr(np.asarray(z, float)), float)


def student_quantile(probability: float, freedom: ArrayLike) -> Array:
    """Quantile of Student's t."""
    return np.asarray(stdtrit(np.asarray(freedom, float), probability), float)


def student_probability(t: ArrayLike, freedom: ArrayLike) -> Array:
    """Probability that Student's t lies below ``t``."""
    return np.asarray(stdtr(np.asarray(freedom, float), np.asarray(t, float)), float)


def chi_square_quantile(probability: float, freedom: float) -> float:
    """Quantile of the chi-square distribution."""
    return float(chdtri(freedom, 1 - probability))


def wilson_interval(successes: float, n: float, confidence: float = 0.95) -> tuple[float, float]:
    """Give Wilson's interval of a proportion; shares added up make no whole numbers."""
    z2 = normal_quantile((1 + confidence) / 2) ** 2
    centre = (successes + z2 / 2) / (n + z2)
    reach = np.sqrt(z2 * (successes * (n - successes) / n + z2 / 4)) / (n + z2)
    # All reach the end exactly, not but for rounding: a chance of 1 that held did hold.
    return float(centre - reach), float(centre + reach) if successes < n else 1.0
