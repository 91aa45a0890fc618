"""The schools most like each school, and the middle of their figures beside its own; none is named.

A figure this edition hides of a school takes part in no other school's middle, in no edition: few pupils
are hidden from other schools also where a school sees its own. Where the rest of a municipality is so small
that its figure and these would tell of a hidden one, they are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xl_beregner import texts
from xl_beregner.dataset import Dataset
from xl_beregner.fields.background import BACKGROUND, in_a_sentence
from xl_beregner.fields.disclosure import LEAST_OTHERS
from xl_beregner.fields.figures import Array, Figures
from xl_beregner.fields.judged import STAND_OUT, WITHIN, Judged
from xl_beregner.fields.known.similar import COLUMNS
from xl_beregner.fields.municipality.words import grouped
from xl_beregner.fields.said_of_figures import verdict_word
from xl_beregner.measures.schools.similar_schools import FAR_APART_SD, nearest_schools

Row = dict[str, Any]

# So many more than the fewest that may be shown, where a municipality is large; never more than half of it.
SPARE: Final = 3
# So many times the fewest are lined up for a figure, the nearest first: some lack the figure others have.
_IN_LINE: Final = 8
_NONE: Final[NDArray[np.intp]] = np.array([], np.intp)
_QUARTERS: Final = (0.5, 0.25, 0.75)


@dataclass(frozen=True, slots=True)
class Likes:
    """The schools like one school: their places, nearest first, and in what some of them lie far from it.

    ``number``: how many of them are compared with; ``why``: the key of the reason where there are none.
    """

    place: NDArray[np.intp]
    number: int = 0
    far: tuple[str, ...] = ()
    why: str = ""


class Similar:
    """The similar schools of every school of a run.

    ``own``: the figures of the edition, as a school sees its own; ``others``: as other schools may see them.
    ``latest``: per indicator and school the place of the year its row shows.
    """

    def __init__(
        self,
        dataset: Dataset,
        own: Figures,
        others: Figures,
        judged: Judged,
        latest: NDArray[np.int64],
        least: int,
    ) -> None:
        self._indicators = own.indicators
        self._decimals: list[int] = dataset.catalogue["decimaler"].astype(int).tolist()
        self._names: list[str] = dataset.schools["skole_nr"].tolist()
        self._keys = [str(name) for name in dataset.schools.columns if str(name).startswith(BACKGROUND)]
        self._table = dataset.schools[self._keys].to_numpy(float)
        self._caliper = float(dataset.settings["lignende_afstand"].value)
        self._least = least
        self._judged = judged
        self._latest = latest
        self._own, self._value = own.value, others.value
        # indicator × year: how many schools have a figure, and whether any has one that is hidden
        self._shown = (~np.isnan(others.value)).sum(axis=1)
        self._is_hidden = np.any(others.reason > 0, axis=1)
        self._found: dict[int, Likes] = {}

    def columns(self, school: int) -> dict[str, Row]:
        """Give the columns ``COLUMNS`` of one school, by indicator."""
        found = self.of(school)
        if not found.place.size:
            return {key: dict.fromkeys(COLUMNS) for key in self._indicators}
        years = np.maximum(self._latest[:, school], 0)
        each = np.arange(len(years))
        others = self._shown[each, years] - ~np.isnan(self._value[each, school, years])
        values = self._value[each[:, None], found.place[None, :], years[:, None]]
        values, count = _nearest(values, self._number(others))
        may_be_shown = (count >= self._least) & (self._latest[:, school] >= 0)
        may_be_shown &= ~self._would_tell(years, others - count)
        middle = _quantiles(values, np.where(may_be_shown, count, 0))
        return {
            key: self._row(place, school, int(years[place]), middle[:, place], int(count[place]))
            if may_be_shown[place]
            else dict.fromkeys(COLUMNS)
            for place, key in enumerate(self._indicators)
        }

    def line(self, school: int) -> str:
        """Say how many schools are compared with and how they were found, or why there are none."""
        found = self.of(school)
        by = ", ".join(map(in_a_sentence, self._keys))
        if found.why:
            return texts.say(f"forms.lignende.{found.why}", kendetegn=by, mindst=self._least)
        alike, far = ("delvist" if found.far else "ens"), ", ".join(map(in_a_sentence, found.far))
        facts: dict[str, Any] = {"antal": found.number, "kendetegn": by, "fjernt": far}
        return texts.say(f"forms.lignende.{alike}", **facts)

    def of(self, school: int) -> Likes:
        """Find a school's similar schools, once for all who ask."""
        if school not in self._found:
            self._found[school] = self._find(school)
        return self._found[school]

    def _find(self, school: int) -> Likes:
        if not self._keys:
            return Likes(_NONE, why="uden_kendetegn")
        found = nearest_schools(self._names, self._table, school, _IN_LINE * self._least, self._caliper)
        if isinstance(found, str):
            return Likes(_NONE, why=found if found in ("incomplete", "all_alike") else "for_faa")
        if found.place.size < self._least:
            return Likes(_NONE, why="for_faa")
        number = min(int(self._number(np.array(len(self._names) - 1))), found.place.size)
        is_far = found.apart[:number].max(axis=0) > FAR_APART_SD
        far = tuple(key for key, one in zip(self._keys, is_far.tolist(), strict=True) if one)
        return Likes(found.place, number, far)

    def _number(self, others: NDArray[Any]) -> NDArray[Any]:
        """Tell how many to compare with where so many others have a figure."""
        number: NDArray[Any] = np.clip(others // 2, self._least, self._least + SPARE)
        return number

    def _would_tell(self, years: NDArray[np.int64], left: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell of which indicators a hidden figure could be worked out.

        A school takes its own and the similar ones' away from the municipality's figure. What is ``left``
        beside a hidden one must be three others' at least.
        """
        told: NDArray[np.bool_] = self._is_hidden[np.arange(len(years)), years] & (left < LEAST_OTHERS)
        return told

    def _row(self, place: int, school: int, year: int, middle: Array, count: int) -> Row:
        median, lower, upper = middle.tolist()
        verdict = self._judged.against_median(place, school, year, median, count)
        value = self._own[place, school, year]
        if verdict in STAND_OUT and lower <= value <= upper:
            verdict = WITHIN
        decimals = self._decimals[place]
        ends = {"nedre": grouped(lower, decimals), "oevre": grouped(upper, decimals)}
        half = texts.say(f"forms.halvdel.{'minus' if lower < 0 else 'plus'}", **ends)
        row = (median, lower, upper, half, count, verdict_word(verdict))
        return dict(zip(COLUMNS, row, strict=True))


def _nearest(values: Array, number: NDArray[np.int64]) -> tuple[Array, NDArray[np.int64]]:
    """Keep of each row the first ``number`` figures there are, and count them; the others become NaN."""
    there = ~np.isnan(values)
    kept = there & (np.cumsum(there, axis=1) <= number[:, None])
    return np.where(kept, values, np.nan), kept.sum(axis=1)


def _quantiles(values: Array, count: NDArray[np.int64]) -> Array:
    """Give median and quarters of each row's numbers, ``count`` of them; NaN where there are none.

    As ``numpy.quantile``; its sister for rows with gaps takes each row by itself, which takes long.
    """
    ordered = np.sort(values, axis=1)  # NaN last
    found = np.full((len(_QUARTERS), len(values)), np.nan)
    for number, quarter in enumerate(_QUARTERS):
        at = quarter * np.maximum(count - 1, 0)
        ends = (end.astype(int)[:, None] for end in (np.floor(at), np.ceil(at)))
        low, high = (np.take_along_axis(ordered, end, 1)[:, 0] for end in ends)
        found[number] = np.where(count > 0, low + (at - np.floor(at)) * (high - low), np.nan)
    return found
