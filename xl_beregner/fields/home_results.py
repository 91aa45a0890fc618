"""A pupil's results as two of them may be compared: each on its scale, with the error known of it.

What they are together is ``home_verdict``'s. A percentile or points are looked up in a conversion table;
where none fits, a percentile becomes a place in standard deviations, and points stay what they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any, Final

import pandas as pd
from scipy.special import ndtri

from xl_beregner.dataset import Dataset
from xl_beregner.fields.roster import Roster
from xl_beregner.fields.score_errors import DNT, PERCENTILE
from xl_beregner.measures.measurement.lus import place_of
from xl_beregner.measures.measurement.series import Result

# The scale of a percentile without a conversion table: standard deviations of ability.
PLACE: Final = "sd"

_ORDER: Final = {
    "betyg": ("F", "E", "D", "C", "B", "A"),
    "kriterie": ("Ikke tilstrækkelig", "Mangelfuld", "Jævn", "God", "Rigtig god", "Fremragende"),
}
_FITTED: Final = ("test", "fag", "profil", "klassetrin")
_COLUMNS: Final = (*_FITTED, "dato", "skoleaar", "score", "ord", "maks", "skala", "maalefejl")
_BLANK: Final = math.nan


@dataclass(frozen=True, slots=True)
class Told:
    """A result: as it is told, and the value it is compared by (NaN: by none) with its error.

    ``measured`` is what it must have in common with another to stand on one curve with it. ``table``: name
    and source of the conversion table the value comes from, else blank.
    """

    subject: str
    profile: str
    test: str
    scale: str
    grade: float
    day: date
    school_year: int
    score: float
    word: str
    most: float
    value: float
    error: float
    measured: Result
    table: str = ""


class HomeResults:
    """Every pupil's results; made once a run."""

    def __init__(self, roster: Roster, dataset: Dataset) -> None:
        self._roster = roster
        self._columns: dict[str, list[Any]] = {name: roster.results[name].tolist() for name in _COLUMNS}
        self._dnt_error = float(dataset.settings["maalefejl_dnt_sd"].value)
        self._tables = _Conversions(dataset.conversions)

    def of(self, rows: Iterable[int]) -> list[Told]:
        """Give the results that were taken on a known day, in the order of the rows."""
        return [found for row in rows if (found := self._told(row)) is not None]

    def _told(self, row: int) -> Told | None:
        cells = {name: column[row] for name, column in self._columns.items()}
        if pd.isna(cells["dato"]) or (math.isnan(cells["score"]) and not cells["ord"]):
            return None
        value, error, scale, table = self._compared(cells)
        # Raw points are a scale of their own in each test: of one grade in one school year.
        form = f"{cells['klassetrin']} {cells['skoleaar']}" if scale == "point" else None
        return Told(
            cells["fag"], cells["profil"], cells["test"], cells["skala"], cells["klassetrin"],
            cells["dato"].date(), int(cells["skoleaar"]), cells["score"], cells["ord"], cells["maks"],
            value, error, Result(cells["test"], scale, cells["fag"], cells["profil"], form), table,
        )  # fmt: skip

    def _compared(self, cells: dict[str, Any]) -> tuple[float, float, str, str]:
        """Give the value a result is compared by, its error, the value's scale and its table."""
        scale, score = cells["skala"], cells["score"]
        if scale in (PERCENTILE, "point"):
            found = self._tables.look_up(cells)
            if found is not None:
                return found
        if scale == PERCENTILE:
            error = self._dnt_error if cells["test"] == DNT else _BLANK
            return float(ndtri(min(max(score, 0.5), 99.5) / 100)), error, PLACE, ""
        if scale == "lus":
            place = place_of(cells["ord"])
            return (_BLANK if place is None else float(place)), _BLANK, scale, ""
        if scale in _ORDER:
            order = _ORDER[scale]
            return float(order.index(cells["ord"])) if cells["ord"] in order else _BLANK, _BLANK, scale, ""
        return score, cells["maalefejl"], scale, ""


class _Conversions:
    """The conversion tables by what a row is for; where several rows fit, no one of them is chosen."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._rows: dict[tuple[Any, ...], list[dict[Any, Any]]] = {}
        self._blanks: set[tuple[bool, ...]] = set()  # which of the four columns a table leaves blank
        for record in table.to_dict("records"):
            key = tuple(_plain(record[name]) for name in _FITTED)
            self._blanks.add(tuple(part is None for part in key))
            self._rows.setdefault((*key, float(record["score"])), []).append(record)

    def look_up(self, cells: dict[str, Any]) -> tuple[float, float, str, str] | None:
        """Find the one row for a result: value, error, scale, and the table's name and source."""
        if not self._rows:
            return None
        key = tuple(_plain(cells[name]) for name in _FITTED)
        found = [row for wanted in self._wanted(key) for row in self._rows.get((*wanted, cells["score"]), ())]
        if len(found) != 1 or math.isnan(found[0]["vaerdi"]):
            return None
        row = found[0]
        name = f"{row['tabel']} {row['version']}".strip()
        return float(row["vaerdi"]), float(row["maalefejl"]), f"table {name}", f"{name}: {row['kilde']}"

    def _wanted(self, key: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        """Give every key that fits: what a table leaves blank counts for all."""
        choices = [(part,) if part is None else (part, None) for part in key]
        for wanted in product(*choices):
            if tuple(part is None for part in wanted) in self._blanks:
                yield wanted


def _plain(value: Any) -> Any:
    """Make what a result and a table say comparable; blank is None."""
    if value is None or value == "" or value != value or value is pd.NA:
        return None
    return float(value) if isinstance(value, (int, float)) else str(value).strip().casefold()
