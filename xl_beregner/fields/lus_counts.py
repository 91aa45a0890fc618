"""What is counted of a group of pupils at one date: how many are judged, where, and who reaches the expected.

A point is a place in an order: medians are points, steps are counted, nothing is averaged. Which groups an
edition shows is ``lus_hidden``'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from xl_beregner.fields.known.lus import DATES
from xl_beregner.fields.lus_points import LusPoints
from xl_beregner.measures.measurement.lus import POINTS, QUARTILES, place_of, point_at_share
from xl_beregner.measures.rules import wilson_interval


@dataclass(frozen=True, slots=True)
class Pupil:
    """A pupil with places in the order of points: before the school year, and at its dates."""

    number: str
    class_group: str
    grade: int | None
    before: int | None
    at: Mapping[int, int]
    expected: Mapping[int, int]

    @property
    def latest(self) -> int:
        """The last date the pupil was judged at; 0: at none."""
        return max(self.at, default=0)

    def steps(self, date: int) -> int | None:
        """Count the steps at a date since the nearest point before it; None where one is lacking."""
        earlier = [self.at[one] for one in DATES if one < date and one in self.at]
        before = earlier[-1] if earlier else self.before
        return None if before is None or date not in self.at else self.at[date] - before

    def left(self, date: int) -> int | None:
        """Count the steps left to the point expected at a date: 0 or less where it is reached."""
        both = date in self.at and date in self.expected
        return self.expected[date] - self.at[date] if both else None

    @property
    def was_below(self) -> bool:
        """Whether the pupil was below the expected at any date of the year."""
        return any((self.left(date) or 0) > 0 for date in DATES)


def pupil_of(points: LusPoints, number: str, class_group: str, grade: int | None) -> Pupil:
    """Give a pupil as it is counted; ``grade``: the class's, where no point tells the pupil's own."""
    found = points.of(number)
    own = grade if found.grade is None else found.grade
    expected = {date: points.expected.get((-1 if own is None else own, date)) for date in DATES}
    return Pupil(
        number,
        class_group,
        own,
        place_of(found.before),
        {date: POINTS.index(point) for date, point in found.at.items()},
        {date: POINTS.index(point) for date, point in expected.items() if point is not None},
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """A group of pupils at one date."""

    pupils: int
    places: tuple[int, ...]
    expected: tuple[int, ...]  # of those judged who have one
    reached: int
    steps: tuple[int, ...]

    @property
    def judged(self) -> int:
        """How many were judged."""
        return len(self.places)

    @property
    def with_expected(self) -> int:
        """How many of those judged have an expected point."""
        return len(self.expected)

    @property
    def goal(self) -> str | None:
        """The expected point, where it is the same for all."""
        found = set(self.expected)
        return POINTS[found.pop()] if len(found) == 1 and self.with_expected == self.judged else None

    @property
    def share(self) -> float:
        """The share of those with an expected point who are at or above it; NaN where there are none."""
        return self.reached / self.with_expected if self.expected else float("nan")

    @property
    def forward(self) -> float:
        """The share of those with an earlier point who moved forward; NaN where there are none."""
        return sum(step > 0 for step in self.steps) / len(self.steps) if self.steps else float("nan")

    def at_point(self, place: int) -> int:
        """Count the pupils on a point."""
        return self.places.count(place)

    def figures(self, confidence: float, *, has_steps: bool = True, has_share: bool = True) -> dict[str, Any]:
        """Give what a row shows; ``confidence``: of the share's interval."""
        found: dict[str, Any] = {
            "elever": self.pupils,
            "bedoemte": self.judged,
            "ikke_bedoemte": self.pupils - self.judged,
        }
        if not self.judged:
            return found
        names = ("median", "nedre_kvartil", "oevre_kvartil")
        judged = np.array(self.places, float)
        for name, (_, share) in zip(names, QUARTILES, strict=True):
            found[name] = point_at_share(judged, share)
        found |= {"forventet": self.goal}
        if has_share and self.expected:
            low, high = wilson_interval(self.reached, self.with_expected, confidence)
            found |= {"med_forventning": self.with_expected, "naaet": self.reached, "andel": self.share}
            found |= {"nedre": low, "oevre": high}
        if has_steps and self.steps:
            found |= {
                "frem": sum(step > 0 for step in self.steps),
                "uaendret": sum(step == 0 for step in self.steps),
                "tilbage": sum(step < 0 for step in self.steps),
            }
        return found


def count(pupils: Sequence[Pupil], date: int) -> Counted:
    """Count a group of pupils at a date."""
    judged = [pupil for pupil in pupils if date in pupil.at]
    with_goal = [pupil for pupil in judged if date in pupil.expected]
    steps = (pupil.steps(date) for pupil in judged)
    return Counted(
        pupils=len(pupils),
        places=tuple(pupil.at[date] for pupil in judged),
        expected=tuple(pupil.expected[date] for pupil in with_goal),
        reached=sum(pupil.at[date] >= pupil.expected[date] for pupil in with_goal),
        steps=tuple(step for step in steps if step is not None),
    )
