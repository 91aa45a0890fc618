"""The dataset tables ``aftaler`` and ``aftalegrundlag`` of what came home, as rows and as text files.

``dataset.agreements`` reads them back: each value is written so that it comes back as it was.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xl_beregner.batch.collect.collected import Collected, Value

ANSWERS = ("skole_nr", "klasse", "skoleaar", "skabelon", "tabel", "noegle", "felt", "vaerdi")
AGREEMENT = "aftale"  # the list goals are agreed in
# What a goal was agreed on.
FIGURES = ("baseline", "forudsagt", "sd", "frihedsgrader", "fortegn", "synlig", "mindste", "stoerste")
BASIS = ("skole_nr", "skoleaar", "skabelon", "noegle", *FIGURES)
ANSWERS_FILE = "aftaler.csv"
BASIS_FILE = "aftalegrundlag.csv"

Row = Sequence[Value]
Table = tuple[Sequence[str], Sequence[Row]]


def agreed_on(
    figures: Mapping[str, Mapping[int, Any]], names: Sequence[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each row of the agreement by its key: the figures of these names; ``figures`` by name and row."""
    prefix = f"felt_{AGREEMENT}__"
    for row, key in figures.get(f"{prefix}noegle", {}).items():
        if key is not None:
            yield str(key), {name: figures.get(prefix + name, {}).get(row) for name in names}


def agreement_table(collected: Collected) -> Table:
    """Give ``aftaler``: its columns, and a row for every answer: whose, which field, what was typed."""
    return ANSWERS, list(_answers(collected))


def _answers(collected: Collected) -> Iterator[Row]:
    run = collected.run
    for home in collected.homes:
        for one in home.answers:
            head = (one.school, one.class_group, run.school_year, run.template)
            yield (*head, one.table, one.key, one.field, one.value)


def basis_table(collected: Collected) -> Table:
    """Give ``aftalegrundlag``: its columns, and the figures a goal may have been agreed on, as sent."""
    run = collected.run
    head = (run.school_year, run.template)
    return BASIS, [
        (basis.school, *head, basis.key, *(basis.figures.get(name) for name in FIGURES))
        for basis in collected.bases
    ]


def text_files(collected: Collected) -> dict[str, bytes]:
    """Write both tables as the files of a dataset, by their names."""
    return {
        ANSWERS_FILE: _text_file(agreement_table(collected)),
        BASIS_FILE: _text_file(basis_table(collected)),
    }


def _text_file(table: Table) -> bytes:
    columns, rows = table
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(map(_cell, row))
    # With a mark at the front, or Excel takes æ for two letters.
    return stream.getvalue().encode("utf-8-sig")


def _cell(value: Value) -> str:
    from xl_beregner.dataset.agreements import as_written, with_guard

    if value is None:
        return ""
    # One null character, which a cell may hold as _x0000_, makes a text file unreadable.
    return with_guard(value.replace("\0", "")) if isinstance(value, str) else as_written(value)
