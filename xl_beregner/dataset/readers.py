"""Files in: CSV, workbooks and Parquet, in a folder or as one workbook, become raw tables.

Nothing here knows what the cells should hold (``columns``, ``checks``); only which file or sheet is
which table, and what can be wrong with a file.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import python_calamine

from xl_beregner.dataset import schema
from xl_beregner.dataset.faults import Faults, shown
from xl_beregner.dataset.raw import RawTable, civil_rows, from_frame, from_rows, letters
from xl_beregner.errors import DatasetError, Fault, PackageError

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
TEXT_FILES = frozenset({".csv", ".txt", ".tsv"})
PARQUET = ".parquet"

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

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


def _read_file(file: Path, tables: RawTables, faults: Faults) -> None:
    kind = file.suffix.lower()
    named = schema.table_names().get(schema.plain(file.stem))
    if kind in WORKBOOKS:
        _read_workbook(file, named, tables, faults)
    elif kind not in TEXT_FILES and kind != PARQUET:
        return
    elif named is None:
        if schema.plain(file.stem) not in schema.ELSEWHERE:
            faults.add("dataset_fil_ukendt", severity="warning", fil=shown(file.name))
    elif kind == PARQUET:
        _keep(named, file.name, tables, faults, lambda: from_frame(named, file.name, _parquet(file), faults))
    else:
        _keep(
            named, file.name, tables, faults, lambda: from_rows(named, file.name, _csv(file, named), faults)
        )


def _keep(
    table: schema.Table, name: str, tables: RawTables, faults: Faults, make: Callable[[], RawTable]
) -> None:
    if table.name in tables:
        faults.add("dataset_tabel_dobbelt", tabel=table.name, fil=tables[table.name].file, anden=name)
        return
    tables[table.name] = make()


# --- Workbooks -------------------------------------------------------------------------------
def _read_workbook(file: Path, named: schema.Table | None, tables: RawTables, faults: Faults) -> None:
    """Read a sheet per table; a workbook named as a table may hold it on its only or first sheet."""
    data = _bytes(file)
    workbook = _open(file, data)
    names = list(workbook.sheet_names)
    known = [name for name in names if schema.plain(name) in schema.table_names()]
    if named is not None and not known:
        known = names[:1]
    errors = _ErrorCells(data)
    for name in names:
        table = (
            named if named is not None and known == [name] else schema.table_names().get(schema.plain(name))
        )
        rows = _sheet(file, workbook, name)
        if name in known and table is not None:
            errors.put_into(name, rows)
            label = f"{file.name} › {name}"
            _keep(table, label, tables, faults, lambda t=table, n=label, r=rows: from_rows(t, n, r, faults))  # type: ignore[misc]
        else:
            _search_only(f"{file.name} › {name}", rows, faults)


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
        for row in civil_rows([line[at] if at < len(line) else None for line in rows]):
            faults.add("dataset_civilnummer", fil=label, raekke=row + 1, kolonne=letters(at))


class _ErrorCells:
    """The error values of an .xlsx, which calamine hands over as blank cells.

    A failed formula taken for "not published" would be a silent loss, so it is put back as text and
    then found as what it is.
    """

    def __init__(self, data: bytes) -> None:
        self._sheets: dict[str, dict[tuple[int, int], str]] = {}
        if data[:2] != b"PK":
            return
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if "xl/workbook.xml" in package.namelist():
                self._sheets = dict(_error_cells(package))

    def put_into(self, sheet: str, rows: list[list[Any]]) -> None:
        for (row, column), text in self._sheets.get(sheet, {}).items():
            if row < len(rows) and column < len(rows[row]):
                rows[row][column] = text


def _error_cells(package: zipfile.ZipFile) -> list[tuple[str, dict[tuple[int, int], str]]]:
    targets = dict(_attributes(package, "xl/_rels/workbook.xml.rels", "Relationship", "Id", "Target"))
    sheets = _attributes(package, "xl/workbook.xml", "sheet", "name", "r:id")
    found = []
    for name, relation in sheets:
        part = targets.get(relation, "").removeprefix("/xl/").removeprefix("/")
        if f"xl/{part}" in package.namelist():
            found.append((name, _errors_of(package.read(f"xl/{part}").decode("utf-8", "replace"))))
    return found


def _attributes(
    package: zipfile.ZipFile, part: str, tag: str, first: str, second: str
) -> list[tuple[str, str]]:
    from html import unescape

    text = package.read(part).decode("utf-8", "replace") if part in package.namelist() else ""
    found = []
    for element in re.findall(rf"<(?:\w+:)?{tag}\s([^>]*)>", text):
        attributes = dict(re.findall(r"([\w:]+)\s*=\s*\"([^\"]*)\"", element))
        found.append((unescape(attributes.get(first, "")), unescape(attributes.get(second, ""))))
    return found


_ERROR_CELL = re.compile(
    r"<(?:\w+:)?c\s(?=[^>]*\bt=\"e\")[^>]*\br=\"([A-Z]+)(\d+)\"[^>]*>(.*?)</(?:\w+:)?c>", re.S
)
_VALUE = re.compile(r"<(?:\w+:)?v>(.*?)</(?:\w+:)?v>", re.S)


def _errors_of(sheet: str) -> dict[tuple[int, int], str]:
    if 't="e"' not in sheet:
        return {}
    found = {}
    for column, row, inside in _ERROR_CELL.findall(sheet):
        value = _VALUE.search(inside)
        at = 0
        for letter in column:
            at = at * 26 + ord(letter) - 64
        found[int(row) - 1, at - 1] = value[1] if value else "#N/A"
    return found


# --- Text files ------------------------------------------------------------------------------
def _csv(file: Path, table: schema.Table) -> Rows:
    """Read a text file, choosing the separator under which most headings are known."""
    text = _text(file)
    known = schema.column_names(table.name)

    def hits(separator: str) -> tuple[int, int]:
        head = list(csv.reader(io.StringIO(text[:20_000]), delimiter=separator))[:20]
        names = max(
            (len({known.get(schema.plain(cell)) for cell in row} - {None}) for row in head), default=0
        )
        return names, max(map(len, head), default=0)

    try:
        separator = max(";,\t", key=hits)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise PackageError("dataset_fil_ulaeselig", fil=str(file), grund=str(error)) from error


def _text(file: Path) -> str:
    data = _bytes(file)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):  # Excel's "Unicode text"
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise PackageError("dataset_fil_ulaeselig", fil=str(file), grund="NUL")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


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
