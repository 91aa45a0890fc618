"""Formulas as they stand in a file: cut into tokens, and rewritten where rows move.

What a single reference says is read in `references`; what a formula evaluates to is
`filling.recalculate`'s matter. Text in a file is English, with commas and without the leading
``=``, whatever the reader's Excel shows.

The tokenizer never fails: what it does not understand becomes an ``OTHER`` token, and the tokens
of any text joined together are that text again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache

from xl_beregner.ooxml.references import (
    REF_ERROR,
    AnyReference,
    Reference,
    read_name,
    read_reference,
    read_structured,
)

Box = tuple[int, int, int, int]


class Kind(Enum):
    """What a token is."""

    NUMBER = auto()
    TEXT = auto()
    BOOLEAN = auto()
    ERROR = auto()
    REFERENCE = auto()
    NAME = auto()
    STRUCTURED = auto()
    FUNCTION = auto()
    OPERATOR = auto()
    SEPARATOR = auto()
    OPEN = auto()
    CLOSE = auto()
    SPACE = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a formula, exactly as it stands."""

    kind: Kind
    text: str


_NEWER = re.compile(r"^(?:_XLFN\.|_XLWS\.)+")
_WORD = r"(?:[^\W\d]|\\)[\w.\\?]*"
_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}"
_AREA = (
    rf"(?:{_CELL}(?::{_CELL})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?[1-9]\d{{0,6}}:\$?[1-9]\d{{0,6}})"
    r"(?![\w.(!\\?])"
)
# Quoted, plain (one sheet, or the first and last of a row of sheets), or a workbook alone: [1]!navn.
_PREFIX = (
    r"(?:'(?:[^']|'')+'"
    rf"|(?!{_CELL}:)(?:\[[^\[\]]+\])?[^\W\d][\w.]*+(?::[^\W\d][\w.]*+)?"
    r"|\[[^\[\]]+\])!"
)
_ERROR = (
    r"\#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!"
    r"|UNKNOWN!|BUSY!|EXTERNAL!|PYTHON!|GETTING_DATA)"
)
# What is found by its first character stands first.
_SCANNER = re.compile(
    rf"""
    (?P<separator>[,;])
  | (?P<open>[({{])
  | (?P<close>[)}}])
  | (?P<operator><=|>=|<>|[-+*/^&=<>%:@])
  | (?P<text>"(?:[^"]|"")*")
  | (?P<error>\#REF!{_AREA}|{_ERROR})
  | (?P<prefix>{_PREFIX})?(?:(?P<area>{_AREA})|(?P<word>{_WORD})|(?P<gone>{_ERROR}))
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<space>\s+)
  | (?P<spill>\#)
    """,
    re.VERBOSE,
)
_WORD_ONLY = re.compile(_WORD)
_DIGITS = re.compile(r"\d+")
_KINDS = {
    "text": Kind.TEXT,
    "error": Kind.ERROR,
    "gone": Kind.ERROR,
    "number": Kind.NUMBER,
    "space": Kind.SPACE,
    "operator": Kind.OPERATOR,
    "spill": Kind.OPERATOR,
    "separator": Kind.SEPARATOR,
    "open": Kind.OPEN,
    "close": Kind.CLOSE,
}


@lru_cache(maxsize=8192)
def tokenize(formula: str) -> tuple[Token, ...]:
    """Cut a formula into tokens; joined together they are the formula again."""
    tokens: list[Token] = []
    at = 0
    while at < len(formula):
        tokens.append(_token_at(formula, at))
        at += len(tokens[-1].text)
    return tuple(tokens)


def _token_at(formula: str, at: int) -> Token:
    found = _SCANNER.match(formula, at)
    if found is None:
        return _bracketed(formula, at, at) or _not_understood(formula, at)
    kind = str(found.lastgroup)
    if kind == "area":
        if read_reference(found["area"]).is_on_sheet:
            return Token(Kind.REFERENCE, found.group())
        return _beyond_the_sheet(formula, at, found.start("area"))
    if kind == "word":
        return _word(formula, at, found.end())
    return _plain_token(kind, found.group())


@lru_cache(maxsize=2048)
def _plain_token(kind: str, text: str) -> Token:
    return Token(_KINDS[kind], text)


def _word(formula: str, start: int, end: int) -> Token:
    text = formula[start:end]
    after = formula[end : end + 1]
    if after == "(":
        return Token(Kind.FUNCTION, text)
    if after == "[" and (structured := _bracketed(formula, start, end)):
        return structured
    return Token(Kind.BOOLEAN if text.upper() in ("TRUE", "FALSE") else Kind.NAME, text)


def _beyond_the_sheet(formula: str, start: int, body: int) -> Token:
    """Read what only looks like a reference: XYZ1 lies right of the last column and is a name."""
    if word := _WORD_ONLY.match(formula, body):
        return _word(formula, start, word.end())
    if start == body and (digits := _DIGITS.match(formula, start)):
        return Token(Kind.NUMBER, digits.group())
    return Token(Kind.OTHER, formula[start : body + 1])


def _bracketed(formula: str, start: int, bracket: int) -> Token | None:
    """Read ``Tabel[[#This Row],[kolonne]]`` from ``start``, whose first bracket is at ``bracket``."""
    depth, at = 0, bracket
    while at < len(formula) and (depth or formula[at] == "["):
        if formula[at] == "'":
            at += 1  # in a column's name ' stands before [ ] # ' @ to take their meaning away
        elif formula[at] in "[]":
            depth += 1 if formula[at] == "[" else -1
            if depth == 0:
                return Token(Kind.STRUCTURED, formula[start : at + 1])
        at += 1
    return None


def _not_understood(formula: str, at: int) -> Token:
    # After an unclosed quote or bracket nothing can be told apart any more.
    return Token(Kind.OTHER, formula[at:] if formula[at] in "\"'[" else formula[at])


def is_understood(formula: str) -> bool:
    """Tell whether every piece of a formula was understood."""
    return all(token.kind is not Kind.OTHER for token in tokenize(formula))


def references(formula: str) -> list[AnyReference]:
    """List everything a formula points at, in order, repeats included."""
    read: dict[Kind, Callable[[str], AnyReference]] = {
        Kind.REFERENCE: read_reference,
        Kind.NAME: read_name,
        Kind.STRUCTURED: read_structured,
    }
    return [read[token.kind](token.text) for token in tokenize(formula) if token.kind in read]


def function_names(formula: str, *, as_stored: bool = False) -> set[str]:
    """Name the functions a formula calls, in capitals.

    ``_xlfn.`` and ``_xlws.``, which Excel puts before functions newer than the file format, are
    taken off unless ``as_stored``. ``_xldudf_`` (an Office.js function) is part of the name.
    """
    called = {token.text.upper() for token in tokenize(formula) if token.kind is Kind.FUNCTION}
    return called if as_stored else {_NEWER.sub("", name) for name in called}


def shift(formula: str, rows: int, columns: int) -> str:
    """Move a formula as copying it does: relative parts move, ``$`` parts stay.

    A follower of a shared formula is its master's formula shifted by the distance between them.
    A reference that leaves the sheet becomes ``#REF!``.
    """
    return "".join(
        _moved(token.text, rows, columns) if token.kind is Kind.REFERENCE else token.text
        for token in tokenize(formula)
    )


@lru_cache(maxsize=16384)
def _moved(text: str, rows: int, columns: int) -> str:
    """Move one reference; the formulas of a row hold the same ones over and over."""
    old = read_reference(text)
    new = _shifted(old, rows, columns)
    if new is None:
        return old.prefix + REF_ERROR
    return text if new == old else str(new)


def resize_range(
    formula: str,
    sheet_of_formula: str | None,
    target_sheet: str,
    old: Box,
    new_last_row: int,
    *,
    header_rows: int = 1,
    single_cells: bool = False,
) -> str:
    """Let references that cover exactly a table's rows end at its new last row.

    ``old`` is the box of the table's data rows (top, left, bottom, right). A reference follows if it
    starts in the first data row (or in the heading above it) and ends in the last one, and its
    columns lie inside the table. Part of the rows, one cell among several rows, whole columns,
    other workbooks and references across sheets stay as they are.

    ``single_cells`` says whether ``$B$2`` covers a table of one row: yes in names and charts, where
    Excel writes a range of one cell so; no in formulas, where it means that cell.

    In a shared formula only ``$`` rows may be followed in the master's text: expand it first where
    its rows are relative.
    """

    def follow(reference: Reference) -> Reference:
        sheet = reference.sheet if reference.prefix else sheet_of_formula
        if reference.is_external or reference.is_across_sheets or not _same_sheet(sheet, target_sheet):
            return reference
        if not _covers(reference, old, header_rows, single_cells):
            return reference
        return _ending_at(reference, new_last_row)

    return _rewritten(formula, follow)


def _covers(reference: Reference, old: Box, header_rows: int, single_cells: bool) -> bool:
    top, left, bottom, right = reference.box
    if reference.form not in (("area", "cell") if single_cells else ("area",)):
        return False
    is_inside = old[1] <= left and right <= old[3]
    return is_inside and bottom == old[2] and top in (old[0], old[0] - header_rows)


def _ending_at(reference: Reference, row: int) -> Reference:
    first, last = reference.rows
    if reference.form == "cell":
        one = replace(reference, form="area", rows=(first, row))
        return reference if row == first else one
    # The lower corner may stand first (B31:B2): whichever is lower moves.
    return replace(reference, rows=(first, row) if last >= first else (row, last))


def _shifted(reference: Reference, rows: int, columns: int) -> Reference | None:
    def moved(at: tuple[int, int], fixed: tuple[bool, bool], by: int) -> tuple[int, int]:
        return (at[0] if fixed[0] else at[0] + by, at[1] if fixed[1] else at[1] + by)

    new = reference
    if reference.form != "columns":
        new = replace(new, rows=moved(new.rows, new.fixed_rows, rows))
    if reference.form != "rows":
        new = replace(new, columns=moved(new.columns, new.fixed_columns, columns))
    return _upright(new) if new.is_on_sheet else None


def _upright(reference: Reference) -> Reference:
    """Put the upper left corner first: moving A5:B$2 down turns it over, and engines differ on that."""
    new = reference
    if new.rows[0] > new.rows[1]:
        new = replace(new, rows=new.rows[::-1], fixed_rows=new.fixed_rows[::-1])
    if new.columns[0] > new.columns[1]:
        new = replace(new, columns=new.columns[::-1], fixed_columns=new.fixed_columns[::-1])
    return new


def _same_sheet(one: str | None, other: str) -> bool:
    return one is not None and one.casefold() == other.casefold()


def _rewritten(formula: str, change: Callable[[Reference], Reference]) -> str:
    """Rewrite the references that ``change`` gives anew; all else keeps its very characters."""
    pieces: list[str] = []
    for token in tokenize(formula):
        pieces.append(token.text)
        if token.kind is Kind.REFERENCE:
            old = read_reference(token.text)
            new = change(old)
            if new != old:
                pieces[-1] = str(new)
    return "".join(pieces)
