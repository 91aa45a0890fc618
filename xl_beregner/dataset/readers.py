"""Files in: CSV, workbooks and Parquet, in a folder or as one workbook, become raw tables.

Nothing here knows what the cells should hold (``columns``, ``checks``); only which file or sheet is
which table, and what can be wrong with a file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import python_calamine

from xl_beregner.cells import find_civil_number
from xl_beregner.dataset import schema
from xl_beregner.dataset.faults import Faults, shown
from xl_beregner.dataset.package import Package
from xl_beregner.dataset.raw import RawTable, civil_rows, from_frame, from_rows, letters
from xl_beregner.errors import DatasetError, Fault, PackageError
from xl_beregner.texts import say

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
TEXT_FILES = frozenset({".csv", ".txt", ".tsv"})
PARQUET = ".parquet"

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_PLACES = {
    "comment": "kommentar",
    "docprops": "egenskaber",
    "worksheets/": "arket",
    "drawing": "tegning",
    "xl/workbook.xml": "navn",
}

Rows = Sequence[Sequence[Any]]
RawTables = dict[str, RawTable]


def read_tables(path: Path, faults: Faults) -> RawTables:
    """Read every table of a dataset: a folder, a workbook, or one file on its own."""
    if not path.exists():
        raise DatasetError([Fault("dataset_findes_ikke", {"sti": str(path)})])
    tables: RawTables = {}
    files = _files_in(path) if path.is_dir() else [path]
    for file in files:
        _read_file(file, tables, faults)
    if not tables and not faults.has_errors():
        faults.add("dataset_uden_tabeller", sti=str(path), tabeller=[table.name for table in schema.TABLES])
    return tables


def _files_in(folder: Path) -> list[Path]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except PermissionError:
        raise DatasetError([Fault("dataset_fil_laast", {"fil": str(folder)})]) from None
    # ~$name.xlsx is Excel's mark that name.xlsx is open, not a workbook.
    return [entry for entry in entries if entry.is_file() and entry.name[:1] not in (".", "~")]


def dataset_file_in(folder: Path) -> Path | None:
    """Find a file in a folder that is, or holds, a table of a dataset."""
    for file in _files_in(folder) if folder.is_dir() else ():
        kind = file.suffix.lower()
        if kind not in WORKBOOKS | TEXT_FILES | {PARQUET}:
            continue
        if schema.plain(file.stem) in schema.table_names():
            return file
        if kind in WORKBOOKS and tables_in(file):
            return file
    return None


def tables_in(workbook: Path) -> set[str]:
    """Name the tables a workbook has a sheet for; none where it cannot be read."""
    try:
        names = _open(workbook, _bytes(workbook)).sheet_names
    except (PackageError, DatasetError):
        return set()
    known = schema.table_names()
    return {known[schema.plain(name)].name for name in names if schema.plain(name) in known}


def _read_file(file: Path, tables: RawTables, faults: Faults) -> None:
    kind = file.suffix.lower()
    if find_civil_number(file.stem):
        faults.add("dataset_civilnummer_udenfor", fil=file.name, sted=say("dataset.sted.filnavn"))
    named = schema.table_names().get(schema.plain(file.stem))
    if kind in WORKBOOKS:
        _read_workbook(file, named, tables, faults)
    elif kind not in TEXT_FILES and kind != PARQUET:
        return
    elif named is None:
        _search_file(file, kind, faults)
        faults.add("dataset_fil_ukendt", severity="warning", fil=shown(file.name))
    elif kind == PARQUET:
        _keep(named, file.name, tables, faults, lambda: from_frame(named, file.name, _parquet(file), faults))
    else:
        _keep(
            named,
            file.name,
            tables,
            faults,
            lambda: from_rows(named, file.name, _csv(file, named, faults), faults),
        )


def _keep(
    table: schema.Table, name: str, tables: RawTables, faults: Faults, make: Callable[[], RawTable]
) -> None:
    there = tables.get(table.name)
    if there is None or not there.length:
        tables[table.name] = make()
        return
    if (found := make()).length:
        # An empty sheet is what a new dataset's workbook has beside a file of results.
        faults.add("dataset_tabel_dobbelt", tabel=table.name, fil=there.file, anden=found.file)


# --- Workbooks -------------------------------------------------------------------------------
def _read_workbook(file: Path, named: schema.Table | None, tables: RawTables, faults: Faults) -> None:
    """Read a sheet per table; a workbook named as a table may hold it on its only or first sheet."""
    data = _bytes(file)
    workbook = _open(file, data)
    names = list(workbook.sheet_names)
    known = [name for name in names if schema.plain(name) in schema.table_names()]
    if named is not None and not known:
        known = names[:1]
    package = Package(data)
    if file.suffix.lower() == ".ods" and package.hides_percent():
        faults.add("dataset_ods_procent", fil=file.name)
    for name in names:
        table = (
            named if named is not None and known == [name] else schema.table_names().get(schema.plain(name))
        )
        rows = _sheet(file, workbook, name)
        if name in known and table is not None:
            package.mend(name, rows, keep_sign=table.pasted)
            label = f"{file.name} › {name}"
            _keep(table, label, tables, faults, lambda t=table, n=label, r=rows: from_rows(t, n, r, faults))  # type: ignore[misc]
        else:
            _search_only(f"{file.name} › {name}", rows, faults)
        if find_civil_number(name):
            faults.add("dataset_civilnummer_udenfor", fil=file.name, sted=say("dataset.sted.arknavn"))
    _search_package(file, package, faults)


def _search_package(file: Path, package: Package, faults: Faults) -> None:
    """Search what stands in no cell: comments, headers and footers, properties, rules for typing."""
    found_already = faults.has("dataset_civilnummer")
    for part, line in package.texts():
        # The cells' own texts again, and what cells once held.
        of_cells = part in ("content.xml", "xl/sharedStrings.xml")
        if find_civil_number(line) and not (of_cells and found_already):
            faults.add("dataset_civilnummer_udenfor", fil=file.name, sted=_place_of(part))


def _place_of(part: str) -> str:
    for piece, word in _PLACES.items():
        if piece in part.lower():
            return say(f"dataset.sted.{word}")
    return say("dataset.sted.andet", del_=part)


def _sheet(file: Path, workbook: python_calamine.CalamineWorkbook, name: str) -> list[list[Any]]:
    try:
        return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except Exception as error:  # calamine has one class per file format
        raise PackageError("dataset_fil_ulaeselig", fil=f"{file.name} › {name}", grund=str(error)) from error


def _open(file: Path, data: bytes) -> python_calamine.CalamineWorkbook:
    if data[:4] == _OLE and _ENCRYPTED in data:
        raise PackageError("dataset_fil_krypteret", fil=str(file))
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except Exception as error:  # calamine has one class per file format
        raise PackageError("dataset_fil_ulaeselig", fil=str(file), grund=str(error)) from error


def _search_only(label: str, rows: Rows, faults: Faults) -> None:
    """Search a sheet that is no table for civil numbers: they stop the import wherever they stand."""
    width = max(map(len, rows), default=0)
    for at in range(width):
        for row in civil_rows([line[at] if at < len(line) else None for line in rows], zeros_lost=True):
            faults.add("dataset_civilnummer", fil=label, raekke=row + 1, kolonne=letters(at))


# --- Text files ------------------------------------------------------------------------------
def _csv(file: Path, table: schema.Table, faults: Faults) -> Rows:
    """Read a text file, choosing the separator under which most headings are known."""
    text = _text(file, faults)
    known = schema.column_names(table.name)

    def hits(separator: str) -> tuple[int, int]:
        try:
            head = list(csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=separator))[:20]
        except csv.Error:  # a line break in a quoted cell, cut at another mark, is not quoted
            return 0, 0
        names = max(
            (len({known.get(schema.plain(cell)) for cell in row} - {None}) for row in head), default=0
        )
        return names, max(map(len, head), default=0)

    try:
        separator = max(";,\t", key=hits)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise PackageError("dataset_fil_ulaeselig", fil=str(file), grund=str(error)) from error


def _search_file(file: Path, kind: str, faults: Faults) -> None:
    """Search a file that is no table for civil numbers; what else is in it is nobody's business."""
    try:
        if kind == PARQUET:
            frame = _parquet(file)
            rows = [[*frame.columns], *frame.values.tolist()]
        else:
            text = _text(file, None)
            separator = next((mark for mark in ";\t" if mark in text), ",")
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except (csv.Error, PackageError):
        return
    _search_only(file.name, rows, faults)


def _text(file: Path, faults: Faults | None) -> str:
    data = _bytes(file)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):  # Excel's "Unicode text"
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise PackageError("dataset_fil_ulaeselig", fil=str(file), grund=say("dataset.grund.nultegn"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _text_in_windows_letters(file, data, faults)


def _text_in_windows_letters(file: Path, data: bytes, faults: Faults | None) -> str:
    """Decode what is not UTF-8: cp1252, unless most of its letters are UTF-8 and a few are damaged."""
    lenient = data.decode("utf-8", "surrogateescape")
    damaged = {at for at, letter in enumerate(lenient) if "\udc80" <= letter <= "\udcff"}
    whole = sum(letter > "\x7f" for letter in lenient) - len(damaged)
    if whole < len(damaged):
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError as error:
            rows = {data.count(b"\n", 0, error.start) + 1}
    else:
        rows = {lenient.count("\n", 0, at) + 1 for at in sorted(damaged)[:100]}
    if faults is not None:
        for row in sorted(rows):
            faults.add("dataset_tegnsaet", fil=file.name, raekke=row)
    return data.decode("utf-8" if whole >= len(damaged) else "cp1252", "replace")


def _parquet(file: Path) -> pd.DataFrame:
    try:
        return pd.read_parquet(io.BytesIO(_bytes(file)))
    except Exception as error:  # pyarrow has many
        raise PackageError("dataset_fil_ulaeselig", fil=str(file), grund=type(error).__name__) from error


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except PermissionError:
        raise DatasetError([Fault("dataset_fil_laast", {"fil": str(file)})]) from None
    except OSError as error:
        raise PackageError("dataset_fil_ulaeselig", fil=str(file), grund=str(error.strerror)) from error
