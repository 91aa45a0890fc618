"""Each unit's plan: its file name, and how its figures are made when its turn comes.

Which template and dataset they are for is ``plan``'s matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import xl_beregner
from xl_beregner.batch.card import TemplateCard
from xl_beregner.batch.choose import chosen, class_number
from xl_beregner.batch.names import class_files, file_names, pupil_files
from xl_beregner.batch.refill.refill import Refill
from xl_beregner.batch.refill.refilled import NOTHING, Refilled
from xl_beregner.batch.values import hash_of
from xl_beregner.errors import BeregnerError, Fault, TemplateError
from xl_beregner.texts import say, speaking

if TYPE_CHECKING:
    from xl_beregner.fields import Unit, UnitSource
    from xl_beregner.filling import Template
    from xl_beregner.filling.functions_forms import Kind


@dataclass(frozen=True, slots=True)
class Figures:
    """All that goes into one workbook; ``inputs`` is a hash of everything its bytes come from."""

    fields: Mapping[str, Any]
    inputs: str
    warnings: tuple[Fault, ...] = ()
    suppressed: tuple[str, ...] = ()
    copies: tuple[Mapping[str, Any], ...] = ()  # the pupils of a class's workbook, a sheet each
    titles: tuple[str, ...] = ()
    refilled: Refilled = field(default=NOTHING)  # what comes over from earlier workbooks
    basis: str = ""  # the same hash without that


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """One file to be; ``figures`` computes what goes into it."""

    number: str
    name: str
    file: str
    figures: Callable[[], Figures]
    properties: Mapping[str, str]
    class_group: str = ""
    pupil: str = ""


class Planner:
    """Makes the plans of one run's units."""

    def __init__(
        self,
        source: UnitSource,
        card: TemplateCard,
        parsed: Template,
        year: str,
        functions: Kind,
        *,
        pdf: bool,
    ) -> None:
        self.source = source
        self.card = card
        self.parsed = parsed
        self.year = year
        # How functions stand counts only where there are any: other files need not be made anew for it.
        self.form = [functions, card.language] if parsed.has_functions else []
        self.is_bound = card.kind == "elev" and not pdf
        self.kind = "klasse" if self.is_bound else card.kind
        self.shared = _shared_fields() if self.is_bound else ()
        self.first: Unit | None = None
        self.refill: Refill | None = None  # set where earlier workbooks are taken over

    def units(self, only: Sequence[str]) -> tuple[tuple[UnitPlan, ...], frozenset[str]]:
        """Plan the units asked for; also the numbers of all there are."""
        everyone = self.source.units
        asked = chosen(everyone, only)
        self.first = asked[0] if asked else None
        if self.is_bound:
            return self._classes_of_pupils(everyone, asked)
        files = self._files(everyone)
        plans = tuple(self._unit(unit, files[unit.number]) for unit in asked)
        return plans, frozenset(unit.number for unit in everyone)

    def refuse_unknown_fields(self) -> None:
        """Stop before the first file where the template asks for what no unit has."""
        if self.first is None:
            return
        try:
            fields = self.source.fields(self.first.number)
        except BeregnerError:  # this unit's alone, and told with it
            return
        _refuse_unknown_fields(self.parsed, fields)

    def _files(self, everyone: Sequence[Unit]) -> dict[str, str]:
        if self.card.kind == "elev":
            return pupil_files(everyone)
        if self.card.kind == "klasse":
            return class_files(everyone, self.card.suffix)
        return file_names([(unit.number, unit.name) for unit in everyone], self.card.suffix)

    def _unit(self, unit: Unit, file: str) -> UnitPlan:
        properties = self._properties(unit.number)

        def figures() -> Figures:
            with speaking(self.card.language):
                fields = self.source.fields(unit.number)
                refilled = self.refill.of(unit, fields) if self.refill else NOTHING
                return Figures(
                    fields,
                    self._hash(properties, fields, refilled),
                    tuple(self.source.warnings(unit.number)),
                    tuple(self.source.suppressed(unit.number)),
                    refilled=refilled,
                    basis=self._hash(properties, fields),
                )

        return UnitPlan(unit.number, unit.name, file, figures, properties, unit.class_group, unit.pupil)

    def _classes_of_pupils(
        self, everyone: Sequence[Unit], asked: Sequence[Unit]
    ) -> tuple[tuple[UnitPlan, ...], frozenset[str]]:
        """Plan a workbook a class with a sheet a pupil; a class is whole whichever pupil was asked for."""
        classes: dict[str, list[Unit]] = {}
        for unit in everyone:
            classes.setdefault(class_number(unit), []).append(unit)
        first = [pupils[0]._replace(number=number, pupil="") for number, pupils in classes.items()]
        files = class_files(first, self.card.suffix)
        wanted = {class_number(unit) for unit in asked}
        plans = tuple(
            self._bound(unit, files[unit.number], classes[unit.number])
            for unit in first
            if unit.number in wanted
        )
        return plans, frozenset(classes)

    def _bound(self, unit: Unit, file: str, pupils: Sequence[Unit]) -> UnitPlan:
        properties = self._properties(unit.number)

        def figures() -> Figures:
            from xl_beregner.filling.copies import sheet_titles

            with speaking(self.card.language):
                copies = tuple(self._in_class(unit.number, pupil) for pupil in pupils)
                names = [str(fields.get("elev_navn") or "") for fields in copies]
                titles = tuple(sheet_titles(names, say("batch.ark.elev")))
                told = [fault for pupil in pupils for fault in self.source.warnings(pupil.number)]
                hidden = [why for pupil in pupils for why in self.source.suppressed(pupil.number)]
                refilled = self.refill.of_class(unit, pupils, copies) if self.refill else NOTHING
                return Figures(
                    {},
                    self._hash(properties, {"elever": copies, "ark": titles}, refilled),
                    tuple({str(fault): fault for fault in told}.values()),
                    tuple(dict.fromkeys(hidden)),
                    copies,
                    titles,
                    refilled,
                    self._hash(properties, {"elever": copies, "ark": titles}),
                )

        return UnitPlan(unit.number, unit.name, file, figures, properties, unit.class_group)

    def _in_class(self, number: str, pupil: Unit) -> Mapping[str, Any]:
        """Give a pupil's fields; whose workbook it is, is told of the class that gets it."""
        fields = dict(self.source.fields(pupil.number))
        return fields | {"enhed_nr": number} if "enhed_nr" in fields else fields

    def _properties(self, number: str) -> dict[str, str]:
        return {"xb_enhed_nr": number, "xb_skoleaar": self.year}

    def _hash(
        self, properties: Mapping[str, str], fields: Mapping[str, Any], refilled: Refilled = NOTHING
    ) -> str:
        inputs = [self.card.sha256, xl_beregner.__version__, properties, fields, *self.form]
        return hash_of([*inputs, *refilled.told])


def _shared_fields() -> tuple[str, ...]:
    """Name the fields that tell of the class and not of a pupil."""
    from xl_beregner.fields.known.class_group import SCALARS

    return tuple(SCALARS)


def _refuse_unknown_fields(template: Template, fields: Mapping[str, Any]) -> None:
    from xl_beregner.filling.asked import Asked

    try:
        Asked(template.slots, fields)
    except TemplateError as error:
        unknown = [fault for fault in error.faults if fault.key.startswith("filling_ukendt_felt")]
        if unknown:  # anything else may be this unit's alone, and is told with it
            raise TemplateError(unknown) from error
