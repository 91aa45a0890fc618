"""What makes a package damaged: dangling links, missing types, cells out of order, broken formulas.

Each check lists its faults as readable lines; an empty list means none. openxml-audit looks for
much more, but not for these; reading the parts is ``parts.py``.
"""

from __future__ import annotations

from collections import Counter

from lxml import etree
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.cell import coordinate_to_tuple
from support.parts import (
    MAIN,
    RELATIONSHIP,
    Parts,
    formula_cells,
    is_xml,
    owner_of,
    sheet_parts,
    target_of,
)


def package_faults(parts: Parts) -> list[str]:
    """List what keeps Excel from opening the package cleanly, as far as its bytes tell."""
    checks = (
        relationship_faults,
        content_type_faults,
        cell_order_faults,
        calculation_chain_faults,
        shared_faults,
    )
    return [fault for check in checks for fault in check(parts)]


def relationship_faults(parts: Parts) -> list[str]:
    """List relationships that lead nowhere, stand twice, or are used without being there."""
    faults = []
    for name in parts:
        if not name.endswith(".rels"):
            continue
        source = owner_of(name)
        if source and source not in parts:
            faults.append(f"{name}: no part {source}")
        links = etree.fromstring(parts[name])
        ids = [str(link.get("Id")) for link in links]
        faults += [f"{name}: {id_} stands twice" for id_, times in Counter(ids).items() if times > 1]
        for link in links:
            if link.get("TargetMode") != "External" and target_of(source, link) not in parts:
                faults.append(f"{name}: {link.get('Id')} leads to {link.get('Target')}, which is not there")
        if source and is_xml(source):
            faults += [
                f"{source}: {used} is no relationship" for used in sorted(_used_ids(parts[source]) - set(ids))
            ]
    return faults


def content_type_faults(parts: Parts) -> list[str]:
    """List parts without a content type and content types without a part."""
    types = etree.fromstring(parts["[Content_Types].xml"])
    by_extension = {str(entry.get("Extension")).lower() for entry in types if entry.get("Extension")}
    by_name = [str(entry.get("PartName")).lstrip("/") for entry in types if entry.get("PartName")]
    faults = [f"content type of {name}, which is not there" for name in by_name if name not in parts]
    faults += [
        f"content type of {name} stands twice" for name, times in Counter(by_name).items() if times > 1
    ]
    return faults + [
        f"{name} has no content type"
        for name in parts
        if name != "[Content_Types].xml"
        and name not in by_name
        and name.rpartition(".")[2].lower() not in by_extension
    ]


def cell_order_faults(parts: Parts) -> list[str]:
    """List rows and cells that stand twice, out of order, in another row or outside the row's span."""
    faults = []
    for title, name in sheet_parts(parts).items():
        last_row = 0
        for row in etree.fromstring(parts[name]).iter(f"{MAIN}row"):
            number = int(row.get("r", "0"))
            if number <= last_row:
                faults.append(f"{title}: row {number} after row {last_row}")
            last_row, last_column = number, 0
            for cell in row.iter(f"{MAIN}c"):
                cell_row, column = coordinate_to_tuple(str(cell.get("r")))
                if cell_row != number:
                    faults.append(f"{title}: cell {cell.get('r')} stands in row {number}")
                if column <= last_column:
                    faults.append(
                        f"{title}: cell {cell.get('r')} after {get_column_letter(last_column)}{number}"
                    )
                last_column = column
            first, _, widest = str(row.get("spans", "1:16384")).partition(":")
            columns = [coordinate_to_tuple(str(cell.get("r")))[1] for cell in row.iter(f"{MAIN}c")]
            if columns and not int(first) <= min(columns) <= max(columns) <= int(widest):
                faults.append(f"{title}: row {number} has cells outside its span {row.get('spans')}")
    return faults


def calculation_chain_faults(parts: Parts) -> list[str]:
    """List cells of the calculation chain that hold no formula: Excel calls such a file damaged."""
    if "xl/calcChain.xml" not in parts:
        return []
    links = etree.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}sheet")
    titles = {str(sheet.get("sheetId")): str(sheet.get("name")) for sheet in links}
    there = {(title, cell) for title, cell, _ in formula_cells(parts)}
    faults, sheet = [], ""
    for entry in etree.fromstring(parts["xl/calcChain.xml"]):
        sheet = entry.get("i", sheet)  # an entry without a sheet is on the sheet of the one before
        if (titles[sheet], entry.get("r")) not in there:
            faults.append(f"calcChain: {titles[sheet]}!{entry.get('r')} holds no formula")
    return faults


def shared_faults(parts: Parts) -> list[str]:
    """List shared formulas without a master, with two, or with followers outside the master's range."""
    masters: dict[tuple[str, str], str] = {}
    faults = []
    shared = [found for found in formula_cells(parts) if found[2].get("t") == "shared"]
    for title, cell, formula in shared:
        if formula.get("ref"):
            if (title, str(formula.get("si"))) in masters:
                faults.append(f"{title}!{cell}: a second master of shared formula {formula.get('si')}")
            masters[title, str(formula.get("si"))] = str(formula.get("ref"))
    for title, cell, formula in shared:
        covered = masters.get((title, str(formula.get("si"))))
        if covered is None:
            faults.append(f"{title}!{cell}: shared formula {formula.get('si')} has no master")
        elif not _covers(covered, cell):
            faults.append(f"{title}!{cell} lies outside {covered}, the range of its shared formula")
    return faults


def _covers(covered: str, cell: str) -> bool:
    first_column, first_row, last_column, last_row = range_boundaries(covered)
    row, column = coordinate_to_tuple(cell)
    return bool(first_row <= row <= last_row and first_column <= column <= last_column)


def _used_ids(xml: bytes) -> set[str]:
    """Collect the relationship ids a part uses, whatever the attribute that names them."""
    return {
        str(value)
        for element in etree.fromstring(xml).iter(etree.Element)
        for name, value in element.attrib.items()
        if str(name).startswith(RELATIONSHIP)
    }
