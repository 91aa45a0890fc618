"""Which two results of a pupil a progression stands between, in every subject and profile at once.

Between the newest result and the newest before it of the same series and scale, far enough apart to be
another occasion; an older one of the series goes before where a norm knows it and not the newest. Where
the series has none at all, another series may stand before only through a norm made of exactly that pair:
results of two series are never compared themselves (``measures.measurement.series``). Norms are made
without voluntary tests (``norm_pairs``), so they say nothing about one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_beregner.fields.norms import Found, Norms
from xl_beregner.measures.measurement.series import may_show_growth_percentile

# Two results of one grade, or of one school year, nearer than this are one occasion: a test taken again,
# a profile later, the test of another grade in the same week.
LEAST_DAYS: Final = 60

Places = NDArray[np.intp]
_SUBJECT = ("fag", "profil")
_TOLD = ("test", "klassetrin", "skala")
_NONE: Final = -1


@dataclass(frozen=True, slots=True)
class Pairs:
    """A row a pupil, subject and profile with a result told in numbers, in the order of the results.

    ``after`` and ``before`` are places in the roster's results; ``before`` is −1 where there is no
    earlier result to compare with. ``norm`` is a place in ``norms``, −1 where no norm is of this pair.
    ``is_break``: there are earlier results, but all of other series and without a norm.
    """

    after: Places
    before: Places
    norm: Places
    is_break: NDArray[np.bool_]
    norms: tuple[Found, ...]


def newest_pairs(results: pd.DataFrame, norms: Norms) -> Pairs:
    """Find the pairs in results that lie by pupil, then date."""
    rows = np.flatnonzero(results["score"].notna().to_numpy())
    told = results.iloc[rows]
    group = _by_pupil(told)
    after = _last(rows, group, group.max(initial=-1) + 1)
    is_earlier = _is_another_occasion(told, results.iloc[after[group]]) & (rows < after[group])
    series, test = _codes(results, ("test", "skala")), _codes(results, ("test",))
    own = is_earlier & (series[rows] == series[after[group]])
    before = _last(rows[own], group[own], len(after))
    other = is_earlier & (before[group] == _NONE)

    norm = np.full(len(after), _NONE, np.intp)
    book = _Book(results, norms)
    voluntary = results["frivillig"].to_numpy(bool)
    has_norms = ~(voluntary[rows] | voluntary[after[group]])
    has_norms &= rows >= _taken_before(results, rows[own & has_norms], group[own & has_norms], after)[group]
    for kind in (own & has_norms, other & has_norms):
        asked = _newest_of_each_test(results, rows[kind], group[kind])
        place, of_group = rows[kind][asked], group[kind][asked]
        found = book.find(place, after[of_group])
        is_told = found != _NONE
        newest = _last(place[is_told], of_group[is_told], len(after))
        chosen = newest[of_group] == place
        norm[of_group[chosen]] = found[chosen]
        before = np.where(newest != _NONE, newest, before)

    is_break = np.zeros(len(after), bool)
    is_break[group[other & (test[rows] != test[after[group]])]] = True
    is_break &= before == _NONE
    order = np.argsort(after, kind="stable")
    return Pairs(after[order], before[order], norm[order], is_break[order], tuple(book.found))


def _last(rows: Places, group: Places, groups: int) -> Places:
    """Give every group's last row, −1 where it has none."""
    found = np.full(groups, _NONE, np.intp)
    np.maximum.at(found, group, rows)
    return found


def _taken_before(results: pd.DataFrame, rows: Places, group: Places, after: Places) -> Places:
    """Find when each newest test was last taken, −1 where never; norms know only its first time.

    Who repeats a grade has had a year more than those a norm from an older test was made of.
    """
    test = _codes(results, _TOLD)
    again = test[rows] == test[after[group]]
    return _last(rows[again], group[again], len(after))


def _is_another_occasion(told: pd.DataFrame, newest: pd.DataFrame) -> NDArray[np.bool_]:
    apart = newest["dato"].to_numpy() - told["dato"].to_numpy()
    grade, grade_then = newest["klassetrin"].to_numpy(), told["klassetrin"].to_numpy()
    moved_up = (grade != grade_then) & ~np.isnan(grade) & ~np.isnan(grade_then)
    moved_up &= newest["skoleaar"].to_numpy() != told["skoleaar"].to_numpy()
    return np.asarray((apart >= np.timedelta64(LEAST_DAYS, "D")) | moved_up, bool)


def _newest_of_each_test(results: pd.DataFrame, rows: Places, group: Places) -> Places:
    """Keep the newest result a group has of each test: of a series, in a grade; results lie by date."""
    test = _codes(results.iloc[rows], _TOLD)
    table = pd.DataFrame({"group": group, "test": test})
    return np.flatnonzero(~table.duplicated(keep="last").to_numpy())


def _by_pupil(told: pd.DataFrame) -> Places:
    """Give each pupil, subject and profile a number; in a pupil's id capitals are another pupil's."""
    pupil, subject = pd.factorize(told["elev_id"])[0].astype(np.int64), _codes(told, _SUBJECT)
    return np.asarray(pd.factorize(pupil * (subject.max(initial=0) + 1) + subject)[0], np.intp)


def _codes(table: pd.DataFrame, columns: tuple[str, ...]) -> Places:
    """Give each combination of values in some columns a number; capitals make no difference."""
    found = np.zeros(len(table), np.int64)
    for column in columns:
        codes, values = pd.factorize(table[column], use_na_sentinel=False)
        plain = pd.factorize(pd.Index([str(value).strip().casefold() for value in values], dtype=object))[0]
        found = pd.factorize(found * (len(values) + 1) + plain[codes])[0].astype(np.int64)
    return found.astype(np.intp)


def rows_alike(table: pd.DataFrame) -> Iterator[tuple[tuple[Any, ...], Places]]:
    """Give every combination of values in a table with the places of its rows."""
    groups: Any = table.groupby(list(table.columns), sort=False, dropna=False).indices
    yield from groups.items()


class _Book:
    """The norms of pairs of results, each pair of tests asked for once."""

    def __init__(self, results: pd.DataFrame, norms: Norms) -> None:
        self.found: list[Found] = []
        self._norms = norms
        self._has_norms = len(norms) > 0
        self._results = results
        self._places: dict[str, int] = {}

    def find(self, before: Places, after: Places) -> Places:
        """Give each pair's norm as a place in ``found``, −1 where there is none."""
        place = np.full(len(after), _NONE, np.intp)
        if not self._has_norms:
            return place
        known = np.flatnonzero(before != _NONE)
        earlier, later = (self._results.iloc[rows[known]] for rows in (before, after))
        table = pd.DataFrame({name: later[name].to_numpy() for name in (*_SUBJECT, *_TOLD)})
        table = table.assign(**{f"foer_{name}": earlier[name].to_numpy() for name in _TOLD})
        for key, rows in rows_alike(table):
            place[known[rows]] = self._norm_of(*key)
        return place

    def _norm_of(
        self, subject: str, profile: str, test: str, grade: float, scale: str, *before: str | float
    ) -> int:
        test_before, grade_before, scale_before = str(before[0]), float(before[1]), str(before[2])
        found = self._norms.find(
            subject, profile, test_before, grade_before, test, grade,
            before_scale=scale_before, after_scale=scale,
        )  # fmt: skip
        if found is None or not found.norm.is_norm:
            return _NONE
        if not may_show_growth_percentile(test_before, test, found.row.before_test, found.row.after_test):
            return _NONE
        if found.row.norm not in self._places:
            self._places[found.row.norm] = len(self.found)
            self.found.append(found)
        return self._places[found.row.norm]
