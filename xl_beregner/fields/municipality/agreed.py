"""The goals schools agreed on, counted over the municipality: how many were reached, and how sure that is.

What a goal is, and its result, is ``goals``'; whether chances held is ``calibration``'s. A result that
is hidden here for others' sake is hidden in a goal too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.fields.goals.calibration import GoalCalibration
from xl_beregner.fields.goals.goals import LATER, Goal, certainty_word, observed_word
from xl_beregner.fields.municipality.rows import Row, headed

# Tells whether a school's figure of an indicator and year is not shown.
IsHidden = Callable[[str, str, int], bool]

_CERTAIN = {"reached": "sikkert_naaet", "not_reached": "sikkert_ikke_naaet", "undecided": "kan_ikke_afgoeres"}


class Agreed:
    """The agreed goals that may be told of, and what came of them."""

    def __init__(self, goals: Sequence[Goal], is_hidden: IsHidden, order: Sequence[str], year: int) -> None:
        self.goals = [goal for goal in goals if not goal.withheld]
        self.withheld = len(goals) - len(self.goals)
        self._is_hidden = is_hidden
        self._year = year
        self._order = {name: place for place, name in enumerate(order)}

    def settled(self, goals: Iterable[Goal]) -> list[Goal]:
        """Keep the goals with a result that is shown."""
        return [goal for goal in goals if goal.is_settled and not self._hides(goal)]

    def counts(self) -> dict[str, tuple[int, int]]:
        """Count goals agreed and reached, by indicator."""
        return {name: self._count(goals) for name, goals in self._by(lambda goal: goal.indicator).items()}

    def of_theme(self, theme: str) -> tuple[int, int, int, int]:
        """Count a pejlemærke's goals: agreed, settled, reached, and for certain reached."""
        goals = [goal for goal in self.goals if (goal.theme or texts.say("municipality.andet")) == theme]
        settled = self.settled(goals)
        reached = sum(goal.is_reached for goal in settled)
        return len(goals), len(settled), reached, _surely_reached(settled)

    def scalars(self) -> dict[str, Any]:
        """Count all of them, and say it in a sentence."""
        settled = self.settled(self.goals)
        schools = len({goal.school for goal in self.goals})
        reached = sum(goal.is_reached for goal in settled)
        sure = _surely_reached(settled)
        return {
            "maal_aftalt": len(self.goals),
            "maal_skoler": schools,
            "maal_opgjort": len(settled),
            "maal_naaet": reached,
            "maal_linje": self._line(len(self.goals), schools, len(settled), reached, sure),
        }

    def _line(self, agreed: int, schools: int, settled: int, reached: int, sure: int) -> str:
        if not agreed:
            key = "ingen" if not self.withheld else "ingen_vises"
            return texts.say(f"municipality.maal.{key}", antal=self.withheld)
        facts: dict[str, Any] = {"antal": agreed, "skoler": schools, "opgjort": settled, "naaet": reached}
        facts["sikkert"] = sure
        said = texts.say(f"municipality.maal.{'linje' if settled else 'venter'}", **facts)
        if self.withheld:
            said += " " + texts.say("municipality.maal.vises_ikke", antal=self.withheld)
        return said

    def rows(self) -> list[Row]:
        """Give a row for every indicator goals were agreed on."""
        found = self._by(lambda goal: goal.indicator)
        return headed([self._row(found[name]) for name in sorted(found, key=self._place)])

    def one_by_one(self) -> list[Row]:
        """Give a row for every goal: by indicator, schools in the dataset's order."""
        ordered = sorted(self.goals, key=lambda goal: self._place(goal.indicator))
        return headed([self._of_goal(goal) for goal in ordered])

    # --- Small -------------------------------------------------------------------------------
    def _by(self, key: Callable[[Goal], str]) -> dict[str, list[Goal]]:
        found: dict[str, list[Goal]] = {}
        for goal in self.goals:
            found.setdefault(key(goal), []).append(goal)
        return found

    def _place(self, name: str) -> int:
        return self._order.get(name, len(self._order))

    def _hides(self, goal: Goal) -> bool:
        return self._is_hidden(goal.school, goal.indicator, goal.year)

    def _count(self, goals: Sequence[Goal]) -> tuple[int, int]:
        return len(goals), sum(goal.is_reached for goal in self.settled(goals))

    def _row(self, goals: Sequence[Goal]) -> Row:
        settled = self.settled(goals)
        reached = sum(goal.is_reached for goal in settled)
        later = sum(goal.observed == LATER for goal in goals)
        certain = [goal.certainty for goal in settled]
        with_chance = [goal for goal in settled if goal.chance is not None]
        expected = sum(goal.chance or 0.0 for goal in with_chance)
        return {
            **_named(goals[0]),
            "noegle": goals[0].indicator,
            "aftalt": len(goals),
            "skoler": len({goal.school for goal in goals}),
            "ikke_forfaldne": later,
            "uden_resultat": len(goals) - len(settled) - later,
            "opgjort": len(settled),
            "naaet": reached,
            **{name: certain.count(word) for word, name in _CERTAIN.items()},
            "ventet_naaet": expected if with_chance else None,
            "tekst": self._said(len(settled), reached, with_chance, expected),
        }

    def _said(self, settled: int, reached: int, with_chance: Sequence[Goal], expected: float) -> str | None:
        if not settled:
            return None
        said = texts.say("municipality.maal.naaet", antal=settled, naaet=reached)
        if not with_chance:
            return said
        facts: dict[str, Any] = {"antal": len(with_chance), "ventet": expected}
        return f"{said} {texts.say('municipality.maal.ventet', **facts)}"

    def _of_goal(self, goal: Goal) -> Row:
        is_shown = not self._hides(goal)
        return {
            **_named(goal),
            "noegle": f"{goal.indicator}|{goal.school}",
            "skole": goal.school_name,
            "aftalt_aar": school_year(goal.agreed),
            "baseline": goal.baseline if is_shown else None,
            "maal": goal.applies,
            "senest": school_year(goal.due),
            "resultat": goal.result if is_shown else None,
            "nedre": _end(goal, -1) if is_shown else None,
            "oevre": _end(goal, 1) if is_shown else None,
            "observeret": (observed_word(goal) or None) if is_shown else None,
            "sikkerhed": (certainty_word(goal) or None) if is_shown else None,
            "gennemfoert": goal.done or None,
            "bemaerkning": (goal.why or None) if is_shown else texts.say("municipality.kort.skjult"),
        }


def _surely_reached(goals: Iterable[Goal]) -> int:
    """Count the goals that are reached also when the uncertainty is reckoned with."""
    return sum(goal.certainty == "reached" for goal in goals)


def _named(goal: Goal) -> Row:
    return {
        "navn": goal.name,
        "pejlemaerke": goal.theme or texts.say("municipality.andet"),
        "maaleenhed": goal.unit or None,
        "decimaler": goal.decimals,
    }


# 95 %: half the width of a normal interval in standard errors.
_REACH = 1.959963984540054


def _end(goal: Goal, side: int) -> float | None:
    if goal.result is None or goal.result_error is None:
        return None
    return goal.result + side * _REACH * goal.result_error


def calibration_rows(found: GoalCalibration) -> list[Row]:
    """Give a row for all goals and one for each group of chances."""
    return [
        {
            "noegle": str(number),
            "gruppe": group.name,
            "antal": group.count,
            "sagt": group.stated,
            "skete": group.happened,
            "nedre": group.lower,
            "oevre": group.upper,
            "tekst": group.text,
        }
        for number, group in enumerate((found.total, *found.groups))
        if group.count
    ]


Counts = Mapping[str, tuple[int, int]]
