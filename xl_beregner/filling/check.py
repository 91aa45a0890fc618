"""What is wrong with a template, before anybody fills it: `check_template`.

Here are its names, lists and the workbook as a whole; its formulas are `check_formulas`' matter, its
cells' protection and its pictures `check_looks`', what must not go out to others `check_contents`'.
What would stop a fill is found by the same code that would stop it. Errors must be put right;
warnings may be meant so.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from xl_beregner.errors import Fault, OutputError, PackageError
from xl_beregner.filling.check_contents import (
    broken_parts,
    civil_faults,
    kind_faults,
    masked,
    owner_faults,
)
from xl_beregner.filling.check_formulas import formula_faults
from xl_beregner.filling.check_functions import Arities, function_faults
from xl_beregner.filling.check_history import asked_name, families, history_faults, property_faults
from xl_beregner.filling.check_looks import look_faults, open_cells
from xl_beregner.filling.obstacles import obstacles
from xl_beregner.filling.optional_sheets import optional_faults
from xl_beregner.filling.read_slots import read_slots
from xl_beregner.filling.slots import ListSlots, Slot, Slots, fault_at
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.properties import read_properties
from xl_beregner.ooxml.sheet import split_cell
from xl_beregner.ooxml.workbook import Workbook

# A list that meets something within so many rows below it can hardly grow.
ROOM_WANTED = 20
_PROPERTIES = ("xb_skabelon", "xb_version", "xb_enhed")
_UNITS = ("skole", "klasse", "elev", "kommune")
_ABOUT_PUPILS = ("klasse", "elev")
_BEGINNINGS = ("felt", "svar", "udelad")


def check_template(
    path: str | os.PathLike[str],
    known_fields: Collection[str] | None = None,
    functions: Arities | None = None,
) -> list[Fault]:
    """Find all that is wrong with a template.

    Parameters
    ----------
    path : path
        The template.
    known_fields : collection of str, optional
        The fields there are, as names have them after ``felt_``: ``skole_navn``, ``tal__v1``.
        ``forrige_*`` stands for all that begin so and go on as an answer does. Without it names are
        not looked up.
    functions : callable, optional
        Gives the ``BEREGNER_`` functions there are, each with the least and the most arguments it takes;
        asked only if the template calls one. Without it calls are not looked up.

    Returns
    -------
    list of Fault
        Errors first. An empty list: nothing to remark.

    Raises
    ------
    PackageError
        The file is no workbook, is encrypted or damaged.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise OutputError("filling_kan_ikke_laeses", sti=str(path), grund=error.strerror or "") from error
    package = Package(data, os.fspath(path))
    broken = broken_parts(package)
    if broken:  # what lies behind them cannot be read
        return broken
    try:
        return _all_faults(package, data, known_fields, functions)
    except PackageError as error:
        error.facts["fil"] = error.facts.get("fil") or package.source
        raise


def _all_faults(
    package: Package, data: bytes, known_fields: Collection[str] | None, functions: Arities | None
) -> list[Fault]:
    workbook = Workbook(package)
    slots = read_slots(workbook)
    properties = {name.casefold(): text for name, text in read_properties(package).items()}
    faults = [
        *slots.faults,
        *kind_faults(package),
        *owner_faults(workbook, slots, properties),
        *civil_faults(workbook),
        *_unknown_fields(slots, known_fields),
        *history_faults(slots, known_fields),
        *property_faults(properties),
        *_list_faults(workbook, slots),  # a slip in a list's name first: it explains what follows
        *optional_faults(workbook, slots),
        *_lost_names(workbook),
        *_nearly_ours(workbook),
        *_workbook_faults(workbook, properties),
        *look_faults(workbook, slots),
        # A teacher may write where nobody collects: choose a pupil, try a model.
        *([] if properties.get("xb_enhed", "").casefold() in _ABOUT_PUPILS else open_cells(workbook, slots)),
        *formula_faults(workbook, data),
        *function_faults(workbook, functions),
    ]
    return sorted(masked(faults), key=lambda fault: fault.severity != "error")


def _unknown_fields(slots: Slots, known: Collection[str] | None) -> Iterator[Fault]:
    if known is None:
        return
    names = {name.casefold(): name for name in known}
    for slot in slots:
        asked = asked_name(slot)
        if slot.kind == "svar" or asked in names or asked.startswith(families(known)):
            continue
        facts = {"ark": slot.sheet, "celle": slot.cell, "navn": slot.name, "felt": asked}
        close = get_close_matches(asked, [name for name in names if not name.endswith("*")], n=1)
        if close:
            yield Fault("check_felt_ukendt_mente", {**facts, "mente": f"felt_{names[close[0]]}"})
        else:
            yield Fault("check_felt_ukendt", facts)


def _lost_names(workbook: Workbook) -> Iterator[Fault]:
    """Find other names that lost their cells; those of fields are faults already."""
    for name in workbook.names:
        if "#REF!" in name.text and not name.name.casefold().startswith(("felt_", "svar_")):
            yield Fault("check_navn_ref", {"navn": name.name}, "warning")


def _nearly_ours(workbook: Workbook) -> Iterator[Fault]:
    """Find names that begin as ours but for the underscore: they would do nothing."""
    for name in workbook.names:
        said = name.name.casefold()
        begin = next((word for word in _BEGINNINGS if said.startswith(word)), None)
        if begin is None or said.startswith(f"{begin}_") or "#REF!" in name.text:
            continue
        # A sheet's name may be any word, so the beginning alone is meant as one.
        rest = said.removeprefix(begin).lstrip(".-_") or ("ark" if begin == "udelad" else "")
        yield Fault("check_navn_naesten", {"navn": name.name, "mente": f"{begin}_{rest}"}, "warning")


def _list_faults(workbook: Workbook, slots: Slots) -> Iterator[Fault]:
    tables = {listed.table for listed in slots.lists}
    for slot in slots.answers:
        if slot.table is not None and slot.table not in tables:
            yield _of_another_list(slot, slots) or _without_key(slot)
    for listed in slots.lists:
        has_key = any(slot.field == "noegle" for slot in listed.columns)
        if listed.answers and not has_key:
            yield _without_key(listed.answers[0])
        if listed.excel_table is not None:
            yield from _room(workbook, slots, listed)


def _of_another_list(slot: Slot, slots: Slots) -> Fault | None:
    """Tell of an answer in a list's rows that names another: a slip in the list's name."""
    rows = (slot.sheet, slot.box[0], slot.box[2])
    for listed in slots.lists:
        if (listed.sheet, listed.top, listed.bottom) == rows:
            meant = f"svar_{listed.table}__{slot.field}"
            return fault_at("check_svar_liste_mente", slot, liste=listed.table, mente=meant)
    return None


def _without_key(slot: Slot) -> Fault:
    key = f"felt_{slot.table}__noegle"
    return Fault(
        "check_svar_uden_noegle",
        {"ark": slot.sheet, "celle": slot.cell, "navn": slot.name, "noegle": key},
    )


def _room(workbook: Workbook, slots: Slots, listed: ListSlots) -> Iterator[Fault]:
    assert listed.excel_table is not None
    facts = {"ark": listed.sheet, "tabel": listed.excel_table.name}
    if listed.excel_table.totals_rows:
        first = listed.columns[0].cell
        yield Fault("check_tabel_totalraekke", {**facts, "celle": first}, "warning")
        return
    met = [
        (split_cell(str(fault.facts["celle"]))[1], str(fault.facts["celle"]))
        for fault in obstacles(workbook, slots, listed, listed.bottom + ROOM_WANTED)
    ]
    if met:
        row, cell = min(met)
        free = row - listed.bottom - 1
        yield Fault("check_tabel_trang", {**facts, "celle": cell, "plads": listed.room + free}, "warning")


def _workbook_faults(workbook: Workbook, properties: Mapping[str, str]) -> Iterator[Fault]:
    missing = [name for name in _PROPERTIES if not properties.get(name)]
    if missing:
        yield Fault("check_egenskab_mangler", {"egenskab": missing}, "warning")
    unit = properties.get("xb_enhed")
    if unit and unit.casefold() not in _UNITS:
        yield Fault("check_egenskab_enhed", {"vaerdi": unit, "kendte": list(_UNITS)})
    for sheet in workbook.markup.root.all("sheet"):
        if sheet.attributes.get("state") in ("hidden", "veryHidden"):
            yield Fault("check_skjult_ark", {"ark": sheet.attributes.get("name", "")}, "warning")
    if any(found.kind == "externalLink" for found in workbook.package.relationships(workbook.part)):
        yield Fault("check_eksterne_links", {}, "warning")
