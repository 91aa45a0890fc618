"""The pieces ordinary formulas are put together from: arguments, checks, sentences.

Which function becomes which formula stands in ``native_measurement``, ``native_targets`` and
``native_tools``. A formula reads from outside in: what a cell may not hold, what is impossible, what is
missing, and last the arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xl_beregner import cells, texts
from xl_beregner.catalog import Kind, Parameter, UdfSpec
from xl_beregner.hosts.arguments import may_be_blank, words_of
from xl_beregner.measures.rules import LARGEST, SMALLEST
from xl_beregner.ooxml.formulas import Kind as Piece
from xl_beregner.ooxml.formulas import Token, tokenize
from xl_beregner.ooxml.references import read_reference, read_structured

# Excel takes at most 255 characters between two quotes, also where the formula itself is shorter.
_LONGEST_TEXT = 250
_BLANK = "\0"


class NoFormula(Exception):
    """A call without ordinary formula, or one the function refuses whatever its cells hold."""


@dataclass(frozen=True, slots=True)
class Argument:
    """What stands at one parameter: a cell by its reference, or a constant with its value."""

    text: str
    value: float | str | None = None

    @property
    def is_cell(self) -> bool:
        """Whether it is a cell, whose contents are known only when the formula is calculated."""
        return self.value is None

    def __str__(self) -> str:
        """Write it as it stands in a formula; a negative number keeps its sign before ``^``."""
        return f"({self.text})" if self.text.startswith("-") else self.text


Arguments = dict[str, Argument]


def read_arguments(spec: UdfSpec, given: Sequence[str | None]) -> Arguments:
    """Read the arguments of one row by their parameters' names; what is left out is left out."""
    if len(given) > len(spec.parameters):
        raise NoFormula
    found: Arguments = {}
    for parameter, text in zip(spec.parameters, given, strict=False):
        argument = _read(parameter, text)
        if argument is not None:
            found[parameter.name] = argument
    for parameter in spec.parameters:
        if parameter.required and parameter.name not in found and not may_be_blank(spec, parameter):
            raise NoFormula
    return found


def is_range(text: str | None) -> bool:
    """Tell whether a text points at a column of cells: ``B2:B25`` or ``tabel[elever]``."""
    pieces = _pieces(text)
    if len(pieces) != 1:
        return False
    if pieces[0].kind is Piece.REFERENCE:
        found = read_reference(pieces[0].text)
        return found.form == "area" and not (found.is_external or found.is_across_sheets)
    if pieces[0].kind is not Piece.STRUCTURED:
        return False
    table = read_structured(pieces[0].text)
    return len(table.columns) == 1 and table.parts in ((), ("#Data",))


def _read(parameter: Parameter, text: str | None) -> Argument | None:
    pieces = _pieces(text)
    if not pieces:
        return None
    whole = "".join(piece.text for piece in pieces)
    if len(pieces) == 1 and _is_one_cell(pieces[0]):
        return Argument(whole)
    if len(pieces) == 1 and pieces[0].kind is Piece.TEXT:
        written = whole[1:-1].replace('""', '"')
        return None if cells.is_blank(written) else _constant(parameter, whole, written)
    if pieces[-1].kind is Piece.NUMBER and [piece.text for piece in pieces[:-1]] in ([], ["-"]):
        return _constant(parameter, whole, float(whole))
    raise NoFormula


def _pieces(text: str | None) -> list[Token]:
    return [piece for piece in tokenize(text or "") if piece.kind is not Piece.SPACE]


def _is_one_cell(piece: Token) -> bool:
    if piece.kind is Piece.REFERENCE:
        found = read_reference(piece.text)
        return found.form == "cell" and not (found.is_external or found.is_across_sheets)
    if piece.kind is not Piece.STRUCTURED:
        return False
    table = read_structured(piece.text)
    return len(table.columns) == 1 and table.parts == ("#This Row",)


def _constant(parameter: Parameter, text: str, value: float | str) -> Argument:
    if parameter.kind in (Kind.NUMBER, Kind.COLUMN):
        if not isinstance(value, float) or abs(value) > LARGEST:
            raise NoFormula
        return Argument("0", 0.0) if abs(value) < SMALLEST else Argument(text, value)
    word = cells.parse_name(value) or ""
    if parameter.kind is Kind.CHOICE:
        word = words_of("valg").get(word.lower(), "")
        if word not in parameter.options:
            raise NoFormula
    return Argument(text, word)


# --- Checks ------------------------------------------------------------------------------------
def outside(argument: Argument | None, *limits: str) -> list[str]:
    """Count what lies where it cannot be: ``outside(sd, "<=0")``; a constant is judged at once."""
    if argument is None:
        return []
    if argument.is_cell:
        return [f'COUNTIF({argument},"{limit}")' for limit in limits]
    if any(_holds(float(argument.value or 0), limit) for limit in limits):
        raise NoFormula
    return []


def broken(argument: Argument | None) -> list[str]:
    """Count a number that should be whole and is not."""
    if argument is None:
        return []
    if argument.is_cell:
        return [f"(N({argument})<>INT(N({argument})))"]
    if not float(argument.value or 0).is_integer():
        raise NoFormula
    return []


def _holds(value: float, limit: str) -> bool:
    sign = limit.rstrip("0123456789")
    bound = float(limit[len(sign) :])
    return {"<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound}[sign]


def guarded(
    formula: str,
    numbers: Sequence[Argument | None],
    impossible: Sequence[str] = (),
    direction: Argument | None = None,
) -> str:
    """Put a formula behind its checks: anything but numbers and blanks, then impossible numbers."""
    known = list(dict.fromkeys(str(cell) for cell in numbers if cell and cell.is_cell))
    counted = [f"COUNT({','.join(known)})"] if known else []
    counted += [f"COUNTBLANK({cell})" for cell in known]
    wanted = len(known)
    if direction is not None and direction.is_cell:
        counted.append(_is_word(direction, ("up", "down"), or_blank=True))
        wanted += 1
    if impossible:
        formula = f"IF({'+'.join(impossible)}>0,#NUM!,{formula})"
    return f"IF({'+'.join(counted)}<{wanted},#VALUE!,{formula})" if counted else formula


def unless_missing(needed: Sequence[Argument | None], formula: str, otherwise: str = '""') -> str:
    """Calculate only where every one of these is a number; blanks are known to be blanks by then."""
    if None in needed:
        return otherwise
    found = list(dict.fromkeys(str(cell) for cell in needed if cell and cell.is_cell))
    return f"IF(COUNT({','.join(found)})<{len(found)},{otherwise},{formula})" if found else formula


def if_is(argument: Argument, value: int, formula: str, otherwise: str) -> str:
    """Choose by whether an argument is a number; a constant is judged at once."""
    if argument.is_cell:
        return f"IF({argument}={value},{formula},{otherwise})"
    return formula if argument.value == value else otherwise


# --- Arithmetic and words ----------------------------------------------------------------------
def reach(confidence: Argument | None) -> str:
    """Give the normal quantile of a confidence: 1.96 where it is 0.95 or blank."""
    if confidence is None:
        return "NORMSINV(0.975)"
    given = f'IF({confidence}="",0.95,{confidence})' if confidence.is_cell else str(confidence)
    return f"NORMSINV((1+{given})/2)"


def by_direction(direction: Argument | None, up: str, down: str) -> str:
    """Choose between two formulas by what the direction's cell or constant says; blank is up."""
    if direction is None or direction.value == "up":
        return up
    if direction.value == "down":
        return down
    return f"IF({_is_word(direction, ('down',))},{down},{up})"


def _is_word(cell: Argument, choices: Sequence[str], *, or_blank: bool = False) -> str:
    """Look whether a cell holds a word of a choice, in any of our languages and any case."""
    words = [word for word, choice in words_of("valg").items() if choice in choices]
    listed = ("||" if or_blank else "|") + "|".join(words) + "|"
    return f'ISNUMBER(FIND("|"&LOWER(TRIM({cell}))&"|",{quoted(listed)}))'


def sentence(spec: UdfSpec, column: str, key: str, **blanks: Any) -> str:
    """Write a sentence of a function's answer, in the language spoken now, as a text of a formula."""
    return quoted(texts.say(f"funktion.{spec.name}.{column}.{key}", **blanks))


def sentence_with(spec: UdfSpec, column: str, key: str, blank: str, formula: str) -> str:
    """Write a sentence with a formula in place of its one blank; that must give a whole number."""
    said = texts.say(f"funktion.{spec.name}.{column}.{key}", **{blank: _BLANK})
    before, found, after = said.partition(_BLANK)
    return f"{quoted(before)}&{formula}&{quoted(after)}" if found else quoted(said)


def quoted(text: str) -> str:
    """Write a text as a constant; a long one in pieces."""
    pieces = [text[at : at + _LONGEST_TEXT] for at in range(0, len(text), _LONGEST_TEXT)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)
