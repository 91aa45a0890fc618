"""Which test comes next for a pupil, of those a norm exists for.

Of norms from the newest result's test and grade the one to the lowest grade still ahead; in one grade the
same series goes first, while anybody still takes it, then the norm on most pupils.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_beregner.dataset import Dataset
from xl_beregner.fields.growth_pairs import Pairs, rows_alike
from xl_beregner.fields.norms import Found, Norms
from xl_beregner.fields.roster import Roster

_FROM = ("fag", "profil", "test", "klassetrin", "skala")


@dataclass(frozen=True, slots=True)
class NextTests:
    """Per pair the norm to the next test as a place in ``norms``, −1 where there is none."""

    norm: NDArray[np.intp]
    norms: tuple[Found, ...]


def next_tests(dataset: Dataset, norms: Norms, roster: Roster, pairs: Pairs) -> NextTests:
    """Find the next test of every pupil, subject and profile."""
    newest = roster.results.iloc[pairs.after]
    place = np.full(len(newest), -1, np.intp)
    found: list[Found] = []
    if not len(norms):
        return NextTests(place, ())
    shelf = _Shelf(dataset, norms, roster)
    table = pd.DataFrame({name: newest[name].to_numpy() for name in _FROM})
    table["nu"] = _grades_now(roster, newest)
    for key, rows in rows_alike(table):
        following = shelf.after(*key)
        if following is not None:
            place[rows] = len(found)
            found.append(following)
    return NextTests(place, tuple(found))


def _grades_now(roster: Roster, newest: pd.DataFrame) -> NDArray[np.float64]:
    """Give the grade each pupil is in this school year; an older test's grade lies behind."""
    within = roster.results[roster.results["skoleaar"] == roster.year]
    latest = within.drop_duplicates("elev_id", keep="last").set_index("elev_id")["klassetrin"]
    found = latest.reindex(newest["elev_id"]).to_numpy(float)
    return np.where(np.isnan(found), newest["klassetrin"].to_numpy(float), found)


class _Shelf:
    """The dataset's norms by the test they start from."""

    def __init__(self, dataset: Dataset, norms: Norms, roster: Roster) -> None:
        self._norms = norms
        taken = roster.results[roster.results["skoleaar"] == roster.year]
        self._still_taken = {str(test).casefold() for test in taken["test"].unique()}
        self._ends: dict[Any, list[tuple[str, float, str, float]]] = {}
        for row in dataset.norms.to_dict("records"):
            start = _start(row["fag"], row["profil"], row["foer_test"], row["foer_trin"], row["foer_skala"])
            pupils = float(row["elever"]) if row["elever"] == row["elever"] else 0.0
            end = (str(row["efter_test"]), float(row["efter_trin"]), str(row["efter_skala"]), pupils)
            self._ends.setdefault(start, []).append(end)

    def after(
        self, subject: str, profile: str, test: str, grade: float, scale: str, now: float
    ) -> Found | None:
        """Give the norm to the next test of a pupil who is in grade ``now``."""
        ahead = [
            end
            for end in self._ends.get(_start(subject, profile, test, grade, scale), ())
            if end[1] > grade and end[1] >= now and end[0].casefold() in self._still_taken
        ]
        if not ahead:
            return None
        series, grade_after, scale_after, _ = min(
            ahead, key=lambda end: (end[1], end[0].casefold() != test.casefold(), -end[3], end)
        )
        found = self._norms.find(
            subject, profile, test, grade, series, grade_after, before_scale=scale, after_scale=scale_after
        )
        return found if found is not None and found.norm.is_norm else None


def _start(subject: str, profile: str, test: str, grade: float, scale: str) -> tuple[Any, ...]:
    names = (str(name or "").strip().casefold() for name in (subject, profile, test, scale))
    return (*names, float(grade))
