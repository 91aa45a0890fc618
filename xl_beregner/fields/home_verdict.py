"""What a pupil's results in one subject say together, in one word of a key: forward, within, back, break ...

The rule on what may be compared is ``measures.measurement.series``; whether a difference is more than
error is ``gain``'s. The sentences are ``home``'s.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from xl_beregner.fields.growth_pairs import LEAST_DAYS
from xl_beregner.fields.home_results import PLACE, Told
from xl_beregner.fields.known.home import ROWS
from xl_beregner.measures.measurement.gain import gain_rows
from xl_beregner.measures.measurement.series import Comparison, Result, comparison

_APART = timedelta(days=LEAST_DAYS)
_WHY_NOT = {
    Comparison.SERIES_BREAK: "break",
    Comparison.OTHER_SCALE: "other_tests",
    Comparison.UNKNOWN: "other_tests",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What results in a subject say.

    ``key``: ``forward``, ``within``, ``back`` (with ``_place`` where results are places among others'),
    ``no_error``, ``steps_forward``, ``steps_same``, ``steps_back``, ``break``, ``other_tests``, ``one``.
    ``over_time``: the same first word for the whole curve, blank where it tells no more. ``curve``: the
    results that may be compared, oldest first, at most as many as the page has room for.
    """

    key: str
    after: Told
    before: Told | None = None
    curve: tuple[Told, ...] = ()
    over_time: str = ""

    @property
    def subject(self) -> str:
        """The subject, as the newest result writes it."""
        return self.after.subject


def verdict(results: Sequence[Told], year: int, confidence: float) -> Verdict:
    """Judge a pupil's results in one subject, oldest first; there is at least one.

    The results with most to compare among those that reach into the school year go before the others.
    """
    series = _curve(results, year)
    if not series:
        return _not_comparable(results)
    after = series[-1]
    before = next(result for result in reversed(series) if _is_another_occasion(result, after))
    shown = tuple(series[-ROWS:])
    kind = comparison(before.measured, after.measured)
    if kind is Comparison.STEPS:
        way = {1: "steps_forward", 0: "steps_same", -1: "steps_back"}[
            int(np.sign(after.value - before.value))
        ]
        return Verdict(way, after, before, shown)
    key = _moved(before, after, confidence)
    if key == "no_error":  # a curve would show what nobody knows
        return Verdict(key, after, before)
    first = shown[0]
    longer = first is not before and _is_another_occasion(first, before)
    over_time = _moved(first, after, confidence) if longer else ""
    return Verdict(key, after, before, shown, "" if over_time == "no_error" else over_time)


def _curve(results: Sequence[Told], year: int) -> list[Told]:
    """Find the results of one series with most to compare; none where no two may be compared."""
    by_series: dict[Result, list[Told]] = defaultdict(list)
    for result in results:
        if not math.isnan(result.value):
            by_series[result.measured].append(result)
    newest = results[-1].day
    found = [
        series
        for series in by_series.values()
        if any(_is_another_occasion(result, series[-1]) for result in series)
        and (series[-1].school_year == year or newest - series[-1].day < _APART)
    ]
    # What has a known error says more than what has none, however often it was judged.
    return max(found, key=lambda series: (series[-1].error > 0, len(series), series[-1].day), default=[])


def _moved(before: Told, after: Told, confidence: float) -> str:
    found = gain_rows(
        np.array([before.value]),
        np.array([after.value]),
        np.array([before.error if before.error > 0 else np.nan]),
        np.array([after.error if after.error > 0 else np.nan]),
        confidence=confidence,
    )
    key = found.text[0]
    if key == "no_standard_error":
        return "no_error"
    return f"{key}_place" if after.measured.scale == PLACE else key


def _not_comparable(results: Sequence[Told]) -> Verdict:
    """Tell why the newest result cannot be compared with the one before it."""
    after = results[-1]
    earlier = [result for result in results[:-1] if _is_another_occasion(result, after)]
    for before in sorted(earlier, key=lambda result: (result.profile == after.profile, result.day))[::-1]:
        why = _WHY_NOT.get(comparison(before.measured, after.measured))
        if why:
            return Verdict(why, after, before)
    return Verdict("one", after)


def _is_another_occasion(result: Told, after: Told) -> bool:
    moved_up = result.grade != after.grade and not math.isnan(result.grade + after.grade)
    moved_up = moved_up and result.school_year != after.school_year
    return result is not after and (after.day - result.day >= _APART or moved_up)
