"""One goal of one school beside its result, and the words for what came of it.

Where goals come from, and what an edition tells of them, is ``goals``'.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from xl_beregner import texts
from xl_beregner.measures.targets.status import ROUNDING

REACHED: Final = ("at_or_above", "at_or_below")
MISSED: Final = ("below", "above")
AWAITED, LATER = "awaited", "later"


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal of one school; a number that is not there is None, a word blank.

    ``agreed``: the year of the workbook it was typed in; ``due``: the year it is to be reached.
    ``typed``: the number as typed, of ``goal_type`` ``niveau`` or ``progression`` (a change from the
    baseline); ``level``: the level it means; ``adjusted``: the level it was changed to on the way, with its
    ``reason``; ``applies``: the one of the two that counts. ``chance``: the chance of ``level`` as it was
    stated when agreed, only where it was due the same year. ``result`` is the school's figure of ``year``,
    ``observed`` what is seen (``at_or_above``, ``below``, ``at_or_below``, ``above``, ``awaited``, ``later``
    or blank), ``certainty`` how sure it is (``reached``, ``probably_reached``, ``undecided``,
    ``probably_not_reached``, ``not_reached``, ``unknown`` or blank). ``why`` says in a sentence why a number
    is not there; ``withheld``: because this edition does not show it.
    """

    school: str
    school_name: str
    area: str
    agreed: int
    due: int
    year: int  # the school year of the result
    indicator: str
    name: str
    theme: str  # pejlemærke
    unit: str  # as written beside a number: "%"
    decimals: int
    sign: int  # −1 where less is better
    baseline: float | None
    goal_type: str
    typed: float | None
    typed_text: str  # what was typed where it is no number
    level: float | None
    adjusted: float | None
    applies: float | None
    smallest_visible_change: float | None
    chance: float | None
    result: float | None
    result_error: float | None
    observed: str
    certainty: str
    p_reached: float | None
    why: str
    withheld: bool
    is_test_based: bool
    action: str
    done: str
    reason: str
    leader: str
    chief: str
    judgement: str

    @property
    def is_later(self) -> bool:
        """Whether it is due after the year of the result, be it in figures or in words."""
        return self.due > self.year

    @property
    def is_settled(self) -> bool:
        """Whether a result stands beside the goal when it was due."""
        return self.observed in (*REACHED, *MISSED)

    @property
    def is_reached(self) -> bool:
        """Whether the result lies on the target's right side, however sure that is."""
        return self.observed in REACHED

    @property
    def held(self) -> bool | None:
        """Whether the result reached the level whose chance was stated; an adjustment changes nothing."""
        if not self.is_settled or self.level is None or self.result is None:
            return None
        least = -ROUNDING * max(abs(self.result), abs(self.level))
        return self.sign * (self.result - self.level) >= least


def observed_word(goal: Goal) -> str:
    """Say what is observed, after its icon, in the language spoken: ``✓ på eller over målet``."""
    return texts.say(f"fields.aftalt.observeret.{goal.observed}") if goal.observed else ""


def certainty_word(goal: Goal) -> str:
    """Say how certain it is, after its icon: ``◕ sandsynligvis nået``."""
    return texts.say(f"fields.aftalt.sikkerhed.{goal.certainty}") if goal.certainty else ""
