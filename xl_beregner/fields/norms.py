"""Norms a dataset brings along: found by their pair of tests, read to the last digit.

How norms are made is ``fit_norms``'; which of a pupil's results one may be asked about is decided where
they are shown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from xl_beregner.catalog import ModelRows
from xl_beregner.dataset import Dataset
from xl_beregner.dataset.schema import EXAMPLE_WORDS
from xl_beregner.errors import CellError, DatasetError, Fault
from xl_beregner.measures.growth.growth_norm import GrowthNorm, norm_of

Key = tuple[str, str, str, float, str, float]


@dataclass(frozen=True, slots=True)
class NormRow:
    """Where a norm comes from: its row in the table ``normer``."""

    norm: str
    subject: str
    profile: str
    before_test: str
    before_grade: float
    before_scale: str
    after_test: str
    after_grade: float
    after_scale: str
    method: str
    pupils: int | None
    schools: int | None
    is_break: bool
    source: str
    made: str  # ISO, blank where not told


@dataclass(frozen=True, slots=True)
class Found:
    """A norm and where it comes from."""

    norm: GrowthNorm
    row: NormRow


class Norms:
    """The norms of a dataset.

    Raises
    ------
    DatasetError
        Norms of invented pupils in a dataset that is none: they say nothing about real ones.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._rows = dataset.norm_rows
        self._by_pair: dict[Key, list[NormRow]] = {}
        self._read: dict[str, GrowthNorm] = {}
        for record in dataset.norms.to_dict("records"):
            row = _row(record)
            if row.source.upper().startswith(EXAMPLE_WORDS) and not dataset.example:
                raise DatasetError([Fault("fields_norm_eksempel", {"norm": row.norm})])
            self._by_pair.setdefault(_key(row), []).append(row)
        for rows in self._by_pair.values():
            # The newest counts, of two alike that on more pupils.
            rows.sort(key=lambda row: (row.made, row.pupils or 0, row.norm), reverse=True)

    def __len__(self) -> int:
        """Count the norms."""
        return sum(map(len, self._by_pair.values()))

    def find(
        self,
        subject: str,
        profile: str,
        before_test: str,
        before_grade: float,
        after_test: str,
        after_grade: float,
        *,
        before_scale: str | None = None,
        after_scale: str | None = None,
    ) -> Found | None:
        """Find the norm fitted on exactly this pair of tests; None where there is none.

        Scales that are given must be the norm's too: a norm of points says nothing about percentiles.

        Raises
        ------
        DatasetError
            The norm is there but not whole.
        """
        asked = (subject, profile, before_test, before_grade, after_test, after_grade)
        for row in self._by_pair.get(_comparable(*asked), ()):
            if before_scale in (None, row.before_scale) and after_scale in (None, row.after_scale):
                return Found(self._norm(row.norm), row)
        return None

    def rows_of(self, norm: str) -> ModelRows:
        """Give a norm as the rows it lies in, ``noegle`` first."""
        lines = self._rows[self._rows["norm"] == norm]
        columns = [name for name in lines.columns if name[:1] == "v" and name[1:].isdigit()]
        columns.sort(key=lambda name: int(name[1:]))
        values = lines[columns].to_numpy(object).tolist()
        return [(str(key), _filled(line)) for key, line in zip(lines["noegle"].tolist(), values, strict=True)]

    def _norm(self, name: str) -> GrowthNorm:
        if name not in self._read:
            try:
                self._read[name] = norm_of(self.rows_of(name))
            except CellError as error:
                facts = {"norm": name, "grund": str(error)}
                raise DatasetError([Fault("fields_norm_ufuldstaendig", facts)]) from error
        return self._read[name]


def _row(record: dict[Any, Any]) -> NormRow:
    return NormRow(
        norm=_text(record["norm"]),
        subject=_text(record["fag"]),
        profile=_text(record["profil"]),
        before_test=_text(record["foer_test"]),
        before_grade=float(record["foer_trin"]),
        before_scale=_text(record["foer_skala"]),
        after_test=_text(record["efter_test"]),
        after_grade=float(record["efter_trin"]),
        after_scale=_text(record["efter_skala"]),
        method=_text(record["metode"]),
        pupils=_count(record["elever"]),
        schools=_count(record["skoler"]),
        is_break=record["brud"] in (True, "ja"),
        source=_text(record["kilde"]),
        made=_day(record["dato"]),
    )


def _key(row: NormRow) -> Key:
    return _comparable(
        row.subject, row.profile, row.before_test, row.before_grade, row.after_test, row.after_grade
    )


def _comparable(*asked: Any) -> Key:
    """Compare names without case, grades as numbers."""
    subject, profile, before_test, before_grade, after_test, after_grade = asked
    names = (str(name or "").strip().casefold() for name in (subject, profile, before_test, after_test))
    one, two, three, four = names
    return one, two, three, float(before_grade), four, float(after_grade)


def _filled(line: list[Any]) -> tuple[float | str, ...]:
    """Take a row's values up to the last one that is filled; a number stays the very number."""
    cells = [None if _is_blank(cell) else cell for cell in line]
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(
        cell if isinstance(cell, str) else math.nan if cell is None else float(cell) for cell in cells
    )


def _is_blank(cell: Any) -> bool:
    return cell is None or cell == "" or cell != cell or cell is pd.NA


def _text(value: Any) -> str:
    return "" if _is_blank(value) else str(value)


def _count(value: Any) -> int | None:
    return None if _is_blank(value) else int(value)


def _day(value: Any) -> str:
    """Write a day as ISO, whether it comes as text, date or timestamp."""
    if _is_blank(value):
        return ""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)[:10]
