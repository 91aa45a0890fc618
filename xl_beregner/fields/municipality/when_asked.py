"""The fields of a municipality that few templates ask for: made only where one does.

Each is a module's own matter; here stands which fields it gives and what it is made of. What every
workbook of a municipality needs is ``municipality``'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from xl_beregner.dataset import Dataset
from xl_beregner.fields.known import allocation as known_allocation
from xl_beregner.fields.known import duties as known_duties
from xl_beregner.fields.known import goal_sum as known_goal_sum
from xl_beregner.fields.known import survey as known_survey
from xl_beregner.fields.municipality.rollup import Rollup
from xl_beregner.fields.municipality.schools_answers import SchoolsAnswers
from xl_beregner.fields.wanted import Wanted

Row = Mapping[str, Any]


class MunicipalRun(NamedTuple):
    """What the parts are made of: all of one school year and edition."""

    dataset: Dataset
    year: int
    edition: str
    rollup: Rollup
    answers: SchoolsAnswers


class _Part(NamedTuple):
    scalars: Sequence[str]
    lists: Sequence[str]
    make: Callable[[MunicipalRun], Row]


# What takes time to load is imported where it is made.
def _duties(run: MunicipalRun) -> Row:
    from xl_beregner.fields.municipality.duties import Duties

    return Duties(run.dataset, run.edition, run.answers).fields()


def _survey(run: MunicipalRun) -> Row:
    from xl_beregner.fields.municipality.survey import MunicipalSurvey

    return MunicipalSurvey(run.dataset, run.year, run.edition).fields()


def _allocation(run: MunicipalRun) -> Row:
    from xl_beregner.fields.municipality.allocation import Allocation

    return Allocation(run.dataset, run.year, run.edition).fields()


def _goal_sum(run: MunicipalRun) -> Row:
    from xl_beregner.fields.municipality.goal_sum import GoalSum

    return GoalSum(run.dataset, run.rollup, run.year, run.edition).fields()


_PARTS: Final = (
    _Part(known_duties.SCALARS, tuple(known_duties.LISTS), _duties),
    _Part(known_survey.MUNICIPAL_SCALARS, tuple(known_survey.MUNICIPAL_LISTS), _survey),
    _Part(known_allocation.SCALARS, tuple(known_allocation.LISTS), _allocation),
    _Part(known_goal_sum.SCALARS, tuple(known_goal_sum.LISTS), _goal_sum),
)


def fields_when_asked(run: MunicipalRun, wanted: Wanted) -> dict[str, Any]:
    """Give the fields of the parts a template asks for; those of all others are blank."""
    found: dict[str, Any] = {}
    for part in _PARTS:
        is_asked = wanted.any_of((*part.scalars, *part.lists))
        found |= dict.fromkeys(part.scalars) | {table: [] for table in part.lists}
        found |= part.make(run) if is_asked else {}
    return found
