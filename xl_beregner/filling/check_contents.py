"""What stands in a template and would go out to everybody: a school's own answers, civil numbers.

Whether the file can be read at all is told here too, part by part. What its names ask for is
`check`'s matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from xl_beregner.cells import find_civil_number
from xl_beregner.errors import Fault, PackageError
from xl_beregner.filling.slots import Slot, Slots, fault_at
from xl_beregner.ooxml.markup import Element
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.sheet import Cell, Sheet, cell_name
from xl_beregner.ooxml.workbook import Workbook

_TAG = re.compile("<[^>]*>")
MASK = "••••••-••••"
_CONTENT = {
    ".xlsx": "spreadsheetml.sheet.main+xml",
    ".xlsm": "sheet.macroEnabled.main+xml",
}
# Each holds one text, which may be cut into runs of different looks.
_TEXTS = frozenset({"si", "is", "p", "text"})
# Attributes somebody has typed. The rest are numbers of the program's own, which may look like anything.
_TYPED = frozenset(
    (
        *("name", "displayName", "descr", "title", "prompt", "promptTitle", "error", "errorTitle"),
        *("display", "tooltip", "comment", "Target"),
    )
)


def broken_parts(package: Package) -> list[Fault]:
    """Parse every XML part: a fill reads only some of them, Excel reads all."""
    faults = []
    for part in package.contents:
        if part.endswith((".xml", ".rels")):
            try:
                package.markup(part)
            except PackageError as error:
                faults.append(Fault(error.key, {**error.facts, "fil": package.source}))
    return faults


def kind_faults(package: Package) -> Iterator[Fault]:
    """Compare the file's name with what it is: Excel opens no file whose two do not agree."""
    content = package.content_types.get(package.workbook_part, "")
    suffix = PurePath(package.source).suffix.lower()
    wanted = next((name for name, ending in _CONTENT.items() if content.endswith(ending)), None)
    if wanted is None:
        yield Fault("check_fil_format", {"fil": package.source})
    elif suffix != wanted:
        yield Fault("check_fil_endelse", {"fil": package.source, "endelse": wanted})


def owner_faults(workbook: Workbook, slots: Slots, properties: Mapping[str, str]) -> Iterator[Fault]:
    """Find that the workbook is somebody's already: what they wrote would go to all others."""
    if properties.get("xb_enhed_nr"):
        yield Fault("check_udfyldt", {"enhed": properties["xb_enhed_nr"]})
    for slot in slots.answers:
        place = _first_filled(workbook.sheet(slot.sheet), slot)
        if place is not None:
            yield fault_at("check_svar_udfyldt", slot, celle=cell_name(*place))


def _first_filled(sheet: Sheet, slot: Slot) -> tuple[int, int] | None:
    top, left, bottom, right = slot.box
    for number, row in sheet.rows.items():
        if top <= number <= bottom:
            for column, cell in row.cells.items():
                if left <= column <= right and _says_something(cell):
                    return number, column
    return None


def _says_something(cell: Cell) -> bool:
    if cell.kind == "b" and cell.formula is None:
        return _stored(cell) != "0"  # an empty tick box holds FALSE
    return any(child.name == "f" or _whole(child).strip() for child in cell.element.children)


def civil_faults(workbook: Workbook) -> Iterator[Fault]:
    """Find civil numbers anywhere in the file, without ever repeating one."""
    package = workbook.package
    shared = _shared_strings(workbook)
    sheets = {part: name for name, part in workbook.sheet_parts.items()}
    used: set[int] = set()
    for part, name in sheets.items():
        sheet = workbook.sheet(name)
        hits = [cell for row in sheet.rows.values() for cell in row.cells.values() if _is_civil(cell, shared)]
        used |= {int(_stored(cell)) for cell in hits if cell.kind == "s" and _stored(cell).isdigit()}
        place = part if find_civil_number(name) else name
        if hits:
            cell_ = cell_name(hits[0].row, hits[0].column)
            yield Fault("check_cpr_celle", {"ark": place, "celle": cell_, "antal": len(hits)})
        if any(find_civil_number(text) for text in _texts(sheet.markup.root, "sheetData")):
            yield Fault("check_cpr_del", {"sted": place})
    lost = {at for at, text in enumerate(shared) if find_civil_number(text)} - used
    strings = set(package.related(workbook.part, "sharedStrings"))
    for part in package.contents:
        if part.endswith(".vml") and find_civil_number(_without_tags(package.contents[part])):
            yield Fault("check_cpr_del", {"sted": part})
        if part in sheets or not part.endswith((".xml", ".rels")):
            continue
        root = package.markup(part).root
        if lost if part in strings else any(find_civil_number(text) for text in _texts(root)):
            yield Fault("check_cpr_del", {"sted": part})


def _is_civil(cell: Cell, shared: list[str]) -> bool:
    text = _stored(cell)
    formula = cell.formula
    if formula is not None and find_civil_number(formula.text):
        return True
    if cell.kind == "s":
        return text.isdigit() and int(text) < len(shared) and find_civil_number(shared[int(text)]) is not None
    if cell.kind == "n":
        # As a number it has lost the zero it began with; what a formula gives is calculated anew.
        digits = text.zfill(10)
        return formula is None and text.isdigit() and len(text) in (9, 10) and bool(find_civil_number(digits))
    return find_civil_number(_whole(cell.element) if cell.kind == "inlineStr" else text) is not None


def _stored(cell: Cell) -> str:
    value = cell.element.child("v")
    return value.text if value is not None else ""


def _shared_strings(workbook: Workbook) -> list[str]:
    return [
        _whole(item)
        for part in workbook.package.related(workbook.part, "sharedStrings")
        for item in workbook.package.markup(part).root.children
    ]


def _texts(element: Element, *without: str) -> Iterator[str]:
    """List every text below an element that a person may have written."""
    yield _whole(element) if element.name in _TEXTS else element.text
    for key, value in element.attributes.items():
        if key in _TYPED:
            yield value
    for child in element.children:
        if child.name not in without:
            yield from _texts(child)


def _without_tags(old_drawing: bytes) -> str:
    """Read what buttons and old text boxes say; their markup is often no XML."""
    return _TAG.sub(" ", old_drawing.decode("utf-8", "replace"))


def _whole(element: Element) -> str:
    return element.text + "".join(_whole(child) for child in element.children)


def masked(faults: list[Fault]) -> list[Fault]:
    """Hide civil numbers in what is told of the template: a sheet may be called one."""
    return [
        Fault(
            fault.key,
            {
                key: MASK if isinstance(fact, str) and find_civil_number(fact) else fact
                for key, fact in fault.facts.items()
            },
            fault.severity,
        )
        for fault in faults
    ]
