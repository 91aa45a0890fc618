"""A template and its fields become a workbook: `Template`, `fill_template` and what they give back.

Where values go was decided in `plan`; here they are written into the slots and packed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xl_beregner.errors import Fault, OutputError, PackageError
from xl_beregner.filling.asked import Asked, Fields
from xl_beregner.filling.base import Base
from xl_beregner.filling.calculate import Calculator
from xl_beregner.filling.carry import Carried, Labels, carry
from xl_beregner.filling.charts import Cache
from xl_beregner.filling.earlier import Earlier, laid_together
from xl_beregner.filling.earlier_sheet import with_earlier
from xl_beregner.filling.functions_forms import AS_THEY_STAND, Form
from xl_beregner.filling.leave_out import leave_out
from xl_beregner.filling.live import Live, Place
from xl_beregner.filling.optional_sheets import without_rows
from xl_beregner.filling.output import write_whole
from xl_beregner.filling.own_functions import Evaluator
from xl_beregner.filling.plan import ColumnPlan, Plan, build_plan, members_of
from xl_beregner.filling.slots import Slots
from xl_beregner.ooxml import properties as custom
from xl_beregner.ooxml.archive import Member, join_archive, pack
from xl_beregner.ooxml.encode import Value, serial
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.styles import Styles

# A plan holds a cut template and perhaps a loaded engine: enough for classes of 10 to 30 pupils.
_MOST_PLANS = 24


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled workbook, and what was written under every name."""

    data: bytes
    written: Mapping[str, Value | list[Value]]
    warnings: tuple[Fault, ...]
    homeless: tuple[Earlier, ...] = ()  # answers the template has no place for
    left_out: tuple[str, ...] = ()  # sheets the template leaves out for want of rows


class Template:
    """A template, parsed once for many fills."""

    def __init__(self, template: str | os.PathLike[str] | bytes, *, name: str | None = None) -> None:
        if isinstance(template, bytes):
            data, source = template, name or "template"
        else:
            data, source = _read(Path(template)), name or os.fspath(template)
        self.name = source
        try:
            self._base = Base(Package(data, source))
        except PackageError as error:
            error.facts.setdefault("fil", source)
            raise
        self._plans: dict[tuple[tuple[int, ...], bool, bool, Form], tuple[Plan, Calculator]] = {}

    @property
    def slots(self) -> Slots:
        """What the template asks for."""
        return self._base.slots

    @property
    def has_functions(self) -> bool:
        """Whether any of its cells calls a ``BEREGNER_`` function."""
        return self._base.has_own

    @property
    def properties(self) -> dict[str, str]:
        """The template's own document properties."""
        return custom.read_properties(self._base.package)

    def fill(
        self,
        fields: Fields,
        output: str | os.PathLike[str] | None = None,
        *,
        recalculate: bool = True,
        evaluator: Evaluator | None = None,
        form: Form = AS_THEY_STAND,
        properties: Mapping[str, str] | None = None,
        answers: Mapping[str, Any] | None = None,
        earlier: Sequence[Earlier] = (),
        every_sheet: bool = False,
    ) -> Filled:
        """Write the fields into a copy of the template.

        Parameters
        ----------
        fields : Mapping
            Single values by field name, lists by table name: ``{"skole_navn": "…", "tal": [{…}, …]}``.
        output : path, optional
            Where the workbook is written, whole or not at all.
        recalculate : bool
            Give every formula its value. Otherwise formulas show none until Excel calculates.
        evaluator : callable, optional
            Answers ``BEREGNER_`` functions: ``evaluator(name, *arguments)`` gives rows of values.
        form : Form
            How ``BEREGNER_`` functions stand in the workbook; without recalculation as in the template.
        properties : Mapping, optional
            Document properties to set, such as ``xb_enhed_nr``.
        answers : Mapping, optional
            What the school typed in an earlier workbook, as `collect_answers` gives it. Lists are matched
            by ``noegle``. An answer without a place goes to the sheet "Tidligere svar".
        earlier : sequence of Earlier
            What stood on that sheet before.
        every_sheet : bool
            Keep also the sheets the template marks to be left out when none of their lists has a row.

        Raises
        ------
        TemplateError
            A field the template asks for is missing, a value fits no cell, a list has no room.
        OutputError
            The workbook cannot be written.
        """
        asked = Asked(self._base.slots, fields)
        carried = carry(self._base, asked, answers or {})
        form = form if recalculate and self._base.has_own else AS_THEY_STAND
        plan, calculator = self._plan(
            asked.rows, form, with_properties=bool(properties), with_answers=bool(carried.values)
        )
        filling = _Filling(
            self._base, plan, needs_places=plan.needs_places or bool(plan.live and recalculate)
        )
        filling.write(asked)
        filling.answer(carried)
        warnings: tuple[Fault, ...] = ()
        if plan.live and recalculate:
            found = calculator.values(filling.values, evaluator)
            warnings = found.warnings
            filling.show(found.values, found.formulas)
        elif plan.live:
            warnings = (Fault("filling_uden_vaerdier", {"antal": len(plan.live)}, "warning"),)
        filling.draw()
        data = filling.packed(properties or {})
        gone = () if every_sheet else without_rows(self._base.slots, self._base.optional, asked.rows)
        if gone:
            data = leave_out(data, gone, self.name)
        archive = laid_together(earlier, carried.homeless)
        if archive:
            data = with_earlier(data, archive, str(asked.known("skole_navn") or ""))
        if output is not None:
            write_whole(data, Path(output))
        there = {slot.name for slot in self._base.slots if slot.sheet not in gone}
        written = {name: value for name, value in filling.written.items() if name in there}
        told = tuple(fault for fault in warnings if fault.facts.get("ark") not in gone)
        return Filled(data, written, told, tuple(carried.homeless), gone)

    def carried(self, fields: Fields, answers: Mapping[str, Any], labels: Labels | None = None) -> Carried:
        """Find the cells that a fill would put these answers in, and those it has none for."""
        return carry(self._base, Asked(self._base.slots, fields), answers, labels)

    def _plan(
        self, rows: Mapping[str, int], form: Form, *, with_properties: bool, with_answers: bool
    ) -> tuple[Plan, Calculator]:
        lengths = tuple(max(rows[listed.table], 1) for listed in self._base.slots.lists if listed.excel_table)
        key = (lengths, with_properties, with_answers, form)
        found = self._plans.pop(key, None)
        if found is None:
            plan = build_plan(
                self._base, rows, form, with_properties=with_properties, with_answers=with_answers
            )
            found = (plan, Calculator(self._base, plan, form))
            while len(self._plans) >= _MOST_PLANS:
                self._plans.pop(next(iter(self._plans)))
        self._plans[key] = found  # last used, last to go
        return found


def fill_template(
    template: str | os.PathLike[str] | bytes,
    fields: Fields,
    output: str | os.PathLike[str] | None = None,
    **how: Any,
) -> Filled:
    """Fill a template once; see `Template.fill`."""
    return Template(template).fill(fields, output, **how)


class _Filling:
    """One workbook on its way: the chunks of its changed parts."""

    def __init__(self, base: Base, plan: Plan, *, needs_places: bool) -> None:
        self.base = base
        self.plan = plan
        self.chunks = {name: part.chunks.copy() for name, part in plan.parts.items()}
        self.changed = {name for name, part in plan.parts.items() if part.has_values}
        self.columns: dict[str, list[Value]] = {}  # by name, as an engine takes them: dates are numbers
        self.values: dict[Place, Value] = {}  # the same by cell, where somebody asks
        self.needs_places = needs_places
        self.shown: Mapping[Place, Any] = {}
        self.written: dict[str, Value | list[Value]] = {}
        self.styles: Styles | None = None

    def write(self, asked: Asked) -> None:
        """Put the values into their slots."""
        for slot, part, place, at in self.plan.scalars:
            value = asked.scalars[slot.name]
            self.chunks[part.name][at] = part.cells.one(value)
            self.values[place] = self._for_engine(value)
            self.written[slot.name] = value
        for _, columns in self.plan.lists:
            for column in columns:
                self._write_column(column, *asked.columns[column.slot.name])

    def _write_column(self, column: ColumnPlan, values: list[Value], kinds: set[type]) -> None:
        chunks, part = self.chunks[column.part], self.plan.parts[column.part]
        cells = part.cells.column(values, kinds)
        spare = len(column.places) - len(cells)
        if spare:
            cells += [part.cells.blank] * spare
        if isinstance(column.run, slice):
            chunks[column.run] = cells
        else:
            for at, cell in zip(column.run, cells, strict=True):
                chunks[at] = cell
        self.written[column.slot.name] = values
        plain = values if kinds <= _NEEDS_NO_SERIAL else [self._for_engine(value) for value in values]
        if spare:
            plain = [*plain, *[None] * spare]
        self.columns[column.slot.name] = plain
        if self.needs_places:
            self.values.update(zip(column.places, plain, strict=True))

    def answer(self, carried: Carried) -> None:
        """Put the school's answers into their cells; the others show what the template has there."""
        if self.plan.answers is None:
            return
        self.styles = self.base.styles()
        writers = {name: writer.cells for name, writer in self.base.writers.items()}
        for at, (slot, part, chunk) in self.plan.answers.places.items():
            place = self.base.answer_cells.place(slot, at[1])
            if at in carried.values:
                value = carried.values[at]
                written = self.plan.answers.written(self.base.answer_cells, writers, self.styles, at, value)
                self.chunks[part][chunk] = written
            else:
                value = self.base.answer_cells.value(place)
            self.values[place] = self._for_engine(value)

    def _for_engine(self, value: Value) -> Value:
        if value is None or isinstance(value, (str, float, int)):
            return value
        return serial(value, is_1904=self.base.workbook.is_1904)

    def show(self, values: Mapping[Place, Any], formulas: Mapping[Place, Live]) -> None:
        """Give every formula its value; ``formulas`` are those that are this workbook's own."""
        self.shown = values
        for part in self.plan.parts.values():
            if part.live and part.lives:
                chunks, one = self.chunks[part.name], part.lives.one
                self.changed.add(part.name)
                for place, at, live in part.live:
                    chunks[at] = one(formulas.get(place, live) if formulas else live, values.get(place))

    def draw(self) -> None:
        """Give every chart the values it shows."""
        for part in self.plan.parts.values():
            for cache, at in part.caches:
                self.changed.add(part.name)
                self.chunks[part.name][at] = cache.written(self._drawn(cache))

    def _drawn(self, cache: Cache) -> Sequence[Any]:
        if cache.column is not None:
            name, start, stop = cache.column
            return self.columns[name][start:stop]
        return [self._shown(cache, place) for place in cache.places]

    def _shown(self, cache: Cache, place: Place) -> Any:
        for held in (self.values, self.shown, cache.fixed):
            if place in held:
                return held[place]
        return None

    def packed(self, properties: Mapping[str, str]) -> bytes:
        """Compress what changed and lay the file together."""
        package = self.base.package
        made: dict[str, Member] = {}
        for name, part in self.plan.parts.items():
            if name in self.changed:
                made[name] = pack(name, b"".join(self.chunks[name]), part.like)
            else:
                made[name] = part.packed()
        if self.styles is not None and self.styles.is_changed and self.styles.part:
            made[self.styles.part] = pack(
                self.styles.part, self.styles.content(), package.like(self.styles.part)
            )
        if properties:
            name = custom.properties_part(package)
            made[name] = pack(name, custom.with_properties(package, properties), package.like(name))
        return join_archive(members_of(package, self.plan, made))


_NEEDS_NO_SERIAL = {float, int, str, bool, type(None)}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise OutputError("filling_fil_mangler", sti=str(path)) from error
    except OSError as error:
        raise OutputError("filling_kan_ikke_laeses", sti=str(path), grund=error.strerror or "") from error
