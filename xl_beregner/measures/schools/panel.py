"""A column of figures arranged as a table: one row a school, one column a school year.

Here rows are sorted into their place and checked; what is estimated from the table stands in
``variance`` and ``baseline``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xl_beregner.errors import ShapeError, ValueRangeError
from xl_beregner.measures import rules

Table = NDArray[np.float64]

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
# Counts that hardly differ cannot tell pupil sampling from the year's own swing.
LEAST_SPREAD_OF_COUNTS = 0.05


@dataclass(frozen=True, slots=True)
class Panel:
    """Figures by school and school year; NaN where there is none.

    ``pupils`` and ``sampling_variance`` are there only when every figure has one (a half known
    count would make some schools look surer than others for no reason of their own).
    """

    schools: tuple[str, ...]
    years: NDArray[np.float64]
    value: Table
    pupils: Table | None
    sampling_variance: Table | None
    half_known: frozenset[str] = frozenset()
    """Which of ``pupils`` and ``standard_error`` some figures have and others lack."""

    @property
    def mask(self) -> NDArray[np.bool_]:
        """Where there is a figure."""
        return ~np.isnan(self.value)

    @property
    def has_values(self) -> NDArray[np.bool_]:
        """Which schools have any figure."""
        return np.asarray(self.mask.any(axis=1))

    @property
    def latest(self) -> NDArray[np.intp]:
        """Each school's latest column with a figure; 0 for a school without any."""
        return np.where(self.has_values, self.value.shape[1] - 1 - self.mask[:, ::-1].argmax(axis=1), 0)

    def at_latest(self, table: Table | None) -> NDArray[np.float64]:
        """Read a table at each school's latest year; NaN where there is nothing."""
        empty = np.full(len(self.schools), np.nan)
        if table is None or not table.size:
            return empty
        return np.where(self.has_values, table[np.arange(len(self.schools)), self.latest], empty)


def arrange(
    school: Sequence[str | None],
    year: NDArray[np.float64],
    value: NDArray[np.float64],
    pupils: NDArray[np.float64] | None = None,
    standard_error: NDArray[np.float64] | None = None,
) -> Panel:
    """Arrange rows as a table; a row without school, year or value is no figure.

    Schools stand in order of first appearance, also those that have no figure at all.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length, or the same school and year twice.
    ValueRangeError
        ``#NUM!``. A year, count or standard error outside what is possible, or an infinite value.
    """
    columns = [np.asarray(year, float), np.asarray(value, float)]
    columns += [np.asarray(extra, float) for extra in (pupils, standard_error) if extra is not None]
    lengths = [len(school), *(column.size for column in columns)]
    if len(set(lengths)) > 1:
        raise ShapeError("measures_ulige_laengde", laengder=sorted(set(lengths)))
    years, values = columns[0], columns[1]
    _check(years, values, pupils, standard_error)

    names = tuple(dict.fromkeys(name for name in school if name is not None))
    place = {name: row for row, name in enumerate(names)}
    used = np.array([name is not None for name in school], bool) & ~np.isnan(years) & ~np.isnan(values)
    rows = np.array([place[name] for name in school if name is not None], int)
    rows = rows[used[[name is not None for name in school]]]
    distinct, cols = np.unique(years[used], return_inverse=True)
    _refuse_duplicates(names, distinct, rows, cols)

    def table(column: NDArray[np.float64]) -> Table:
        filled = np.full((len(names), distinct.size), np.nan)
        filled[rows, cols] = column[used]
        return filled

    half_known = set()

    def complete(name: str, column: NDArray[np.float64] | None) -> Table | None:
        if column is None or not used.any():
            return None
        lacks = np.isnan(np.asarray(column, float)[used])
        if lacks.any():
            half_known.update([] if lacks.all() else [name])
            return None
        return table(np.asarray(column, float))

    errors, counts = complete("standard_error", standard_error), complete("pupils", pupils)
    variance = None if errors is None else errors**2
    return Panel(names, distinct, table(values), counts, variance, frozenset(half_known))


def too_few_pupils(
    school: Sequence[str | None],
    year: NDArray[np.float64],
    value: NDArray[np.float64],
    pupils: NDArray[np.float64] | None,
    least: int,
) -> NDArray[np.bool_]:
    """Tell which schools' latest figure rests on fewer pupils, the schools in order of appearance.

    Of the rows that ``arrange`` takes; a count that is not known is not held against a school.
    """
    latest: dict[str, tuple[float, float]] = {}
    counts = np.full(len(school), np.nan) if pupils is None else np.asarray(pupils, float)
    columns = (np.asarray(column, float).tolist() for column in (year, value, counts))
    for name, when, found, count in zip(school, *columns, strict=True):
        if name is None:
            continue
        told = -np.inf if when != when or found != found else when
        latest[name] = max(latest.get(name, (-np.inf, np.nan)), (told, count), key=lambda seen: seen[0])
    return np.array([count < least for _, count in latest.values()], bool)


def counts_tell(pupils: Table) -> bool:
    """Tell whether counts differ enough to part pupil sampling from the year's own swing."""
    inverse = 1 / pupils[~np.isnan(pupils)]
    return bool(np.std(inverse) > LEAST_SPREAD_OF_COUNTS * np.mean(inverse))


def _check(
    years: NDArray[np.float64],
    values: NDArray[np.float64],
    pupils: NDArray[np.float64] | None,
    standard_error: NDArray[np.float64] | None,
) -> None:
    known = years[~np.isnan(years)]
    odd = known[(known < EARLIEST_YEAR) | (known > LATEST_YEAR) | (known != np.floor(known))]
    if odd.size:
        raise ValueRangeError("measures_aar_umuligt", argument="year", fundet=float(odd[0]))
    rules.bounded("value", values)
    for name, column in (("pupils", pupils), ("standard_error", standard_error)):
        if column is None:
            continue
        bad = rules.bounded(name, np.asarray(column, float))
        bad = bad[bad <= 0]
        if bad.size:
            raise ValueRangeError("measures_skal_vaere_over_nul", argument=name, fundet=float(bad[0]))


def _refuse_duplicates(
    names: tuple[str, ...], years: NDArray[np.float64], rows: NDArray[np.intp], cols: NDArray[np.intp]
) -> None:
    cell, times = np.unique(rows * max(years.size, 1) + cols, return_counts=True)
    twice = cell[times > 1]
    if twice.size:
        row, col = divmod(int(twice[0]), years.size)
        raise ShapeError("measures_dublet", skole=names[row], aar=int(years[col]))
