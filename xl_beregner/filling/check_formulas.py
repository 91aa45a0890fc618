"""What is wrong with the formulas of a template: what Excel 2016 lacks, and what gets no cached value.

What we vouch for is decided in `translate`; here it is told, once for each column of like formulas.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from xl_beregner.errors import Fault, TemplateError
from xl_beregner.filling.formula_tree import UnsupportedError, shape_of
from xl_beregner.filling.functions_known import (
    GIVES_TEXT,
    KNOWN,
    NEEDS_LANGUAGE,
    NEWER_THAN_2007,
    TOO_NEW,
    VOLATILE,
)
from xl_beregner.filling.functions_plan import OwnCells
from xl_beregner.filling.guards import Guard
from xl_beregner.filling.live import Live, Place, read_live
from xl_beregner.filling.places import Places
from xl_beregner.filling.recalculate import FormulaCell, Recalculator
from xl_beregner.filling.translate import Translator
from xl_beregner.ooxml.formulas import Kind, function_names, references, tokenize
from xl_beregner.ooxml.references import TableReference
from xl_beregner.ooxml.sheet import area_name
from xl_beregner.ooxml.workbook import Workbook

_ARITHMETIC = frozenset("+-*/^%")
_NOT_A_NUMBER_BY_ITSELF = GIVES_TEXT | {
    "IF",
    "IFERROR",
    "IFNA",
    "INDEX",
    "VLOOKUP",
    "HLOOKUP",
    "LOOKUP",
    "CHOOSE",
}

_WORDS = {"array": "omraade", "reference": "henvisning", "argument": "argument", "function": "argument"}

_Finding = tuple[str, str, str]  # key, severity, what it is about


def formula_faults(workbook: Workbook, data: bytes) -> Iterator[Fault]:
    """Find what is wrong with the formulas of a workbook."""
    live = {place: found for place, found in read_live(workbook).items() if found.text}
    alike = _Alike(Translator(Places.of(workbook), KNOWN))
    found = [
        ((sheet, column, *finding), row)
        for (sheet, row, column), formula in live.items()
        for finding in alike.findings(formula, sheet, row)
    ]
    for (sheet, column, key, severity, about), rows in groupby(sorted(found), key=lambda one: one[0]):
        numbers = [row for _, row in rows]
        cells = area_name((numbers[0], column, numbers[-1], column))
        facts = {"ark": sheet, "celle": cells, "om": about}
        yield Fault(key, facts, "error" if severity == "error" else "warning")
    yield from _circles(live, workbook, data)


class _Alike:
    """What is found in a formula holds for its copies in other rows: a large template has thousands."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._found: dict[tuple[str, str, bool], tuple[_Finding, ...]] = {}

    def findings(self, formula: Live, sheet: str, row: int) -> tuple[_Finding, ...]:
        if "[" in formula.text:  # a table's own row is one inside the table only
            return tuple(_findings(formula, sheet, row, self._translator))
        key = (sheet, shape_of(formula.text, row), formula.is_own)
        if key not in self._found:
            self._found[key] = tuple(_findings(formula, sheet, row, self._translator))
        return self._found[key]


def _findings(formula: Live, sheet: str, row: int, translator: Translator) -> Iterator[_Finding]:
    text = formula.text
    names = function_names(text)
    stored = function_names(text, as_stored=True)
    for name in sorted(names & NEWER_THAN_2007):
        if name in stored:
            yield "check_uden_xlfn", "error", name
    for key, functions in (
        ("check_funktion_for_ny", TOO_NEW),
        ("check_flygtig", VOLATILE),
        ("check_tal_som_tekst", NEEDS_LANGUAGE),
    ):
        for name in sorted(names & functions):
            yield key, "warning", name
    if any(token.kind in (Kind.ERROR, Kind.STRUCTURED) and "#REF!" in token.text for token in tokenize(text)):
        yield "check_formel_ref", "warning", ""
    elif any(not isinstance(one, TableReference) and one.is_external for one in references(text)):
        yield "check_ekstern_formel", "warning", ""
    elif not formula.is_own and not names & (TOO_NEW | VOLATILE | NEEDS_LANGUAGE):
        yield from _without_value(text, sheet, row, translator)


def _without_value(text: str, sheet: str, row: int, translator: Translator) -> Iterator[_Finding]:
    unknown = sorted(function_names(text) - KNOWN.keys())
    for name in unknown:
        yield "check_funktion_ukendt", "warning", name
    if unknown:
        return
    try:
        translation = translator.translate(text, sheet, row)
    except UnsupportedError as error:
        yield f"check_form_{_WORDS[error.kind]}", "warning", ""
        return
    if any(_joins_a_number(guard) for guard in translation.guards):
        yield "check_tal_sat_sammen", "warning", ""


def _joins_a_number(guard: Guard) -> bool:
    """Tell whether what is joined to a text is a number by its very form, not only perhaps."""
    if guard.kind != "t":
        return False
    tokens = tokenize(guard.parts[0])
    if any(token.kind is Kind.OPERATOR and token.text == "&" for token in tokens):
        return False
    if any(token.kind is Kind.OPERATOR and token.text in _ARITHMETIC for token in tokens):
        return True
    return tokens[0].kind is Kind.FUNCTION and tokens[0].text not in _NOT_A_NUMBER_BY_ITSELF


def _circles(live: dict[Place, Live], workbook: Workbook, data: bytes) -> Iterator[Fault]:
    formulas = [FormulaCell(*place, found.text) for place, found in live.items() if not found.is_own]
    own = OwnCells({place: found for place, found in live.items() if found.is_own}, Places.of(workbook), 1)
    formulas += [FormulaCell(*one.place, one.text, one.home) for one in own.formulas]
    try:
        Recalculator(data, formulas, outside=own.reads)
    except TemplateError as error:
        yield from error.faults
