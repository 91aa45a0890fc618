"""A school's last agreement as fields: what was agreed, how it went, and the words people wrote.

A row an indicator, goals still to be reached among them; goals the figures do not cover in a list of
their own. The goals themselves are ``goals``'.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.dataset import Dataset
from xl_beregner.fields.common import headed
from xl_beregner.fields.disclosure import leaves_the_administration
from xl_beregner.fields.goals.agreed import Agreed, own_rows, up_to
from xl_beregner.fields.goals.answers import Workbook, day_of
from xl_beregner.fields.goals.goals import (
    LATER,
    Goal,
    beside_results,
    certainty_word,
    observed_word,
)
from xl_beregner.fields.goals.together import goal_books

Row = dict[str, Any]
_OWN_NUMBER = "egen_"


class LastAgreement:
    """All schools' last agreements before a school year, in one edition."""

    def __init__(self, dataset: Dataset, year: int, edition: str) -> None:
        self._year = year
        self._is_outside = leaves_the_administration(edition)
        self._last: dict[str, Workbook] = {}
        rows: list[Agreed] = []
        for school, books in goal_books(dataset).items():
            earlier = [begins for begins in books if begins < year]
            if earlier:
                self._last[school] = books[max(earlier)]
                rows += up_to(school, books, max(earlier))
        found = beside_results(dataset, rows, edition, self._told_in)
        typed = {(row.school, row.indicator): row for row in rows}
        self._goals: dict[str, list[tuple[Goal, Agreed]]] = {}
        for goal in found:
            self._goals.setdefault(goal.school, []).append((goal, typed[goal.school, goal.indicator]))

    def _told_in(self, row: Agreed) -> int:
        """Tell in which school year's result a goal is seen: when it was due, or the latest there is."""
        return min(max(row.due, row.agreed), self._year - 1)

    def fields(self, number: str) -> dict[str, Any]:
        """Give one school's fields."""
        book = self._last.get(number)
        goals = self._goals.get(number, [])
        return {
            "sidste_skoleaar": school_year(book.year) if book else None,
            "sidste_linje": self._line(book, [goal for goal, row in goals if row.has_goal]),
            "sidste_aftale_dato": day_of(book.single.get("aftale_dato")) if book else None,
            "sidste_evaluering_dato": day_of(book.single.get("evaluering_dato")) if book else None,
            "sidste_aftale": headed([self._row(goal, row) for goal, row in goals]),
            "sidste_egne": self._own(book) if book and not self._is_outside else [],
        }

    def suppressed(self, number: str) -> list[str]:
        """List the goals this edition does not show in full, and why."""
        return [
            f"{goal.indicator} {school_year(goal.agreed)}: {goal.why}"
            for goal, _ in self._goals.get(number, [])
            if goal.withheld
        ]

    def _line(self, book: Workbook | None, goals: Sequence[Goal]) -> str:
        """Say in a sentence what was agreed and how it went, or that there was no agreement."""
        if book is None:
            return texts.say("fields.sidste.ingen", skoleaar=school_year(self._year))
        said = [texts.say("fields.sidste.aftalt", skoleaar=school_year(book.year), antal=len(goals))]
        settled = [goal for goal in goals if goal.is_settled]
        counted = Counter(
            "naaet" if goal.is_reached else "ikke_naaet" if goal.is_settled else _other(goal)
            for goal in goals
        )
        if settled:
            said.append(texts.say("fields.sidste.observeret", antal=counted["naaet"], alle=len(settled)))
        said += [
            texts.say(f"fields.sidste.{key}", antal=counted[key])
            for key in ("senere", "uden_resultat")
            if counted[key]
        ]
        return " ".join(said)

    def _row(self, goal: Goal, typed: Agreed) -> Row:
        is_told = typed.has_goal and not goal.withheld
        kind = texts.say(f"fields.sidste.maaltype.{goal.goal_type}") if is_told else None
        return {
            "noegle": goal.indicator,
            "navn": goal.name,
            "pejlemaerke": goal.theme or None,
            "maaleenhed": goal.unit or None,
            "decimaler": goal.decimals,
            "aftalt_aar": school_year(goal.agreed),
            "baseline": goal.baseline,
            "maaltype": kind,
            "maal": goal.typed if goal.typed is not None else goal.typed_text or None,
            "niveau": goal.level,
            "senest": school_year(goal.due) if typed.has_goal else None,
            "chance": goal.chance,
            "resultat": goal.result,
            "observeret": observed_word(goal) or None,
            "sikkerhed": certainty_word(goal) or None,
            "bemaerkning": goal.why or None,
            "tiltag": goal.action or None,
            "gennemfoert": goal.done or None,
            "justeret": goal.adjusted,
            "begrundelse": goal.reason or None,
            "leder": goal.leader or None,
            "chef": goal.chief or None,
            "vurdering": goal.judgement or None,
        }

    def _own(self, book: Workbook) -> list[Row]:
        return [{**row, "emne": _subject(row["noegle"]), **_blanks(row)} for row in own_rows(book)]


def _other(goal: Goal) -> str:
    return "senere" if goal.observed == LATER else "uden_resultat"


def _subject(key: str) -> str:
    if key.startswith(_OWN_NUMBER):
        return texts.say("fields.sidste.eget", nr=key.removeprefix(_OWN_NUMBER))
    return texts.say(f"fields.sidste.{key}")


def _blanks(row: Mapping[str, str]) -> Row:
    return {name: word or None for name, word in row.items()}
