"""Agreements laid into a dataset: those that `collect` brought home join those it holds already.

How the tables look in files is ``agreement_schema``', how they are read ``agreement_tables``'; what they
mean for a goal is ``fields.goals.goals``'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from xl_beregner import cells
from xl_beregner.dataset import agreement_schema as schema
from xl_beregner.dataset.agreement_tables import (
    ANSWER_KEY,
    ANSWERS,
    BASIS,
    BASIS_KEY,
    of_known_schools,
    read_agreement_tables,
)
from xl_beregner.dataset.agreement_tables import as_written as as_written
from xl_beregner.dataset.agreement_tables import with_guard as with_guard
from xl_beregner.dataset.contents import Dataset, sum_with_agreements
from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.readers import TEXT_FILES, WORKBOOKS, RawTables, read_tables, tables_in
from xl_beregner.errors import DatasetError, Fault
from xl_beregner.headings import plain

# One workbook: what is collected anew takes the place of all that was known of it.
_WORKBOOK = ("skole_nr", "klasse", "aar", "skabelon")
_BASIS_OF = ("skole_nr", "aar", "skabelon")

Rows = pd.DataFrame | Sequence[Sequence[Any]]


def with_agreements(dataset: Dataset, rows: Rows, basis: Rows) -> Dataset:
    """Lay agreements into a dataset.

    Parameters
    ----------
    dataset : Dataset
        May hold agreements of its own.
    rows, basis : DataFrame or sequence of sequence
        The tables ``aftaler`` and ``aftalegrundlag``, as `read_agreements` gives them, or with ``skoleaar``
        as written (2026/2027) where those have ``aar``; or their rows alone, in the order of ``ANSWERS`` and
        ``BASIS``.

    Returns
    -------
    Dataset
        A workbook that is in both (school, class, school year, template) is taken whole from ``rows``: an
        answer the school has deleted does not come back. Agreements of schools the dataset lacks are left
        out and told among its faults.

    Raises
    ------
    DatasetError
        A school number is nearly one of the dataset's.
    """
    faults = Faults()
    found = {
        "agreements": _ready(rows, ANSWERS, ANSWER_KEY),
        "agreement_basis": _ready(basis, BASIS, BASIS_KEY),
    }
    found = of_known_schools(found, dataset.schools["skole_nr"].tolist(), faults)
    faults.raise_errors()
    agreements = _joined(dataset.agreements, found["agreements"], _WORKBOOK)
    known = _joined(dataset.agreement_basis, found["agreement_basis"], _BASIS_OF)
    return replace(
        dataset,
        agreements=agreements,
        agreement_basis=known,
        hash=sum_with_agreements(dataset.hash_of_figures or dataset.hash, agreements, known),
        hash_of_figures=dataset.hash_of_figures or dataset.hash,
        faults=(*dataset.faults, *faults.all()),
    )


def _ready(rows: Rows, wanted: Sequence[str], key: Sequence[str]) -> pd.DataFrame:
    """Give a table its columns and kinds, whatever made it; the last of rows with one key counts."""
    table = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows), columns=list(wanted))
    if "aar" not in table and "skoleaar" in table:
        table = table.rename(columns={"skoleaar": "aar"})
    table = table.reindex(columns=list(wanted))
    table["aar"] = [cells.parse_school_year(year) for year in table["aar"]]
    for name in wanted:
        if name in schema.FIGURES:
            table[name] = pd.to_numeric(table[name]).astype(float)
        elif name == "vaerdi":
            table[name] = table[name].astype(object)
        elif name != "aar":
            folds = name in ("skabelon", "tabel", "felt")
            table[name] = [_label(cell, folds=folds) for cell in table[name]]
    if "vaerdi" in wanted:
        table = table.loc[~table["vaerdi"].map(cells.is_blank).astype(bool)]
    table = table.astype({"aar": "int64"})
    return table[~table.duplicated(list(key), keep="last")].reset_index(drop=True)


def _label(cell: Any, *, folds: bool) -> str:
    text = cells.parse_label(cell) or ""
    return text.casefold() if folds else text


def _joined(old: pd.DataFrame, new: pd.DataFrame, whole: Sequence[str]) -> pd.DataFrame:
    if not len(new):
        return old
    if not len(old):
        return new
    replaced = set(zip(*(new[key] for key in whole), strict=True))
    keep = [place not in replaced for place in zip(*(old[key] for key in whole), strict=True)]
    return pd.concat([old[keep], new], ignore_index=True) if any(keep) else new


def read_agreements(path: str | Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read ``aftaler`` and ``aftalegrundlag`` from what ``collect`` wrote.

    ``path`` is the workbook, ``aftaler.csv`` (its ``aftalegrundlag.csv`` is read with it), or the folder they
    lie in, where the text files go before workbooks.

    Raises
    ------
    DatasetError
        With every fault found, each with its file, row and column; also where no agreements are found.
    PackageError
        A file cannot be read at all.
    """
    path = Path(path)
    faults = Faults()
    tables: RawTables = {}
    for file in _files(path):
        tables |= {name: raw for name, raw in read_tables(file, faults).items() if name in _NAMES}
    faults.raise_only("dataset_civilnummer")
    if not any(raw.headings for raw in tables.values()) and not faults.has_errors():
        faults.add("dataset_ingen_aftaler", sti=str(path))
    found = read_agreement_tables(tables, faults)
    faults.raise_errors()
    return found["agreements"], found["agreement_basis"]


_NAMES = frozenset(table.name for table in schema.AGREEMENT_TABLES)


def _files(path: Path) -> list[Path]:
    """Find the files that hold both tables."""
    if not path.exists():
        raise DatasetError([Fault("dataset_findes_ikke", {"sti": str(path)})])
    folder = path if path.is_dir() else path.parent
    if not path.is_dir() and path.suffix.lower() not in TEXT_FILES:
        return [path]
    texts = [
        file
        for file in sorted(folder.iterdir())
        if file.suffix.lower() in TEXT_FILES and _named(file) in _NAMES
    ]
    if path.is_dir():
        return texts or [file for file in sorted(folder.iterdir()) if _is_workbook_of_agreements(file)]
    # A file of any name, and what belongs to it: its own table is not read twice.
    return [path, *(file for file in texts if file != path and _named(file) != _named(path))]


def _is_workbook_of_agreements(file: Path) -> bool:
    is_workbook = file.suffix.lower() in WORKBOOKS and file.name[:1] not in (".", "~")
    return is_workbook and bool(tables_in(file) & _NAMES)


def _named(file: Path) -> str:
    from xl_beregner.dataset.schema import table_names

    table = table_names().get(plain(file.stem))
    return table.name if table else ""
