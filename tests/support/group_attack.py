"""Tries to work a hidden group of a school out of what is shown of school, grades and classes.

It lays a school out as ``disclosure_attack`` reads a municipality, one floor down: classes for schools,
grades for districts, the school for the municipality. A grade without classes is a class of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from support.disclosure_attack import Indicator, Shown, Truth, counts_in_reach, values_in_reach

from xl_beregner.dataset.groups import EVERYBODY, read_group
from xl_beregner.fields.groups.group_complement import Part

Reach = tuple[float, float]


def random_school(rng: np.random.Generator, *, small: float, teams: bool = False, lost: float = 0.0) -> Part:
    """Make a school of grades and classes, a share of them small, its figures exact weighted means."""
    count: dict[str, float] = {}
    value: dict[str, float] = {}
    grades: dict[int, list[str]] = {}
    for grade, letter in product(range(10), "ABC"[: rng.integers(1, 4)]):
        label = f"klasse:{grade}{letter}"
        few = rng.random() < small
        count[label] = float(rng.integers(1, 5) if few else rng.integers(12, 27))
        value[label] = float(rng.uniform(0, 100))
        grades.setdefault(grade, []).append(label)

    def together(name: str, members: Sequence[str]) -> None:
        count[name] = sum(count[one] for one in members)
        value[name] = sum(count[one] * value[one] for one in members) / count[name]

    for grade, classes in grades.items():
        together(f"trin:{grade}", classes)
    if teams:
        for name, own in (("Indskoling", range(4)), ("Mellemtrin", range(4, 7)), ("Udskoling", range(7, 10))):
            together(f"team:{name}", [one for grade in own for one in grades[grade]])
    together(EVERYBODY, [one for classes in grades.values() for one in classes])
    for label in [one for one in count if one.startswith("klasse:") and rng.random() < lost]:
        del count[label], value[label]  # pupils whose class the dataset does not have
    return part_of(value, count)


def part_of(value: Mapping[str, float], count: Mapping[str, float], least: int = 5) -> Part:
    """Lay figures out by their labels."""
    counts = np.array([count[label] for label in value], float)
    return Part(
        groups=tuple(read_group(label) for label in value),
        value=np.array(list(value.values()), float),
        count=counts,
        primary=counts < least,
        low=0.0,
        high=100.0,
    )


def found_out(part: Part, hidden: set[str]) -> tuple[dict[str, Reach], dict[str, Reach]]:
    """Give how far pupils and value of every class with few pupils can go for one who sees the rest."""
    figures = {
        group.label: (float(value), float(count))
        for group, value, count in zip(part.groups, part.value, part.count, strict=True)
    }
    few = {group.label for group, is_few in zip(part.groups, part.primary, strict=True) if is_few}
    hidden = hidden | few
    classes = [group for group in part.groups if group.label.startswith("klasse:")]
    shown = Shown("i", "2025")
    shown.municipality = figures[EVERYBODY]
    district_of = {}
    for group in classes:
        district_of[group.label] = f"trin:{group.grade}"
        if group.label in hidden:
            shown.hidden.append(group.label)
        else:
            shown.schools[group.label] = figures[group.label]
    for grade in {name for name in district_of.values() if name in figures}:
        if grade not in hidden:
            shown.districts[grade] = figures[grade]
    truth = Truth(
        {("i", "2025", group.label): figures[group.label][0] for group in classes},
        {("i", "2025", group.label): figures[group.label][1] for group in classes},
    )
    wanted = [("i", "2025", group.label) for group in classes if group.label in few]
    counts = counts_in_reach([shown], truth, district_of, wanted)
    about = {"i": Indicator(False, part.low, part.high)}
    values = values_in_reach([shown], truth, district_of, about, wanted)
    return {key[2]: reach for key, reach in counts.items()}, {key[2]: reach for key, reach in values.items()}
