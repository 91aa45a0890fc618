"""Which schools there are, from the answer about pupil numbers; no pupil counted twice.

A school with departments stands in the statistics as main school and as departments. A unit here is a
department, since the ministry's overview is published by department alone; a main school that only
repeats the sum of its departments is left out. Figures are read in ``rows``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xl_beregner import cells
from xl_beregner.dataset import schema
from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.uddstat.query import Query
from xl_beregner.dataset.uddstat.rows import columns_missing, harmless, label, school_year_of
from xl_beregner.errors import CellError, SourceError

# It becomes part of a file's name.
_NUMBER = re.compile(r"[0-9A-Za-z]{1,12}")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class School:
    """A unit that gets figures and a workbook."""

    number: str
    name: str
    kind: str
    pupils: int
    main_number: str
    main_name: str


def schools(query: Query, rows: Sequence[Row], municipality: str, faults: Faults) -> list[School]:
    """List the schools of the newest school year with pupils, by number.

    ``SourceError``: the answer is empty, of another municipality, or holds no school of the types asked for.
    """
    if not rows:
        raise SourceError("fetch_ingen_skoler", kommune=municipality)
    columns_missing(query, rows, (query.year, query.value, *filter(None, query.columns.values())))
    _of_the_municipality(query, rows, municipality)
    meant = [row for row in rows if _is_of_type(query, row)]
    by_year: dict[int, dict[str, School]] = defaultdict(dict)
    for row in meant:
        year = school_year_of(label(row, query.year))
        school = _school(query, row, faults)
        if school and year is not None:
            by_year[year][school.number] = school
    if not by_year:
        kinds = sorted({label(row, query.columns["type"]) for row in rows} - {""})
        raise SourceError(
            "fetch_ingen_af_typen",
            kommune=municipality,
            typer=", ".join(query.types),
            fundet=", ".join(kinds)[:300],
        )
    newest = by_year[max(by_year)]
    found = _without_totals(newest, faults)
    gone = {number for year in by_year.values() for number in year} - set(newest)
    if gone:
        faults.add(
            "fetch_lukkede", severity="warning", antal=len(gone), skoleaar=cells.school_year(max(by_year))
        )
    return sorted(found, key=lambda school: school.number)


def _of_the_municipality(query: Query, rows: Sequence[Row], municipality: str) -> None:
    """See that the service has kept to the municipality: one that ignores the filter answers for them all."""
    if not query.columns.get("kommune"):
        return
    others = {label(row, query.columns["kommune"]) for row in rows} - {"", municipality}
    if others:
        raise SourceError("fetch_anden_kommune", kommune=municipality, fundet=", ".join(sorted(others)[:3]))


def _is_of_type(query: Query, row: Row) -> bool:
    if not query.types or not query.columns.get("type"):
        return True
    return schema.plain(label(row, query.columns["type"])) in {schema.plain(kind) for kind in query.types}


def _school(query: Query, row: Row, faults: Faults) -> School | None:
    number = label(row, query.columns["nummer"])
    if not number:
        return None  # the main school's own line, where it is written without a department
    name = label(row, query.columns["navn"])
    if not _NUMBER.fullmatch(number) or not name:
        faults.add("fetch_skole_nr", severity="warning", fil=query.file, fundet=number)
        return None
    pupils = _pupils(query, row)
    if not pupils:
        return None
    columns = query.columns
    main = label(row, columns["hovednummer"]) if columns["hovednummer"] else number
    main_name = label(row, columns["hovednavn"]) if columns["hovednavn"] else name
    kind = label(row, columns["type"]) if columns["type"] else ""
    return School(number, name, kind, pupils, main or number, harmless(main_name) or name)


def _pupils(query: Query, row: Row) -> int:
    for key in (query.value, f"[Measures].[{query.value}]"):
        if key in row:
            try:
                return int(cells.parse_number(row[key], decimal_mark=",") or 0)
            except CellError:
                return 0
    return 0


def _without_totals(found: Mapping[str, School], faults: Faults) -> list[School]:
    """Leave out main schools that repeat the sum of their departments."""
    departments: dict[str, list[School]] = defaultdict(list)
    for school in found.values():
        if school.number != school.main_number:
            departments[school.main_number].append(school)
    totals = set()
    for number, below in departments.items():
        main = found.get(number)
        if main and main.pupils == sum(school.pupils for school in below):
            totals.add(number)
            faults.add("fetch_hovedskole", severity="warning", nr=number, navn=main.name, antal=len(below))
        elif len(below) + bool(main) > 1:
            name, count = below[0].main_name, len(below) + bool(main)
            faults.add("fetch_afdelinger", severity="warning", nr=number, navn=name, antal=count)
    return [school for number, school in found.items() if number not in totals]
