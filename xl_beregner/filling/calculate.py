"""The values of a filled workbook's formulas: an engine for Excel's functions, an evaluator for ours.

The engine is `recalculate`'s matter, a cell of ours `own_functions`'; here both are asked in turn
until nothing changes, and what neither could answer is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from xl_beregner.errors import Fault
from xl_beregner.filling.base import Base
from xl_beregner.filling.engine_file import engine_file
from xl_beregner.filling.live import Place
from xl_beregner.filling.own_functions import Call, Evaluator, answer, read_call, spilled
from xl_beregner.filling.plan import Plan
from xl_beregner.ooxml.encode import Value
from xl_beregner.ooxml.sheet import cell_name
from xl_beregner.ooxml.values import ErrorText, SharedStrings, read_value

if TYPE_CHECKING:
    from xl_beregner.filling.recalculate import Recalculator

# Our cells may depend on Excel's and those on ours: a chain longer than this is a circle.
_MOST_ROUNDS = 6


class Calculator:
    """Calculates every workbook of one plan; the engine is loaded for the first."""

    def __init__(self, base: Base, plan: Plan) -> None:
        self._base = base
        self._plan = plan
        self._engine: Recalculator | None = None
        self._own: dict[Place, Call | None] = {
            place: read_call(live.text) for place, live in plan.live.items() if live.is_own
        }
        self._shared = SharedStrings(base.package, base.workbook)

    def values(
        self, written: Mapping[Place, Value], evaluator: Evaluator | None
    ) -> tuple[Mapping[Place, Any], tuple[Fault, ...]]:
        """Calculate; tells the formulas nobody could."""
        engine = self._loaded()
        if not self._own:
            found: Mapping[Place, Any] = engine.refill(written)
        else:
            found = self._in_turn(engine, written, evaluator)
        return found, self._named(found)

    def _loaded(self) -> Recalculator:
        # Here and not above: a fill without values needs no engine on the machine.
        from xl_beregner.filling.recalculate import FormulaCell, Recalculator

        if self._engine is None:
            formulas = [
                FormulaCell(*place, live.text)
                for place, live in self._plan.live.items()
                if live.text and place not in self._own
            ]
            file = engine_file(self._base, self._plan)
            self._engine = Recalculator(file, formulas, shapes=self._base.shapes)
        return self._engine

    def _in_turn(
        self, engine: Recalculator, written: Mapping[Place, Value], evaluator: Evaluator | None
    ) -> Mapping[Place, Any]:
        own: dict[Place, Any] = dict.fromkeys(self._own)
        found: Mapping[Place, Any] = {}
        for _ in range(_MOST_ROUNDS if evaluator else 1):
            found = engine.refill({**written, **own})
            answers = self._answers({**written, **found, **own}, evaluator) if evaluator else {}
            if not answers or answers == {place: own.get(place) for place in answers}:
                break
            own.update(answers)
        return {**found, **{place: value for place, value in own.items() if value is not None}}

    def _answers(self, known: Mapping[Place, Any], evaluator: Evaluator) -> dict[Place, Any]:
        answers: dict[Place, Any] = {}

        def value_of(place: Place) -> Any:
            if place in known:
                return known[place]
            return read_value(self._base.workbook.sheet(place[0]).cell(*place[1:]), self._shared)

        for place, call in self._own.items():
            rows = answer(call, place, self._plan.places, value_of, evaluator) if call else None
            if isinstance(rows, str):
                answers[place] = ErrorText(rows)
            elif rows is not None:
                answers.update(spilled(place, self._plan.live[place], rows))
        return answers

    def _named(self, found: Mapping[Place, Any]) -> tuple[Fault, ...]:
        """Name the formulas that show no value."""
        lost = [place for place, live in self._plan.live.items() if live.markup and found.get(place) is None]
        return tuple(
            Fault("filling_formel_ukendt", {"ark": sheet, "celle": cell_name(row, column)}, "warning")
            for sheet, row, column in lost
        )
