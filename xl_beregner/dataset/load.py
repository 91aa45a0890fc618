"""A dataset as a whole: read, checked, and handed on as tables that hold no surprises.

Reading files is ``readers``', typing columns ``columns``', checks across tables ``checks``'. Whoever
gets a ``Dataset`` may trust it: every key met once, every reference found, every number a number.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from xl_beregner.dataset import checks, columns, schema
from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.indicators import read_indicators
from xl_beregner.dataset.raw import (
    RawTable,
    tell_of_missing_columns,
    tell_of_unknown_column,
    tell_of_unknown_columns,
)
from xl_beregner.dataset.readers import read_tables
from xl_beregner.dataset.settings import Setting, read_settings
from xl_beregner.errors import DatasetError, Fault, PackageError


@dataclass(frozen=True, slots=True)
class Dataset:
    """Validated tables.

    ``schools``: a row a school, in the file's order. ``catalogue``: a row an indicator, in display
    order, blanks filled in. ``indicators``: ``enhed``, ``gruppe``, ``aar`` (the year the school year
    begins in), ``indikator``, ``vaerdi``, ``tekst``, ``antal``, ``standardfejl``. ``undated``: the
    same for figures whose source gives no school year. ``goals``: the table ``maal``.
    """

    name: str
    schools: pd.DataFrame
    catalogue: pd.DataFrame
    indicators: pd.DataFrame
    undated: pd.DataFrame
    goals: pd.DataFrame
    settings: Mapping[str, Setting]
    hash: str
    faults: tuple[Fault, ...] = field(default=())

    @property
    def example(self) -> str:
        """What every sheet must say if this is an example, else blank."""
        return str(self.settings["eksempel"].value)


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
    for table in schema.TABLES:
        if table.required and table.name not in tables and tables:
            faults.add("dataset_tabel_mangler", tabel=table.name, sti=path.name)
    dataset = _Build(tables, faults).dataset(Path(os.path.abspath(path)).stem)  # "." has no name
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


class _Build:
    """One dataset on its way: each table as far as it can be read, so that all faults are found."""

    def __init__(self, tables: Mapping[str, RawTable], faults: Faults) -> None:
        self.tables = tables
        self.faults = faults

    def dataset(self, name: str) -> Dataset | None:
        """Build every table; None where one is missing (its fault is noted)."""
        raw_settings = self.tables.get("indstillinger")
        settings = read_settings(self.typed(schema.SETTINGS), raw_settings, self.faults)
        schools, catalogue = self.schools(), self.catalogue()
        if schools is None or catalogue is None:
            return None
        municipality = str(settings["kommune_navn"].value)
        checks.check_reserved(schools, self.tables["skoler"], municipality, self.faults)
        schools = schools.reset_index(drop=True)
        indicators = self.indicators(schools, catalogue, municipality)
        if indicators is None:
            return None
        undated = indicators["aar"] == int(columns.UNDATED)
        goals = self.goals(schools, catalogue, municipality)
        dated = indicators[~undated].reset_index(drop=True)
        without_year = indicators[undated].reset_index(drop=True)
        contents = _hash(schools, catalogue, indicators, goals, settings)
        found = self.faults.all()
        return Dataset(name, schools, catalogue, dated, without_year, goals, settings, contents, found)

    def typed(self, table: schema.Table) -> pd.DataFrame | None:
        """Read a table's columns; None where the dataset has no such table, or nothing is in it."""
        raw = self.tables.get(table.name)
        if raw is None or not raw.headings:
            return None
        tell_of_missing_columns(raw, self.faults, [column.key for column in table.columns if column.required])
        if table is not schema.SCHOOLS:
            tell_of_unknown_columns(raw, self.faults)
        return columns.typed(raw, self.faults)

    def schools(self) -> pd.DataFrame | None:
        """Read the schools, with any number of numeric background columns ``soc_...``."""
        table = self.typed(schema.SCHOOLS)
        if table is None:
            return None
        raw = self.tables["skoler"]
        for at in raw.unknown():
            key = schema.plain(raw.headings[at])
            if key.startswith("soc_"):
                table[key] = columns.numbers(raw, at, raw.cells[at], self.faults)
            else:
                tell_of_unknown_column(raw, at, self.faults)
        return checks.check_keys(table, raw, "skole_nr", self.faults)

    def catalogue(self) -> pd.DataFrame | None:
        """Read the catalogue, its blanks filled in."""
        table = self.typed(schema.CATALOGUE)
        if table is None:
            return None
        raw = self.tables["katalog"]
        table = checks.check_keys(table, raw, "indikator", self.faults)
        return checks.complete_catalogue(table, raw, self.faults)

    def indicators(
        self, schools: pd.DataFrame, catalogue: pd.DataFrame, municipality: str
    ) -> pd.DataFrame | None:
        """Read the figures; checked in full even where schools or catalogue have faults."""
        raw = self.tables.get("indikatorer")
        if raw is None or not raw.headings:
            return None
        table = read_indicators(raw, catalogue, self.faults)
        if len(schools):
            table = checks.known_units(table, raw, schools, municipality, self.faults)
        table = checks.complete_indicators(table, raw, catalogue, self.faults)
        table["aar"] = table["skoleaar"].astype("int64")
        return table[["enhed", "gruppe", "aar", "indikator", "vaerdi", "tekst", "antal", "standardfejl"]]

    def goals(self, schools: pd.DataFrame, catalogue: pd.DataFrame, municipality: str) -> pd.DataFrame:
        """Read goals set above or before; a dataset may have none."""
        table = self.typed(schema.GOALS)
        keys = [column.key for column in schema.GOALS.columns if column.key != "skoleaar"]
        if table is None:
            return pd.DataFrame({key: pd.Series(dtype=object) for key in [*keys, "aar"]})
        raw = self.tables["maal"]
        table = table.reset_index()
        table = checks.known_units(table, raw, schools, municipality, self.faults)
        table = checks.known_indicators(table, raw, catalogue, self.faults)
        table = table[table["skoleaar"].notna() & table["vaerdi"].notna()].reset_index(drop=True)
        table["aar"] = table["skoleaar"].astype("int64")
        return table[[*keys, "aar"]]


def _hash(
    schools: pd.DataFrame,
    catalogue: pd.DataFrame,
    indicators: pd.DataFrame,
    goals: pd.DataFrame,
    settings: Mapping[str, Setting],
) -> str:
    """Sum up the contents: the same figures give the same sum, whatever file or order they came in."""
    digest = hashlib.sha256()
    key = ["indikator", "enhed", "gruppe", "aar"]
    _add(digest, schools.sort_values("skole_nr"))
    _add(digest, catalogue.drop(columns="raekkefoelge"))
    _add(digest, indicators.sort_values(key))
    _add(digest, goals.sort_values(list(goals.columns)))
    for name, setting in sorted(settings.items()):
        source = setting.source if setting.given else ""  # a default's source is in the reader's language
        digest.update(f"{name}\x1f{setting.value}\x1f{source}\x1e".encode())
    return digest.hexdigest()


def _add(digest: hashlib._Hash, table: pd.DataFrame) -> None:
    for name in sorted(table.columns):
        digest.update(f"\x1d{name}\x1e".encode())
        column = table[name]
        if pd.api.types.is_bool_dtype(column) or not pd.api.types.is_numeric_dtype(column):
            digest.update("\x1f".join(map(str, column)).encode())
        else:
            # Adding zero makes −0 and 0 alike; every blank becomes the same NaN.
            values = column.to_numpy(dtype="<f8") + 0.0
            digest.update(np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes())
