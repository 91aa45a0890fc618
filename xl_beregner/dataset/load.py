"""A dataset as a whole: read, checked, and handed on as tables that hold no surprises.

What it holds is ``contents``', how its tables are built ``build``'s. Whoever
gets a ``Dataset`` may trust it: every key met once, every reference found, every number a number.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from xl_beregner.dataset import schema
from xl_beregner.dataset.build import Build, is_of_pupils_alone
from xl_beregner.dataset.contents import Dataset as Dataset
from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.raw import RawTable
from xl_beregner.dataset.readers import read_tables
from xl_beregner.errors import DatasetError, Fault, PackageError


def load_dataset(path: str | Path) -> Dataset:
    """Read a dataset: a folder of tables, or one workbook with a sheet per table.

    Raises
    ------
    DatasetError
        With every fault found, each with its file, row and column.
    PackageError
        A file cannot be read at all: damaged or encrypted.
    """
    path = Path(path)
    faults = Faults()
    tables = read_tables(path, faults)
    # Nothing more is read: a number taken for a figure could be shown by another fault.
    faults.raise_only("dataset_civilnummer")
    _tell_of_missing_tables(tables, path.name, faults)
    dataset = Build(tables, faults).dataset(Path(os.path.abspath(path)).stem)  # "." has no name
    faults.raise_errors()
    assert dataset is not None
    return dataset


def check_dataset(path: str | Path) -> list[Fault]:
    """List everything that is wrong with a dataset, errors first, then warnings."""
    try:
        return list(load_dataset(path).faults)
    except DatasetError as error:
        return list(error.faults)
    except PackageError as error:
        return [Fault(error.key, error.facts)]


def _tell_of_missing_tables(tables: Mapping[str, RawTable], name: str, faults: Faults) -> None:
    """Note each table that must be there and is not, or is empty; results of pupils stand alone."""
    alone = is_of_pupils_alone(tables)
    for table in schema.TABLES:
        raw = tables.get(table.name)
        if raw is None:
            if table.required and tables and not alone:
                faults.add("dataset_tabel_mangler", tabel=table.name, sti=name)
        elif (table.required and not alone and not raw.length) or not (raw.headings or table.required):
            faults.add("dataset_tabel_tom", fil=raw.file, tabel=table.name)
