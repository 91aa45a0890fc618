"""``BEREGNER_`` functions in a template's formulas, read as they stand: calls and what is around them.

Where their arguments lie is found in `functions_plan`, what they answer in `functions_values`, how
they are written into a workbook in `functions_forms`. Excel's own functions are `recalculate`'s matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from xl_beregner.ooxml.encode import Value
from xl_beregner.ooxml.formulas import Kind, Token, tokenize

Evaluator = Callable[..., Sequence[Sequence[Value]]]

PREFIX = "BEREGNER_"
# As Excel stores an Office.js function, one of an add-in library, and one it takes for newer than itself.
_STORED = re.compile(r"^(?:_XLDUDF_|_XLFN\.|_XLL\.)+")
POINTS = (Kind.REFERENCE, Kind.NAME, Kind.STRUCTURED)


@dataclass(frozen=True, slots=True)
class Point:
    """A reference, a name or a structured reference."""

    text: str


@dataclass(frozen=True, slots=True)
class Constant:
    """What is written in the formula itself; None where an argument is left out."""

    value: Value


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one of our functions."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """One value of an answer, by ``INDEX``."""

    call: Call
    row: Node
    column: Node | None


@dataclass(frozen=True, slots=True)
class Mixed:
    """An ordinary formula around calls, or without any; each call stands for one value in it."""

    pieces: tuple[str | Call | Pick, ...]


Node = Point | Constant | Call | Pick | Mixed


def plain_name(stored: str) -> str:
    """Give a function's name as its user knows it, in capitals."""
    return _STORED.sub("", stored.upper())


def is_ours(token: Token) -> bool:
    """Tell whether a token is the name of one of our functions, however it is stored."""
    return token.kind is Kind.FUNCTION and plain_name(token.text).startswith(PREFIX)


def read(text: str) -> Node:
    """Read a formula, or an argument of one."""
    return _read(list(tokenize(text)))


def calls_in(node: Node) -> Iterator[Call]:
    """Walk all calls of a formula, those among another's arguments too."""
    if isinstance(node, Call):
        yield node
    for inner in parts_of(node):
        yield from calls_in(inner)


def parts_of(node: Node) -> tuple[Node, ...]:
    """Name what a part of a formula is made of."""
    if isinstance(node, Call):
        return node.arguments
    if isinstance(node, Pick):
        return (node.call, node.row, *([node.column] if node.column else []))
    if isinstance(node, Mixed):
        return tuple(piece for piece in node.pieces if not isinstance(piece, str))
    return ()


def _read(tokens: list[Token]) -> Node:
    tokens = _stripped(tokens)
    try:
        return Constant(_constant(tokens))
    except LookupError:
        pass
    if len(tokens) == 1 and tokens[0].kind in POINTS:
        return Point(tokens[0].text)
    if tokens[0].kind is Kind.FUNCTION and _closing(tokens, 1) == len(tokens) - 1:
        found = _called(tokens)
        if found is not None:
            return found
    return Mixed(tuple(_pieces(tokens)))


def _called(tokens: list[Token]) -> Call | Pick | None:
    """Read a function with its brackets: ours, or one value of ours."""
    arguments = _arguments(tokens[2:-1])
    function = plain_name(tokens[0].text)
    if function.startswith(PREFIX):
        return Call(function, tuple(map(_read, arguments)))
    if function not in ("INDEX", "SINGLE") or not arguments or not arguments[0]:
        return None
    inner = _read(arguments[0])
    if not isinstance(inner, Call):
        return None
    if function == "SINGLE" and len(arguments) == 1:  # Excel's @
        return Pick(inner, Constant(1.0), Constant(1.0))
    if function == "INDEX" and len(arguments) in (2, 3):
        row, *column = map(_read, arguments[1:])
        return Pick(inner, row, column[0] if column else None)
    return None


def _pieces(tokens: list[Token]) -> Iterator[str | Call | Pick]:
    at, text = 0, ""
    while at < len(tokens):
        end = _closing(tokens, at + 1) if tokens[at].kind is Kind.FUNCTION else 0
        found = _called(tokens[at : end + 1]) if end else None
        if found is None:
            text += tokens[at].text
            at += 1
            continue
        if text:
            yield text
        yield found
        at, text = end + 1, ""
    if text:
        yield text


def _closing(tokens: Sequence[Token], opening: int) -> int:
    """Find the bracket that ends what one opens; 0 where none does."""
    depth = 0
    for at in range(opening, len(tokens)):
        depth += (tokens[at].kind is Kind.OPEN) - (tokens[at].kind is Kind.CLOSE)
        if depth == 0:
            return at
    return 0


def _arguments(tokens: list[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
        if token.kind is Kind.SEPARATOR and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return [] if len(parts) == 1 and not _stripped(parts[0]) else parts


def _stripped(tokens: list[Token]) -> list[Token]:
    start, end = 0, len(tokens)
    while start < end and tokens[start].kind is Kind.SPACE:
        start += 1
    while end > start and tokens[end - 1].kind is Kind.SPACE:
        end -= 1
    return tokens[start:end]


def _constant(tokens: Sequence[Token]) -> Value:
    """Read what is written in the formula itself; ``LookupError`` if it must be calculated."""
    if not tokens:
        return None
    is_signed = len(tokens) == 2 and tokens[0].text in ("-", "+") and tokens[1].kind is Kind.NUMBER
    if len(tokens) != 1 and not is_signed:
        raise LookupError
    token = tokens[-1]
    if token.kind is Kind.NUMBER:
        return float(token.text) * (-1.0 if is_signed and tokens[0].text == "-" else 1.0)
    if token.kind is Kind.TEXT:
        return token.text[1:-1].replace('""', '"')
    if token.kind is Kind.BOOLEAN:
        return token.text.upper() == "TRUE"
    raise LookupError
