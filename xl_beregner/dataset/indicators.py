"""The table ``indikatorer``: long or wide, figures or words, made one long table.

Whether its schools exist and its values are possible is for ``checks``. A row without a value is left
out: not published is no figure, and never zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_beregner import cells
from xl_beregner.dataset import columns, schema
from xl_beregner.dataset.faults import Faults, nearest
from xl_beregner.dataset.raw import RawTable, tell_of_missing_columns, tell_of_unknown_columns

_LONG = ("indikator", "vaerdi")
_SHARED = ("enhed", "gruppe", "skoleaar", "antal", "standardfejl")


def read_indicators(raw: RawTable, catalogue: pd.DataFrame, faults: Faults) -> pd.DataFrame:
    """Make the long table: the columns of the schema, ``tekst`` for words, ``sted`` for the column read."""
    wide = not any(key in raw.keys for key in _LONG) and bool(raw.unknown())
    needed = [
        column.key for column in raw.table.columns if column.required and not (wide and column.key in _LONG)
    ]
    tell_of_missing_columns(raw, faults, needed)
    shared = {key: columns.typed_column(raw, raw.table.column(key), faults) for key in _SHARED}
    names = _Names(catalogue)
    parts = _wide(raw, names, faults) if wide else _long(raw, names, faults)
    frame = pd.concat([_part(raw, shared, *part) for part in parts], ignore_index=True) if parts else _empty()
    return frame[frame["indikator"] != ""]


class _Names:
    """Which indicator a word means: its id, or the name people see; and which hold words."""

    def __init__(self, catalogue: pd.DataFrame) -> None:
        self.ids = list(catalogue["indikator"])
        self._known = {schema.plain(name): key for key, name in zip(self.ids, catalogue["navn"], strict=True)}
        self._known.update({schema.plain(key): key for key in self.ids})
        self.worded = set(catalogue.loc[catalogue["maaleenhed"] == "tekst", "indikator"])

    def find(self, word: str) -> str:
        return str(self._known.get(schema.plain(word), ""))


Part = tuple[NDArray[np.int64], NDArray[Any], NDArray[np.float64], NDArray[Any], int]


def _long(raw: RawTable, names: _Names, faults: Faults) -> list[Part]:
    if any(key not in raw.keys for key in _LONG):
        return []
    tell_of_unknown_columns(raw, faults)
    labels = columns.typed_column(raw, raw.table.column("indikator"), faults)
    found = {label: names.find(label) for label in set(labels)}
    for label, place in _places(labels, lambda label: label != "" and not found[label]):
        _unknown(label, raw, int(raw.rows[place]), raw.place("indikator"), names, faults)
    keys = np.array([found[label] for label in labels], dtype=object)
    at = raw.keys["vaerdi"]
    worded = np.array([key in names.worded for key in keys], bool)
    values = raw.cells[at]
    # Words are taken out before the numbers are read, and unknown indicators have their fault already.
    figures = [
        None if word or not key else cell for cell, word, key in zip(values, worded, keys, strict=True)
    ]
    numbers = columns.numbers(raw, at, figures, faults)
    words = _words(
        [cell if word else None for cell, word in zip(values, worded, strict=True)], raw, at, faults
    )
    return [(np.arange(raw.length), keys, numbers, words, at)]


def _words(values: Sequence[Any], raw: RawTable, at: int, faults: Faults) -> NDArray[Any]:
    words = np.full(len(values), "", dtype=object)
    for place, cell in enumerate(values):
        if fault := columns.failed(cell):
            columns.tell(fault, cell, raw, raw.rows[place], at, faults)
        elif cell is not None:
            words[place] = cells.parse_label(cell) or ""
    return words


def _wide(raw: RawTable, names: _Names, faults: Faults) -> list[Part]:
    parts = []
    for at in raw.unknown():
        key = names.find(raw.headings[at])
        if not key:
            _unknown(raw.headings[at], raw, raw.heading_row or 0, raw.place_at(at), names, faults)
            continue
        numbers, words = np.full(raw.length, math.nan), np.full(raw.length, "", dtype=object)
        if key in names.worded:
            words = _words(raw.cells[at], raw, at, faults)
        else:
            numbers = columns.numbers(raw, at, raw.cells[at], faults)
        parts.append((np.arange(raw.length), np.full(raw.length, key, dtype=object), numbers, words, at))
    return parts


def _part(
    raw: RawTable,
    shared: Mapping[str, NDArray[Any]],
    places: NDArray[np.int64],
    keys: NDArray[Any],
    numbers: NDArray[np.float64],
    words: NDArray[Any],
    at: int,
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "raekke": raw.rows[places],
            "sted": at,
            **{key: values[places] for key, values in shared.items()},
            "indikator": keys,
            "vaerdi": numbers,
            "tekst": words,
        }
    )


def _empty() -> pd.DataFrame:
    texts = {key: pd.Series(dtype=object) for key in ("enhed", "gruppe", "indikator", "tekst")}
    figures = {key: pd.Series(dtype=float) for key in ("skoleaar", "antal", "standardfejl", "vaerdi")}
    places = {key: pd.Series(dtype="int64") for key in ("raekke", "sted")}
    return pd.DataFrame({**places, **texts, **figures})


def _places(labels: NDArray[Any], wanted: Callable[[str], bool]) -> list[tuple[str, int]]:
    return [(label, place) for place, label in enumerate(labels) if wanted(label)]


def _unknown(label: str, raw: RawTable, row: int, place: str, names: _Names, faults: Faults) -> None:
    guess = nearest(label, names.ids)
    faults.add(
        "dataset_ukendt_indikator", fil=raw.file, raekke=row, kolonne=place, fundet=label, forslag=guess
    )
