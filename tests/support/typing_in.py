"""A school at work: answers typed straight into a workbook's XML, by no code of the filler's."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
Value = str | float | bool | dt.date | None
Place = tuple[str, int]  # a name and which of its rows, from 0


def type_in(workbook: bytes | Path, answers: Mapping[Place | str, Value]) -> bytes:
    """Type answers under ``svar_`` names, or over a locked ``felt_``; a name alone means its first cell."""
    data = workbook.read_bytes() if isinstance(workbook, Path) else workbook
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    book = etree.fromstring(parts["xl/workbook.xml"])
    sheets = _sheets(parts, book)
    names = {name.get("name").casefold(): name.text for name in book.iter(f"{MAIN}definedName")}
    trees: dict[str, Any] = {}
    for where, value in answers.items():
        name, row = (where, 0) if isinstance(where, str) else where
        whole = name if name.startswith("felt_") else f"svar_{name}"
        sheet, cell = _cell(names[whole.casefold()], row)
        part = sheets[sheet]
        tree = trees.setdefault(part, etree.fromstring(parts[part]))
        _write(tree, cell, value)
    for part, tree in trees.items():
        parts[part] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return zipped(parts)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Lay parts into a workbook file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def key_row(workbook: bytes | Path, table: str, key: str) -> int:
    """Find the row of a list that has a key, by openpyxl."""
    import warnings

    import openpyxl

    source: Any = io.BytesIO(workbook) if isinstance(workbook, bytes) else workbook
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(source, data_only=True)
    (sheet, area), *_ = book.defined_names[f"felt_{table}__noegle"].destinations
    return [str(row[0].value) for row in book[sheet][area]].index(key)


def all_text(workbook: bytes | Path) -> str:
    """Decode every part of a workbook into one text, entities and all."""
    data = workbook.read_bytes() if isinstance(workbook, Path) else workbook
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))]
    said = ("".join(etree.fromstring(part).itertext(with_tail=True)) for part in parts)
    return "\n".join(re.sub(r"_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), one) for one in said)


def _sheets(parts: Mapping[str, bytes], book: Any) -> dict[str, str]:
    links = etree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    targets = {link.get("Id"): "xl/" + link.get("Target").removeprefix("/xl/") for link in links}
    return {sheet.get("name"): targets[sheet.get(LINK)] for sheet in book.iter(f"{MAIN}sheet")}


def _cell(text: str, row: int) -> tuple[str, str]:
    sheet, _, area = text.rpartition("!")
    found = re.match(r"\$?([A-Z]+)\$?(\d+)", area)
    assert found
    return sheet.strip("'").replace("''", "'"), f"{found[1]}{int(found[2]) + row}"


def _write(tree: Any, cell: str, value: Value) -> None:
    element = next((one for one in tree.iter(f"{MAIN}c") if one.get("r") == cell), None)
    assert element is not None, f"no cell {cell}"
    for child in list(element):
        element.remove(child)
    element.attrib.pop("t", None)
    if value is None:
        return
    if isinstance(value, str):
        element.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(element, f"{MAIN}is"), f"{MAIN}t")
        text.text = value
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        return
    if isinstance(value, bool):
        element.set("t", "b")
    number = (value - dt.date(1899, 12, 30)).days if isinstance(value, dt.date) else value
    etree.SubElement(element, f"{MAIN}v").text = str(int(number) if isinstance(number, bool) else number)
