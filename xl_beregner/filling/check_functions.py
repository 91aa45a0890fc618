"""What is wrong with a template's ``BEREGNER_`` cells: unknown names, wrong counts, forms we do not support.

Excel's own functions are `check_formulas`' matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches

from xl_beregner.errors import Fault
from xl_beregner.filling.formula_tree import UnsupportedError
from xl_beregner.filling.functions_known import KNOWN
from xl_beregner.filling.functions_plan import OwnCells
from xl_beregner.filling.live import Place, read_live
from xl_beregner.filling.own_functions import PREFIX, Call, calls_in, is_ours
from xl_beregner.filling.places import Places
from xl_beregner.filling.recalculate import one_value_places
from xl_beregner.filling.translate import Translator
from xl_beregner.ooxml.formulas import tokenize
from xl_beregner.ooxml.sheet import cell_name
from xl_beregner.ooxml.workbook import Workbook

_HIDES = PREFIX + "SKJUL"
_RULES = {"conditionalFormatting": "live_i_format", "dataValidation": "live_i_validering"}
_RULE_FORMULAS = ("formula", "formula1", "formula2", "f")

Arities = Callable[[], Mapping[str, tuple[int, int]]]


def function_faults(workbook: Workbook, functions: Arities | None) -> Iterator[Fault]:
    """Find what is wrong with the cells of ours, and where else our functions stand, which none can do."""
    yield from _elsewhere(workbook)
    live = {place: found for place, found in read_live(workbook).items() if found.is_own}
    if not live:
        return
    places = one_value_places(Places.of(workbook))
    own = OwnCells(live, places, 1)
    known = functions() if functions else None
    for place in own.nodes:
        facts = {"ark": place[0], "celle": cell_name(*place[1:])}
        faults = list(_call_faults(own, place, known, facts)) if known is not None else []
        faults = faults or list(_form_faults(own, place, places, facts))
        yield from faults
        if not faults and any(call.function == _HIDES for call in calls_in(own.nodes[place])):
            # The figure stands in the cells it is given, in every copy that is sent.
            yield Fault("live_skjul_viser", facts, "warning")


def _elsewhere(workbook: Workbook) -> Iterator[Fault]:
    """Find our functions outside cells: there they are neither calculated nor brought into any form."""
    for name in workbook.names:
        if _calls_ours(name.text):
            yield Fault("live_i_navn", {"navn": name.name})
    for name_ in workbook.sheet_parts:
        for element in workbook.sheet(name_).markup.root.all(*_RULES):
            if any(_calls_ours(formula.text) for formula in element.all(*_RULE_FORMULAS)):
                area = element.child("sqref")  # newer Excels' own rules name their cells so
                cells = element.attributes.get("sqref") or (area.text if area is not None else "")
                yield Fault(_RULES[element.name], {"ark": name_, "celle": cells})


def _calls_ours(text: str) -> bool:
    return PREFIX in text.upper() and any(map(is_ours, tokenize(text)))


def _call_faults(
    own: OwnCells, place: Place, known: Mapping[str, tuple[int, int]], facts: Mapping[str, str]
) -> Iterator[Fault]:
    for call in calls_in(own.nodes[place]):
        told = {**facts, "funktion": call.function}
        if call.function not in known:
            yield _unknown(call, known, told)
            continue
        least, most = known[call.function]
        if not least <= len(call.arguments) <= most:
            count = str(least) if least == most else f"{least}-{most}"
            yield Fault("live_antal_argumenter", {**told, "antal": len(call.arguments), "kraevet": count})


def _unknown(call: Call, known: Mapping[str, tuple[int, int]], told: Mapping[str, str]) -> Fault:
    bare = {name.removeprefix(PREFIX): name for name in known}
    close = get_close_matches(call.function.removeprefix(PREFIX), bare, n=1)
    if close:
        return Fault("live_funktion_ukendt_mente", {**told, "mente": bare[close[0]]})
    return Fault("live_funktion_ukendt", dict(told))


def _form_faults(own: OwnCells, place: Place, places: Places, facts: Mapping[str, str]) -> Iterator[Fault]:
    translator = Translator(places, KNOWN)
    if place in own.broken:
        yield Fault("live_form", dict(facts))
        return
    for formula in own.formulas:
        if own.shown_by.get(formula.place, formula.place) == place:
            try:
                translator.translate(formula.text, formula.home, formula.place[1])
            except UnsupportedError:
                yield Fault("live_form", dict(facts))
                return
