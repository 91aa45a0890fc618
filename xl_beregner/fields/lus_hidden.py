"""Which groups' LUS figures an edition shows: none of few pupils, none that could be worked out from others.

Classes are parts of their grades and these of the school, as ``group_complement`` has them. A class of
several grades is part of none, so it is left out here and shown in the school's own edition alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import numpy as np

from xl_beregner.dataset.groups import Group
from xl_beregner.fields.groups.group_complement import Part, also_hidden
from xl_beregner.fields.known.lus import DATES
from xl_beregner.fields.lus_counts import Counted

Counts = Mapping[Group, Mapping[int, Counted]]
Found = Mapping[int, Collection[str]]  # labels by date

_ANY = 0.5  # of a figure that any value would fit: its number of pupils is what must not be told


def hidden_groups(counts: Counts, least: int) -> Found:
    """Tell of every date which groups are not shown."""
    found: dict[int, set[str]] = {
        date: {group.label for group, of in counts.items() if 0 < of[date].judged < least} for date in DATES
    }
    while True:
        before = {date: set(labels) for date, labels in found.items()}
        for part in (_judged, _reached):
            parts = [part(counts, date, found[date]) for date in DATES]
            for date, labels in zip(DATES, also_hidden(parts, least), strict=True):
                found[date] |= labels
        if found == before:
            return found


def hidden_steps(counts: Counts, least: int, hidden: Found) -> Found:
    """Tell of every date of which groups the steps are not shown."""
    primary = {
        date: {*hidden[date], *(g.label for g, of in counts.items() if 0 < len(of[date].steps) < least)}
        for date in DATES
    }
    parts = [_moved(counts, date, primary[date]) for date in DATES]
    return {
        date: primary[date] | labels for date, labels in zip(DATES, also_hidden(parts, least), strict=True)
    }


def _judged(counts: Counts, date: int, primary: Collection[str]) -> Part:
    groups = [group for group, of in counts.items() if of[date].judged]
    numbers = [counts[group][date].judged for group in groups]
    return _part(groups, [_ANY] * len(groups), numbers, primary)


def _reached(counts: Counts, date: int, primary: Collection[str]) -> Part:
    groups = [group for group, of in counts.items() if of[date].with_expected]
    numbers = [counts[group][date].with_expected for group in groups]
    return _part(groups, [counts[group][date].share for group in groups], numbers, primary)


def _moved(counts: Counts, date: int, primary: Collection[str]) -> Part:
    groups = [group for group, of in counts.items() if of[date].steps]
    numbers = [len(counts[group][date].steps) for group in groups]
    return _part(groups, [counts[group][date].forward for group in groups], numbers, primary)


def _part(
    groups: Sequence[Group], values: Sequence[float], numbers: Sequence[int], primary: Collection[str]
) -> Part:
    return Part(
        groups=tuple(groups),
        value=np.array(values, float),
        count=np.array(numbers, float),
        primary=np.array([group.label in primary for group in groups], bool),
        low=0.0,
        high=1.0,
    )


NOTHING: Final[Found] = {date: frozenset() for date in DATES}
