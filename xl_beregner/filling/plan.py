"""How a template is filled at given list lengths: every changed part cut at its slots, once.

What goes into the slots is `fill`'s matter, what must move when a list changes its length
`grow`'s; what all lengths share is kept in `base`. A plan is kept and used again for every workbook
whose lists are as long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from xl_beregner.filling.answer_cells import ANSWER, AnswerPlan
from xl_beregner.filling.base import VALUE, Base, live_touch
from xl_beregner.filling.charts import Cache, lay_charts
from xl_beregner.filling.functions_forms import Form, Formed, column_formulas, formed
from xl_beregner.filling.functions_plan import OwnCells
from xl_beregner.filling.grow import Growth, grow
from xl_beregner.filling.live import Live, Place
from xl_beregner.filling.places import Places
from xl_beregner.filling.resize import followed
from xl_beregner.filling.sheet_plan import PartPlan, SheetPlan
from xl_beregner.filling.slots import ListSlots, Slot
from xl_beregner.ooxml import properties as custom
from xl_beregner.ooxml.archive import Member
from xl_beregner.ooxml.package import Package, with_part, without_part
from xl_beregner.ooxml.patches import Patches
from xl_beregner.ooxml.rows import GONE, Touch


@dataclass(slots=True)
class ColumnPlan:
    """Where a list's column goes."""

    slot: Slot
    part: str
    places: list[Place]
    run: slice | list[int]


@dataclass(slots=True)
class Plan:
    """A template ready to be filled."""

    parts: dict[str, PartPlan]
    scalars: list[tuple[Slot, PartPlan, Place, int]]
    lists: list[tuple[ListSlots, list[ColumnPlan]]]
    live: dict[Place, Live]  # as the template has them
    own: OwnCells | None  # the cells that call our functions
    formed: Formed | None  # all formula cells in the form in which ours are sent
    lost: frozenset[Place]  # cells that are no longer there
    dropped: frozenset[str]
    new_parts: tuple[str, ...]
    places: Places  # where names and tables lie at these lengths
    needs_places: bool  # whether a chart shows cells that are not one column of a list
    answers: AnswerPlan | None = None  # where the school's answers lie, if any are carried over


def build_plan(
    base: Base, rows: Mapping[str, int], form: Form, *, with_properties: bool, with_answers: bool = False
) -> Plan:
    """Plan a fill where the lists need so many rows, our functions in the form asked for."""
    growth = grow(base.workbook, base.slots, base.live, rows)
    edits: dict[str, Patches] = defaultdict(Patches, growth.edits)
    live, places = growth.live, _moved(base, growth)
    own, cells = _own_cells(base, growth, places, form)
    if cells is not None:
        column_formulas(base, cells, places, form, edits)
    answers = _answer_touches(base, growth) if with_answers else []
    moving = _Moving(base.moving, growth, frozenset(place for _, _, place, _ in answers))
    caches = lay_charts(base.workbook, growth.resizes, moving, edits)
    dropped = _drop_calculation_chain(base, growth, cells, edits)
    new_parts = _make_room_for_properties(base.package, edits) if with_properties else ()
    changed = _changed_rows(base, growth, answers)
    sheets = {
        name: SheetPlan(base, name, changed.get(name, {}), growth, edits)
        for name, part in base.workbook.sheet_parts.items()
        if name in base.touched or name in changed or part in edits
    }
    parts = {sheet.plan.name: sheet.plan for sheet in sheets.values()}
    for part, patches in edits.items():
        if len(patches) and part not in parts:
            parts[part] = _other_part(base, part, patches, caches.get(part, {}))
    return Plan(
        parts=parts,
        scalars=[
            (
                slot,
                sheets[slot.sheet].plan,
                (slot.sheet, *slot.box[:2]),
                sheets[slot.sheet].at(VALUE, *slot.box[:2]),
            )
            for slot in base.slots.scalars
        ],
        lists=[
            (listed, [_column_plan(base, slot, sheets[slot.sheet]) for slot in listed.columns])
            for listed in growth.lists
        ],
        live=live,
        own=own,
        formed=cells,
        lost=frozenset(growth.lost),
        dropped=dropped,
        new_parts=new_parts,
        places=places,
        needs_places=_tie_to_columns(growth, caches),
        answers=_answer_plan(answers, sheets) if with_answers else None,
    )


def _own_cells(
    base: Base, growth: Growth, places: Places, form: Form
) -> tuple[OwnCells | None, Formed | None]:
    """Find the cells of ours and bring them into their form."""
    if not base.has_own:
        return None, None
    last_row = max(
        [row for name in base.workbook.sheet_parts for row in base.workbook.sheet(name).row_numbers[-1:]]
        + [row for rows in growth.new_rows.values() for row in rows],
        default=1,
    )
    own = OwnCells(growth.live, places, last_row)
    cells = formed(base, growth.live, own, form)
    growth.live = cells.live
    return own, cells


def members_of(package: Package, plan: Plan, made: Mapping[str, Member]) -> list[Member]:
    """Put the parts that were made in place of the template's, new ones last."""
    members = [made.get(member.name, member) for member in package.members if member.name not in plan.dropped]
    return members + [made[name] for name in plan.new_parts if name in made]


def _column_plan(base: Base, slot: Slot, sheet: SheetPlan) -> ColumnPlan:
    top, left, bottom, _ = slot.box
    return ColumnPlan(slot, sheet.plan.name, base.places_of(slot), sheet.run(top, bottom, left))


_Answers = list[tuple[Slot, int, Place, Touch]]


def _answer_touches(base: Base, growth: Growth) -> _Answers:
    """Make the answer cells slots, in lists as long as they are now."""
    lists = {listed.table: listed for listed in growth.lists}
    return [
        (slot, row, base.answer_cells.place(slot, row), touch)
        for slot, row, touch in base.answer_cells.touches(lists)
    ]


def _answer_plan(answers: _Answers, sheets: Mapping[str, SheetPlan]) -> AnswerPlan:
    return AnswerPlan(
        {
            (slot.name, row): (slot, sheets[sheet].plan.name, sheets[sheet].at(ANSWER, at, column))
            for slot, row, (sheet, at, column), _ in answers
        }
    )


def _changed_rows(base: Base, growth: Growth, answers: _Answers) -> dict[str, dict[int, dict[int, Touch]]]:
    """Collect the rows that are not as at the template's own lengths, with all their touched cells."""
    changed: dict[str, dict[int, dict[int, Touch]]] = defaultdict(dict)

    def row_of(sheet: str, row: int) -> dict[int, Touch]:
        if row not in changed[sheet]:
            changed[sheet][row] = dict(base.touched.get(sheet, {}).get(row, {}))
        return changed[sheet][row]

    for sheet, row, column in growth.lost:
        cells = row_of(sheet, row)
        cells.pop(column, None)
        if base.workbook.sheet(sheet).cell(row, column) is not None:
            cells[column] = GONE
    for (sheet, row, column), head in growth.blank.items():
        row_of(sheet, row)[column] = Touch(head + b"/>")
    for (sheet, row, column), head in growth.heads.items():
        row_of(sheet, row)[column] = Touch(head, VALUE, b"/>")
    if growth.live is not base.live:
        for place, live in growth.live.items():
            if base.live.get(place) is not live:
                row_of(place[0], place[1])[place[2]] = live_touch(live, base.writers[place[0]])
    for _, _, (sheet, row, column), touch in answers:
        row_of(sheet, row)[column] = touch
    return changed


@dataclass(frozen=True, slots=True)
class _Moving:
    """Tells which cells may show something else in each workbook."""

    base: frozenset[Place]
    growth: Growth
    answers: frozenset[Place]

    def __contains__(self, place: object) -> bool:
        known = (self.base, self.growth.heads, self.growth.live, self.answers)
        return any(place in held for held in known)


def _drop_calculation_chain(
    base: Base, growth: Growth, cells: Formed | None, edits: dict[str, Patches]
) -> frozenset[str]:
    """Drop the order of calculation when a formula comes or goes: Excel makes it anew.

    Whether a cell that is to hold its value can have a formula is known in each fill only.
    """
    chain = base.calculation_chain
    is_same = growth.live is base.live or _formulas(growth.live) == _formulas(base.live)
    if chain is None or (is_same and not (cells and cells.frozen)):
        return frozenset()
    for part, patches in without_part(base.package, chain, base.workbook.part).items():
        edits[part].extend(patches)
    return frozenset([chain])


def _formulas(live: Mapping[Place, Live]) -> set[Place]:
    return {place for place, found in live.items() if found.markup}


def _make_room_for_properties(package: Package, edits: dict[str, Patches]) -> tuple[str, ...]:
    part = custom.properties_part(package)
    if package.has(part):
        return ()
    for changed, patches in with_part(package, part, custom.CONTENT_TYPE, custom.RELATIONSHIP).items():
        edits[changed].extend(patches)
    return (part,)


def _other_part(base: Base, part: str, patches: Patches, caches: Mapping[Hashable, Cache]) -> PartPlan:
    skeleton = patches.skeleton(base.package.markup(part).data)
    plan = PartPlan(part, skeleton.chunks, like=base.package.like(part))
    plan.caches = [(caches[name], at) for name, at in skeleton.slots.items()]
    return plan


def _moved(base: Base, growth: Growth) -> Places:
    """Tell where names and tables lie after lists changed their length."""
    if not growth.resizes:
        return base.places
    bottoms = {listed.excel_table.name: listed.bottom for listed in growth.lists if listed.excel_table}
    texts = {
        name.name: followed(name.text, name.scope, growth.resizes, single_cells=True)
        for name in base.workbook.names
        if name.scope is None
    }
    return base.places.moved(bottoms, texts)


def _tie_to_columns(growth: Growth, caches: Mapping[str, Mapping[Hashable, Cache]]) -> bool:
    """Let charts that show part of a list's column take it whole; tells whether others are left."""
    tops = {(listed.sheet, slot.column): (slot, listed) for listed in growth.lists for slot in listed.columns}
    is_left = False
    for cache in (cache for held in caches.values() for cache in held.values()):
        sheet, row, column = cache.places[0]
        slot, listed = tops.get((sheet, column), (None, None))
        count = len(cache.places)
        run = tuple((sheet, row + down, column) for down in range(count))
        if slot and listed and run == cache.places and listed.top <= row and row + count - 1 <= listed.bottom:
            cache.column = (slot.name, row - listed.top, row - listed.top + count)
        else:
            is_left = True
    return is_left
