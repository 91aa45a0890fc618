"""Sheets a template lets out of a workbook that has nothing for them: those a name ``udelad_...`` lies on.

Such a sheet goes when none of its lists has a row. Which sheets may go, and what keeps one from going, is
decided here, for `check` and for a fill alike; taking them out is `leave_out`'s matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from xl_beregner.errors import Fault
from xl_beregner.filling.copy_parts import family
from xl_beregner.filling.copy_rules import FORMULA_ATTRIBUTES, FORMULAS, own_names, place_inside, stands_on
from xl_beregner.filling.slots import Slots
from xl_beregner.ooxml.formulas import Kind, references, tokenize
from xl_beregner.ooxml.markup import Element
from xl_beregner.ooxml.references import AnyReference, Reference
from xl_beregner.ooxml.sheet import cell_name
from xl_beregner.ooxml.workbook import DefinedName, Workbook

PREFIX = "udelad_"


@dataclass(frozen=True, slots=True)
class Mark:
    """The name that lets a sheet be left out."""

    name: str
    sheet: str
    cell: str

    def fault(self, key: str, **facts: str) -> Fault:
        """Tell what keeps the sheet from being left out."""
        return Fault(key, {"ark": self.sheet, "celle": self.cell, "navn": self.name, **facts})


def optional_sheets(workbook: Workbook, slots: Slots) -> tuple[str, ...]:
    """Name the sheets that may be left out: those marked that nothing keeps."""
    marks = _marks(workbook)
    return tuple(
        sheet for sheet, mark in marks.items() if next(_kept_by(workbook, slots, mark), None) is None
    )


def optional_faults(workbook: Workbook, slots: Slots) -> Iterator[Fault]:
    """Find what keeps marked sheets in the workbook."""
    for mark in _marks(workbook).values():
        yield from _kept_by(workbook, slots, mark)


def without_rows(slots: Slots, sheets: Collection[str], rows: Mapping[str, int]) -> tuple[str, ...]:
    """Name those of these sheets none of whose lists has a row."""
    filled = {listed.sheet for listed in slots.lists if rows.get(listed.table)}
    return tuple(sheet for sheet in sheets if sheet not in filled)


def _marks(workbook: Workbook) -> dict[str, Mark]:
    """Find the names, the first of each sheet."""
    found: dict[str, Mark] = {}
    for name in workbook.names:
        if not name.name.casefold().startswith(PREFIX):
            continue
        for target in references(name.text):
            sheet = workbook.sheet_called(target.sheet) if isinstance(target, Reference) else None
            if isinstance(target, Reference) and sheet is not None:
                found.setdefault(sheet, Mark(name.name, sheet, cell_name(*target.box[:2])))
    return found


def _kept_by(workbook: Workbook, slots: Slots, mark: Mark) -> Iterator[Fault]:
    if mark.sheet == workbook.sheet_names[0]:
        yield mark.fault("check_udelad_forrest")
    lists = {listed.table for listed in slots.lists if listed.sheet == mark.sheet}
    if not lists:
        yield mark.fault("check_udelad_uden_liste")
    for slot in slots.answers:
        if slot.sheet == mark.sheet and slot.table not in lists:
            yield Fault(
                "check_udelad_svar",
                {"ark": slot.sheet, "celle": slot.cell, "svar": slot.name, "navn": mark.name},
            )
    for sheet, cell in _looking_at(workbook, mark.sheet):
        facts = {"ark": sheet, "celle": cell, "peger": mark.sheet, "navn": mark.name}
        yield Fault("check_udelad_peger", facts)


def _looking_at(workbook: Workbook, wanted: str) -> Iterator[tuple[str, str]]:
    """Find the other sheets' cells, rules, charts and names that need a sheet, the first of each sheet.

    A link to it is none: it is taken off with the sheet, and its text stays.
    """
    names = own_names(workbook, [wanted])
    tables = {table.name.casefold() for table in workbook.tables if table.sheet == wanted}

    def is_there(text: str) -> bool:
        return any(_means(target, wanted, names, tables) for target in _targets(text))

    for sheet, part in _parts(workbook):
        if sheet == wanted:
            continue
        found = next((cell for cell, text in _formulas(workbook, part) if is_there(text)), None)
        if found is None and any(is_there(name.text) for name in _own(workbook, sheet)):
            found = "A1"
        if found is not None:
            yield sheet, found


def _parts(workbook: Workbook) -> Iterator[tuple[str, str]]:
    """List every sheet with its part, also those that are a chart alone."""
    yield from workbook.sheet_parts.items()
    charts = [name for name in workbook.sheet_names if name not in workbook.sheet_parts]
    yield from zip(charts, workbook.package.related(workbook.part, "chartsheet"), strict=False)


def _means(target: AnyReference, sheet: str, names: Collection[str], tables: Collection[str]) -> bool:
    if isinstance(target, Reference) and target.is_across_sheets:
        return True  # a row of sheets: whichever goes, it is another row
    return stands_on(target, [sheet], names, tables)


def _targets(formula: str) -> Iterator[AnyReference]:
    """List what a formula points at, also by a link of its own: ``HYPERLINK("#Ark!A1")``."""
    yield from references(formula)
    for token in tokenize(formula):
        if token.kind is Kind.TEXT and token.text.startswith('"#'):
            yield from references(token.text[2:-1])


def _own(workbook: Workbook, sheet: str) -> Iterator[DefinedName]:
    return (name for name in workbook.names if name.scope == sheet)


def _formulas(workbook: Workbook, sheet_part: str) -> Iterator[tuple[str, str]]:
    """List every formula of a sheet and of what hangs on it, with its cell where it has one."""
    package = workbook.package
    for part in family(package, sheet_part):
        if part.endswith(".xml"):
            yield from _below(package.markup(part).root, "A1")
        for link in package.relationships(part):
            if part != sheet_part and place_inside(link):  # a picture one clicks on
                yield "A1", place_inside(link)


def _below(element: Element, cell: str) -> Iterator[tuple[str, str]]:
    for child in element.children:
        if child.name == "hyperlink":
            continue
        place = child.attributes.get("r", cell) if child.name == "c" else _first(child, cell)
        if child.name in FORMULAS and child.text:
            yield place, child.text
        for name in FORMULA_ATTRIBUTES:
            if child.attributes.get(name):
                yield place, child.attributes[name]
        yield from _below(child, place)


def _first(element: Element, cell: str) -> str:
    """Give the first cell of a rule's area, else the cell that is known."""
    area = element.attributes.get("sqref", "").partition(" ")[0].partition(":")[0]
    return area or cell
