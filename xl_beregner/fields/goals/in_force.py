"""A school's goals in force in a school year: agreed for it, or earlier and due in it or later.

The goals are those of every template that holds some (``together``); how the last ones went is
``last_agreement``'s. The latest figure beside a goal is the one the edition shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.dataset import Dataset
from xl_beregner.fields.common import headed
from xl_beregner.fields.goals.agreed import Agreed, up_to
from xl_beregner.fields.goals.goals import Goal, beside_results
from xl_beregner.fields.goals.together import goal_books

Row = dict[str, Any]


class GoalsInForce:
    """All schools' goals in force in a school year, in one edition."""

    def __init__(self, dataset: Dataset, year: int, edition: str) -> None:
        self._year = year
        rows: list[Agreed] = []
        for school, books in goal_books(dataset).items():
            rows += [row for row in up_to(school, books, year) if row.has_goal and row.due >= year]
        self._goals: dict[str, list[Goal]] = {}
        for goal in beside_results(dataset, rows, edition, lambda row: year):
            self._goals.setdefault(goal.school, []).append(goal)

    def fields(self, number: str, figures: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Give one school's fields; ``figures`` are its rows of ``tal``."""
        goals = self._goals.get(number, [])
        latest = {row["noegle"]: row for row in figures}
        rows = [self._row(goal, latest.get(goal.indicator, {})) for goal in goals]
        return {"gaeldende_maal": headed(rows), "maal_linje": self._line(goals)}

    def _row(self, goal: Goal, figure: Mapping[str, Any]) -> Row:
        is_told = not goal.withheld
        return {
            "noegle": goal.indicator,
            "navn": goal.name,
            "pejlemaerke": goal.theme or None,
            "maaleenhed": goal.unit or None,
            "decimaler": goal.decimals,
            "baseline": goal.baseline,
            "maaltype": texts.say(f"fields.sidste.maaltype.{goal.goal_type}") if is_told else None,
            "maal": goal.typed if goal.typed is not None else goal.typed_text or None,
            "niveau": goal.applies,
            "senest": school_year(goal.due),
            "chance": goal.chance,
            "seneste": figure.get("seneste"),
            "aar_seneste": figure.get("aar_seneste"),
            "tiltag": goal.action or None,
            "bemaerkning": self._remark(goal),
        }

    def _remark(self, goal: Goal) -> str | None:
        said = []
        if goal.agreed < self._year:
            said.append(texts.say("fields.gaeldende.tidligere", skoleaar=school_year(goal.agreed)))
        if goal.adjusted is not None and goal.level is not None:
            said.append(texts.say("fields.gaeldende.justeret", maal=texts.number(goal.level, goal.decimals)))
        if goal.why:
            said.append(goal.why)
        return " ".join(said) or None

    def _line(self, goals: Sequence[Goal]) -> str:
        """Say how many goals are in force, or that none is agreed yet."""
        year = school_year(self._year)
        if not goals:
            return texts.say("fields.maal_linje.ingen", skoleaar=year)
        if len(goals) == 1:
            said = [texts.say("fields.maal_linje.et", skoleaar=year)]
        else:
            said = [texts.say("fields.maal_linje.flere", skoleaar=year, antal=len(goals))]
        earlier = sum(goal.agreed < self._year for goal in goals)
        if earlier:
            said.append(texts.say("fields.maal_linje.tidligere", antal=earlier))
        return " ".join(said)
