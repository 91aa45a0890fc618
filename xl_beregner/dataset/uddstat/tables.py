"""The four tables of a fetched dataset, made of schools and figures, laid over those that are there.

The files they become are ``folder``'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from xl_beregner import cells
from xl_beregner.dataset import schema
from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.uddstat.folder import Table, laid_over
from xl_beregner.dataset.uddstat.query import Query
from xl_beregner.dataset.uddstat.rows import Figure
from xl_beregner.dataset.uddstat.schools import School

SOURCE = "Uddannelsesstatistik.dk (Børne- og Undervisningsministeriet)"
_TERMS = "Ministeriets vilkår: fri brug med kildeangivelse og dato"
_POINTERS = ("sammenlign", "reference", "reference_dom", "reference_forskel")
_DAY_IS = "Dagen, tallene blev hentet; er de hentet over flere dage, den første"


def school_table(found: Sequence[School], own: Table | None, remarks: Faults) -> Table:
    """Make the table of schools; one that stands in the folder alone is kept, and told."""
    rows = [
        {"skole_nr": school.number, "skole": school.name, "omraade": "", "type": school.kind,
         "elevtal": str(school.pupils)}
        for school in found
    ]  # fmt: skip
    new = Table(["skole_nr", "skole", "omraade", "type", "elevtal"], rows)
    table = laid_over(new, own, ["skole_nr"], ["skole_nr", "skole", "type", "elevtal"])
    if alone := len(table.rows) - len(rows):
        remarks.add("fetch_egne_skoler", severity="warning", antal=alone)
    return table


def catalogue_table(queries: Sequence[Query], days: Mapping[str, date], own: Table | None) -> Table:
    """Make the catalogue: what a person has changed in it stays, but for the source and its date."""
    headings = [column.key for column in schema.CATALOGUE.columns]
    rows = [
        {
            **{key: _written(value) for key, value in query.catalogue.items()},
            "indikator": query.indicator,
            "kilde": f"{SOURCE}, hentet {_day(days[query.indicator])}",
        }
        for query in sorted(queries, key=lambda query: float(query.catalogue.get("raekkefoelge", 1e6)))
    ]
    table = laid_over(Table(headings, rows), own, ["indikator"], ["indikator", "kilde"])
    _without_loose_ends(table)
    return table


def _without_loose_ends(table: Table) -> None:
    """Blank what points to an indicator that was not answered: the dataset would be refused for it."""
    known = {row["indikator"] for row in table.rows}
    for row in table.rows:
        row.update({key: "" for key in _POINTERS if row.get(key) and row[key] not in known})


def indicator_table(
    figures: Sequence[Figure], years: Sequence[str], fetched: set[str], own: Table | None
) -> Table:
    """Make the table; an old figure goes where its indicator and year were answered anew, and stays else."""
    headings = ["enhed", "skoleaar", "indikator", "vaerdi", "antal"]
    rows = [
        {
            "enhed": figure.unit,
            "skoleaar": cells.school_year(figure.year),
            "indikator": figure.indicator,
            "vaerdi": _written(figure.value),
            "antal": "" if figure.count is None else _written(figure.count),
        }
        for figure in sorted(figures, key=_order)
    ]
    table = Table(headings, rows)
    if own is not None:
        units = {row["enhed"] for row in rows}
        table.add_headings(own.headings)
        table.rows += [row for row in own.rows if not _answered_anew(row, units, years, fetched)]
    if not any(row.get("antal") for row in table.rows):
        table.headings.remove("antal")
    return table


def _answered_anew(row: Mapping[str, str], units: set[str], years: Sequence[str], fetched: set[str]) -> bool:
    if row.get("indikator") not in fetched or row.get("enhed") not in units:
        return False
    if schema.plain(row.get("gruppe", "")) not in schema.EVERYBODY_WORDS:
        return False
    return not years or row.get("skoleaar") in years


def settings_table(municipality: str, oldest: date, own: Table | None) -> Table:
    """Make the settings: who it is about, the attribution the terms ask for, the day."""
    rows = [
        {"noegle": "kommune_navn", "vaerdi": municipality, "kilde": SOURCE},
        {"noegle": "kilde", "vaerdi": SOURCE, "kilde": _TERMS},
        {
            "noegle": "hentet",
            "vaerdi": _day(oldest),
            "kilde": _DAY_IS,
        },
    ]
    return laid_over(
        Table(["noegle", "vaerdi", "kilde"], rows), own, ["noegle"], ["noegle", "vaerdi", "kilde"]
    )


def _order(figure: Figure) -> tuple[bool, str, str, int]:
    return (figure.unit in (schema.MUNICIPALITY, schema.COUNTRY), figure.unit, figure.indicator, figure.year)


def _written(value: object) -> str:
    """Write a cell as Danes do: ``7,4``."""
    if isinstance(value, float):
        return f"{value:.12g}".replace(".", ",")
    return str(value)


def _day(day: date) -> str:
    return day.strftime("%d-%m-%Y")
