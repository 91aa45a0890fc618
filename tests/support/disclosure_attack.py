"""Tries to work hidden figures out of what a municipality's workbook shows, as anybody with a pen could.

It reads the filled fields alone, as a reader would, and what everybody knows: which school is in which
district, how an indicator adds up, what its values can be. Every hidden school is two unknowns a table: its
pupils, and what it adds to the sum. What is shown gives equations; linear programs give how far each can go.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
from scipy.optimize import linprog

Key = tuple[str, str, str]  # indicator, year, school
Cell = tuple[float | None, float | None]  # value, pupils


@dataclass
class Shown:
    """One indicator of one year as a reader sees it."""

    indicator: str
    year: str
    schools: dict[str, Cell] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    districts: dict[str, Cell] = field(default_factory=dict)
    municipality: Cell = (None, None)


def read(sheets: Iterable[Mapping[str, Any]], hidden: Iterable[str]) -> dict[tuple[str, str], Shown]:
    """Read the tables of a workbook from its sheets' fields, and what it says it hides.

    A figure of the year before is shown without the pupils behind it; the reader is taken to know them.
    """
    tables: dict[tuple[str, str], Shown] = {}

    def table(indicator: str, year: str) -> Shown:
        return tables.setdefault((indicator, year), Shown(indicator, year))

    for fields in sheets:
        for row in fields["samlet"]:
            for year, value, pupils in _years(row):
                table(row["noegle"], year).municipality = (value, pupils)
        for row in [*fields["pejlemaerke_tal"], *fields["omraader"]]:
            name, other = row["noegle"].split("|")
            unit, indicator = (name, other) if "omraade" in row else (other, name)
            for year, value, pupils in _years(row):
                if "omraade" in row or unit.startswith("omraade:"):
                    table(indicator, year).districts[unit.removeprefix("omraade:")] = (value, pupils)
                elif unit != "kommune":
                    table(indicator, year).schools[unit] = (value, pupils)
    for line in hidden:
        indicator, year, school = line.split(":")[0].split()
        table(indicator, year).hidden.append(school)
    return tables


def _years(row: Mapping[str, Any]) -> Iterator[tuple[str, float, float | None]]:
    """Give a row's figure, and the one before, whose pupils it does not tell."""
    if row["vaerdi"] is not None:
        yield row["aar"], row["vaerdi"], row["antal"]
    if row["forrige"] is not None:
        yield row["forrige_aar"], row["forrige"], None


@dataclass(frozen=True)
class Truth:
    """What the attacker must not find: of every school of a table its value and pupils."""

    value: Mapping[Key, float]
    pupils: Mapping[Key, float]


@dataclass(frozen=True)
class Indicator:
    """What everybody knows of an indicator."""

    is_sum: bool
    low: float
    high: float


def sums(shown: Shown, district_of: Mapping[str, str]) -> list[tuple[list[str], str]]:
    """Name the sums over hidden schools that subtraction gives, by where they come from."""
    found = []
    told = [name for name in shown.districts]
    for name in told:
        members = [school for school in shown.hidden if district_of[school] == name]
        if members:
            found.append((members, name))
    if shown.municipality[0] is not None:
        members = [school for school in shown.hidden if district_of[school] not in told]
        if members:
            found.append((members, "kommune"))
    return found


def equations(
    tables: Sequence[Shown], truth: Truth, district_of: Mapping[str, str], weight: str
) -> tuple[list[Key], np.ndarray, np.ndarray]:
    """Give the unknowns, and the sums known of them: ``weight`` ``pupils`` or ``value``.

    What a sum comes to follows from shown figures alone (total less what is shown); it is taken from the
    truth to save the arithmetic, and a test proves both alike.
    """
    unknown = [(one.indicator, one.year, school) for one in tables for school in one.hidden]
    places = {key: at for at, key in enumerate(unknown)}
    rows, known = [], []
    for one in tables:
        for members, _ in sums(one, district_of):
            row, total = np.zeros(len(unknown)), 0.0
            for school in members:
                key = (one.indicator, one.year, school)
                if key not in truth.pupils:
                    continue
                row[places[key]] = 1
                total += truth.pupils[key] * (1 if weight == "pupils" else truth.value[key])
            rows.append(row)
            known.append(total)
    return unknown, np.array(rows).reshape(len(rows), len(unknown)), np.array(known)


def same_pupils(tables: Sequence[Shown], truth: Truth) -> list[tuple[Shown, Shown]]:
    """Find tables that a reader would take to be of the same pupils: every count shown in both is alike."""
    found = []
    for one, other in combinations(tables, 2):
        both = [
            school
            for school in one.schools.keys() & other.schools.keys()
            if (one.indicator, one.year, school) in truth.pupils
            and (other.indicator, other.year, school) in truth.pupils
        ]
        if len(both) >= 2 and _count_alike(one, other, truth, [*both, *one.hidden, *other.hidden]):
            found.append((one, other))
    return found


def _count_alike(one: Shown, other: Shown, truth: Truth, schools: Iterable[str]) -> bool:
    """Tell whether two tables have the same pupils of every school that both have; else the reader errs."""
    pairs = [((one.indicator, one.year, school), (other.indicator, other.year, school)) for school in schools]
    known = [
        (truth.pupils[first], truth.pupils[second])
        for first, second in pairs
        if {first, second} <= truth.pupils.keys()
    ]
    return all(first == second for first, second in known)


def counts_in_reach(
    tables: Sequence[Shown],
    truth: Truth,
    district_of: Mapping[str, str],
    wanted: Collection[Key],
    insider: str = "",
) -> dict[Key, tuple[float, float]]:
    """Give how many pupils each hidden school may have: from the fewest to the most that fit all sums.

    The reader takes tables for the same pupils where they look it: what one shows is known in the other, and
    what both hide is one unknown. ``wanted``: which to look for; ``insider``: a school that knows its own.
    """
    unknown, matrix, total = equations(tables, truth, district_of, "pupils")
    if not unknown:
        return {}
    rows, known = list(matrix), list(total)
    places = {key: at for at, key in enumerate(unknown)}

    def is_known(key: Key, count: float) -> None:
        row = np.zeros(len(unknown))
        row[places[key]] = 1
        rows.append(row)
        known.append(count)

    for one, other in same_pupils(tables, truth):
        for first, second in ((one, other), (other, one)):
            for school in first.hidden:
                key = (first.indicator, first.year, school)
                twin = (second.indicator, second.year, school)
                if school in second.schools and twin in truth.pupils and key in truth.pupils:
                    is_known(key, truth.pupils[twin])
                elif school in second.hidden:
                    row = np.zeros(len(unknown))
                    row[places[key]], row[places[twin]] = 1, -1
                    rows.append(row)
                    known.append(0.0)
    if insider:
        for key in unknown:
            if key[2] == insider and key in truth.pupils:
                is_known(key, truth.pupils[key])
    ends = np.zeros(len(unknown)), np.full(len(unknown), np.inf)
    return _reach(unknown, wanted, np.array(rows), np.array(known), *ends)


def values_in_reach(
    tables: Sequence[Shown],
    truth: Truth,
    district_of: Mapping[str, str],
    about: Mapping[str, Indicator],
    wanted: Collection[Key],
    insider: str = "",
) -> dict[Key, tuple[float, float]]:
    """Give what each hidden value can be, for one who somehow knows all counts: the worst case."""
    found: dict[Key, tuple[float, float]] = {}
    for one in tables:
        indicator = about[one.indicator]
        unknown, matrix, _ = equations([one], truth, district_of, "pupils")
        keep = [at for at, key in enumerate(unknown) if key in truth.value]
        unknown, matrix = [unknown[at] for at in keep], matrix[:, keep]
        if not unknown:
            continue
        weight = np.array([1.0 if indicator.is_sum else truth.pupils[key] for key in unknown])
        value = np.array([truth.value[key] for key in unknown])
        low, high = np.full(len(unknown), indicator.low), np.full(len(unknown), indicator.high)
        for at, key in enumerate(unknown):
            if key[2] == insider:
                low[at] = high[at] = value[at]
        rows = matrix * weight
        found |= _reach(unknown, wanted, rows, rows @ value, low, high)
    return found


def _reach(
    unknown: Sequence[Key],
    wanted: Collection[Key],
    rows: np.ndarray,
    known: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
) -> dict[Key, tuple[float, float]]:
    """Find the least and the most each unknown that is wanted can be."""
    bounds = list(zip(low, high, strict=True))
    found = {}
    for at, key in enumerate(unknown):
        if key not in wanted:
            continue
        ends = []
        for sign in (1, -1):
            cost = np.zeros(len(unknown))
            cost[at] = sign
            equal = {"A_eq": rows, "b_eq": known} if len(rows) else {}
            solved = linprog(cost, bounds=bounds, method="highs", **equal)
            if solved.status == 3:
                ends.append(-sign * np.inf)
            else:
                assert solved.status == 0, solved.message
                ends.append(float(sign * solved.fun))
        found[key] = (ends[0], ends[1])
    return found
