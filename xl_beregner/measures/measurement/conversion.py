"""Read a score off a conversion table, with where the value comes from; no table, no value.

The table is the user's own and always replaceable; one made from pupils who took both tests is
``linking``'s. A table is read as it is printed: a score that does not stand in it has no value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

import numpy as np

from xl_beregner.catalog import Column, Keys, Kind, Labels, Table, TableColumns, udf
from xl_beregner.errors import ShapeError
from xl_beregner.measures import rules

COLUMNS = (
    "tabel", "test", "fag", "profil", "klassetrin", "score", "vaerdi", "maalefejl", "niveau",
    "kilde", "version",
)  # fmt: skip

# What tells two tables in one range apart, besides profile and grade.
_TABLE_NAMED_BY = ("tabel", "test", "fag", "version")

ConversionTable = Annotated[Table, Kind.TABLE, TableColumns(COLUMNS)]


class Conversion(NamedTuple):
    """What ``OMSAET`` spills: one row an input row."""

    value: Column
    measurement_error: Column
    level: Labels
    source: Labels
    version: Labels
    text: Keys


@udf("OMSAET")
def convert_rows(
    score: Column, table: ConversionTable, grade: Labels | None = None, profile: Labels | None = None
) -> Conversion:
    """Look scores up in a conversion table.

    Parameters
    ----------
    score : array of float
        The results. Blank gives a blank row.
    table : Table
        The conversion table; columns ``score`` and ``vaerdi`` are needed, ``kilde`` and
        ``version`` must be filled for a value to be given.
    grade, profile : list of str, optional
        Each pupil's grade and profile area, as the table writes them. Needed where the table has
        several values for a score. Blank: any.

    Returns
    -------
    Conversion
        Per row: the value, its standard error of measurement and its level as the table has them,
        the table's source and version, and the key of a sentence: ``found``, ``found_no_error``
        (the table tells no standard error), or why there is no value: ``not_in_table``,
        ``not_for_grade``, ``not_for_profile``, ``which_grade``, ``which_profile``,
        ``which_table``, ``twice``, ``no_value``, ``no_source``, ``no_version``.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length, or a table without ``score`` or ``vaerdi``.
    CellTypeError
        ``#VALUE!``. Text among the table's numbers.
    ValueRangeError
        ``#NUM!``. An infinite score, or a negative standard error in the table.

    Notes
    -----
    Exact matches only, no interpolation: a score between two of the table's has no printed
    standard error. Where several rows of the table fit, no one of them is chosen.

    References
    ----------
    The table's own source; it stands in every row of the answer.
    ``tests/unit/measures/measurement/test_conversion.py``.

    Examples
    --------
    >>> from xl_beregner.hosts.table import CellTable
    >>> table = CellTable([["score", "vaerdi", "kilde", "version"], [12.0, 340.0, "Example", "1"]], COLUMNS)
    >>> row = convert_rows(np.array([12.0]), table)
    >>> float(row.value[0]), row.source, row.text
    (340.0, ['Example'], ['found_no_error'])
    """
    if not (table.has("score") and table.has("vaerdi")):
        raise ShapeError("measures_omsaetning_kolonner", argument="table")
    (scores,) = rules.rows(score=score)
    grades, profiles = _one_a_row(grade, scores.size), _one_a_row(profile, scores.size)
    shelf = _Shelf(table)
    found = [shelf.look_up(*asked) for asked in zip(scores.tolist(), grades, profiles, strict=True)]
    at = [row if text.startswith("found") else None for row, text in found]
    return Conversion(
        np.array([np.nan if row is None else shelf.value[row] for row in at]),
        np.array([np.nan if row is None else shelf.error[row] for row in at]),
        [None if row is None else shelf.level[row] for row in at],
        [None if row is None else shelf.source[row] for row in at],
        [None if row is None else shelf.version[row] for row in at],
        [text for _, text in found],
    )


class _Shelf:
    """The table's rows, and for each grade and profile asked those that fit, by score."""

    def __init__(self, table: Table) -> None:
        self.value = table.numbers("vaerdi")
        self.error = _numbers(table, "maalefejl")
        rules.check_at_least_zero(table=self.error)
        self.level, self.source = _labels(table, "niveau"), _labels(table, "kilde")
        self.version = _labels(table, "version")
        self._grade, self._profile = _plain(_labels(table, "klassetrin")), _plain(_labels(table, "profil"))
        self._named = list(zip(*(_plain(_labels(table, name)) for name in _TABLE_NAMED_BY), strict=True))
        self._score = table.numbers("score")
        self._fitting: dict[tuple[str | None, str | None], dict[float, list[int]] | str] = {}

    def look_up(self, score: float, grade: str | None, profile: str | None) -> tuple[int, str]:
        """Give the row of the table and what to say of it; the row counts only where found."""
        if score != score:
            return 0, ""
        if (grade, profile) not in self._fitting:
            self._fitting[grade, profile] = self._fit(grade, profile)
        fitting = self._fitting[grade, profile]
        if isinstance(fitting, str):
            return 0, fitting
        rows = fitting.get(score, [])
        if len(rows) != 1:
            return 0, "twice" if rows else "not_in_table"
        return rows[0], self._verdict(rows[0])

    def _fit(self, grade: str | None, profile: str | None) -> dict[float, list[int]] | str:
        """Take the rows of one table, grade and profile, by score; or tell why they are not one.

        Judged on all rows that fit and not on the score alone: a score that stands in only one of
        two tables must not be read off that one by chance.
        """
        rows = [row for row, score in enumerate(self._score) if score == score]
        if grade is not None and not (rows := [row for row in rows if self._grade[row] == grade]):
            return "not_for_grade"
        if profile is not None and not (rows := [row for row in rows if self._profile[row] == profile]):
            return "not_for_profile"
        for names, doubt in (
            (self._named, "which_table"),
            (self._grade, "which_grade"),
            (self._profile, "which_profile"),
        ):
            if len({names[row] for row in rows}) > 1:
                return doubt
        by_score: dict[float, list[int]] = {}
        for row in rows:
            by_score.setdefault(float(self._score[row]), []).append(row)
        return by_score

    def _verdict(self, row: int) -> str:
        if np.isnan(self.value[row]):
            return "no_value"
        if self.source[row] is None:
            return "no_source"
        if self.version[row] is None:
            return "no_version"
        return "found_no_error" if np.isnan(self.error[row]) else "found"


def _one_a_row(asked: Sequence[str | None] | None, height: int) -> list[str | None]:
    found = _plain(asked or [None])
    if len(found) not in (1, height):
        raise ShapeError("measures_ulige_laengde", laengder=sorted({height, len(found)}))
    return found * height if len(found) == 1 else found


def _numbers(table: Table, column: str) -> rules.Array:
    return table.numbers(column) if table.has(column) else np.full(table.height, np.nan)


def _labels(table: Table, column: str) -> list[str | None]:
    return table.labels(column) if table.has(column) else [None] * table.height


def _plain(names: Sequence[str | None]) -> list[str | None]:
    """Make names comparable: ``Afkodning`` and ``afkodning`` are one."""
    return [None if name is None else name.casefold() for name in names]
