"""Record what LibreOffice and formulon make of the formulas in ``known_functions.csv``.

Run it after adding a formula: ``python tests/unit/filling/make_known_functions.py``. Columns:
``function``, ``formula``, ``libreoffice`` and ``formulon`` (numbers and texts as JSON, errors bare), and
``libreoffice_differs``: why LibreOffice is not believed where formulon and Excel's documentation agree
against it. The test compares our own results with both.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).parent
TABLE = HERE / "known_functions.csv"
COLUMNS = ("function", "formula", "libreoffice", "formulon", "libreoffice_differs")
FIRST_ROW, COLUMN = 21, 11

NUMBERS = (3, -1.5, 7.25, 0, 12, 2, 2, 100)
MIXED = (5, None, "tekst", True, "12", 0, '=""', -4)
TEXTS = ("alfa", "beta", "Alfa", "gamma", None, "æble", "delta x", "a*")
ERRORS = (1, "=NA()", 3, "=1/0", 5, 6, 7, 8)
RISING = (1, 2, 4, 7, 11, 16, 22, 29)
FALLING = (29, 22, 16, 11, 7, 4, 2, 1)
LETTERS = ("a", "b", "c", "d", "e", "f", "g", "h", 46235)


def read_table() -> list[dict[str, str]]:
    """Read the recorded formulas and values."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_workbook(path: Path, formulas: list[str]) -> None:
    """Write the formulas of the table, as stored in files, under the cells they read."""
    from xl_beregner.filling.functions_known import NEWER_THAN_2007
    from xl_beregner.ooxml.formulas import Kind, tokenize

    def stored(formula: str) -> str:
        return "".join(
            f"_xlfn.{token.text}"
            if token.kind is Kind.FUNCTION and token.text in NEWER_THAN_2007
            else token.text
            for token in tokenize(formula)
        )

    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("D")
        for column, values in enumerate((NUMBERS, MIXED, TEXTS, ERRORS, RISING, FALLING, LETTERS)):
            for row, value in enumerate(values):
                if isinstance(value, str) and not value.startswith("="):
                    sheet.write_string(row, column, value)
                elif value is not None:
                    sheet.write(row, column, value)
        for at, formula in enumerate(formulas):
            sheet.write_formula(FIRST_ROW - 1 + at, COLUMN - 1, "=" + stored(formula))


def encode(value: object) -> str:
    """Write a value so that a text ``#N/A`` and the error differ."""
    if value is None:
        return ""
    code = getattr(value, "code", None)
    return str(code) if code else json.dumps(value, ensure_ascii=False)


def main() -> None:
    """Calculate all formulas anew and write the table."""
    sys.path.insert(0, str(HERE.parents[1]))
    from support.engines import formulon_values, libreoffice_values

    rows = read_table()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "known.xlsx"
        write_workbook(path, [row["formula"] for row in rows])
        (libreoffice,), formulon = libreoffice_values([path]), formulon_values(path)
    for at, row in enumerate(rows):
        row["libreoffice"] = encode(libreoffice.get(("D", FIRST_ROW + at, COLUMN)))
        row["formulon"] = encode(formulon.get(("D", FIRST_ROW + at, COLUMN)))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
