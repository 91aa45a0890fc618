"""The LUS points of a dataset as a school year's reports see them: dates, expectations, each pupil's points.

What a class's workbook makes of them is ``lus``', what a school's does ``lus_school``'.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from xl_beregner.cells import is_blank
from xl_beregner.dataset import Dataset
from xl_beregner.dataset.settings import LUS_DATES, LUS_EXPECTED
from xl_beregner.fields.known.lus import DATES
from xl_beregner.measures.measurement.lus import POINTS, place_of

_FIRST_MONTH = 8  # of a school year
GRADES = range(10)  # 0 is the year before the first


@dataclass(frozen=True, slots=True)
class PupilPoints:
    """One pupil's points: the last before the school year, one a date of it, and the grade they tell."""

    before: str | None = None
    at: dict[int, str] = field(default_factory=dict)
    grade: int | None = None


class LusPoints:
    """What a school year's LUS reports are made from."""

    def __init__(self, dataset: Dataset, results: pd.DataFrame, year: int) -> None:
        self.days = str(dataset.settings[LUS_DATES].value).split("; ")
        self.dates = report_dates(year, self.days)
        self.expected, self.source = expected_points(dataset)
        self._begins = date(year, _FIRST_MONTH, 1)
        self._seen = _points_by_pupil(results)

    def __contains__(self, pupil: str) -> bool:
        """Tell whether a pupil has any point at all."""
        return pupil in self._seen

    def of(self, pupil: str) -> PupilPoints:
        """Give a pupil's points; the last of a date wins."""
        seen = self._seen.get(pupil, [])
        earlier = [point for when, point, _ in seen if when < self._begins]
        within = [row for row in seen if row[0] >= self._begins]
        grades = [int(grade) for _, _, grade in within if grade == grade]
        return PupilPoints(
            before=earlier[-1] if earlier else None,
            at={self._nearest(when): point for when, point, _ in within},
            grade=grades[-1] if grades else None,
        )

    def _nearest(self, when: date) -> int:
        """Tell which of the four dates a judgement belongs to; halfway between two, the earlier."""
        return min(DATES, key=lambda number: (abs(when - self.dates[number - 1]), number))


def report_dates(year: int, days: Iterable[str]) -> tuple[date, ...]:
    """Give the dates of the school year that begins in ``year``, from days as ``15/9``."""
    read = [tuple(map(int, day.split("/"))) for day in days]
    return tuple(date(year + (month < _FIRST_MONTH), month, day) for day, month in read)


def expected_points(dataset: Dataset) -> tuple[dict[tuple[int, int], str], str]:
    """Read the municipality's expected points by grade and date, and who says so.

    ``lus_forventning_3`` is what is expected at the end of grade 3, ``lus_forventning_3_2`` at the
    second date of the year. There is no default: nothing is published.
    """
    found, sources = {}, []
    for key, setting in dataset.settings.items():
        if not key.startswith(f"{LUS_EXPECTED}_") or is_blank(setting.value):
            continue
        place = _grade_and_date(key.removeprefix(f"{LUS_EXPECTED}_"))
        point = place_of(_as_written(setting.value))
        if place is not None and point is not None:
            found[place] = POINTS[point]
            sources.append(setting.source)
    return found, "; ".join(dict.fromkeys(source for source in sources if source))


def _grade_and_date(written: str) -> tuple[int, int] | None:
    grade, _, number = written.partition("_")
    if not grade.isdigit() or int(grade) not in GRADES or number not in ("", *map(str, DATES)):
        return None
    return int(grade), int(number) if number else DATES[-1]


def _as_written(value: str | float) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _points_by_pupil(results: pd.DataFrame) -> dict[str, list[tuple[date, str, float]]]:
    """Find every pupil's points by date: when, which, and in which grade."""
    rows = results[(results["skala"] == "lus") & (results["ord"] != "")]
    found: dict[str, list[tuple[date, str, float]]] = {}
    columns = (rows[column] for column in ("elev_id", "dato", "ord", "klassetrin"))
    for pupil, when, word, grade in zip(*columns, strict=True):
        place = place_of(word)
        if place is not None and not pd.isna(when):
            found.setdefault(pupil, []).append((when.date(), POINTS[place], grade))
    return found
