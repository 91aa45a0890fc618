"""What the cells of a sheet hold, read fast and without their places in the bytes.

Where a cell stands, for those who edit it, is `sheet`'s matter. A formula's own cached value is not
read: whoever asks here is about to calculate it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from xl_beregner.errors import PackageError
from xl_beregner.ooxml.references import column_number, read_reference

Box = tuple[int, int, int, int]

_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class ErrorText(str):
    """An error as a cell shows it: ``#N/A``. Text that merely reads so is a plain ``str``."""

    __slots__ = ()


CellValue = float | str | bool


@dataclass(slots=True)
class SheetValues:
    """The cells of a sheet that hold something."""

    values: dict[tuple[int, int], CellValue] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    spills: list[Box] = field(default_factory=list)  # what array formulas and data tables fill
    hidden_rows: set[int] = field(default_factory=set)


def read_shared_strings(data: bytes, part: str) -> list[str]:
    """Read the texts that cells share; a text in several styles is one text."""
    return [_text(item) for item in _root(data, part) if _local(item) == "si"]


def read_values(data: bytes, part: str, shared: list[str]) -> SheetValues:
    """Read a sheet's cells."""
    found = SheetValues()
    root = _root(data, part)
    space = root.tag[: root.tag.rfind("}") + 1]
    for held in root.iterchildren(f"{space}sheetData"):
        number = 0
        for row in held.iterchildren(f"{space}row"):
            number = int(row.get("r") or number + 1)
            if row.get("hidden") in ("1", "true"):
                found.hidden_rows.add(number)
            _read_row(row, number, space, shared, found)
    return found


def _read_row(row: etree._Element, number: int, space: str, shared: list[str], found: SheetValues) -> None:
    # Sheets are long: what is done for each cell here is done as seldom as it can be.
    value_tag = f"{space}v"
    values = found.values
    column = 0
    for cell in row.iterchildren(f"{space}c"):
        place = cell.get("r")
        column = column_number(place.rstrip("0123456789")) if place else column + 1
        count = len(cell)
        if count == 0:
            continue
        kind = cell.get("t")
        if count == 1 and (kind is None or kind == "n") and cell[0].tag == value_tag:
            text = cell[0].text
            if text:
                values[number, column] = float(text)
            continue
        value = _read_other(cell, (number, column), kind or "n", shared, found)
        if value is not None:
            values[number, column] = value


def _read_other(
    cell: etree._Element, place: tuple[int, int], kind: str, shared: list[str], found: SheetValues
) -> CellValue | None:
    parts = {_local(child): child for child in cell}
    formula = parts.get("f")
    if formula is None:
        return _value(kind, parts, shared)
    found.formulas.add(place)
    if formula.get("t") in ("array", "dataTable") and formula.get("ref"):
        found.spills.append(read_reference(formula.get("ref") or "").box)
    return None


def _value(kind: str, parts: dict[str, etree._Element], shared: list[str]) -> CellValue | None:
    if kind == "inlineStr":
        return _text(parts["is"]) if "is" in parts else None
    written = parts["v"].text if "v" in parts else None
    if written is None:
        return None
    if kind == "n":
        return float(written)
    if kind == "s":
        return shared[int(written)]
    if kind == "b":
        return written.strip() in ("1", "true")
    # An ISO date (kind "d") is left as text: no program writes them, and no engine reads them alike.
    return ErrorText(written) if kind == "e" else decoded(written)


def _text(holder: etree._Element) -> str:
    pieces = []
    for child in holder:
        name = _local(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces += [inner.text or "" for inner in child if _local(inner) == "t"]
    return decoded("".join(pieces))


def decoded(text: str) -> str:
    """Turn ``_x000D_`` back into the sign that XML could not hold."""
    return _CODED.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag[tag.rfind("}") + 1 :] if isinstance(tag, str) else ""


def _root(data: bytes, part: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, huge_tree=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise PackageError("filling_pakke_xml", delnavn=part, linje=error.lineno or 0) from error
