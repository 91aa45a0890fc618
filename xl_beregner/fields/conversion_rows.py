"""The rows of the conversion tables that a class's results need, and where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any, Final

import pandas as pd

from xl_beregner import texts
from xl_beregner.dataset import Dataset
from xl_beregner.dataset.schema import EXAMPLE_WORDS
from xl_beregner.errors import Fault
from xl_beregner.fields.class_norms import whole
from xl_beregner.fields.known.class_group import LISTS, MOST_CONVERSIONS
from xl_beregner.fields.results import Results
from xl_beregner.fields.roster import ClassGroup, Roster

_FITTED: Final = ("test", "fag", "profil", "klassetrin")

Row = dict[str, Any]
Key = tuple[Any, ...]


class ConversionRows:
    """The conversion tables as every class needs them."""

    def __init__(self, roster: Roster, dataset: Dataset) -> None:
        self._results = roster.shared(Results, dataset)
        self._days: list[Any] = roster.results["dato"].tolist()
        table = dataset.conversions
        self._rows: list[Row] = [_row(record) for record in table.to_dict("records")]
        self._places: dict[Key, list[int]] = {}
        for place, record in enumerate(table.to_dict("records")):
            key = (*(_plain(record[name]) for name in _FITTED), float(record["score"]))
            self._places.setdefault(key, []).append(place)
        self._keys: list[Key] = _keys(roster.results) if self._rows else []
        self._found: dict[Key, list[int]] = {}

    def fields(self, group: ClassGroup) -> Row:
        """Give the rows that fit a result in the class's workbook, in the tables' order."""
        rows = [self._rows[place] for place in sorted(self._needed(group)[:MOST_CONVERSIONS])]
        return {"omsaetning": rows, "omsaetning_linje": _line(rows)}

    def warnings(self, group: ClassGroup) -> list[Fault]:
        """Tell what the sheet has no room for."""
        left_out = len(self._needed(group)) - MOST_CONVERSIONS
        facts = {"klasse": group.number, "antal": left_out, "plads": MOST_CONVERSIONS}
        return [Fault("fields_omsaetning_udeladt", facts, "warning")] if left_out > 0 else []

    def notes(self) -> list[Fault]:
        """Tell that a conversion table is made up; a dataset with such a one is an example itself."""
        made_up = any(str(row["kilde"]).strip().upper().startswith(EXAMPLE_WORDS) for row in self._rows)
        return [Fault("fields_eksempeltabel", {}, "warning")] if made_up else []

    def _needed(self, group: ClassGroup) -> list[int]:
        """Find the rows, those of the newest results first: where there is no room the oldest go without."""
        if not self._rows:
            return []
        newest_first = sorted(self._results.kept(group), key=lambda row: self._days[row], reverse=True)
        keys = dict.fromkeys(self._keys[row] for row in newest_first)
        return list(dict.fromkeys(place for key in keys for place in self._fitting(key)))

    def _fitting(self, key: Key) -> Sequence[int]:
        """Find the rows for a result; what a table leaves blank counts for every test, subject, grade."""
        if key not in self._found:
            told = ((value, None) if value is not None else (None,) for value in key[:-1])
            self._found[key] = [
                place for wanted in product(*told) for place in self._places.get((*wanted, key[-1]), ())
            ]
        return self._found[key]


def _keys(results: pd.DataFrame) -> list[Key]:
    """Give what every result is looked up by; few values differ, so each is made comparable once."""
    columns = []
    for name in _FITTED:
        codes, values = pd.factorize(results[name], use_na_sentinel=False)
        plain = [_plain(value) for value in values]
        columns.append([plain[code] for code in codes])
    return list(zip(*columns, results["score"].tolist(), strict=True))


def _plain(value: Any) -> Any:
    """Make what a result and a table say comparable; blank is None."""
    if value is None or value == "" or value != value or value is pd.NA:
        return None
    return float(value) if isinstance(value, (int, float)) else str(value).strip().casefold()


def _row(record: dict[Any, Any]) -> Row:
    row = {name: record[name] for name in LISTS["omsaetning"]}
    found = {name: None if value == "" or value != value else value for name, value in row.items()}
    grade = found["klassetrin"]
    return {**found, "klassetrin": whole(float(grade)) if isinstance(grade, (int, float)) else grade}


def _line(rows: Sequence[Row]) -> str:
    if not rows:
        return texts.say("fields.omsaetning.ingen")
    tables = dict.fromkeys((row["tabel"], row["version"], row["kilde"]) for row in rows)
    said = [
        texts.say("fields.omsaetning.en", tabel=name, version=version or "–", kilde=source or "–")
        for name, version, source in tables
    ]
    return texts.say("fields.omsaetning.linje", tabeller="; ".join(said))
