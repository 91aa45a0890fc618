"""What the rows of an answer mean: whose figure, of which school year, of how many pupils.

A row that is not there, and a value that is blank or a marker, is *not published* and never zero.
Numbers come as Danish text (``2.351``, ``7,3``, ``100,0 %``). Which rows are schools is
``schools``'.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xl_beregner import cells
from xl_beregner.dataset import schema
from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.uddstat.query import Query
from xl_beregner.errors import CellError, SourceError

Row = Mapping[str, Any]
Place = tuple[str, int]  # unit, the year its school year begins in

# 2022/23-2024/25: the three school years that one figure covers.
_THREE_YEARS = re.compile(r"(\d{4})/(\d{2}|\d{4})\s*[-\u2013]\s*(\d{4})/(\d{2}|\d{4})")
_LONGEST_WORDS = 120


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure."""

    unit: str
    year: int
    indicator: str
    value: float | str
    count: float | None = None


def school_figures(query: Query, rows: Sequence[Row], units: Iterable[str], faults: Faults) -> list[Figure]:
    """Read the schools' figures, and those of municipality and country that stand beside them."""
    if not rows:
        return []
    _columns_are_there(query, rows, (query.unit, query.year, *query.only), faults)
    wanted = set(units)

    def school(row: Row) -> str:
        number = label(row, query.unit)
        return number if number in wanted else ""

    figures = _figures(query, rows, school, query.value, query.count, faults)
    for unit, measure in ((schema.MUNICIPALITY, query.municipality), (schema.COUNTRY, query.country)):
        if measure:
            figures += _figures(query, rows, lambda _, unit=unit: unit, measure, "", faults)  # type: ignore[misc]
    return figures


def level_figures(query: Query, rows: Sequence[Row], unit: str, faults: Faults) -> list[Figure]:
    """Read the figures of a municipality or country that was asked for on its own."""
    if not rows:
        return []
    _columns_are_there(query, rows, (query.year, *query.only), faults)
    return _figures(query, rows, lambda _: unit, query.value, query.count, faults)


def label(row: Row, dimension: str) -> str:
    """Read what a row is of: the answer repeats ``[A].[B]`` as ``[A].[B].[B]``."""
    key = _key(row, dimension)
    found = (
        cells.parse_label(row[key]) if key is not None and not isinstance(row[key], (dict, list)) else None
    )
    return harmless(found or "")


def harmless(text: str) -> str:
    """Take out what no name has, and what Excel would take for a formula in a text file."""
    return "".join(sign for sign in text if sign.isprintable()).strip().lstrip("=+-@").strip()


def has_column(rows: Sequence[Row], name: str) -> bool:
    """Tell whether any row has a column."""
    return any(_key(row, name) is not None for row in rows)


def school_year_of(text: str, *, three_years: bool = False) -> int | None:
    """Read a school year by the year it begins in; three of them by the last. None: it is neither."""
    match = _THREE_YEARS.fullmatch(text.strip())
    if bool(match) != three_years:
        return None  # a figure of one year never stands in a series of three
    try:
        if match is None:
            return cells.parse_school_year(text)
        first = cells.parse_school_year(f"{match[1]}/{match[2]}")
        last = cells.parse_school_year(f"{match[3]}/{match[4]}")
    except CellError:
        return None
    return last if first is not None and last == first + 2 else None


def columns_missing(query: Query, rows: Sequence[Row], names: Iterable[str]) -> None:
    """Refuse an answer that lacks a column: the service has changed, or the question has a wrong name."""
    for name in names:
        if not has_column(rows, name):
            there = ", ".join(list(rows[0])[:8])
            raise SourceError("fetch_kolonne", fil=query.file, kolonne=name, fundet=harmless(there)[:300])


# --- Inside an answer --------------------------------------------------------------------------
def _key(row: Row, name: str) -> str | None:
    """Find the column of a dimension or measure; measures answer with or without ``[Measures]``."""
    if name in row:
        return name
    last = name.rpartition(".")[2] if name.endswith("]") else f"[{name}]"
    for candidate in (f"{name}.{last}", last.strip("[]"), f"[Measures].{last}"):
        if candidate in row:
            return candidate
    return None


def _columns_are_there(query: Query, rows: Sequence[Row], dimensions: Iterable[str], faults: Faults) -> None:
    columns_missing(query, rows, (*dimensions, query.value))
    if query.share:
        columns_missing(query, rows, (query.share.dimension,))
    for measure in (query.count, query.municipality, query.country):
        if measure and not has_column(rows, measure):
            faults.add("fetch_kolonne_uden", severity="warning", fil=query.file, kolonne=measure)


def _figures(
    query: Query,
    rows: Sequence[Row],
    unit_of: Callable[[Row], str],
    value: str,
    count: str,
    faults: Faults,
) -> list[Figure]:
    parts = _parts(query, rows, unit_of, value, count, faults)
    figures = (_figure(query, place, found) for place, found in parts.items())
    return [figure for figure in figures if figure and _possible(query, figure, faults)]


Part = tuple[float | str, float | None]


def _parts(
    query: Query,
    rows: Sequence[Row],
    unit_of: Callable[[Row], str],
    value: str,
    count: str,
    faults: Faults,
) -> dict[Place, dict[str, Part]]:
    """Lay the values by unit and year, and by answer where a share is worked out.

    Two different values for one place mean that the question has a dimension too many or too few:
    neither can be trusted.
    """
    found: dict[Place, dict[str, Part]] = {}
    refused: set[tuple[Place, str]] = set()
    for row in _rows_meant(query, rows):
        unit = unit_of(row)
        read = _value(query, row, value, unit, faults) if unit else None
        year = _year(query, row, faults) if read is not None else None
        if read is None or year is None:
            continue
        part = label(row, query.share.dimension) if query.share else ""
        number = _value(query, row, count, unit, faults, words=False) if count else None
        there = found.setdefault((unit, year), {})
        if there.get(part, (read,))[0] != read:
            refused.add(((unit, year), part))
        there[part] = (read, number if isinstance(number, float) else None)
    for (unit, year), part in sorted(refused):
        del found[unit, year][part]
        when = cells.school_year(year)
        faults.add("fetch_uens", severity="warning", fil=query.file, enhed=unit, skoleaar=when)
    return found


def _rows_meant(query: Query, rows: Sequence[Row]) -> Iterator[Row]:
    for row in rows:
        if all(label(row, dimension) in values for dimension, values in query.only.items()):
            yield row


def _year(query: Query, row: Row, faults: Faults) -> int | None:
    written = label(row, query.year)
    year = school_year_of(written, three_years=query.three_years) if written else None
    if year is None:
        faults.add("fetch_skoleaar", severity="warning", fil=query.file, fundet=written or "–")
    return year


def _value(
    query: Query, row: Row, measure: str, unit: str, faults: Faults, *, words: bool = True
) -> float | str | None:
    key = _key(row, measure)
    written = row[key] if key is not None else None
    if cells.is_blank(written):
        return None
    try:
        if words and query.catalogue.get("maaleenhed") == "tekst":
            return harmless(cells.parse_name(written) or "")[:_LONGEST_WORDS] or None
        # The service writes as Danes do: 2.351 is no 2 and a bit.
        return cells.parse_number(written, decimal_mark=",")
    except CellError:
        told = written if isinstance(written, (str, int, float)) else type(written).__name__
        faults.add(
            "fetch_ikke_tal",
            severity="warning",
            fil=query.file,
            kolonne=measure,
            enhed=unit or "–",
            fundet=told,
        )
        return None


def _figure(query: Query, place: Place, parts: Mapping[str, Part]) -> Figure | None:
    unit, year = place
    share = query.share
    if share is None:
        return Figure(unit, year, query.indicator, *parts[""]) if "" in parts else None
    # One answer held back is unknown, not nothing: a sum of the others would be too small.
    if not all(isinstance(parts.get(answer, ("",))[0], float) for answer in share.of):
        return None
    of = math.fsum(float(parts[answer][0]) for answer in share.of)
    if of <= 0:
        return None
    counted = math.fsum(float(parts[answer][0]) for answer in share.counted)
    return Figure(unit, year, query.indicator, round(100 * counted / of, 6))


def _possible(query: Query, figure: Figure, faults: Faults) -> bool:
    """Tell whether a figure lies within what its indicator can be; told and left out if not."""
    if isinstance(figure.value, str):
        return True
    _, low, high = schema.UNIT_DEFAULTS.get(str(query.catalogue.get("maaleenhed", "")), (1, None, None))
    low, high = query.catalogue.get("mindste", low), query.catalogue.get("stoerste", high)
    if (low is None or figure.value >= low) and (high is None or figure.value <= high):
        return True
    faults.add(
        "fetch_udenfor",
        severity="warning",
        fundet=figure.value,
        fil=query.file,
        enhed=figure.unit,
        skoleaar=cells.school_year(figure.year),
    )
    return False
