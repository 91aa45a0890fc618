"""The invented people of Eksempelkommunen: schools, classes, pupils, and who went where when.

What they can is ``example_ability``'s, what they scored ``example_series``'. A class keeps its letter as
it moves up; a pupil keeps the ``elev_id`` wherever the pupil goes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Words = NDArray[np.object_]

GRADES = 9  # grade 0 takes no test and so has no results
YEARS = GRADES  # as far back as today's grade 9 was in grade 1

# Invented; no school has such a name.
SCHOOLS = (
    "Kometbækskolen", "Regnbuefjordskolen", "Drageøskolen", "Månestenskolen", "Sølvdisskolen",
    "Glasbjergskolen", "Vindspejlskolen", "Stjernemoseskolen", "Uglekløftskolen", "Tågedalsskolen",
    "Bølgekamskolen", "Nordlysengskolen", "Ekkodalskolen", "Myretueskolen", "Kløverringskolen",
    "Drypstenskolen", "Pilespidsskolen", "Tordenskyskolen", "Urværksskolen", "Kompasrosenskolen",
    "Papirbådsskolen", "Lanternevejskolen", "Morgenrødeskolen", "Ildfluebakkeskolen",
)  # fmt: skip
AREAS = ("Nord", "Øst", "Syd", "Vest")
LETTERS = ("A", "B", "C")

# First names of syllables; the last name says what they are, so that nobody is taken for a child.
_FIRST = ("Al", "Be", "Do", "El", "Fi", "Gu", "Hy", "Jo", "Ka", "Lu", "Me", "No", "Ri", "Sø", "Ty", "Æb")
_LAST = ("bo", "dri", "fa", "gel", "lin", "mo", "na", "rup", "sa", "tvi", "va", "zo")
_LONG_NAMES = 0.01

_SMALLEST, _USUAL, _LARGEST = 14, 23, 28
_TINY_CLASSES = 8  # of 3-6 pupils, as a school on an island or a special class has
_THREE_CLASSES = (0.2, 0.6, 0.9)  # how likely a grade has three, at a small, usual and large school
_MOVERS, _TO_ANOTHER_SCHOOL, _JOINERS = 0.10, 0.6, 0.05


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of today, a place each: their school, grade and letter, as places and numbers."""

    school: Ints
    grade: Ints
    letter: Ints


@dataclass(frozen=True, slots=True)
class People:
    """Pupils in rows, school years in columns (the last is now).

    ``class_at``: the class a pupil was in, by its place among today's; ``grade_at`` the grade, below 1
    before school; ``here``: whether the pupil was at one of our schools that year.
    """

    now: int
    classes: Classes
    number: Ints
    names: Words
    class_at: Ints
    grade_at: Ints
    here: NDArray[np.bool_]

    @property
    def ids(self) -> Words:
        """The pupils' ``elev_id``."""
        return np.array([f"E{number:06d}" for number in self.number.tolist()], object)

    @property
    def school_at(self) -> Ints:
        """The school each pupil was at each year."""
        return self.classes.school[self.class_at]

    @property
    def year(self) -> Ints:
        """The school year of each column, by the year it begins in."""
        return np.arange(self.now - YEARS + 1, self.now + 1)


def school_number(place: int) -> str:
    """Give a school's number: ``S01``."""
    return f"S{place + 1:02d}"


def people(rng: np.random.Generator, now: int) -> People:
    """Make the municipality's classes and fill them with pupils."""
    classes = _classes(rng)
    home = np.repeat(np.arange(classes.school.size), _sizes(rng, classes.school.size))
    grade_at = classes.grade[home][:, None] - np.arange(YEARS - 1, -1, -1)[None, :]
    number = rng.permutation(home.size) + 1
    class_at = _moved(rng, classes, home, grade_at)
    since = _joined(rng, grade_at)
    here = (grade_at >= 1) & (np.arange(YEARS)[None, :] >= since[:, None])
    return People(now, classes, number, _names(rng, number), class_at, grade_at, here)


def _classes(rng: np.random.Generator) -> Classes:
    school, grade = np.divmod(np.arange(len(SCHOOLS) * GRADES), GRADES)
    likely = np.array(_THREE_CLASSES)[np.arange(len(SCHOOLS)) % len(_THREE_CLASSES)]
    many = 2 + (rng.random(school.size) < likely[school])
    letter = np.concatenate([np.arange(count) for count in many])
    return Classes(np.repeat(school, many), np.repeat(grade + 1, many), letter)


def _sizes(rng: np.random.Generator, classes: int) -> Ints:
    sizes = np.rint(rng.triangular(_SMALLEST, _USUAL, _LARGEST, classes)).astype(np.int64)
    sizes[rng.choice(classes, _TINY_CLASSES, replace=False)] = rng.integers(3, 7, _TINY_CLASSES)
    return sizes


def _moved(rng: np.random.Generator, classes: Classes, home: Ints, grade_at: Ints) -> Ints:
    """Send some pupils to another class of their year group, theirs until the year they moved."""
    class_at = np.repeat(home[:, None], YEARS, axis=1)
    may_have = np.flatnonzero(grade_at[:, -1] >= 2)
    for pupil in rng.choice(may_have, round(_MOVERS * home.size), replace=False).tolist():
        own = home[pupil]
        others = classes.grade == classes.grade[own]
        others[own] = False
        same_school = classes.school == classes.school[own]
        wanted = others & (~same_school if rng.random() < _TO_ANOTHER_SCHOOL else same_school)
        until = YEARS - int(rng.integers(1, grade_at[pupil, -1]))
        class_at[pupil, :until] = rng.choice(np.flatnonzero(wanted))
    return class_at


def _joined(rng: np.random.Generator, grade_at: Ints) -> Ints:
    """Give the first column a pupil is here: some came from elsewhere after grade 1."""
    since = np.zeros(len(grade_at), np.int64)
    joiners = np.flatnonzero(rng.random(len(grade_at)) < _JOINERS)
    since[joiners] = YEARS - 1 - np.floor(rng.random(joiners.size) * grade_at[joiners, -1])
    return since


def _names(rng: np.random.Generator, number: Ints) -> Words:
    first = rng.integers(len(_FIRST), size=number.size)
    last = rng.integers(len(_LAST), size=number.size)
    long = rng.random(number.size) < _LONG_NAMES
    names = [
        f"{_FIRST[a]}{_LAST[b]}-Prøvelinde Sofantina Eksempel-Langenavnsen {n}"
        if stretched
        else f"{_FIRST[a]}{_LAST[b]} Eksempel {n}"
        for a, b, n, stretched in zip(first.tolist(), last.tolist(), number.tolist(), long, strict=True)
    ]
    return np.array(names, object)
