"""The tables of a fetched dataset, laid into its folder beside and over what stands there already.

What people have added stays: own columns, own schools, indicators and settings, and every change made
in the catalogue. A file that changes is kept beside the new one as ``.tidligere``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xl_beregner import cells
from xl_beregner.dataset import schema
from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.raw import RawTable
from xl_beregner.dataset.readers import PARQUET, TEXT_FILES, WORKBOOKS, dataset_file_in, read_tables
from xl_beregner.dataset.uddstat.pages import put
from xl_beregner.dataset.uddstat.query import FOLDER, packaged
from xl_beregner.errors import OutputError

TABLES = (schema.SCHOOLS, schema.CATALOGUE, schema.INDICATORS, schema.SETTINGS)
EARLIER = ".tidligere"
_BOM = "\ufeff"  # so that Excel reads æøå

Record = dict[str, str]


@dataclass
class Table:
    """A table as text: its headings in order, and a record a row."""

    headings: list[str]
    rows: list[Record]

    def add_headings(self, headings: Iterable[str]) -> None:
        """Add the headings that are not there yet, at the end."""
        self.headings += [heading for heading in headings if heading not in self.headings]

    def data(self) -> bytes:
        """Write the table as a file that Excel in Danish opens with its columns."""
        memory = io.StringIO(newline="")
        writer = csv.writer(memory, delimiter=";", lineterminator="\r\n")
        writer.writerow(self.headings)
        writer.writerows([row.get(heading, "") for heading in self.headings] for row in self.rows)
        return (_BOM + memory.getvalue()).encode("utf-8")


def refuse_other_datasets(folder: Path) -> None:
    """Refuse a folder where one of our tables stands in another file: every table would be there twice."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OutputError("fetch_ingen_mappe", sti=str(folder))
    ours = {f"{table.name}.csv" for table in TABLES}
    names = {table.name for table in TABLES}
    for file in sorted(folder.iterdir()):
        kind = file.suffix.lower()
        if not file.is_file() or file.name in ours or file.name[:1] in (".", "~"):
            continue
        named = schema.table_names().get(schema.plain(file.stem))
        if kind in WORKBOOKS | TEXT_FILES | {PARQUET} and named is not None and named.name in names:
            raise OutputError("fetch_andet_datasaet", sti=str(file))
        if kind in WORKBOOKS and named is None and dataset_file_in_alone(file):
            raise OutputError("fetch_andet_datasaet", sti=str(file))


def dataset_file_in_alone(file: Path) -> bool:
    """Tell whether a workbook holds sheets of a dataset."""
    return dataset_file_in(file.parent) == file


def read_own(folder: Path, table: schema.Table) -> Table | None:
    """Read one of our tables as it stands in the folder, whatever program saved it last."""
    path = folder / f"{table.name}.csv"
    if not path.exists():
        return None
    faults = Faults()
    raw = read_tables(path, faults).get(table.name)
    faults.raise_errors()
    if raw is None or not raw.headings:
        return None
    if table is schema.INDICATORS and not {"indikator", "vaerdi"} <= raw.keys.keys():
        raise OutputError("fetch_bred_tabel", sti=str(path))
    return _as_records(raw)


def write_tables(folder: Path, tables: Mapping[str, Table]) -> list[Path]:
    """Write the tables; give the files that an earlier version is kept in."""
    kept = []
    changed = {
        folder / f"{name}.csv": data
        for name, table in tables.items()
        if _bytes_of(folder / f"{name}.csv") != (data := table.data())
    }
    for path in changed:
        for mark in (f"~${path.name}", f".~lock.{path.name}#"):
            if (path.parent / mark).exists():  # someone has it open and would overwrite it again
                raise OutputError("filling_fil_aaben", sti=str(path))
    for path, data in changed.items():
        before = _bytes_of(path)
        if before is not None:
            put(earlier := _free(path), before)
            kept.append(earlier)
        put(path, data)
    return kept


def write_queries(folder: Path) -> None:
    """Lay the questions where a person can change them, unless some are there."""
    if not any((folder / FOLDER).glob("*.toml")):
        for name, data in packaged().items():
            put(folder / FOLDER / name, data)


def laid_over(new: Table, old: Table | None, key: Sequence[str], from_new: Sequence[str]) -> Table:
    """Lay a new table over the one that stands there.

    A row known by its key takes the columns ``from_new`` from the new table and keeps its own cells in
    all others; rows of the old table alone stay.
    """
    if old is None:
        return new
    table = Table(list(new.headings), [])
    table.add_headings(old.headings)
    before = {_key(row, key): row for row in old.rows}
    for row in new.rows:
        own = before.pop(_key(row, key), {})
        table.rows.append({**row, **own, **{name: row[name] for name in from_new if name in row}})
    table.rows += list(before.values())
    return table


def _as_records(raw: RawTable) -> Table:
    """Give the table under our keys; a column of the person's own keeps its heading."""
    keys = {at: key for key, at in raw.keys.items()}
    headings = [keys.get(at, heading) for at, heading in enumerate(raw.headings)]
    used = [at for at, heading in enumerate(headings) if heading]
    rows = [
        {headings[at]: _text(raw.cells[at][row]) for at in used}
        for row in range(raw.length)
        if any(not cells.is_blank(raw.cells[at][row]) for at in used)
    ]
    return Table([headings[at] for at in used], rows)


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _key(row: Mapping[str, str], key: Sequence[str]) -> tuple[str, ...]:
    return tuple(cells.parse_label(row.get(name)) or "" for name in key)


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.exists() else None
    except OSError as error:
        raise OutputError("filling_ingen_adgang", sti=str(path)) from error


def _free(path: Path) -> Path:
    """Find a name for the earlier version that is not taken."""
    number = 1
    while (found := path.with_name(f"{path.name}{EARLIER}{number if number > 1 else ''}")).exists():
        number += 1
    return found
