"""The inside of a workbook: its zip parts, their XML, its formulas, and what two packages differ in.

All of it reads the bytes as they lie, with lxml. What makes a package damaged is in ``faults.py``,
the values a reader sees are in ``values.py``.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from openpyxl.formula.translate import Translator
from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import coordinate_to_tuple
from support.values import Address, at

Parts = dict[str, bytes]

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def read_parts(workbook: Path | bytes) -> Parts:
    """Read every zip member, in the order of the zip."""
    with zipfile.ZipFile(io.BytesIO(workbook) if isinstance(workbook, bytes) else workbook) as archive:
        twice = [name for name, times in Counter(archive.namelist()).items() if times > 1]
        assert not twice, f"members that stand twice in the zip: {twice}"
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(parts: Parts) -> bytes:
    """Zip parts into a package again."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


# --- before and after --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PartChanges:
    """Which parts came, went, and changed their bytes."""

    added: frozenset[str]
    removed: frozenset[str]
    changed: frozenset[str]


def part_changes(before: Parts, after: Parts) -> PartChanges:
    """Compare two packages part by part, byte for byte."""
    shared = before.keys() & after.keys()
    return PartChanges(
        added=frozenset(after.keys() - before.keys()),
        removed=frozenset(before.keys() - after.keys()),
        changed=frozenset(name for name in shared if before[name] != after[name]),
    )


def element_counts(xml: bytes) -> Counter[str]:
    """Count every element of a part by its local name."""
    return Counter(etree.QName(element).localname for element in etree.fromstring(xml).iter(etree.Element))


def count_changes(before: Parts, after: Parts) -> dict[str, dict[str, int]]:
    """Tell by how much the count of each element changed, part by part; same counts are left out."""
    changes: dict[str, dict[str, int]] = {}
    for name in before.keys() & after.keys():
        if is_xml(name) and before[name] != after[name]:
            counted = element_counts(after[name])
            counted.subtract(element_counts(before[name]))
            if grown := {element: by for element, by in counted.items() if by}:
                changes[name] = grown
    return changes


# --- sheets and formulas -----------------------------------------------------------------------


def sheet_parts(parts: Parts) -> dict[str, str]:
    """Find the part of each worksheet by the name on its tab; chartsheets are left out."""
    links = etree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    targets = {link.get("Id"): target_of("xl/workbook.xml", link) for link in links}
    kinds = {link.get("Id"): str(link.get("Type")) for link in links}
    sheets = etree.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}sheet")
    return {
        str(sheet.get("name")): targets[sheet.get(f"{RELATIONSHIP}id")]
        for sheet in sheets
        if kinds[sheet.get(f"{RELATIONSHIP}id")].endswith("/worksheet")
    }


def formulas(parts: Parts) -> dict[Address, str]:
    """Read every formula, the followers of a shared one written out; array formulas at their first cell."""
    found: dict[Address, str] = {}
    for title, cell, formula in formula_cells(parts):
        row, column = coordinate_to_tuple(cell)
        text = formula.text or ""
        if formula.get("t") == "shared":
            text = text or _follow(parts, title, str(formula.get("si")), cell)
        found[title, row, column] = text
    return found


def formula_addresses(parts: Parts) -> list[Address]:
    """List every cell whose value a formula makes, the whole range of an array formula included."""
    places: list[Address] = []
    for title, cell, formula in formula_cells(parts):
        covered = formula.get("ref", cell) if formula.get("t") == "array" else cell
        first_column, first_row, last_column, last_row = range_boundaries(covered)
        places += [
            (title, row, column)
            for row in range(first_row, last_row + 1)
            for column in range(first_column, last_column + 1)
        ]
    return places


def formulas_without_value(parts: Parts) -> list[str]:
    """List formula cells that carry no cached value at all (an empty text is a value)."""
    return [
        at((title, *coordinate_to_tuple(cell)))
        for title, cell, formula in formula_cells(parts)
        if formula.getnext() is None
    ]


def raw_cells(parts: Parts, title: str) -> dict[str, etree._Element]:
    """Give each cell element of a sheet by its address (``B7``)."""
    sheet = etree.fromstring(parts[sheet_parts(parts)[title]])
    return {str(cell.get("r")): cell for cell in sheet.iter(f"{MAIN}c")}


def mentions(parts: Parts, names: Iterable[str] = (), numbers: Iterable[str] = ()) -> list[str]:
    """List which names and numbers stand anywhere in the package, in part names or contents.

    Escaped characters are read as what they mean, binary parts as UTF-8 and as UTF-16; a name is
    found in any case, a number only where it is not part of a longer one.
    """
    wanted = {name.casefold(): name for name in names}
    numbered, found = set(numbers), []
    for part, content in parts.items():
        texts = [part, html.unescape(content.decode("utf-8", "replace"))]
        if not is_xml(part):
            texts.append(content.decode("utf-16-le", "replace"))
        text = "\n".join(texts)
        folded = text.casefold()
        found += [f"{part}: {name}" for key, name in wanted.items() if key in folded]
        found += [f"{part}: {number}" for number in sorted(numbered.intersection(_NUMBER.findall(text)))]
    return found


_NUMBER = re.compile(r"(?<!\d)(?<!\d[.,])\d+(?!\d)")  # not the decimals of 0.101001


def owner_of(rels: str) -> str:
    """Name the part whose relationships a ``.rels`` part holds; the package itself is ``""``."""
    folder, name = posixpath.split(rels)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def target_of(source: str, link: etree._Element) -> str:
    """Name the part a relationship leads to."""
    target = str(link.get("Target"))
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), target))


def formula_cells(parts: Parts) -> Iterator[tuple[str, str, etree._Element]]:
    """Go through every formula element: its sheet, its cell (``B7``), itself."""
    for title, name in sheet_parts(parts).items():
        for formula in etree.fromstring(parts[name]).iter(f"{MAIN}f"):
            parent = formula.getparent()
            if parent is not None and parent.tag == f"{MAIN}c":
                yield title, str(parent.get("r")), formula


def _follow(parts: Parts, title: str, shared: str, cell: str) -> str:
    for sheet, origin, formula in formula_cells(parts):
        if sheet == title and formula.get("si") == shared and formula.text:
            return str(Translator(f"={formula.text}", origin).translate_formula(cell)).removeprefix("=")
    raise AssertionError(f"{title}!{cell} follows shared formula {shared}, which has no text")


def is_xml(name: str) -> bool:
    """Tell whether a part is XML, by its name."""
    return name.endswith((".xml", ".rels", ".vml"))
