"""The workbook part: its sheets, names, tables and which day is day one.

Which of the names mean something to us is `filling.slots`' matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from xl_beregner.errors import PackageError
from xl_beregner.ooxml.markup import Element, Markup
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.references import read_reference
from xl_beregner.ooxml.sheet import Box, Sheet


@dataclass(frozen=True, slots=True, eq=False)
class DefinedName:
    """A defined name as it stands."""

    name: str
    text: str
    scope: str | None  # the sheet it is for, if not all
    element: Element


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """An Excel table."""

    name: str
    part: str
    sheet: str
    box: Box  # with heading and totals
    header_rows: int
    totals_rows: int
    columns: tuple[str, ...]
    calculated: frozenset[int]  # sheet columns that hold a calculated column
    markup: Markup

    @property
    def data(self) -> Box:
        """Its rows without heading and totals."""
        top, left, bottom, right = self.box
        return (top + self.header_rows, left, bottom - self.totals_rows, right)


class Workbook:
    """The workbook part and what hangs on it."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = package.workbook_part
        self.markup = package.markup(self.part)
        properties = self.markup.root.child("workbookPr")
        self.is_1904 = properties is not None and properties.attributes.get("date1904") in ("1", "true")
        targets = {found.identity: found for found in package.relationships(self.part)}
        self.sheet_names: list[str] = []
        self.sheet_parts: dict[str, str] = {}  # worksheets only: a chart sheet has no cells
        for sheet in self.markup.root.all("sheet"):
            name = sheet.attributes.get("name", "")
            self.sheet_names.append(name)
            identity = next((text for key, text in sheet.attributes.items() if key.endswith(" id")), "")
            target = targets.get(identity)
            if target is not None and target.kind == "worksheet":
                self.sheet_parts[name] = target.target
        self._sheets: dict[str, Sheet] = {}

    def sheet(self, name: str) -> Sheet:
        """Read a worksheet, once."""
        if name not in self._sheets:
            part = self.sheet_parts[name]
            try:
                self._sheets[name] = Sheet(name, part, self.package.markup(part))
            except (KeyError, ValueError) as error:  # a row or area without a number
                raise PackageError("filling_pakke_xml", delnavn=part, linje=1) from error
        return self._sheets[name]

    def sheet_called(self, name: str | None) -> str | None:
        """Find a worksheet's name as it stands, whatever the case it is asked in."""
        wanted = (name or "").casefold()
        return next((found for found in self.sheet_parts if found.casefold() == wanted), None)

    @cached_property
    def names(self) -> list[DefinedName]:
        """All defined names."""
        found = []
        for element in self.markup.root.all("definedName"):
            local = element.attributes.get("localSheetId")
            try:
                scope = self.sheet_names[int(local)] if local is not None else None
            except (ValueError, IndexError) as error:
                raise PackageError("filling_pakke_xml", delnavn=self.part, linje=1) from error
            found.append(DefinedName(element.attributes.get("name", ""), element.text, scope, element))
        return found

    @cached_property
    def tables(self) -> list[Table]:
        """All tables, in the order of their sheets."""
        return [
            _read_table(self.package.markup(part), part, sheet)
            for sheet, sheet_part in self.sheet_parts.items()
            for part in self.package.related(sheet_part, "table")
        ]


def _read_table(markup: Markup, part: str, sheet: str) -> Table:
    root = markup.root
    try:
        box = read_reference(root.attributes["ref"]).box
        header_rows = int(root.attributes.get("headerRowCount", "1"))
        totals_rows = int(root.attributes.get("totalsRowCount", "0"))
        if min(header_rows, totals_rows) < 0 or box[0] + header_rows > box[2] - totals_rows:
            raise ValueError("no rows")
    except (KeyError, ValueError) as error:
        raise PackageError("filling_pakke_xml", delnavn=part, linje=1) from error
    columns = list(root.all("tableColumn"))
    return Table(
        name=root.attributes.get("displayName", root.attributes.get("name", "")),
        part=part,
        sheet=sheet,
        box=box,
        header_rows=header_rows,
        totals_rows=totals_rows,
        columns=tuple(column.attributes.get("name", "") for column in columns),
        calculated=frozenset(
            box[1] + at for at, column in enumerate(columns) if column.child("calculatedColumnFormula")
        ),
        markup=markup,
    )
