"""Goals set for schools, districts or the municipality (table ``maal``), beside the figure they are for.

Goals that schools agreed on are ``agreed``'s. Whether a figure reaches its goal, and how sure
that is, is ``measures.targets.status``'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.dataset.schema import ADMINISTRATION, AREA, MUNICIPALITY
from xl_beregner.fields.municipality.rollup_rules import SUM, Figure, change_error
from xl_beregner.measures.targets.status import status_rows

PROGRESSION = "progression"


@dataclass(frozen=True, slots=True)
class Target:
    """One goal: of a school year, a level or a change since the year before."""

    year: int
    value: float
    kind: str
    source: str


class Targets:
    """All goals of a dataset by unit and indicator."""

    def __init__(self, goals: pd.DataFrame) -> None:
        self._found: dict[tuple[str, str], list[Target]] = {}
        for row in goals.to_dict("records"):
            if row["niveau"] == ADMINISTRATION and row["enhed"] == MUNICIPALITY:
                continue  # the administration's own, beside the council's for the same schools
            key = (str(row["enhed"]), str(row["indikator"]))
            target = Target(int(row["aar"]), float(row["vaerdi"]), row["maaltype"] or "niveau", row["kilde"])
            self._found.setdefault(key, []).append(target)

    def of(self, unit: str, indicator: str, year: int) -> Target | None:
        """Give the goal of a figure's year, else the next one ahead."""
        known = [target for target in self._found.get((unit, indicator), []) if target.year >= year]
        return min(known, key=lambda target: (target.year, target.kind == PROGRESSION), default=None)


def unit_of(level: str, name: str) -> str:
    """Name a unit as the dataset does: a school's number, ``omraade:NAVN``, ``kommune``."""
    return {"kommune": MUNICIPALITY, "omraade": f"{AREA}:{name}"}.get(level, name)


def told(
    target: Target | None,
    now: Figure,
    before: Figure,
    year: int,
    about: Mapping[str, Any],
    *,
    is_same: bool = True,
    lacks_some: bool = False,
) -> dict[str, Any]:
    """Give a goal as it stands in a row, with what is observed and how sure it is.

    ``is_same``: the figure and the one before are of the same schools; ``lacks_some``: not of all of them.
    """
    blank = dict.fromkeys(("maal", "maaltype", "maal_kilde", "maal_status"))
    if target is None:
        return blank
    return {
        "maal": target.value,
        "maaltype": texts.say(f"municipality.maaltype.{target.kind}"),
        "maal_kilde": target.source or None,
        "maal_status": _kept_back(target, now, before, year, about, is_same, lacks_some)
        or _status(target, now, before, year, about),
    }


def _kept_back(
    target: Target,
    now: Figure,
    before: Figure,
    year: int,
    about: Mapping[str, Any],
    is_same: bool,
    lacks_some: bool,
) -> str | None:
    """Say why a goal that is due is not judged though there is a figure; None where it is.

    No standard error knows of schools that are missing: a sum without them is none, and a change between
    different schools is none of theirs.
    """
    if target.year > year or not now.is_there or not about["retning"]:
        return None
    if lacks_some and about["sammenlaegning"] == SUM:
        return texts.say("municipality.status.ikke_alle")
    if target.kind == PROGRESSION and before.is_there and not is_same:
        return texts.say("municipality.status.andre_skoler")
    return None


def _status(target: Target, now: Figure, before: Figure, year: int, about: Mapping[str, Any]) -> str | None:
    if target.year > year:
        return texts.say("municipality.status.venter", aar=school_year(target.year))
    if not now.is_there or not about["retning"]:
        return None
    value, error = now.value, now.error
    if target.kind == PROGRESSION:
        if not before.is_there:
            return texts.say("municipality.status.uden_aaret_foer")
        value, error = now.value - before.value, change_error(now, before)
    direction: Any = "down" if about["retning"] == "ned" else "up"
    found = status_rows(np.array([value]), np.array([error]), np.array([target.value]), direction)
    if found.certainty[0] == "unknown":
        return texts.say(f"fields.aftalt.observeret.{found.observed[0]}")
    return texts.say(f"fields.aftalt.sikkerhed.{found.certainty[0]}")
