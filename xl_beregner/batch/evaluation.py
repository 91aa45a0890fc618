"""A municipality's evaluation of a school year: its goals, own goals, schools and chances, as plain values.

Goals and their results are ``fields.goals``', whether chances held ``fields.goals.calibration``'s. How it
reads as a workbook is ``evaluation_book``'s; what a payout would rest on ``payout``'s.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from xl_beregner.batch.refused import RefusedError
from xl_beregner.cells import school_year
from xl_beregner.errors import Fault
from xl_beregner.fields.goals.agreed import own_rows
from xl_beregner.fields.goals.answers import year_of
from xl_beregner.fields.goals.calibration import GoalCalibration, calibrate_goals
from xl_beregner.fields.goals.goals import Goal, goals
from xl_beregner.fields.goals.together import goal_books
from xl_beregner.measures.targets.calibration import Calibration, calibration_rows
from xl_beregner.texts import LANGUAGES, say

if TYPE_CHECKING:
    from xl_beregner.dataset import Dataset

# What is evaluated stays with school and administration.
EDITION: Final = "fortrolig"
JUDGEMENTS: Final = ("naaet", "delvist", "ikke", "kan_ikke")
DONE: Final = ("ja", "delvis", "nej")
SURE: Final = ("reached", "probably_reached")
SURELY_NOT: Final = ("probably_not_reached", "not_reached")


@dataclass(frozen=True, slots=True)
class OwnGoal:
    """A goal the figures do not cover: its words, and what people judged."""

    school: str
    school_name: str
    key: str  # "egen_1", "sygefravaer"
    target: str
    signs: str
    wanted: str  # the result agreed on
    due: str
    action: str
    done: str
    judgement: str
    remark: str
    is_later: bool  # due after the year that is evaluated


@dataclass(frozen=True, slots=True)
class School:
    """One school's goals, and what became of them."""

    number: str
    name: str
    area: str
    goals: tuple[Goal, ...]
    own: tuple[OwnGoal, ...]

    def judged(self, key: str) -> int:
        """Count the goals people judged so; an empty key counts those nobody has judged yet."""
        return [judgement_key(one.judgement) for one in self.to_judge].count(key)

    @property
    def to_judge(self) -> tuple[Goal | OwnGoal, ...]:
        """All that people judge: goals that are due, its own too."""
        own = (one for one in self.own_agreed if not one.is_later or one.judgement)
        return (*self.due, *own)

    @property
    def due(self) -> tuple[Goal, ...]:
        """The goals that are to be judged: due by now, or judged though they are due later."""
        return tuple(one for one in self.goals if not one.is_later or one.judgement)

    @property
    def own_agreed(self) -> tuple[OwnGoal, ...]:
        """Its own goals, without rows that hold no goal."""
        return tuple(one for one in self.own if one.target)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All there is to say about a year's agreements."""

    municipality: str
    example: str
    source: str
    year: int
    schools: tuple[School, ...]  # those with an agreement
    without: tuple[str, ...]  # schools of the dataset without one, by name
    calibration: GoalCalibration
    bins: Calibration  # KALIBRERING: groups of like chances, those below 20 put together
    warnings: tuple[Fault, ...]

    @property
    def goals(self) -> tuple[Goal, ...]:
        """Every school's goals."""
        return tuple(goal for school in self.schools for goal in school.goals)

    @property
    def own(self) -> tuple[OwnGoal, ...]:
        """Every school's own goals."""
        return tuple(goal for school in self.schools for goal in school.own)

    @property
    def school_year(self) -> str:
        """The year as it is written."""
        return school_year(self.year)


def read_dataset(path: Path, agreements: Sequence[Path]) -> Dataset:
    """Read a dataset, and lay into it what came home."""
    from xl_beregner.dataset import load_dataset
    from xl_beregner.dataset.agreements import read_agreements, with_agreements

    dataset = load_dataset(path)
    for file in agreements:
        dataset = with_agreements(dataset, *read_agreements(file))
    return dataset


def evaluate_year(dataset: Dataset, year: int) -> Evaluation:
    """Set a year's goals beside their results, school by school.

    Raises
    ------
    RefusedError
        No school has an agreement of that year.
    """
    found = goals(dataset, year, EDITION)
    own = _own_goals(dataset, year)
    schools = tuple(_schools(dataset, found, own))
    if not schools:
        there_are = _years(dataset)
        key = "evaluation_ingen_aftaler" if there_are else "evaluation_slet_ingen"
        raise RefusedError(key, skoleaar=school_year(year), findes=there_are)
    there = {school.number for school in schools}
    names = zip(dataset.schools["skole_nr"], dataset.schools["skole"], strict=True)
    return Evaluation(
        municipality=str(dataset.settings["kommune_navn"].value) or dataset.name,
        example=dataset.example,
        source=str(dataset.settings["kilde"].value),
        year=year,
        schools=schools,
        without=tuple(str(name) for number, name in names if number not in there),
        calibration=calibrate_goals(found, dataset.settings),
        bins=_bins(found),
        warnings=tuple(dataset.faults),
    )


def _schools(dataset: Dataset, found: Sequence[Goal], own: Sequence[OwnGoal]) -> Iterable[School]:
    its: defaultdict[str, list[Goal]] = defaultdict(list)
    its_own: defaultdict[str, list[OwnGoal]] = defaultdict(list)
    for goal in found:
        its[goal.school].append(goal)
    for one in own:
        its_own[one.school].append(one)
    for row in dataset.schools.to_dict("records"):
        number = row["skole_nr"]
        if its[number] or its_own[number]:
            said = (str(row["skole"]), str(row["omraade"]))
            yield School(number, *said, tuple(its[number]), tuple(its_own[number]))


def _own_goals(dataset: Dataset, year: int) -> list[OwnGoal]:
    names = dict(zip(dataset.schools["skole_nr"], dataset.schools["skole"], strict=True))
    return [
        OwnGoal(
            school=school,
            school_name=str(names[school]),
            key=row["noegle"],
            target=row["maal"],
            signs=row["tegn"],
            wanted=row["resultat"],
            due=row["senest"],
            action=row["tiltag"],
            done=row["gennemfoert"],
            judgement=row["vurdering"],
            remark=row["bemaerkning"],
            is_later=(year_of(row["senest"]) or year) > year,
        )
        for school, books in goal_books(dataset).items()
        if school in names and year in books
        for row in own_rows(books[year])
    ]


def _years(dataset: Dataset) -> list[str]:
    years = {year for books in goal_books(dataset).values() for year in books}
    return [school_year(year) for year in sorted(years)]


def _bins(found: Sequence[Goal]) -> Calibration:
    cases = [(goal.chance, goal.held) for goal in found if goal.chance is not None and goal.held is not None]
    stated = np.array([chance for chance, _ in cases], float)
    return calibration_rows(stated, np.array([held for _, held in cases], float))


def judgement_key(said: str) -> str:
    """Tell which judgement a word is, in any language; blank where it is none, or nobody has judged."""
    return _key_of(said, "vurdering", JUDGEMENTS)


def done_key(said: str) -> str:
    """Tell whether actions were carried out: ``ja``, ``delvis``, ``nej`` or blank."""
    return _key_of(said, "gennemfoert", DONE)


def _key_of(said: str, words: str, keys: Iterable[str]) -> str:
    wanted = said.strip().casefold()
    spelled = ((key, say(f"evaluation.{words}.{key}", lang).casefold()) for key in keys for lang in LANGUAGES)
    return next((key for key, word in spelled if wanted == word), "")


def is_contradicted(goal: Goal) -> bool:
    """Whether people judged one way and the observed figure says the other: their words tell why."""
    judged = judgement_key(goal.judgement)
    return goal.is_settled and (
        (judged == "naaet" and not goal.is_reached) or (judged == "ikke" and goal.is_reached)
    )
