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
from xl_beregner.filling.own_functions import PREFIX, Call, calls_in
from xl_beregner.filling.places import Places
from xl_beregner.filling.recalculate import one_value_places
from xl_beregner.filling.translate import Translator
from xl_beregner.ooxml.sheet import cell_name
from xl_beregner.ooxml.workbook import Workbook

_HIDES = PREFIX + "SKJUL"

Arities = Callable[[], Mapping[str, tuple[int, int]]]


def function_faults(workbook: Workbook, functions: Arities | None) -> Iterator[Fault]:
    """Find what is wrong with the cells of ours."""
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
