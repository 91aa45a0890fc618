"""A class's LUS points laid on the four dates of the school year, and what is expected at each.

A point is a word of an ordered scale: it is neither averaged nor subtracted here. Steps, distribution
and agreement are the template's native formulas, which say what ``measures.measurement`` says.
"""

from __future__ import annotations

from typing import Any

from xl_beregner.dataset import Dataset
from xl_beregner.errors import Fault
from xl_beregner.fields.known.lus import DATES, OWN_ROWS, PAIRS
from xl_beregner.fields.lus_points import GRADES, LusPoints
from xl_beregner.fields.roster import ClassGroup, Roster


class Lus:
    """The LUS fields of every class."""

    def __init__(self, roster: Roster, dataset: Dataset) -> None:
        self._roster = roster
        self._points = LusPoints(dataset, roster.results, roster.year)

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
            **dates(self._points),
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
        points = self._points.of(pupil)
        return {
            "noegle": pupil,
            "nr": number,
            "elev_navn": self._roster.name(pupil) or pupil,
            "klassetrin": group.grade if points.grade is None else points.grade,
            "foer": points.before,
            **{f"p{place}": points.at.get(place) for place in DATES},
        }

    def _expectation(self, grade: int) -> dict[str, Any]:
        return {
            "noegle": str(grade),
            "klassetrin": grade,
            **{f"v{number}": self._points.expected.get((grade, number)) for number in DATES},
        }


def dates(points: LusPoints) -> dict[str, Any]:
    """Give the fields of the four dates, and who says what is expected."""
    return {
        **{f"lus_tidpunkt_{number}": day for number, day in zip(DATES, points.days, strict=True)},
        **{f"lus_dato_{number}": day for number, day in zip(DATES, points.dates, strict=True)},
        "lus_forvantan_kilde": points.source or None,
    }
