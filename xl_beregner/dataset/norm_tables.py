"""Tables with provenance beside the pupils' own: conversion tables, and norms with their rows.

What they are used for is ``fields``'. An example's conversion table is made up and is refused in every
dataset that is no example itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from xl_beregner import cells
from xl_beregner.dataset import checks, columns, schema
from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.pupils import profile_names, series_names
from xl_beregner.dataset.raw import RawTable, tell_of_missing_columns, tell_of_unknown_columns

RawTables = Mapping[str, RawTable]
_NUMBERS = (schema.Kind.NUMBER, schema.Kind.WHOLE, schema.Kind.GRADE)


def empty(table: schema.Table) -> pd.DataFrame:
    """Give a table without rows."""
    return _empty(table.name).copy()


@cache
def _empty(name: str) -> pd.DataFrame:
    table = next(table for table in schema.TABLES if table.name == name)
    kinds = {column.key: _dtype(column) for column in table.columns}
    return pd.DataFrame({key: pd.Series(dtype=kind) for key, kind in kinds.items()})


def _dtype(column: schema.Column) -> str:
    if column.kind is schema.Kind.DATE:
        return "datetime64[ns]"
    return "float64" if column.kind in _NUMBERS else "object"


def typed(raw: RawTable, faults: Faults) -> pd.DataFrame:
    """Read a table's columns, its rows counted as in the file."""
    tell_of_missing_columns(raw, faults, [column.key for column in raw.table.columns if column.required])
    tell_of_unknown_columns(raw, faults)
    return columns.typed(raw, faults)


def read_conversions(raw: RawTable, example: bool, faults: Faults) -> pd.DataFrame:
    """Read the conversion tables; a score that stands twice in one table has no value."""
    table = typed(raw, faults)
    table["test"], table["profil"] = series_names(table["test"]), profile_names(table["profil"])
    if not example:
        made_up = table["kilde"].str.strip().str.upper().str.startswith(schema.EXAMPLE_WORDS)
        for row, name in table.loc[made_up, "tabel"].items():
            faults.add("dataset_omsaetning_eksempel", tabel=str(name), **raw.spot(row, "kilde"))
    for row, error in table.loc[table["maalefejl"] < 0, "maalefejl"].items():
        faults.add("dataset_negativ", fundet=error, **raw.spot(row, "maalefejl"))
    key = ["tabel", "version", "test", "fag", "profil", "klassetrin", "score"]
    _tell_of_twice(table, key, "score", raw, faults)
    return table.reset_index(drop=True)


def read_norms(raw: RawTable, faults: Faults) -> pd.DataFrame:
    """Read the list of norms, a row a norm."""
    table = typed(raw, faults)
    table = checks.check_keys(table, raw, "norm", faults)
    table = table.assign(
        profil=profile_names(table["profil"]),
        foer_test=series_names(table["foer_test"]),
        efter_test=series_names(table["efter_test"]),
    )
    return table.reset_index(drop=True)


def read_norm_rows(raw: RawTable, faults: Faults) -> pd.DataFrame:
    """Read the norms' own rows in the file's order."""
    table = typed(raw, faults)
    for key in schema.NORM_VALUES:
        table[key] = np.array([_value(cell) for cell in table[key]], dtype=object)
    return table.reset_index(drop=True)


def check_norm_rows(rows: pd.DataFrame, norms: pd.DataFrame, tables: RawTables, faults: Faults) -> None:
    """Refuse rows of a norm that the list of norms lacks, and a norm without rows."""
    known, there = set(norms["norm"]), set(rows["norm"])
    for name, key, others in (("normraekker", "norm", known), ("normer", "norm", there)):
        raw = tables.get(name)
        fault = "dataset_norm_ukendt" if name == "normraekker" else "dataset_norm_uden_raekker"
        for place, cell in enumerate(raw.column(key) or () if raw else ()):
            label = cells.parse_label(cell)
            if raw and label and label not in others:
                faults.add(fault, fundet=label, **raw.spot(raw.rows[place], key))


def _value(cell: Any) -> Any:
    """Give a number that a text file holds as text; all else as it stands."""
    if not isinstance(cell, str):
        return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return cell


def _tell_of_twice(table: pd.DataFrame, key: list[str], column: str, raw: RawTable, faults: Faults) -> None:
    first: dict[tuple[str, ...], int] = {}
    for row, *values in table[key].itertuples(name=None):
        at = first.setdefault(tuple(map(str, values)), int(row))
        if at != row and values[-1] == values[-1]:
            faults.add("dataset_dobbelt_noegle", fundet=values[-1], foerste=at, **raw.spot(row, column))
