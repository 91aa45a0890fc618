"""Which further groups must be hidden, so that no hidden one can be worked out from school and others.

The search is ``complement``'s; here a school's groups are laid out for it. Classes are parts of their
grades and of the school; teams, and boys and girls, are parts of the school. Pupils in no group are a part
too: what the groups leave over. The school's own figure stands elsewhere in the workbook and stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from xl_beregner.dataset.groups import CLASS, EVERYBODY, GRADE, OTHER, SEX, TEAM, Group
from xl_beregner.fields.municipality.complement import (
    NO_DISTRICT,
    Array,
    Flags,
    Layer,
    Pattern,
    patterns,
    unknown_is_safe,
)

_NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Part:
    """One indicator of one school year of a school, as it would be shown; NaN where nobody knows.

    ``primary``: may not be seen for itself. ``is_sum``: the school's figure is the sum of its groups', else
    their mean by ``count``. ``low`` and ``high``: what a value can be. ``least``: this indicator's own limit.
    """

    groups: tuple[Group, ...]
    value: Array
    count: Array
    primary: Flags
    is_sum: bool = False
    low: float = _NAN
    high: float = _NAN
    least: float = _NAN


def also_hidden(parts: Sequence[Part], least: int) -> list[set[str]]:
    """Tell of every part the labels of the groups that must be hidden too."""
    hidden: list[set[str]] = [set() for _ in parts]
    for family in _families({group for part in parts for group in part.groups}):
        layers = [family.layer(part, least) for part in parts]
        if not any((layer.primary & ~np.isnan(layer.value)).any() for layer in layers):
            continue
        for labels, part, layer, found in zip(hidden, parts, layers, patterns(layers), strict=True):
            labels |= family.labels(part, layer, found)
    return hidden


class _Family:
    """Groups that add up to the school together: the places of all that any part has of them.

    ``grades``: the grades of these groups, the districts of the search. First come the groups themselves,
    then what is left over of every grade, last what is left over of the school.
    """

    def __init__(self, groups: Sequence[Group]) -> None:
        self.groups = list(groups)
        self.grades = sorted({group.grade for group in groups if group.grade >= 0})
        self._place = {group.label: place for place, group in enumerate(self.groups)}
        of_grades = [self._grade(group) for group in self.groups]
        rests = range(len(self.grades))
        self._district = np.array([*of_grades, *rests, NO_DISTRICT], np.intp)

    def _grade(self, group: Group) -> int:
        return self.grades.index(group.grade) if group.grade >= 0 else NO_DISTRICT

    def layer(self, part: Part, least: int) -> Layer:
        """Lay a part out for the search."""
        limit = float(least) if np.isnan(part.least) else part.least
        value, count = (np.full(len(self._district), _NAN) for _ in range(2))
        primary = np.zeros(len(self._district), bool)
        totals = np.zeros(len(self.grades), bool)
        parted, whole = self._figures(part)
        for group, at in parted.items():
            place = self._place[group.label]
            value[place], count[place], primary[place] = part.value[at], part.count[at], part.primary[at]
        tops = []
        for grade, number in enumerate(self.grades):
            within = [at for group, at in parted.items() if group.grade == number]
            total = self._total(part, number, parted)
            tops += within if total is None else [total]
            if total is not None:
                totals[grade] = not part.primary[total]
                rest = len(self.groups) + grade
                value[rest], count[rest] = _left_over(part, total, within)
        tops += [at for group, at in parted.items() if group.grade < 0]
        if whole is not None:
            value[-1], count[-1] = _left_over(part, whole, tops)
        rests = slice(len(self.groups), None)
        primary[rests] = count[rests] < limit
        is_shown = whole is not None and not part.primary[whole]
        return Layer(
            value, count, primary, self._district, totals, limit, part.is_sum, part.low, part.high,
            totals=is_shown, adds=False,
        )  # fmt: skip

    def _figures(self, part: Part) -> tuple[dict[Group, int], int | None]:
        """Give where the smallest groups' figures stand, and the school's; a grade of classes is none."""
        own = {group: at for at, group in enumerate(part.groups) if group.label in self._place}
        classes = {group.grade for group in own if group.kind == CLASS}
        parted = {group: at for group, at in own.items() if group.kind != GRADE or group.grade not in classes}
        everybody = [at for at, group in enumerate(part.groups) if group.kind == EVERYBODY]
        return parted, everybody[0] if everybody else None

    def _total(self, part: Part, grade: int, parted: dict[Group, int]) -> int | None:
        """Give where the figure of a grade stands that its classes add up to."""
        for at, group in enumerate(part.groups):
            if group.kind == GRADE and group.grade == grade and group in self.groups:
                return None if group in parted else at
        return None

    def labels(self, part: Part, layer: Layer, pattern: Pattern) -> set[str]:
        """Name the groups of a part that a pattern hides, and the teams one of them could be told from."""
        own = [group for group in part.groups if group.label in self._place]
        if pattern.municipality or not self._unknown_are_safe(layer):
            hidden = {group.label for group in own}
        else:
            parted, _ = self._figures(part)
            hidden = {group.label for group in parted if pattern.schools[self._place[group.label]]}
            grades = {number for number, gone in zip(self.grades, pattern.districts, strict=True) if gone}
            hidden |= {g.label for g in own if g not in parted and g.grade in grades}
        if hidden and any(group.kind in (GRADE, CLASS) for group in own):
            # A team is made of grades, and nobody says which here.
            hidden |= {group.label for group in part.groups if group.kind == TEAM}
        return hidden

    def _unknown_are_safe(self, layer: Layer) -> bool:
        return unknown_is_safe(layer.primary & np.isnan(layer.count) & ~np.isnan(layer.value))


def _left_over(part: Part, total: int, within: Sequence[int]) -> tuple[float, float]:
    """Give value and number of a total's pupils that are in none of its groups; NaN: none, or unknown."""
    counts, values = part.count[list(within)], part.value[list(within)]
    left = float(part.count[total] - counts.sum())
    if not left > 0:
        return _NAN, _NAN
    if part.is_sum:
        return float(part.value[total] - values.sum()), left
    value = (part.count[total] * part.value[total] - (counts * values).sum()) / left
    # Rounded figures leave over what cannot be.
    return float(np.fmin(np.fmax(value, part.low), part.high)), left


def _families(groups: set[Group]) -> list[_Family]:
    """Part the groups: those that add up to the school together; a word of its own with nobody else."""
    ordered = sorted(groups, key=lambda group: group.order)
    together = [
        [group for group in ordered if group.kind in kinds] for kinds in ((GRADE, CLASS), (TEAM,), (SEX,))
    ]
    alone = [[group] for group in ordered if group.kind == OTHER]
    return [_Family(members) for members in (*together, *alone) if members]
