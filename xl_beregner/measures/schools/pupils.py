"""Rows of pupils gathered by school: who counts where, sums and means of each school.

Here is the gathering alone; figures by school and year are ``panel``'s, what is estimated from the
pupils stands in ``school_growth`` and ``own_reference``.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from xl_beregner.catalog import Labels
from xl_beregner.errors import ShapeError
from xl_beregner.measures.rules import Array


@dataclass(frozen=True, slots=True)
class Pupils:
    """The pupils that count, and the school each goes to.

    Schools stand in order of first appearance, also those where no pupil counts.
    """

    schools: tuple[str, ...]
    used: NDArray[np.bool_]  # of all rows
    place: NDArray[np.intp]  # of each pupil that counts: the school
    count: Array  # of each school: the pupils that count

    def sums(self, column: Array) -> Array:
        """Add up a column (or several, side by side) of the pupils that count, school by school."""
        schools, shape = len(self.schools), column.shape[1:]
        parts = [
            np.bincount(self.place, part, schools) for part in column.reshape(len(column), prod(shape)).T
        ]
        return np.array(parts, float).reshape(prod(shape), schools).T.reshape(schools, *shape)

    def means(self, column: Array) -> Array:
        """Give each school's mean; 0 where no pupil counts."""
        counts = self.count.clip(min=1).reshape(-1, *[1] * (column.ndim - 1))
        return np.asarray(self.sums(column) / counts)

    def within(self, column: Array) -> Array:
        """Give each pupil's distance to the mean of the school."""
        return np.asarray(column - self.means(column)[self.place])


def gather(school: Labels, *columns: Array) -> Pupils:
    """Gather the pupils who have a school and a number in every column.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    """
    lengths = {len(school), *(len(column) for column in columns)}
    if len(lengths) > 1:
        raise ShapeError("measures_ulige_laengde", laengder=sorted(lengths))
    numbers: dict[str, int] = {}
    for name in school:
        if name is not None:
            numbers.setdefault(name, len(numbers))
    place = np.array([-1 if name is None else numbers[name] for name in school], np.intp)
    used = place >= 0
    for column in columns:
        used &= ~np.isnan(column if column.ndim == 1 else column.sum(axis=1))
    place = place[used]
    return Pupils(tuple(numbers), used, place, np.bincount(place, minlength=len(numbers)).astype(float))
