"""Small invented datasets for the tests: tables as lists of rows, written in any format."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Rows = list[list[Any]]

SCHOOLS: Rows = [
    ["skole_nr", "skole", "omraade", "elevtal"],
    ["101001", "Søndre Skole", "Nord", "420"],
    ["0123", "Æblehaven", "Syd", "88"],
]
CATALOGUE: Rows = [
    ["indikator", "navn", "pejlemaerke", "maaleenhed", "retning", "kilde", "sammenlign", "offentliggjort"],
    ["karakter", "Karakterer", "Faglighed", "karakter", "op", "Prøven", "", "ja"],
    ["fravaer", "Fravær", "Trivsel", "pct", "ned", "Prøven", "fravaer", "ja"],
]
INDICATORS: Rows = [
    ["enhed", "skoleaar", "indikator", "vaerdi"],
    ["101001", "2024/2025", "karakter", "7,4"],
    ["0123", "2024/2025", "karakter", "6,9"],
    ["101001", "2024/2025", "fravaer", "5,5"],
    ["kommune", "2024/2025", "fravaer", "6,0"],
]


def tables(**changed: Rows | None) -> dict[str, Rows]:
    """Give the small dataset with some tables changed; None leaves a table out."""
    found: dict[str, Rows | None] = {
        "skoler": SCHOOLS,
        "katalog": CATALOGUE,
        "indikatorer": INDICATORS,
        **changed,
    }
    return {name: [list(row) for row in rows] for name, rows in found.items() if rows is not None}


def with_cell(rows: Rows, row: int, column: str, value: Any) -> Rows:
    """Copy a table with one cell changed; ``row`` is the row a person sees."""
    copy = [list(line) for line in rows]
    if column not in copy[0]:
        for line in copy:
            line.append(column if line is copy[0] else "")
    copy[row - 1][copy[0].index(column)] = value
    return copy


def write_csv(
    folder: Path, contents: Mapping[str, Rows], *, separator: str = ";", encoding: str = "utf-8"
) -> Path:
    """Write a folder of text files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in contents.items():
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return folder


def write_workbook(path: Path, contents: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """Write one workbook with a sheet per table."""
    import openpyxl

    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in contents.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def write_parquet(folder: Path, contents: Mapping[str, Rows]) -> Path:
    """Write a folder of Parquet files."""
    import pandas as pd

    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in contents.items():
        frame = pd.DataFrame(rows[1:], columns=rows[0])
        frame.to_parquet(folder / f"{name}.parquet")
    return folder
