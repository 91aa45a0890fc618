"""A list that ends in another row than in the template, and formulas that follow it.

What holds such formulas, and where, is the matter of `grow`, `follow`, `sparklines` and `charts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xl_beregner.ooxml.formulas import Kind, Token, resize_range, tokenize
from xl_beregner.ooxml.markup import Element, escape
from xl_beregner.ooxml.patches import Patches
from xl_beregner.ooxml.references import read_reference
from xl_beregner.ooxml.sheet import Box


@dataclass(frozen=True, slots=True)
class Resize:
    """Columns whose rows end somewhere else than in the template."""

    sheet: str
    old: Box  # the rows without their heading
    bottom: int
    header_rows: int


def followed(
    text: str,
    sheet: str | None,
    resizes: Sequence[Resize],
    *,
    single_cells: bool = False,
    own_row: int | None = None,
) -> str:
    """Rewrite a formula so that what covered exactly the list's rows still does.

    ``own_row`` is the row of a formula that stands beside its own row's cells, 0 for a rule that
    looks at each row in turn: where the list has one row, that row and a whole column are the same
    cells, and only a ``$`` before the row tells that the column is meant.
    """
    if ":" not in text and not single_cells:
        return text
    for resize in resizes:
        # Most formulas do not hold the last row's number: they need not be cut into tokens.
        if str(resize.old[2]) not in text:
            continue
        is_one_row = resize.old[0] == resize.old[2] and sheet == resize.sheet
        if is_one_row and own_row in (0, resize.old[0]):
            text = "".join(
                _resized(token.text, sheet, resize, single_cells=single_cells)
                if _is_fixed(token)
                else token.text
                for token in tokenize(text)
            )
        else:
            text = _resized(text, sheet, resize, single_cells=single_cells)
    return text


def _resized(text: str, sheet: str | None, resize: Resize, *, single_cells: bool) -> str:
    return resize_range(
        text,
        sheet,
        resize.sheet,
        resize.old,
        resize.bottom,
        header_rows=resize.header_rows,
        single_cells=single_cells,
    )


def _is_fixed(token: Token) -> bool:
    """Tell whether a reference means the same rows wherever it is read, or more rows than one."""
    if token.kind is not Kind.REFERENCE:
        return False
    found = read_reference(token.text)
    return all(found.fixed_rows) or found.box[0] != found.box[2]


def replace_text(edits: Patches, element: Element, text: str) -> None:
    """Give an element another text, if it is another."""
    if text != element.text:
        edits.replace(element.open_end, element.close, escape(text).encode())
