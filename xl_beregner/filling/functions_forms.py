"""How our functions stand in a workbook that is sent: as functions, as ordinary formulas, as values.

Which cells there are is `functions_plan`'s matter, what they show `functions_values`', how a value
notices that its cells have changed `functions_frozen`'s. Ordinary formulas for our functions come
from outside, for one row at a time.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from xl_beregner.errors import Fault
from xl_beregner.filling.base import Base
from xl_beregner.filling.functions_frozen import checks_of, following_formula, frozen_formula
from xl_beregner.filling.functions_inputs import Count, Input, inputs_of
from xl_beregner.filling.functions_native import NativeRow, native_cells
from xl_beregner.filling.functions_plan import OwnCells
from xl_beregner.filling.functions_sums import NotComparableError
from xl_beregner.filling.live import Live, Place, with_text
from xl_beregner.filling.own_functions import is_ours, plain_name
from xl_beregner.filling.places import Area, Places, UnresolvedError
from xl_beregner.ooxml.formulas import tokenize
from xl_beregner.ooxml.markup import escape
from xl_beregner.ooxml.patches import Patches
from xl_beregner.ooxml.sheet import cell_name

Kind = Literal["native", "officejs", "com", "values"]
KINDS: tuple[Kind, ...] = ("native", "officejs", "com", "values")

_DYNAMIC = re.compile(rb"""\scm=("[^"]*"|'[^']*')""")
_PREFIXES = {"com": "", "officejs": "_xldudf_"}


@dataclass(frozen=True, slots=True)
class Form:
    """How our functions are to stand; without a kind they stay as the template has them."""

    kind: Kind | None = None
    native_row: NativeRow | None = None
    outdated: str = "forældet"


AS_THEY_STAND = Form()


@dataclass(slots=True)
class Formed:
    """The formula cells of a plan in their form.

    ``live`` are all cells as they are written; those in ``frozen`` get their formula with each fill,
    from their inputs.
    """

    live: dict[Place, Live]
    frozen: dict[Place, list[Input | Count]] = field(default_factory=dict)


def formed(base: Base, live: dict[Place, Live], own: OwnCells, form: Form) -> Formed:
    """Bring the cells of ours into their form."""
    found = Formed(dict(live))
    for place in own.nodes:
        _fill_out(base, place, own, found)
        if form.kind in _PREFIXES:
            text = renamed(live[place].text, _PREFIXES[form.kind])
            if text != live[place].text:
                found.live[place] = with_text(live[place], text, base.workbook.sheet(place[0]).prefix)
        elif form.kind is not None:
            for cell in own.cells(place):
                found.live[cell] = _plain(found.live[cell])
    if form.kind == "native":
        _as_ordinary(base, own, form.native_row, found)
    return found


def _fill_out(base: Base, place: Place, own: OwnCells, found: Formed) -> None:
    """Give each cell an answer fills a place in the file, also where the template has none."""
    for cell in own.cells(place):
        if cell not in found.live:
            sheet = base.workbook.sheet(cell[0])
            held = sheet.cell(*cell[1:])
            style = sheet.style_of_missing(*cell[1:])
            head = sheet.formula_head(held) if held else sheet.new_head(*cell[1:], style)
            found.live[cell] = Live(head, b"", "")


def _plain(live: Live) -> Live:
    """Take a cell's formula away, and the mark of one that spills by itself."""
    return Live(_DYNAMIC.sub(b"", live.head), b"", "")


def _as_ordinary(base: Base, own: OwnCells, native_row: NativeRow | None, found: Formed) -> None:
    """Write ordinary formulas where there are any; all other cells hold their value till it is outdated."""
    texts: dict[Place, str] = {}
    ordinary: set[Place] = set()
    for place in own.nodes:
        cells = native_cells(own, place, native_row) if native_row else None
        if cells is not None:
            ordinary.add(place)
            texts.update(cells.texts)
            own.ordinary.update(cells.calls)
            continue
        with contextlib.suppress(UnresolvedError):  # such a cell has no value either
            found.frozen[place] = inputs_of(own, place)
            texts_of_place = dict.fromkeys(own.cells(place), "NA()")  # until each fill writes its own
            _write(base, texts_of_place, found)
    own.leave_to_the_engine(ordinary, texts)
    _write(base, texts, found)


def _write(base: Base, texts: Mapping[Place, str], found: Formed) -> None:
    for cell, text in texts.items():
        found.live[cell] = with_formula(found.live[cell], text, base.workbook.sheet(cell[0]).prefix)


def with_formula(live: Live, text: str, prefix: bytes) -> Live:
    """Give a cell an ordinary formula."""
    p = prefix.decode()
    return replace(live, markup=f"<{p}f>{escape(text)}</{p}f>".encode(), text=text, group=None)


def frozen_cells(
    base: Base,
    formed_cells: Formed,
    own: OwnCells,
    form: Form,
    values: Mapping[Place, Any],
    value_of: Callable[[Place], Any],
) -> tuple[dict[Place, Live], tuple[Fault, ...]]:
    """Write the cells that hold their value until their inputs change, and tell those that cannot."""
    written: dict[Place, Live] = {}
    faults: list[Fault] = []
    checks: dict[tuple[str, tuple[Input | Count, ...]], str] = {}
    for place, inputs in formed_cells.frozen.items():
        live, prefix = formed_cells.live, base.workbook.sheet(place[0]).prefix
        plain = {cell: replace(live[cell], markup=b"") for cell in own.cells(place)}
        if values.get(place) is None:
            written.update(plain)
            continue
        key = (place[0], tuple(inputs))
        try:
            if key not in checks:
                checks[key] = checks_of(inputs, value_of, live)
            texts = _frozen_texts(own, place, values, checks[key], form.outdated)
            written.update({cell: with_formula(live[cell], text, prefix) for cell, text in texts.items()})
        except (NotComparableError, LookupError):
            written.update(plain)
            facts = {"ark": place[0], "celle": cell_name(*place[1:])}
            faults.append(Fault("live_kun_vaerdi", facts, "warning"))
    return written, tuple(faults)


def _frozen_texts(
    own: OwnCells, place: Place, values: Mapping[Place, Any], checks: str, outdated: str
) -> dict[Place, str]:
    first = cell_name(*place[1:])
    return {
        cell: frozen_formula(checks, values.get(cell), outdated)
        if cell == place
        else following_formula(first, values.get(place), values.get(cell), outdated)
        for cell in own.cells(place)
    }


def renamed(text: str, prefix: str) -> str:
    """Write the names of our functions as one kind of host stores them."""
    return "".join(
        prefix + plain_name(token.text) if is_ours(token) else token.text for token in tokenize(text)
    )


def column_formulas(base: Base, cells: Formed, places: Places, form: Form, edits: dict[str, Patches]) -> None:
    """Bring the formulas of calculated columns, which Excel gives to new rows, into the same form.

    One that has no one text for all rows goes: a new row then has none, rather than one of another form.
    """
    if form.kind is None:
        return
    for table in base.workbook.tables:
        for column, element in enumerate(table.markup.root.all("tableColumn")):
            held = element.child("calculatedColumnFormula")
            if held is None or not any(map(is_ours, tokenize(held.text))):
                continue
            patches = edits.setdefault(table.part, Patches())
            patches.forget(held.open_end, held.close)
            area = places.tables[table.name.casefold()]
            text = _column_text(area, column, held.text, cells, form)
            if text is None:
                patches.replace(held.start, held.end, b"")
            else:
                patches.replace(held.open_end, held.close, escape(text).encode())


def _column_text(area: Area, column: int, held: str, cells: Formed, form: Form) -> str | None:
    if form.kind in _PREFIXES:
        return renamed(held, _PREFIXES[form.kind])
    texts: set[str] = set()
    top, left, bottom, _ = area.data
    for place, live in cells.live.items():
        if place[0] == area.sheet and place[2] == left + column and top <= place[1] <= bottom:
            if place in cells.frozen:
                return None
            texts.add(live.text)
    return texts.pop() if len(texts) == 1 and "" not in texts else None
