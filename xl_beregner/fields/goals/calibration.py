"""Whether the chances of agreed goals held: of so many goals with such a chance so many were reached.

The goals are ``goals``', how chances are judged ``measures.targets.calibration``'s (KALIBRERING).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from xl_beregner import texts
from xl_beregner.dataset.settings import CHANCES, Setting
from xl_beregner.fields.goals.goals import Goal
from xl_beregner.measures.targets.calibration import Calibration, calibration_rows

_SAID: Final = "funktion.KALIBRERING.text"
# A chance this far above the likeliest one offered is near to none of them.
_BEYOND: Final = 0.1

Cases = Sequence[tuple[float, bool]]


@dataclass(frozen=True, slots=True)
class ChanceGroup:
    """Goals of like chance; None where too few tell.

    ``name``: the chance offered they lie nearest to, or that it is all of them.
    ``stated``: mean stated chance, ``happened``: share reached, 0–1, with its 95 % interval; ``text``: the
    sentence "Af 120 mål med 35 % chance blev 41 nået", and what can be said of it.
    """

    name: str
    count: int
    reached: int
    stated: float | None
    happened: float | None
    lower: float | None
    upper: float | None
    verdict: str  # fits, too_high, too_low, too_few; for all goals KALIBRERING's key
    text: str


@dataclass(frozen=True, slots=True)
class GoalCalibration:
    """All goals together, then a group a chance offered that some goal lies near."""

    total: ChanceGroup
    groups: tuple[ChanceGroup, ...]
    brier: float | None
    skill: float | None
    slope: float | None
    slope_lower: float | None
    slope_upper: float | None
    left_out: int  # goals whose outcome or chance is not known


def calibrate_goals(goals: Iterable[Goal], settings: Mapping[str, Setting]) -> GoalCalibration:
    """Compare stated chances with what happened: goals due the year they were agreed for, with a result.

    Goals of several years may be given together. The outcome is that of the level agreed, also where it was
    adjusted later: the chance was stated for that level.
    """
    told = list(goals)
    cases = [(goal.chance, goal.held) for goal in told if goal.chance is not None and goal.held is not None]
    found = _judged(cases)
    slope, lower, upper = (
        _known(column[0]) for column in (found.slope, found.slope_lower, found.slope_upper)
    )
    return GoalCalibration(
        total=_total(cases, found),
        groups=tuple(_groups(cases, [float(settings[key].value) for key in CHANCES])),
        brier=_known(found.brier[0]),
        skill=_known(found.skill[0]),
        slope=slope,
        slope_lower=lower,
        slope_upper=upper,
        left_out=len(told) - len(cases),
    )


def _judged(cases: Cases) -> Calibration:
    stated = np.array([chance for chance, _ in cases], float)
    return calibration_rows(stated, np.array([held for _, held in cases], float), groups=1)


def _total(cases: Cases, found: Calibration) -> ChanceGroup:
    key = found.text[0]
    facts = _facts(found)
    judged = texts.say(f"{_SAID}.{key}", **facts)
    counted = texts.say("fields.kalibreret.alle", **_counts(cases)) if cases else ""
    return _group(texts.say("fields.kalibreret.navn_alle"), cases, found, key, f"{counted} {judged}".strip())


def _groups(cases: Cases, offered: Sequence[float]) -> Iterable[ChanceGroup]:
    """Put each goal with the chance offered that its own lies nearest to; likelier ones by themselves."""
    offered = sorted(offered)
    cuts = [(low + high) / 2 for low, high in pairwise(offered)]
    cuts.append(offered[-1] + _BEYOND)
    places = np.searchsorted(cuts, [chance for chance, _ in cases], side="right")
    for place in range(len(cuts) + 1):
        inside = [case for case, at in zip(cases, places, strict=True) if at == place]
        if not inside:
            continue
        found = _judged(inside)
        verdict = found.text[1] if len(found.text) > 1 else "too_few"
        is_beyond = place == len(offered)
        name = texts.say(
            "fields.kalibreret.over" if is_beyond else "fields.kalibreret.omkring",
            chance=cuts[-1] if is_beyond else offered[place],
        )
        said = texts.say("fields.kalibreret.gruppe", **_counts(inside))
        judged = texts.say(f"fields.kalibreret.{verdict}", **_facts(found))
        yield _group(name, inside, found, verdict, f"{said} {judged}")


def _counts(cases: Cases) -> dict[str, Any]:
    """Count goals, those reached, and as many as were to be expected."""
    chances = [chance for chance, _ in cases]
    return {
        "antal": len(cases),
        "naaede": sum(held for _, held in cases),
        "ventet": sum(chances),
        "chance": sum(chances) / len(cases),
    }


def _facts(found: Calibration) -> dict[str, Any]:
    names = ("stated", "happened", "lower", "upper", "brier", "skill", "slope", "slope_lower", "slope_upper")
    return {name: float(getattr(found, name)[0]) for name in names}


def _group(name: str, cases: Cases, found: Calibration, verdict: str, text: str) -> ChanceGroup:
    columns = (found.stated, found.happened, found.lower, found.upper)
    stated, happened, lower, upper = (_known(column[0]) for column in columns)
    reached = sum(held for _, held in cases)
    return ChanceGroup(name, len(cases), reached, stated, happened, lower, upper, verdict, text)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
