"""Sparklines: one for every row of a list, however long it gets.

What else stands around a sheet's cells follows in `follow`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from xl_beregner.filling.resize import Resize, followed, replace_text
from xl_beregner.ooxml.formulas import Kind, tokenize
from xl_beregner.ooxml.markup import Element, Markup, escape
from xl_beregner.ooxml.patches import Patches
from xl_beregner.ooxml.references import read_reference
from xl_beregner.ooxml.sheet import Sheet, cell_name


def follow_sparklines(
    sheet: Sheet, group: Element, own: Sequence[Resize], resizes: Sequence[Resize], edits: Patches
) -> None:
    """Give every new row its sparkline and take those of lost rows away."""
    columns: dict[int, dict[int, Element]] = defaultdict(dict)
    for spark in group.all("sparkline"):
        place = spark.child("sqref")
        if place is not None:
            box = read_reference(place.text.strip()).box
            columns[box[1]][box[0]] = spark
    lost: set[int] = set()
    for column, sparks in columns.items():
        for resize in own:
            if all(row in sparks for row in range(resize.old[0], resize.old[2] + 1)):
                lost |= _continue_sparklines(sheet, sparks, column, resize, edits)
    axis = group.child("f")  # the dates that all sparklines of the group share
    if axis is not None:
        replace_text(edits, axis, followed(axis.text, sheet.name, resizes))
    for spark, row in ((spark, row) for sparks in columns.values() for row, spark in sparks.items()):
        formula = spark.child("f")
        if formula is not None and id(spark) not in lost:
            replace_text(edits, formula, followed(formula.text, sheet.name, resizes, own_row=row))


def _continue_sparklines(
    sheet: Sheet, sparks: dict[int, Element], column: int, resize: Resize, edits: Patches
) -> set[int]:
    """Let one column of sparklines be as long as its list; tells which elements are gone."""
    last = sparks[resize.old[2]]
    gone = [sparks[row] for row in range(resize.bottom + 1, resize.old[2] + 1)]
    for spark in gone:
        edits.replace(spark.start, spark.end)
    copies = [
        _moved(sheet.markup, last, column, row, row - resize.old[2])
        for row in range(resize.old[2] + 1, resize.bottom + 1)
        if row not in sparks
    ]
    if copies:
        edits.insert(last.end, *copies)
    return {id(spark) for spark in gone}


def _moved(markup: Markup, spark: Element, column: int, row: int, by: int) -> bytes:
    """Copy a sparkline to another row; data that lies in one row moves with it."""
    edits = Patches()
    formula, place = spark.child("f"), spark.child("sqref")
    new_texts = {"f": _row_moved(formula.text, by) if formula else "", "sqref": cell_name(row, column)}
    for element in (formula, place):
        if element is not None:
            text = escape(new_texts[element.name]).encode()
            edits.replace(element.open_end - spark.start, element.close - spark.start, text)
    return edits.apply(markup.data[spark.start : spark.end])


def _row_moved(text: str, by: int) -> str:
    pieces = []
    for token in tokenize(text):
        pieces.append(token.text)
        if token.kind is Kind.REFERENCE:
            found = read_reference(token.text)
            # A $ before the row means nothing here: the sparkline of each row shows its own row.
            if found.form != "columns" and found.rows[0] == found.rows[1]:
                pieces[-1] = str(replace(found, rows=(found.rows[0] + by, found.rows[1] + by)))
    return "".join(pieces)
