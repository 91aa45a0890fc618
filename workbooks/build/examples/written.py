"""How the tables of an example are written: so that Excel in Danish or Swedish opens them as they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table as the bytes of its file."""
    # Semicolons and a byte order mark: so Excel opens it with its columns and æøå.
    memory = io.StringIO()
    writer = csv.writer(memory, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return memory.getvalue().encode("utf-8-sig")


def number(value: float, decimals: int) -> str:
    """Write a number with a decimal comma, without needless zeros."""
    text = f"{value:z.{decimals}f}"  # z: no minus before a zero
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
