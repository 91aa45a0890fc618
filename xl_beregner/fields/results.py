"""The results of a class as they are pasted into its workbook, with what had to be left out."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd

from xl_beregner.dataset import Dataset
from xl_beregner.errors import Fault
from xl_beregner.fields.class_norms import whole
from xl_beregner.fields.known.class_group import MOST_RESULTS
from xl_beregner.fields.roster import ClassGroup, Roster
from xl_beregner.fields.score_errors import is_in_another_unit

_COLUMNS = (
    "elev_id", "fag", "profil", "test", "klassetrin", "skoleaar", "dato", "score", "ord", "maks", "skala",
    "maalefejl", "frivillig",
)  # fmt: skip
_OCCASION = ("fag", "profil", "test", "klassetrin", "skoleaar")

Row = dict[str, Any]


class Results:
    """The results of every class."""

    def __init__(self, roster: Roster, dataset: Dataset) -> None:
        self._roster = roster
        self._least = int(dataset.settings["mindst_antal"].value)
        table = roster.results
        self._told: dict[str, list[Any]] = {name: table[name].tolist() for name in _COLUMNS}
        self._told["dato"] = [
            None if pd.isna(day) else day.date() for day in table["dato"].dt.to_pydatetime()
        ]
        self._is_in_another_unit = is_in_another_unit(table)
        self._is_taken = (table["score"].notna() | (table["ord"] != "")).to_numpy(bool)

    def fields(self, group: ClassGroup) -> Row:
        """Give the rows the sheet has room for, pupil by pupil, the oldest first."""
        return {"resultater": [self._row(row) for row in self.kept(group)]}

    def warnings(self, group: ClassGroup) -> list[Fault]:
        """Tell of results left out, of pupils without any, of a class too small to say much about."""
        rows = self._roster.rows_of(group)
        found = []
        if left_out := len(rows) - len(self.kept(group)):
            facts = {"klasse": group.number, "antal": left_out, "plads": MOST_RESULTS}
            found.append(Fault("fields_resultater_udeladt", facts, "warning"))
        known = {self._told["elev_id"][row] for row in rows[self._is_taken[rows]]}
        if without := len(set(group.pupils) - known):
            facts = {"klasse": group.number, "antal": without}
            found.append(Fault("fields_elever_uden_resultat", facts, "warning"))
        if odd := int(self._is_in_another_unit[rows].sum()):
            facts = {"klasse": group.number, "antal": odd}
            found.append(Fault("fields_maalefejl_enhed", facts, "warning"))
        if not group.is_one_pupil and len(group.pupils) < self._least:
            facts = {"klasse": group.number, "antal": len(group.pupils), "mindst": self._least}
            found.append(Fault("fields_faa_elever", facts, "warning"))
        return found

    def kept(self, group: ClassGroup) -> list[int]:
        """Take whole occasions, the newest first, as long as there is room: a class is never cut in two."""
        rows: list[int] = self._roster.rows_of(group).tolist()
        if len(rows) <= MOST_RESULTS:
            return rows
        occasions: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for row in rows:
            occasions[tuple(self._told[name][row] for name in _OCCASION)].append(row)
        newest = sorted(occasions.values(), key=self._last_day, reverse=True)
        ends = np.cumsum([len(occasion) for occasion in newest])
        fitting = [row for occasion in newest[: int((ends <= MOST_RESULTS).sum())] for row in occasion]
        if not fitting:  # one occasion alone has more rows than the sheet
            fitting = newest[0][:MOST_RESULTS]
        place = {row: number for number, row in enumerate(rows)}
        return sorted(fitting, key=place.__getitem__)

    def _last_day(self, occasion: list[int]) -> Any:
        return max(self._told["dato"][row].toordinal() for row in occasion)

    def _row(self, row: int) -> Row:
        told = {name: column[row] for name, column in self._told.items()}
        return {
            "elev_id": told["elev_id"],
            "elev_navn": self._roster.name(told["elev_id"]) or None,
            "fag": told["fag"],
            "profil": told["profil"] or None,
            "test": told["test"],
            "klassetrin": whole(told["klassetrin"]),
            "dato": told["dato"],
            "score": told["ord"] or _plain(told["score"]),
            "maks": _plain(told["maks"]),
            "skala": told["skala"],
            "maalefejl": _plain(told["maalefejl"]),
            "frivillig": "ja" if told["frivillig"] else "nej",
        }


def _plain(value: float) -> float | None:
    return None if value != value else value
