"""What came of a forecast: the pupil's result after it, held against the goal it was about.

A goal is read on the result's own scale, by its order: a result at or above it reached it. Where it cannot
be read, or on more scales than one, the outcome is unknown, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from xl_beregner import cells
from xl_beregner.dataset.scores import CRITERION
from xl_beregner.errors import CellError
from xl_beregner.fields.forecast_words import AWAITED, MISSED, REACHED, UNKNOWN
from xl_beregner.measures.measurement.lus import place_of

LOWEST_PASS = "E"  # of the Swedish marks; F is not passed

_MARKS = "FEDCBA"  # lowest first
_LEVELS = tuple(reversed(dict.fromkeys(CRITERION.values())))  # lowest first
# A goal is about the whole test, where a test has parts; these are judged as one.
_WHOLE = frozenset({"betyg", "lus"})
_OF_ITS_SERIES = frozenset({"percentil", "point", "skalascore"})

Row = Mapping[str, Any]


class Outcome(NamedTuple):
    """What a forecast came to: a key, the result it was held against, and why it is unknown."""

    key: str
    result: Row | None = None
    why: str = ""

    @property
    def reached(self) -> float:
        """1 where the goal was reached, 0 where not, NaN where nobody knows."""
        return {REACHED: 1.0, MISSED: 0.0}.get(self.key, float("nan"))


class Case(NamedTuple):
    """A forecast and what came of it."""

    forecast: Row
    outcome: Outcome


def outcome_of(forecast: Row, history: Iterable[Row], year: int) -> Outcome:
    """Hold a forecast against the pupil's results, given by date; ``year`` is the school year it is now.

    The last result of the forecast's own school year counts, else the first of a later one.
    """
    later = [row for row in history if _is_after(row, forecast)]
    judged = [(row, is_reached(forecast["maal"], row)) for row in later]
    readable = [(row, reached) for row, reached in judged if reached is not None]
    if readable:
        within = [found for found in readable if found[0]["skoleaar"] == forecast["skoleaar"]]
        first = readable[0][0]["skoleaar"]
        asked = within or [found for found in readable if found[0]["skoleaar"] == first]
        if len({_scale(row) for row, _ in asked}) > 1:
            return Outcome(UNKNOWN, why="flere_skalaer")
        row, reached = within[-1] if within else asked[0]
        return Outcome(REACHED if reached else MISSED, row)
    if later:
        return Outcome(UNKNOWN, why="maal_ukendt")
    if forecast["skoleaar"] >= year:
        return Outcome(AWAITED)
    return Outcome(UNKNOWN, why="intet_resultat")


def _scale(row: Row) -> tuple[str, str]:
    """Name the scale a goal is read on: of results in numbers a scale is one test series' own."""
    return row["skala"], row["test"].casefold() if row["skala"] in _OF_ITS_SERIES else ""


def _is_after(row: Row, forecast: Row) -> bool:
    taken = bool(row["ord"]) or row["score"] == row["score"]
    whole = row["profil"] == "" or row["skala"] in _WHOLE
    return bool(row["fag"] == forecast["fag"] and taken and whole and row["dato"] > forecast["dato"])


def is_reached(goal: str, row: Row) -> bool | None:
    """Tell whether a result is at or above a goal; None where the goal is not on the result's scale."""
    wanted, got = _place(goal, row["skala"]), _place(row["ord"] or row["score"], row["skala"])
    return None if wanted is None or got is None else got >= wanted


def _place(value: str | float, scale: str) -> float | None:
    """Give a place in the scale's order."""
    text = str(value).strip()
    if scale == "lus":
        return place_of(text or None)
    if scale == "betyg":
        mark = (text or LOWEST_PASS).upper()
        return _MARKS.index(mark) if mark in tuple(_MARKS) else None
    if scale == "kriterie":
        level = text.capitalize()
        return _LEVELS.index(level) if level in _LEVELS else None
    try:
        number = cells.parse_number(value)
    except CellError:
        return None
    return None if number is None or pd.isna(number) else float(number)
