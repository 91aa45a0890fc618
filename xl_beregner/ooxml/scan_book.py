"""A workbook file read for its names and some cells: `ScannedBook` unpacks only the parts it is asked for.

`package` and `workbook` read a file that is going to be written again; here a thousand are read once.
What a cell holds is `scan_values`' matter, what the names mean is decided in `filling`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote
from zipfile import ZipInfo

from xl_beregner.errors import PackageError
from xl_beregner.ooxml.archive import read_directory, unpack
from xl_beregner.ooxml.markup import Markup
from xl_beregner.ooxml.package import CONTENT_TYPES, relationships_of
from xl_beregner.ooxml.properties import properties_in
from xl_beregner.ooxml.references import read_reference
from xl_beregner.ooxml.scan import RawCell, ScannedElement, scan_cells, scan_elements, scan_texts
from xl_beregner.ooxml.scan_values import ValueReader, date_styles
from xl_beregner.ooxml.sheet import Box

# A returned workbook's sheets hold some hundred kB; what is so much larger is no answer to anything.
LARGEST_PART = 24_000_000
_OF_WORKBOOK = ("workbookPr", "sheet", "definedName")
_NO_TABLE = ScannedElement("", {}, "")


class Link(NamedTuple):
    """What a part points at: the last word of its kind, and a part's name or an address outside."""

    identity: str
    kind: str
    target: str
    is_external: bool


class ScannedName(NamedTuple):
    """A defined name as it stands."""

    name: str
    text: str
    scope: str | None  # the sheet it is for, if not all


@dataclass(frozen=True, slots=True)
class ScannedTable:
    """An Excel table: its name, its rows without heading and totals, its columns' names."""

    name: str
    data: Box
    columns: tuple[str, ...]


class ScannedBook:
    """The parts of a workbook file, unpacked when first asked for."""

    def __init__(self, data: bytes, source: str) -> None:
        self.source = source
        self._data = data
        entries = read_directory(data, source)
        self._entries: dict[str, ZipInfo] = {entry.filename.casefold(): entry for entry in entries}
        if CONTENT_TYPES.casefold() not in self._entries:
            raise PackageError("filling_pakke_ikke_regneark", fil=source)
        self.part = self._workbook_part()
        self.links = self._links(self.part)
        self.is_1904 = False
        self.sheet_names: list[str] = []
        self.names: list[ScannedName] = []
        self._sheet_parts: dict[str, str] = {}
        self._read_workbook()
        self._cells: dict[str, Mapping[str, RawCell]] = {}
        self.values = ValueReader(self._texts, self._date_styles, is_1904=self.is_1904)

    def _workbook_part(self) -> str:
        for link in self._links(""):
            if link.kind == "officeDocument" and not link.is_external:
                kind = self._content_type(link.target)
                if "sheet.binary" in kind:
                    raise PackageError("filling_pakke_xlsb", fil=self.source)
                if "spreadsheetml" in kind or "ms-excel" in kind:
                    return link.target
        raise PackageError("filling_pakke_ikke_regneark", fil=self.source)

    def _content_type(self, part: str) -> str:
        types = scan_elements(self._content(CONTENT_TYPES), CONTENT_TYPES, "Override", "Default")
        extension = part.rpartition(".")[2].casefold()
        default = ""
        for _, found, _ in types:
            if unquote(found.get("PartName", "")).lstrip("/").casefold() == part.casefold():
                return found.get("ContentType", "")
            if found.get("Extension", "").casefold() == extension:
                default = found.get("ContentType", "")
        return default

    def _content(self, part: str) -> bytes:
        entry = self._entries.get(part.casefold())
        if entry is None:
            raise PackageError("filling_pakke_del_mangler", fil=self.source, delnavn=part)
        if entry.file_size > LARGEST_PART:
            raise PackageError("filling_pakke_for_stor", fil=self.source)
        return unpack(entry, self._data, self.source)

    def _links(self, part: str) -> list[Link]:
        held = relationships_of(part)
        if held.casefold() not in self._entries:
            return []
        found = scan_elements(self._content(held), held, "Relationship")
        return [_link(part, link.attributes) for link in found]

    def linked(self, part: str, kind: str) -> list[str]:
        """Name the parts of one kind that a part points at and that are there; ``""`` is the package."""
        links = self.links if part == self.part else self._links(part)
        return [
            link.target
            for link in links
            if link.kind == kind and not link.is_external and link.target.casefold() in self._entries
        ]

    def _read_workbook(self) -> None:
        """Read the workbook's part: its sheets, its names and which day is day one."""
        targets = {link.identity: link for link in self.links}
        scopes: list[tuple[str, str, str]] = []
        for kind, found, text in scan_elements(self._content(self.part), self.part, *_OF_WORKBOOK):
            name = found.get("name", "")
            if kind == "definedName":
                scopes.append((name, text, found.get("localSheetId", "")))
            elif kind == "workbookPr":
                self.is_1904 = found.get("date1904") in ("1", "true")
            else:
                link = targets.get(found.get("id", ""))
                self.sheet_names.append(name)
                if link is not None and link.kind == "worksheet" and not link.is_external:
                    self._sheet_parts[name.casefold()] = link.target
        self.names = [ScannedName(name, text, self._scope(local)) for name, text, local in scopes]

    def _scope(self, local: str) -> str | None:
        if not local:
            return None
        if not local.isdecimal() or int(local) >= len(self.sheet_names):
            raise PackageError("filling_pakke_xml", fil=self.source, delnavn=self.part, linje=1)
        return self.sheet_names[int(local)]

    # --- What stands in it -----------------------------------------------------------------------
    @property
    def worksheets(self) -> list[str]:
        """Name the sheets that have cells."""
        return [name for name in self.sheet_names if name.casefold() in self._sheet_parts]

    def cells(self, sheet: str) -> Mapping[str, RawCell]:
        """Read a worksheet's cells, once; `values` tells what one holds."""
        if sheet not in self._cells:
            part = self._sheet_parts[sheet.casefold()]
            self._cells[sheet] = scan_cells(self._content(part), part)
        return self._cells[sheet]

    def tables(self, sheet: str) -> list[ScannedTable]:
        """Read the Excel tables of a worksheet."""
        parts = self.linked(self._sheet_parts[sheet.casefold()], "table")
        return [table for part in parts for table in _tables(self._content(part), part)]

    def _texts(self) -> list[str]:
        part = next(iter(self.linked(self.part, "sharedStrings")), None)
        return scan_texts(self._content(part), part) if part else []

    def _date_styles(self) -> frozenset[str]:
        part = next(iter(self.linked(self.part, "styles")), None)
        return date_styles(self._content(part), part) if part else frozenset()

    # --- What is said of it ------------------------------------------------------------------------
    @property
    def properties(self) -> dict[str, str]:
        """Its own document properties, as text."""
        part = next(iter(self.linked("", "custom-properties")), None)
        return properties_in(Markup(self._content(part), part)) if part else {}

    @property
    def modified(self) -> str:
        """When it was last saved, by its own word; "" if it does not say."""
        part = next(iter(self.linked("", "core-properties")), None)
        found = scan_elements(self._content(part), part, "modified") if part else []
        return found[0].text.strip() if found else ""


def _link(part: str, found: Mapping[str, str]) -> Link:
    target, is_external = found.get("Target", ""), found.get("TargetMode") == "External"
    if not is_external:
        whole = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), unquote(target)))
        target = whole.lstrip("/")
    return Link(found.get("Id", ""), found.get("Type", "").rpartition("/")[2], target, is_external)


def _tables(data: bytes, part: str) -> Iterator[ScannedTable]:
    root, *columns = scan_elements(data, part, "table", "tableColumn") or [_NO_TABLE]
    names = tuple(column.attributes.get("name", "") for column in columns)
    try:
        top, left, bottom, right = read_reference(root.attributes.get("ref", "")).box
        top += int(root.attributes.get("headerRowCount", "1"))
        bottom -= int(root.attributes.get("totalsRowCount", "0"))
    except ValueError:
        return  # a table without cells
    yield ScannedTable(root.attributes.get("displayName", ""), (top, left, bottom, right), names)
