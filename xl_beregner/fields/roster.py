"""Who goes to which class in a school year, and every pupil's history up to its end.

A pupil is followed by ``elev_id``, whatever classes and schools the results come from. What is
computed from the results is the parts' matter (``parts``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_beregner import texts
from xl_beregner.dataset import Dataset
from xl_beregner.errors import BeregnerError

T = TypeVar("T")

# The last letters of the alphabet, in order: å stands after ø in Danish and before ä in Swedish.
_LAST_LETTERS = {"da": "æøå", "sv": "åäö", "en": ""}


@dataclass(frozen=True, slots=True)
class ClassGroup:
    """A class with the pupils who go to it; for a pupil's own workbook with that pupil alone."""

    number: str  # "101005/4A"
    school_number: str
    school: str
    class_group: str
    grade: int | None  # the one most pupils are in; None where no result tells it
    pupils: tuple[str, ...]  # by name, then id
    is_one_pupil: bool = False  # a pupil's own workbook

    def only(self, pupil: str) -> ClassGroup:
        """Give the class as one pupil's workbook may know it."""
        return replace(self, number=f"{self.number}/{pupil}", pupils=(pupil,), is_one_pupil=True)


class Roster:
    """The classes of a school year and the results of their pupils.

    ``results`` holds every row of ``Dataset.pupils`` up to the end of the school year, by pupil, then
    date, then the file's order. A pupil belongs to the class of the latest row in the school year,
    also one that says a test was not taken; a class everybody has left is none.
    """

    def __init__(self, dataset: Dataset, year: int) -> None:
        self.year = year
        self.results = _up_to(dataset.pupils, year)
        self._parts: dict[Any, Any] = {}
        self._names = _latest_names(self.results)
        self._spans = _spans(self.results["elev_id"].to_numpy(object))
        schools = dict(zip(dataset.schools["skole_nr"], dataset.schools["skole"], strict=True))
        self.classes = _classes(_latest_rows(self.results, year), schools, self.name)
        self._by_number = {group.number: group for group in self.classes}
        self._pupils = {
            f"{group.number}/{pupil}": (group, pupil) for group in self.classes for pupil in group.pupils
        }

    def of(self, number: str) -> ClassGroup:
        """Find a class by its number, or a pupil's by the pupil's: then with that pupil alone."""
        if number in self._by_number:
            return self._by_number[number]
        if number not in self._pupils:
            raise BeregnerError("fields_ukendt_klasse", fundet=number)
        group, pupil = self._pupils[number]
        return group.only(pupil)

    def history(self, pupil: str) -> pd.DataFrame:
        """Give a pupil's rows up to the end of the school year, by date."""
        first, last = self._spans.get(pupil, (0, 0))
        return self.results.iloc[first:last]

    def shared(self, part: Callable[[Roster, Dataset], T], dataset: Dataset) -> T:
        """Give a part that several others need, made by the first that asks."""
        if part not in self._parts:
            self._parts[part] = part(self, dataset)
        found: T = self._parts[part]
        return found

    def rows_of(self, group: ClassGroup) -> NDArray[np.intp]:
        """Give the places in ``results`` of a class's rows, pupil after pupil as the class lists them."""
        spans = [np.arange(*self._spans[pupil]) for pupil in group.pupils]
        return np.concatenate(spans) if spans else np.zeros(0, np.intp)

    def name(self, pupil: str) -> str:
        """Give a pupil's name as the latest row that has one tells it, else blank."""
        return self._names.get(pupil, "")

    @cached_property
    def class_of(self) -> dict[str, str]:
        """Tell every pupil's class of the school year by its number."""
        return {pupil: group.number for group in self.classes for pupil in group.pupils}


def _up_to(pupils: pd.DataFrame, year: int) -> pd.DataFrame:
    rows = pupils[pupils["skoleaar"] <= year]
    ordered = rows.sort_values(["elev_id", "dato", "raekke"], kind="stable", na_position="first")
    return ordered.reset_index(drop=True)


def _spans(ids: NDArray[Any]) -> dict[str, tuple[int, int]]:
    if not len(ids):
        return {}
    starts = np.flatnonzero(np.append(True, ids[1:] != ids[:-1])).tolist()
    return {ids[start]: (start, end) for start, end in zip(starts, [*starts[1:], len(ids)], strict=True)}


def _latest_rows(results: pd.DataFrame, year: int) -> pd.DataFrame:
    within = results[results["skoleaar"] == year]
    return within.drop_duplicates("elev_id", keep="last")


def _latest_names(results: pd.DataFrame) -> dict[str, str]:
    named = results.loc[results["elev_navn"] != "", ["elev_id", "elev_navn"]]
    last = named.drop_duplicates("elev_id", keep="last")
    return dict(zip(last["elev_id"], last["elev_navn"], strict=True))


def _classes(latest: pd.DataFrame, schools: dict[str, str], name_of: Any) -> list[ClassGroup]:
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    grades: dict[tuple[str, str], list[float]] = defaultdict(list)
    columns = (latest[column] for column in ("skole_nr", "klasse", "elev_id", "klassetrin"))
    for school, class_group, pupil, grade in zip(*columns, strict=True):
        members[school, class_group].append(pupil)
        grades[school, class_group].append(grade)
    order = {school: place for place, school in enumerate(schools)}
    keys = sorted(members, key=lambda key: (order.get(key[0], len(order)), key[0], _by_number(key[1])))
    return [
        ClassGroup(
            number="/".join(key),
            school_number=key[0],
            school=schools.get(key[0], key[0]),
            class_group=key[1],
            grade=_commonest(grades[key]),
            pupils=tuple(sorted(members[key], key=lambda pupil: (_alphabetical(name_of(pupil)), pupil))),
        )
        for key in keys
    ]


def _commonest(grades: Iterable[float]) -> int | None:
    known = [int(grade) for grade in grades if grade == grade]
    return max(sorted(set(known)), key=known.count) if known else None


def _by_number(class_group: str) -> tuple[float, str]:
    """Put class 10A after 9B."""
    digits = class_group[: len(class_group) - len(class_group.lstrip("0123456789"))]
    return (float(digits) if digits else float("inf"), class_group)


def _alphabetical(name: str) -> str:
    """Give what a name is sorted by in the language spoken."""
    last = _LAST_LETTERS[texts.language()]
    places = {ord(letter): chr(0x1F00 + place) for place, letter in enumerate(last)}
    return name.casefold().translate(places)
