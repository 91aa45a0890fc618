"""The tables ``aftaler`` and ``aftalegrundlag`` as read from a dataset's files: typed, each row once.

How they are laid into a dataset is ``agreements``'. ``aar`` is the year the school year begins in.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from xl_beregner.dataset import agreement_schema as schema
from xl_beregner.dataset import columns
from xl_beregner.dataset.faults import Faults, nearest
from xl_beregner.dataset.raw import NOT_COMPUTED, RawTable, tell_of_missing_columns, tell_of_unknown_columns

# Columns in memory; in files ``aar`` is ``skoleaar`` (2026/2027).
ANSWERS = ("skole_nr", "klasse", "aar", "skabelon", "tabel", "noegle", "felt", "vaerdi")
BASIS = ("skole_nr", "aar", "skabelon", "noegle", *schema.FIGURES)
ANSWER_KEY = ("skole_nr", "klasse", "aar", "skabelon", "tabel", "noegle", "felt")
BASIS_KEY = ("skole_nr", "aar", "skabelon", "noegle")


def no_answers() -> pd.DataFrame:
    """Give the table ``aftaler`` of a dataset without any."""
    return _typed_columns(pd.DataFrame({key: pd.Series(dtype=object) for key in ANSWERS}))


def no_basis() -> pd.DataFrame:
    """Give the table ``aftalegrundlag`` of a dataset without any."""
    return _typed_columns(pd.DataFrame({key: pd.Series(dtype=object) for key in BASIS}))


def as_tables(
    answers: Sequence[Sequence[Any]], basis: Sequence[Sequence[Any]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make tables of rows in the order of ``ANSWERS`` and ``BASIS``, for ``agreements.with_agreements``."""
    return pd.DataFrame(answers, columns=list(ANSWERS)), pd.DataFrame(basis, columns=list(BASIS))


def _typed_columns(table: pd.DataFrame) -> pd.DataFrame:
    kinds = {key: float for key in schema.FIGURES if key in table}
    return table.astype({"aar": "int64", **kinds})


def read_agreement_tables(tables: Mapping[str, RawTable], faults: Faults) -> dict[str, pd.DataFrame]:
    """Read both tables by their names in a dataset; one it lacks has no rows."""

    def raw(name: str) -> RawTable | None:
        found = tables.get(name)
        return found if found is not None and found.headings else None

    answers, basis = raw("aftaler"), raw("aftalegrundlag")
    return {
        "agreements": _answers(answers, faults) if answers else no_answers(),
        "agreement_basis": _basis(basis, faults) if basis else no_basis(),
    }


def _answers(raw: RawTable, faults: Faults) -> pd.DataFrame:
    table = _read(raw, faults)
    for key in ("skabelon", "tabel", "felt"):
        table[key] = table[key].str.casefold()
    for row, cell in table["vaerdi"].items():
        if cell == NOT_COMPUTED:
            faults.add("dataset_celle_uberegnet", **raw.spot(row, "vaerdi"))
    table["vaerdi"] = [without_guard(cell) for cell in table["vaerdi"]]
    # A cell that holds nothing is no answer.
    table = _once(table[table["vaerdi"] != ""], ANSWER_KEY, "felt", raw, faults)
    return table[list(ANSWERS)].reset_index(drop=True)


def _basis(raw: RawTable, faults: Faults) -> pd.DataFrame:
    table = _read(raw, faults)
    table["skabelon"] = table["skabelon"].str.casefold()
    for row, sd in table.loc[table["sd"] < 0, "sd"].items():
        faults.add("dataset_negativ", fundet=sd, **raw.spot(row, "sd"))
    odd = table["fortegn"].notna() & ~table["fortegn"].isin([1, -1])
    for row, sign in table.loc[odd, "fortegn"].items():
        faults.add("dataset_fortegn", fundet=sign, **raw.spot(row, "fortegn"))
    table = _once(table, BASIS_KEY, "noegle", raw, faults)
    return table[list(BASIS)].reset_index(drop=True)


def _read(raw: RawTable, faults: Faults) -> pd.DataFrame:
    """Read the columns; a row that does not tell whose it is, is a fault and left out."""
    needed = [column.key for column in raw.table.columns if column.required]
    tell_of_missing_columns(raw, faults, needed)
    tell_of_unknown_columns(raw, faults)
    table = columns.typed(raw, faults)
    for row in table.index[table["skoleaar"] == columns.UNDATED]:
        faults.add("dataset_aftale_uden_aar", **raw.spot(row, "skoleaar"))
    known = table["skoleaar"].notna() & (table["skoleaar"] != columns.UNDATED)
    for key in needed:
        known &= table[key] != ""
    table = table[known].copy()
    return table.assign(aar=table["skoleaar"].astype("int64"))


def _once(table: pd.DataFrame, key: Sequence[str], told: str, raw: RawTable, faults: Faults) -> pd.DataFrame:
    """Keep the first row of each key; one met again is a fault, for nobody knows which counts."""
    again = table.duplicated(list(key))
    if again.any():
        first = {values: row for row, values in _keys(table[~again], key)}
        for row, values in _keys(table[again], key):
            at = int(first[values])
            faults.add(
                "dataset_dobbelt_noegle", fundet=table.at[row, told], foerste=at, **raw.spot(row, told)
            )
    return table[~again]


def _keys(table: pd.DataFrame, key: Sequence[str]) -> Any:
    return zip(table.index, zip(*(table[name] for name in key), strict=True), strict=True)


def of_known_schools(
    tables: Mapping[str, pd.DataFrame], schools: Sequence[str], faults: Faults
) -> dict[str, pd.DataFrame]:
    """Leave out the agreements of schools the dataset lacks, and tell of them.

    A school may have closed since, so they stop nothing; but one that is nearly a school of the dataset is
    a slip of the pen, and does.
    """
    known = set(schools)
    unknown: dict[str, int] = {}
    kept = {}
    for name, table in tables.items():
        is_known = table["skole_nr"].isin(known)
        for number, rows in table.loc[~is_known, "skole_nr"].value_counts().items():
            unknown[str(number)] = unknown.get(str(number), 0) + int(rows)
        kept[name] = table[is_known].reset_index(drop=True)
    for number, rows in sorted(unknown.items()):
        guess = nearest(number, known)
        severity: Any = "error" if guess else "warning"
        faults.add("dataset_aftale_skole", severity=severity, forslag=guess, fundet=number, antal=rows)
    return kept


def as_written(value: Any) -> str:
    """Write an answer for a text file, so that it is read back as it was: 2.351 as ``2,351``, dates ISO."""
    if isinstance(value, (bool, np.bool_)):
        return "ja" if value else "nej"
    if isinstance(value, (float, int, np.floating, np.integer)):
        number = float(value)
        if number.is_integer() and abs(number) < 1e15:
            return str(int(number))
        return np.format_float_positional(number, trim="-").replace(".", ",")
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


# What a spreadsheet takes for a formula when it opens a text file; the guard itself is guarded too.
_LIKE_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "'")


def with_guard(text: str) -> str:
    """Write a school's words for a text file so that no spreadsheet runs them as a formula.

    >>> with_guard("=1+1"), without_guard(with_guard("=1+1")), with_guard("Ja")
    ("'=1+1", '=1+1', 'Ja')
    """
    return f"'{text}" if text.startswith(_LIKE_FORMULAS) else text


def without_guard(cell: Any) -> Any:
    """Read back what `with_guard` wrote; everything else stays as it is."""
    is_guarded = isinstance(cell, str) and cell[:1] == "'" and cell[1:].startswith(_LIKE_FORMULAS)
    return cell[1:] if is_guarded else cell
