"""What is wrong with the looks of a template: cells' protection and pictures without a description.

Whether a list has its key and its room is `check`'s matter.
"""

from __future__ import annotations

from collections.abc import Iterator

from xl_beregner.errors import Fault
from xl_beregner.filling.slots import Slot, Slots
from xl_beregner.ooxml.markup import Element
from xl_beregner.ooxml.sheet import Sheet, cell_name
from xl_beregner.ooxml.workbook import Workbook


def look_faults(workbook: Workbook, slots: Slots) -> Iterator[Fault]:
    """Find figures anybody can overwrite, answers nobody can give, and pictures that say nothing."""
    yield from _protection(workbook, slots)
    for name in workbook.sheet_parts:
        yield from _pictures(workbook, workbook.sheet(name))


def _protection(workbook: Workbook, slots: Slots) -> Iterator[Fault]:
    unlocked = _unlocked_styles(workbook)
    open_sheets: dict[str, None] = {}
    for slot in slots:
        sheet = workbook.sheet(slot.sheet)
        is_open = not _is_protected(sheet)
        if is_open and slot.kind == "felt":
            open_sheets[slot.sheet] = None
        wanted = slot.kind == "svar"  # unlocked
        wrong = next(
            (place for place in _cells(slot) if _is_unlocked(sheet, place, unlocked) != wanted), None
        )
        if wrong is None or (wanted and is_open):
            continue
        facts = {"ark": slot.sheet, "celle": cell_name(*wrong), "navn": slot.name}
        yield Fault("check_svar_laast", facts) if wanted else Fault("check_tal_ulaast", facts, "warning")
    for name in open_sheets:
        yield Fault("check_ark_ubeskyttet", {"ark": name}, "warning")


def open_cells(workbook: Workbook, slots: Slots) -> Iterator[Fault]:
    """Find cells of a protected sheet a school may write in that no name will bring home."""
    unlocked = _unlocked_styles(workbook)
    named = {(slot.sheet, *place) for slot in slots for place in _cells(slot)}
    for name in workbook.sheet_parts:
        sheet = workbook.sheet(name)
        if not _is_protected(sheet):
            continue
        found = [
            cell_name(cell.row, cell.column)
            for row in sheet.rows.values()
            for cell in row.cells.values()
            if int(cell.style or 0) in unlocked and (name, cell.row, cell.column) not in named
        ]
        if found:
            facts = {"ark": name, "celle": found[0], "antal": len(found)}
            yield Fault("check_aabne_celler", facts, "warning")


def _is_protected(sheet: Sheet) -> bool:
    found = sheet.markup.root.child("sheetProtection")
    return found is not None and found.attributes.get("sheet") in ("1", "true")


def _cells(slot: Slot) -> Iterator[tuple[int, int]]:
    top, left, bottom, right = slot.box
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            yield row, column


def _is_unlocked(sheet: Sheet, place: tuple[int, int], unlocked: frozenset[int]) -> bool:
    cell = sheet.cell(*place)
    style = cell.style if cell is not None else sheet.style_of_missing(*place)
    return int(style or 0) in unlocked


def _unlocked_styles(workbook: Workbook) -> frozenset[int]:
    """Tell the numbers of the styles whose cells may be typed in where the sheet is protected."""
    for part in workbook.package.related(workbook.part, "styles"):
        formats = workbook.package.markup(part).root.child("cellXfs")
        if formats is not None:
            return frozenset(
                at for at, style in enumerate(formats.children) if _says_unlocked(style.child("protection"))
            )
    return frozenset()


def _says_unlocked(protection: Element | None) -> bool:
    return protection is not None and protection.attributes.get("locked") in ("0", "false")


def _pictures(workbook: Workbook, sheet: Sheet) -> Iterator[Fault]:
    for part in workbook.package.related(sheet.part, "drawing"):
        for anchor in workbook.package.markup(part).root.all(
            "twoCellAnchor", "oneCellAnchor", "absoluteAnchor"
        ):
            for picture in anchor.all("graphicFrame", "pic"):
                named = next(picture.all("cNvPr"), None)
                if named is not None and not _is_described(named):
                    facts = {
                        "ark": sheet.name,
                        "celle": _corner(anchor),
                        "navn": named.attributes.get("name", ""),
                    }
                    yield Fault("check_alt_tekst", facts, "warning")


def _is_described(named: Element) -> bool:
    if named.attributes.get("descr") or named.attributes.get("title"):
        return True
    return any(found.attributes.get("val") in ("1", "true") for found in named.all("decorative"))


def _corner(anchor: Element) -> str:
    start = anchor.child("from")
    if start is None:
        return "A1"
    row, column = start.child("row"), start.child("col")
    return cell_name(int(row.text) + 1 if row else 1, int(column.text) + 1 if column else 1)
