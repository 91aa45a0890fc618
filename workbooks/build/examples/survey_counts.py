"""What invented schools counted in their surveys of pupils, parents and staff, as ``collect`` brings it.

Counts are drawn from a seeded generator; the questions are those of the example's settings.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from xl_beregner.dataset.settings import QUESTION
from xl_beregner.fields.known.survey import ANSWERS, OPTIONS, PARENTS, PUPILS, STAFF
from xl_beregner.fields.survey import Question, for_whom

# Of each group: its part of the pupils' number, and the part that answers.
_GROUPS: Final = {PUPILS: (0.21, 0.88), PARENTS: (0.95, 0.47), STAFF: (0.12, 0.78)}
# Whom the first option suits, the second and so on, in a usual school.
_SHARES: Final = (0.42, 0.37, 0.14, 0.07)
_UNSURE = 0.03
_EASY: Final = (0.15, -0.25, -0.1, 0.1, 0.2, -0.05)  # questions differ in how many agree


class Asked(NamedTuple):
    """A school's survey of a year: what its rows begin with, how the school lies, its pupils."""

    head: Sequence[str]
    level: float
    pupils: int


def rows(rng: np.random.Generator, surveys: Iterable[Asked], settings: Path) -> Iterator[list[str]]:
    """Give every survey's counts as rows of the table ``aftaler``; the questions stand in ``settings``."""
    questions = _questions(settings)
    for one in surveys:
        for *names, count in _counts(rng, one, questions):
            yield [*one.head, *map(str, names), str(count)]


def _questions(settings: Path) -> list[Question]:
    """Read the common questions, one a group."""
    with settings.open(encoding="utf-8-sig", newline="") as file:
        said = [
            row["vaerdi"].partition("[")[0].strip()
            for row in csv.DictReader(file, delimiter=";")
            if row["noegle"].startswith(f"{QUESTION}_")
        ]
    parted = map(for_whom, said)
    return [Question(group, text, "") for groups, text in parted for group in groups]


def _counts(
    rng: np.random.Generator, one: Asked, questions: list[Question]
) -> Iterator[tuple[str, str, str, int]]:
    """Count one survey: table, key, answer and number."""
    for group, (part, answering) in _GROUPS.items():
        there = max(3, round(part * one.pupils))
        answered = int(rng.binomial(there, answering))
        yield "", "", f"{ANSWERS}_{group}_spurgt", there
        yield "", "", f"{ANSWERS}_{group}_besvaret", answered
        for place, question in enumerate(asked for asked in questions if asked.group == group):
            unsure = int(rng.binomial(answered, _UNSURE))
            level = one.level + 3 * _EASY[place % len(_EASY)]
            for option, count in zip(
                OPTIONS, rng.multinomial(answered - unsure, _shares(level)).tolist(), strict=True
            ):
                yield ANSWERS, question.key, option, count
            yield ANSWERS, question.key, "antal_ved_ikke", unsure


def _shares(level: float) -> list[float]:
    """Move answers towards the first options where a school lies high."""
    weights = np.array(_SHARES) * np.exp(0.25 * level * np.array([1.0, 0.4, -0.6, -1.2]))
    shares: list[float] = (weights / weights.sum()).tolist()
    return shares
