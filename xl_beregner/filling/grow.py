"""Lists that change their length: the cells that come and go, and whether there is room.

What must follow them elsewhere (names, formats, charts, sparklines) is `follow`'s matter. Rows are
never shifted: whatever stands where new rows are needed stops the fill, with its place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from xl_beregner.errors import Fault, TemplateError
from xl_beregner.filling.follow import follow_everywhere
from xl_beregner.filling.live import Live, Place, copied_down, with_text
from xl_beregner.filling.obstacles import obstacles
from xl_beregner.filling.resize import Resize, followed
from xl_beregner.filling.slots import ListSlots, Slots
from xl_beregner.ooxml.patches import Patches
from xl_beregner.ooxml.sheet import Sheet, cell_name
from xl_beregner.ooxml.workbook import Workbook


@dataclass(slots=True)
class Growth:
    """What comes of lists that got longer or shorter."""

    lists: list[ListSlots]
    live: dict[Place, Live]
    lost: set[Place] = field(default_factory=set)
    blank: dict[Place, bytes] = field(default_factory=dict)  # the start tags, left open, of new cells
    heads: dict[Place, bytes] = field(default_factory=dict)  # the same of those that get a value
    new_rows: dict[str, dict[int, bytes]] = field(default_factory=lambda: defaultdict(dict))
    resizes: list[Resize] = field(default_factory=list)
    edits: dict[str, Patches] = field(default_factory=dict)


def grow(workbook: Workbook, slots: Slots, live: dict[Place, Live], rows: Mapping[str, int]) -> Growth:
    """Bring each table's list to its number of rows, at least one."""
    growth = Growth(lists=[], live=live)
    faults: list[Fault] = []
    for listed in slots.lists:
        wanted = max(rows[listed.table], 1)
        if listed.excel_table is None or wanted == listed.room:
            growth.lists.append(listed)
            continue
        if growth.live is live:
            growth.live = dict(live)
        bottom = listed.top + wanted - 1
        found = _cannot(workbook, slots, listed, bottom)
        if found:
            faults += found
        elif bottom > listed.bottom:
            _lengthen(workbook.sheet(listed.sheet), listed, bottom, growth)
        else:
            _shorten(workbook, listed, bottom, growth)
        growth.lists.append(_at_length(listed, bottom))
        growth.resizes += _resizes(listed, bottom)
    if faults:
        raise TemplateError(faults)
    if growth.resizes:
        _rewrite_formulas(workbook, growth)
        growth.edits = follow_everywhere(workbook, growth.resizes)
    return growth


def can_reach(workbook: Workbook, slots: Slots, listed: ListSlots, rows: int) -> bool:
    """Tell whether a list can have so many rows."""
    if listed.excel_table is None or rows == listed.room:
        return rows <= listed.room
    return not _cannot(workbook, slots, listed, listed.top + rows - 1)


def _cannot(workbook: Workbook, slots: Slots, listed: ListSlots, bottom: int) -> list[Fault]:
    table = listed.excel_table
    assert table is not None
    if table.totals_rows:
        # Moving a totals row would shift what points at it; the template's author can do without.
        facts = {"ark": listed.sheet, "celle": f"{listed.bottom + 1}", "tabel": table.name}
        return [Fault("filling_totalraekke", {**facts, "raekker": bottom - listed.top + 1})]
    if bottom <= listed.bottom:
        return []
    return obstacles(workbook, slots, listed, bottom)


def _lengthen(sheet: Sheet, listed: ListSlots, bottom: int, growth: Growth) -> None:
    """Add rows below that look and calculate like the last one."""
    last = listed.bottom
    written = {slot.column for slot in listed.columns}
    styles = {column: _style(sheet, last, column) for column in listed.area}
    for row in range(last + 1, bottom + 1):
        if row not in sheet.rows:
            growth.new_rows[sheet.name][row] = _row_head(sheet, last, row)
        for column in listed.area:
            place = (sheet.name, row, column)
            start = sheet.new_head(row, column, styles[column])
            above = growth.live.get((sheet.name, last, column))
            if column in written:
                growth.heads[place] = start
            elif above is not None and above.text:
                growth.live[place] = copied_down(
                    above, start, row - last, cell_name(row, column), sheet.prefix
                )
            elif styles[column] or sheet.cell(row, column):
                growth.blank[place] = start


def _style(sheet: Sheet, row: int, column: int) -> str | None:
    cell = sheet.cell(row, column)
    return cell.style if cell else sheet.style_of_missing(row, column)


def _row_head(sheet: Sheet, like: int, number: int) -> bytes:
    """Give a new row the height and looks of another."""
    model = sheet.rows.get(like)
    tag = b"<" + sheet.prefix + f'row r="{number}"'.encode()
    if model is None:
        return tag
    rest = sheet.markup.tag_without(model.element, "r")
    return tag + rest[len(sheet.prefix) + len("<row") :]


def _shorten(workbook: Workbook, listed: ListSlots, bottom: int, growth: Growth) -> None:
    """Take the lost rows' cells away: no value, no formula and no border stays behind."""
    sheet = workbook.sheet(listed.sheet)
    broken: set[str] = set()
    for row in range(bottom + 1, listed.bottom + 1):
        for column in listed.area:
            place = (sheet.name, row, column)
            gone = growth.live.pop(place, None)
            if gone and gone.group is not None:
                broken.add(gone.group)
            growth.lost.add(place)
    _break_up(sheet, broken, growth)


def _break_up(sheet: Sheet, groups: set[str], growth: Growth) -> None:
    """Give every member of a shared formula that lost one its own text."""
    if not groups:
        return
    for place, live in growth.live.items():
        if place[0] == sheet.name and live.group in groups:
            growth.live[place] = with_text(live, live.text, sheet.prefix)


def _at_length(listed: ListSlots, bottom: int) -> ListSlots:
    columns = [replace(slot, box=(slot.box[0], slot.box[1], bottom, slot.box[3])) for slot in listed.columns]
    return replace(listed, bottom=bottom, columns=columns)


def _resizes(listed: ListSlots, bottom: int) -> list[Resize]:
    """Tell what has another last row: the list's columns, neighbours together."""
    table = listed.excel_table
    headings = table.header_rows if table else 0
    runs: list[list[int]] = []
    for column in listed.area:
        if runs and runs[-1][-1] == column - 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    return [
        Resize(listed.sheet, (listed.top, run[0], listed.bottom, run[-1]), bottom, headings) for run in runs
    ]


def _rewrite_formulas(workbook: Workbook, growth: Growth) -> None:
    """Let the formulas in cells follow; a shared group is broken up where one of it changes."""
    changed: dict[Place, str] = {}
    broken: dict[str, set[str]] = defaultdict(set)
    for place, live in growth.live.items():
        text = followed(live.text, place[0], growth.resizes, own_row=place[1])
        if text != live.text:
            changed[place] = text
            if live.group is not None:
                broken[place[0]].add(live.group)
    for name, groups in broken.items():
        _break_up(workbook.sheet(name), groups, growth)
    for place, text in changed.items():
        prefix = workbook.sheet(place[0]).prefix
        growth.live[place] = with_text(growth.live[place], text, prefix)
