"""What is said beside a school's figure: its verdicts as icon and word, one question, one or two sentences.

The judgements are ``judged``'s. A question asks what people see and do; it never blames, and it presumes
no cause. It fits any indicator, so a page has several wordings of each to choose from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from xl_beregner import texts
from xl_beregner.fields.judged import BETTER, NOTHING, STAND_OUT, UNKNOWN, WITHIN, WORSE, About, Judgement
from xl_beregner.fields.municipality.words import grouped, unit

# States of a figure that have questions of their own; beside them the verdicts of its change.
NO_FIGURE, HIDDEN, FEW_YEARS, COUNT = "intet_tal", "skjult", "faa_aar", "optalt"
ABOVE, BELOW = "over_kommunen", "under_kommunen"

_ROUNDS_TO_NOTHING: Final = 0.5
_SAID_UNITS: Final = ("pct", "kr", "point")


def verdict_word(verdict: str) -> str | None:
    """Write a verdict after its icon, as on the municipality's page: ``▲ bedre``."""
    if verdict == NOTHING:
        return None
    own = f"fields.dom.{verdict}"
    return texts.say(own if texts.knows(own) else f"aggregate.udvikling.{verdict}")


def state(judgement: Judgement, *, has_figure: bool, is_hidden: bool) -> str:
    """Name the state of a figure: the surest thing that can be said about it."""
    if not has_figure:
        return HIDDEN if is_hidden else NO_FIGURE
    if judgement.is_counted and judgement.reach is None:
        return COUNT
    if judgement.change in STAND_OUT:
        return judgement.change
    if judgement.apart in (BETTER, WORSE):
        return ABOVE if judgement.apart == BETTER else BELOW
    if judgement.apart in STAND_OUT:
        return judgement.apart
    if WITHIN in (judgement.change, judgement.apart):
        return WITHIN
    if UNKNOWN in (judgement.change, judgement.apart):
        return UNKNOWN
    return FEW_YEARS if judgement.before is None else UNKNOWN


class Questions:
    """The questions of one page: as long as there are other wordings, none is asked twice."""

    def __init__(self, first: int = 0) -> None:
        self._first = first
        self._asked: Counter[str] = Counter()

    def ask(self, of_state: str) -> str:
        """Give the next question of a state."""
        wordings = count_wordings(of_state)
        place = (self._first + self._asked[of_state]) % wordings
        self._asked[of_state] += 1
        return texts.say(f"fields.spoerg.{of_state}.{place + 1}")


def count_wordings(of_state: str) -> int:
    """Tell how many wordings a state's question has."""
    number = 0
    while texts.knows(f"fields.spoerg.{of_state}.{number + 1}"):
        number += 1
    return number


def sentence(
    about: About, judgement: Judgement, value: float | None, year: str | None, municipality: float | None
) -> str | None:
    """Say a figure with its uncertainty, and how it lies to the year before and the municipality."""
    if value is None or year is None:
        return None
    said = [_figure(about, judgement, value, year)]
    if judgement.is_counted and judgement.reach is None:
        said += _beside_a_count(about, judgement, municipality)
    else:
        said += _compared(about, judgement, municipality)
    return " ".join(said)


def _figure(about: About, judgement: Judgement, value: float, year: str) -> str:
    facts = {"tal": _written(value, about), "aar": year}
    if judgement.reach is None:
        return texts.say(f"fields.viser.{'optalt' if judgement.is_counted else 'uden_usikkerhed'}", **facts)
    return texts.say("fields.viser.tal", usikkerhed=_reach(about, judgement.reach), **facts)


def _written(value: float, about: About) -> str:
    """Write a figure; with its unit where one says it in a sentence: 7,4 % but 7,4 for a mark."""
    name = unit(about) if about["maaleenhed"] in _SAID_UNITS else None
    return f"{grouped(value, int(about['decimaler']))} {name or ''}".strip()


def _reach(about: About, reach: float) -> str:
    """Write half an interval's width; one that would round to nothing gets a decimal more."""
    decimals = int(about["decimaler"])
    return texts.number(reach, decimals + (reach * 10**decimals < _ROUNDS_TO_NOTHING))


def _compared(about: About, judgement: Judgement, municipality: float | None) -> list[str]:
    """Join the two comparisons into one sentence; the same verdict is said once of both."""
    told: dict[str, list[str]] = {}
    for verdict, key, other in (
        (judgement.change, "aaret_foer", judgement.before),
        (judgement.apart, "kommunen", municipality),
    ):
        if verdict != NOTHING and other is not None:
            what = texts.say(f"fields.viser.{key}", tal=_written(other, about))
            told.setdefault(verdict, []).append(what)
    if not told:
        return [texts.say("fields.viser.intet_at_se_mod")]
    between = texts.say("fields.viser.og")
    parts = [texts.say(f"fields.viser.{verdict}", hvad=between.join(of)) for verdict, of in told.items()]
    return [texts.say("fields.viser.det", hvad=between.join(parts))]


def _beside_a_count(about: About, judgement: Judgement, municipality: float | None) -> list[str]:
    """Give what stands beside a count, without a verdict."""
    said = [
        texts.say(f"fields.viser.{key}", tal=_written(other, about))
        for key, other in (("aaret_foer", judgement.before), ("kommunen", municipality))
        if other is not None
    ]
    if not said:
        return []
    return [texts.say("fields.viser.til_sammenligning", hvad=texts.say("fields.viser.og").join(said))]


def line(judgements: Sequence[Judgement], confidence: float) -> str:
    """Say how many comparisons stand out, and how many would by chance alone."""
    verdicts: list[Any] = [verdict for one in judgements for verdict in (one.change, one.apart)]
    judged = sum(verdict == WITHIN or verdict in STAND_OUT for verdict in verdicts)
    if not judged:
        return texts.say("fields.tal_linje.ingen")
    stand_out = sum(verdict in STAND_OUT for verdict in verdicts)
    by_chance = judged * (1 - confidence)
    return texts.say("fields.tal_linje.saa_mange", antal=stand_out, alle=judged, ventet=float(by_chance))
