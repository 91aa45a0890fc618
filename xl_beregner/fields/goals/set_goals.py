"""The goals set in the table ``maal``, by level: from the nation's to a school's own, with who has the duty.

``municipality.targets`` gives the goals a municipality is held to; here the administration's stand beside
the council's, each with its duty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from xl_beregner.dataset.schema import AREA, COUNTRY, MUNICIPALITY
from xl_beregner.measures.targets.status import status_rows

PROGRESSION = "progression"
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class SetGoal:
    """One goal: of a school year, a level or a change since the year before."""

    year: int
    value: float
    kind: str
    source: str
    duty: str

    def as_level(self, result: float, result_year: int, before: float) -> float:
        """Give the level the goal leads to; of a change NaN where the year it starts from has no figure."""
        if self.kind != PROGRESSION:
            return self.value
        start = result if result_year < self.year else before
        return start + self.value


class SetGoals:
    """All goals of a dataset by level, unit and indicator."""

    def __init__(self, goals: pd.DataFrame) -> None:
        self._found: dict[tuple[str, str, str], list[SetGoal]] = {}
        for row in goals.to_dict("records"):
            unit = str(row["enhed"])
            level = str(row["niveau"]) or _level_of(unit)
            goal = SetGoal(
                int(row["aar"]), float(row["vaerdi"]), row["maaltype"] or "niveau", row["kilde"] or "",
                row["ansvar"] or "",
            )  # fmt: skip
            self._found.setdefault((level, unit, str(row["indikator"])), []).append(goal)

    def of(self, level: str, unit: str, indicator: str, year: int) -> SetGoal | None:
        """Give the goal of the school year, else the next one ahead."""
        known = [goal for goal in self._found.get((level, unit, indicator), []) if goal.year >= year]
        return min(known, key=lambda goal: (goal.year, goal.kind == PROGRESSION), default=None)


def units_of(school: str, area: str) -> dict[str, str]:
    """Name the unit of every level above and at a school, as the table names it."""
    return {
        "land": COUNTRY,
        "kommune": MUNICIPALITY,
        "forvaltning": MUNICIPALITY,
        "omraade": f"{AREA}:{area}",
        "skole": school,
    }


def _level_of(unit: str) -> str:
    if unit in (COUNTRY, MUNICIPALITY):
        return unit
    return AREA if unit.startswith(f"{AREA}:") else "skole"


def verdict(result: float, error: float, goal: float, is_less_better: bool) -> str:
    """Give the key of what a figure says of a goal, beside its uncertainty; blank where one is missing."""
    if np.isnan([result, goal]).any():
        return ""
    direction = "down" if is_less_better else "up"
    found = status_rows(np.array([result]), np.array([error]), np.array([goal]), direction)
    if found.certainty[0] == "unknown":
        return f"observeret.{found.observed[0]}"
    return f"sikkerhed.{found.certainty[0]}"
