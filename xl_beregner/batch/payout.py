"""What a payout would rest on: people's judgements, and an arithmetic only where one was turned on.

Copenhagen's own arithmetic is not published, so none is built in: it is a setting. The example that can be
chosen says that it is one. How it reads as a workbook is ``payout_book``'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from xl_beregner.batch.evaluation import Evaluation, OwnGoal, School, done_key, judgement_key
from xl_beregner.dataset.settings import PAYOUT, PAYOUT_EXAMPLE, PAYOUT_PARTS, Setting
from xl_beregner.fields.goals.goals import Goal

# Reached, partly, not: as large as the example's outer and middle steps; it has steps of 25 and 75 % too.
EXAMPLE_PARTS: Final = {"naaet": 1.0, "delvist": 0.5, "ikke": 0.0}


@dataclass(frozen=True, slots=True)
class Rule:
    """An arithmetic: which part of the whole each judgement counts; the mean over a school's goals."""

    parts: Mapping[str, float]
    source: str  # who says so; empty of the example, whose words are ``texts``'
    is_example: bool
    missing: tuple[str, ...] = ()  # settings without which nothing is worked out

    @property
    def is_on(self) -> bool:
        """Whether anything is worked out."""
        return bool(self.parts) and not self.missing


@dataclass(frozen=True, slots=True)
class Line:
    """One goal in the basis: its judgement, its part, or why there is none."""

    goal: Goal | OwnGoal
    judged: str  # naaet, delvist, ikke, kan_ikke; blank: nobody has judged
    part: float | None
    nothing_done: bool  # not reached, and the actions were not carried out


@dataclass(frozen=True, slots=True)
class Basis:
    """One school in the basis."""

    school: School
    lines: tuple[Line, ...]
    share: float | None
    why: str  # why there is no share: no_rule, nothing_agreed, unjudged, cannot_be_judged

    def count(self, judged: str) -> int:
        """Count the goals judged so."""
        return sum(line.judged == judged for line in self.lines)

    @property
    def nothing_done(self) -> int:
        """How many goals were not reached while their actions were not carried out."""
        return sum(line.nothing_done for line in self.lines)


def payout_rule(settings: Mapping[str, Setting]) -> Rule:
    """Read the arithmetic the administration turned on; off unless it did."""
    setting = settings[PAYOUT]
    if setting.value == "":
        return Rule({}, "", is_example=False)
    if setting.value == PAYOUT_EXAMPLE:
        return Rule(EXAMPLE_PARTS, "", is_example=True)
    given = {key.removeprefix(f"{PAYOUT}_"): settings[key].value for key in PAYOUT_PARTS}
    missing = tuple(f"{PAYOUT}_{key}" for key, value in given.items() if value == "")
    parts = {key: float(value) for key, value in given.items() if value != ""}
    return Rule(parts, setting.source, is_example=False, missing=missing)


def payout_basis(evaluation: Evaluation, rule: Rule) -> list[Basis]:
    """Give every school's basis; a share only where each goal has a judgement that counts."""
    return [_of(school, rule) for school in evaluation.schools]


def _of(school: School, rule: Rule) -> Basis:
    lines = tuple(_line(one, rule) for one in school.to_judge)
    why = _why(lines, rule)
    parts = [line.part for line in lines if line.part is not None]
    return Basis(school, lines, None if why else sum(parts) / len(parts), why)


def _line(goal: Goal | OwnGoal, rule: Rule) -> Line:
    judged = judgement_key(goal.judgement)
    part = rule.parts.get(judged) if rule.is_on else None
    return Line(goal, judged, part, judged == "ikke" and done_key(goal.done) == "nej")


def _why(lines: Sequence[Line], rule: Rule) -> str:
    if not rule.is_on:
        return "no_rule"
    if not lines:
        return "nothing_agreed"
    if any(not line.judged for line in lines):
        return "unjudged"
    return "cannot_be_judged" if any(line.part is None for line in lines) else ""
