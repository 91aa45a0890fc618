"""A class's LUS points laid on the four dates of the school year, and what is expected at each.

A point is a word of an ordered scale: it is neither averaged nor subtracted here. Steps, distribution
and agreement are the template's native formulas, which say what ``measures.measurement`` says.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from xl_beregner.cells import is_blank
from xl_beregner.dataset import Dataset
from xl_beregner.dataset.settings import LUS_DATES
from xl_beregner.errors import Fault
from xl_beregner.fields.known.lus import DATES, OWN_ROWS, PAIRS
from xl_beregner.fields.roster import ClassGroup, Roster
from xl_beregner.measures.measurement.lus import POINTS, place_of

_FIRST_MONTH = 8  # of a school year
GRADES = range(10)  # 0 is the year before the first
_EXPECTED = "lus_forventning_"


class Lus:
    """The LUS fields of every class."""

    def __init__(self, roster: Roster, dataset: Dataset) -> None:
        self._roster = roster
        self._days = str(dataset.settings[LUS_DATES].value).split("; ")
        self._dates = report_dates(roster.year, self._days)
        self._points = _points_by_pupil(roster.results)
        self._expected, self._source = expected_points(dataset)

    def fields(self, group: ClassGroup) -> dict[str, Any]:
        """Give dates, pupils with their points, rows for measures, expectations and pairs."""
        pupils = [self._pupil(number, pupil, group) for number, pupil in enumerate(group.pupils, start=1)]
        own = [
            {"noegle": None, "nr": len(pupils) + number, "klassetrin": group.grade}
            for number in range(1, OWN_ROWS + 1)
        ]
        blank = dict.fromkeys(("elev_navn", "foer", "p1", "p2", "p3", "p4"))
        rows = [*pupils, *({**blank, **row} for row in own)]
        return {
            **{f"lus_tidpunkt_{number}": day for number, day in _numbered(self._days)},
            **{f"lus_dato_{number}": day for number, day in _numbered(self._dates)},
            "lus_forvantan_kilde": self._source or None,
            "lus": rows,
            "lus_atgard": [{"noegle": row["noegle"], "nr": row["nr"]} for row in rows],
            "lus_forvantan": [self._expectation(grade) for grade in GRADES],
            "lus_par": [{"noegle": str(number)} for number in range(1, PAIRS + 1)],
        }

    def warnings(self, group: ClassGroup) -> list[Fault]:
        """Say so where a class has no LUS point at all: most likely the wrong template."""
        if any(pupil in self._points for pupil in group.pupils):
            return []
        return [Fault("fields_lus_ingen", {"klasse": group.number}, "warning")]

    def _pupil(self, number: int, pupil: str, group: ClassGroup) -> dict[str, Any]:
        seen = self._points.get(pupil, [])
        earlier = [point for when, point, _ in seen if when < date(self._roster.year, _FIRST_MONTH, 1)]
        within = [row for row in seen if row[0] >= date(self._roster.year, _FIRST_MONTH, 1)]
        grades = [grade for _, _, grade in within if grade == grade]
        at = {self._nearest(when): point for when, point, _ in within}  # the last of a date wins
        return {
            "noegle": pupil,
            "nr": number,
            "elev_navn": self._roster.name(pupil) or pupil,
            "klassetrin": int(grades[-1]) if grades else group.grade,
            "foer": earlier[-1] if earlier else None,
            **{f"p{place}": at.get(place) for place in DATES},
        }

    def _nearest(self, when: date) -> int:
        """Tell which of the four dates a judgement belongs to; halfway between two, the earlier."""
        return min(DATES, key=lambda number: (abs(when - self._dates[number - 1]), number))

    def _expectation(self, grade: int) -> dict[str, Any]:
        return {
            "noegle": str(grade),
            "klassetrin": grade,
            **{f"v{number}": self._expected.get((grade, number)) for number in DATES},
        }


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
        if not key.startswith(_EXPECTED) or is_blank(setting.value):
            continue
        place = _grade_and_date(key.removeprefix(_EXPECTED))
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


def _numbered(values: Any) -> Any:
    return zip(DATES, values, strict=True)
