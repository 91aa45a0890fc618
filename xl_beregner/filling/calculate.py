"""The values of a filled workbook's formulas: an engine for Excel's functions, an evaluator for ours.

The engine is `recalculate`'s matter, cells of ours are reckoned in `functions_values`; what neither
could answer is named here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xl_beregner.errors import Fault
from xl_beregner.filling.base import Base
from xl_beregner.filling.engine_file import engine_file
from xl_beregner.filling.functions_forms import Form, frozen_cells
from xl_beregner.filling.functions_values import Reckoning
from xl_beregner.filling.live import Live, Place
from xl_beregner.filling.own_functions import Evaluator
from xl_beregner.filling.plan import Plan
from xl_beregner.ooxml.encode import Value
from xl_beregner.ooxml.sheet import cell_name
from xl_beregner.ooxml.values import ErrorText, SharedStrings, read_value

if TYPE_CHECKING:
    from xl_beregner.filling.recalculate import Recalculator


@dataclass(frozen=True, slots=True)
class Calculated:
    """What the formulas of a workbook show, and the cells of ours whose formula is this workbook's own."""

    values: Mapping[Place, Any]
    warnings: tuple[Fault, ...]
    formulas: Mapping[Place, Live] = field(default_factory=dict)


class Calculator:
    """Calculates every workbook of one plan; the engine is loaded for the first."""

    def __init__(self, base: Base, plan: Plan, form: Form) -> None:
        self._base = base
        self._plan = plan
        self._form = form
        self._engine: Recalculator | None = None
        self._shared = SharedStrings(base.package, base.workbook)
        self._fixed: dict[Place, Any] = {}

    def values(self, written: Mapping[Place, Value], evaluator: Evaluator | None) -> Calculated:
        """Calculate; tells the formulas nobody could."""
        engine = self._loaded()
        if self._plan.own is None:
            found: Mapping[Place, Any] = engine.refill(written)
            return Calculated(found, (*self._named(found), *_showing_errors(found)))
        return self._with_ours(engine, written, evaluator)

    def _loaded(self) -> Recalculator:
        # Here and not above: a fill without values needs no engine on the machine.
        from xl_beregner.filling.recalculate import FormulaCell, Recalculator

        if self._engine is None:
            own = self._plan.own
            formulas = [
                FormulaCell(*place, live.text)
                for place, live in self._plan.live.items()
                if live.text and not (own and place in own.nodes)
            ]
            if own:
                formulas += [FormulaCell(*one.place, one.text, one.home) for one in own.formulas]
            file = engine_file(self._base, self._plan)
            reads = own.reads if own else None
            self._engine = Recalculator(file, formulas, shapes=self._base.shapes, outside=reads)
        return self._engine

    def _with_ours(
        self, engine: Recalculator, written: Mapping[Place, Value], evaluator: Evaluator | None
    ) -> Calculated:
        own, cells = self._plan.own, self._plan.formed
        assert own is not None
        assert cells is not None
        reckoning = Reckoning(own, self._plan.live, self._fixed_value)
        found = reckoning.run(engine, written, evaluator)
        formulas, faults = frozen_cells(self._base, cells, own, self._form, found, reckoning.value_of)
        return Calculated(found, (*self._named(found), *reckoning.faults(), *faults), formulas)

    def _fixed_value(self, place: Place) -> Any:
        """Read a cell that no fill and no formula changes."""
        if place not in self._fixed:
            value = None
            if place not in self._plan.lost:
                value = read_value(self._base.workbook.sheet(place[0]).cell(*place[1:]), self._shared)
            self._fixed[place] = value
        return self._fixed[place]

    def _named(self, found: Mapping[Place, Any]) -> tuple[Fault, ...]:
        """Name the formulas that show no value."""
        formed = self._plan.formed.live if self._plan.formed else {}
        lives = {**formed, **self._plan.live}
        lost = [place for place, live in lives.items() if live.markup and found.get(place) is None]
        return tuple(
            Fault("filling_formel_ukendt", {"ark": sheet, "celle": cell_name(row, column)}, "warning")
            for sheet, row, column in lost
        )


def _showing_errors(found: Mapping[Place, Any]) -> tuple[Fault, ...]:
    """Tell of formulas whose value is an error, once a sheet: a key misspelt, a division by nothing."""
    sheets: dict[str, list[Place]] = {}
    for place, value in found.items():
        if isinstance(value, ErrorText):
            sheets.setdefault(place[0], []).append(place)
    return tuple(
        Fault(
            "filling_formel_fejl",
            {
                "ark": sheet,
                "celle": cell_name(*min(places)[1:]),
                "antal": len(places),
                "vist": found[min(places)],
            },
            "warning",
        )
        for sheet, places in sheets.items()
    )
