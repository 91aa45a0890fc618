"""Workbooks as they come home: answers typed into a sent file, and what other programs make of one.

All of it cuts the parts' bytes, as no code of the package under test does.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath

from support.parts import Parts, read_parts, write_parts

Typed = str | float | bool | date
_EXCEL_DAY_0 = date(1899, 12, 30)


def sheet_part(parts: Parts, title: str) -> str:
    """Find the part of a sheet by its title."""
    workbook = parts["xl/workbook.xml"].decode()
    sheets = re.findall(r'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"', workbook)
    identity = next(found for name, found in sheets if html.unescape(name) == title)
    links = parts["xl/_rels/workbook.xml.rels"].decode()
    for link in re.findall(r"<Relationship [^>]*>", links):
        if f'Id="{identity}"' in link:
            target = re.search(r'Target="([^"]*)"', link)
            assert target is not None
            return str(PurePosixPath("xl") / target[1].removeprefix("/xl/"))
    raise KeyError(title)


def type_answers(data: bytes, answers: Mapping[tuple[str, str], Typed]) -> bytes:
    """Type values into blank cells that stand in the file, by sheet and cell."""
    parts = read_parts(data)
    for (title, cell), value in answers.items():
        part = sheet_part(parts, title)
        blank = re.compile(rb'<c r="' + cell.encode() + rb'"((?: s="\d+")?)(?: t="\w+")?/>')
        content, count = blank.subn(
            lambda found, value=value, cell=cell: _cell(cell, found[1], value), parts[part]
        )
        assert count == 1, (title, cell, count)
        parts[part] = content
    return write_parts(parts)


def _cell(cell: str, style: bytes, value: Typed) -> bytes:
    head = b'<c r="' + cell.encode() + b'"' + style
    if isinstance(value, str):
        text = html.escape(value, quote=False).encode()
        return head + b' t="inlineStr"><is><t xml:space="preserve">' + text + b"</t></is></c>"
    if isinstance(value, bool):
        return head + b' t="b"><v>' + str(int(value)).encode() + b"</v></c>"
    number = (value - _EXCEL_DAY_0).days if isinstance(value, date) else value
    return head + b"><v>" + repr(number).encode() + b"</v></c>"


def without_properties(data: bytes) -> bytes:
    """Save as a program does that knows no document properties: all of docProps is gone."""
    parts = {name: content for name, content in read_parts(data).items() if not name.startswith("docProps/")}
    for name, pattern in _TO_PROPERTIES.items():
        parts[name] = re.sub(pattern, b"", parts[name])
    return write_parts(parts)


_TO_PROPERTIES = {
    "_rels/.rels": rb'<Relationship [^>]*Target="/?docProps/[^>]*>',
    "[Content_Types].xml": rb'<Override [^>]*PartName="/docProps/[^>]*>',
}
