"""Which subject and profile a class's workbook shows first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xl_beregner.fields.growth_pairs import Pairs
from xl_beregner.fields.roster import ClassGroup, Roster

# Raw points are a scale of their own in each test: two of them say nothing without a norm.
_POINTS: Final = "point"


class Subjects:
    """The subjects of every result, and which pairs of results something can be said of."""

    def __init__(self, roster: Roster, pairs: Pairs) -> None:
        results = roster.results
        self._roster = roster
        names = (results["fag"].astype(str) + "|" + results["profil"].astype(str)).tolist()
        spelled = {name.casefold(): name for name in names}  # the last spelling counts for all
        self.key: list[str] = [spelled[name.casefold()] for name in names]
        self._after: list[int] = pairs.after.tolist()
        is_taken = results["score"].notna() | (results["ord"] != "")
        self._is_taken: NDArray[np.bool_] = is_taken.to_numpy(bool)
        is_raw = (results["skala"] == _POINTS).to_numpy(bool)[pairs.after]
        self._says_something = (pairs.norm >= 0) | ((pairs.before >= 0) & ~is_raw)

    def of_pair(self, place: int) -> str:
        """Give a pair's subject as ``fag|profil``."""
        return self.key[self._after[place]]

    def chosen(self, group: ClassGroup, places: Sequence[int]) -> str | None:
        """Give the subject with most pupils of whom two results say something, else with most results.

        ``places`` are the class's pairs. Of two alike the one with most results goes first, then a whole
        test before a profile. None where nobody has a result.
        """
        said = _counted(self.of_pair(place) for place in places if self._says_something[place])
        taken = _counted(self.key[row] for row in self._roster.rows_of(group) if self._is_taken[row])
        if not taken:
            return None
        return min(taken, key=lambda key: (-said.get(key, 0), -taken[key], not key.endswith("|"), key))


def _counted(keys: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key in keys:
        found[key] = found.get(key, 0) + 1
    return found
