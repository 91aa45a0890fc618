"""Official figures into a dataset: Uddannelsesstatistik.dk is asked, a folder of tables is made.

Questions stand in ``query``, the talk with the service in ``http`` and ``pages``,
what answers mean in ``rows`` and ``schools``, the tables in ``tables``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from xl_beregner import cells
from xl_beregner.dataset import schema
from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.uddstat import pages as uddstat_pages
from xl_beregner.dataset.uddstat.folder import (
    Table,
    read_own,
    refuse_other_datasets,
    write_queries,
    write_tables,
)
from xl_beregner.dataset.uddstat.http import BASE, OF_ONE_QUERY, Client
from xl_beregner.dataset.uddstat.key import find_key
from xl_beregner.dataset.uddstat.municipalities import find_municipality
from xl_beregner.dataset.uddstat.pages import Answer, Asker, Shelf
from xl_beregner.dataset.uddstat.query import FOLDER, SCHOOLS, Query, Request, read_queries
from xl_beregner.dataset.uddstat.rows import Figure, level_figures, school_figures
from xl_beregner.dataset.uddstat.schools import School, schools
from xl_beregner.dataset.uddstat.tables import (
    catalogue_table,
    indicator_table,
    school_table,
    settings_table,
)
from xl_beregner.errors import DatasetError, Fault, OutputError, SourceError

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Series:
    """What came of one indicator."""

    indicator: str
    name: str
    schools: int  # with at least one published figure
    first: int
    last: int
    figures: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch made, and what a person must look at."""

    folder: Path
    municipality: str
    schools: tuple[School, ...]
    series: tuple[Series, ...]
    fetched: date  # the oldest day among the answers used
    kept_answers: int
    asked: int
    earlier: tuple[Path, ...]
    faults: tuple[Fault, ...]  # something is missing or could not be read
    remarks: tuple[Fault, ...]  # told, nothing to be done


@dataclass
class _Run:
    """One fetch on its way."""

    municipality: str
    years: tuple[str, ...]
    shelf: Shelf
    told: Told
    faults: Faults = field(default_factory=Faults)
    remarks: Faults = field(default_factory=Faults)
    answers: dict[tuple[str, Request], Answer | SourceError] = field(default_factory=dict)

    def ask(self, queries: Sequence[Query]) -> None:
        """Ask every question once; without the first, about the schools, there is no use in going on."""
        asked = _asked(queries)
        for done, ((request, year), of) in enumerate(asked.items()):
            try:
                self._ask_together(request, year, of)
            except SourceError as error:
                if not done or not _is_of_one_query(error):
                    raise
                # One name that the service no longer knows refuses them all: each is asked alone.
                for query in of:
                    self._ask_alone(request, year, query, error if len(of) == 1 else None)
            self.told(done + 1, len(asked))

    def _ask_together(self, request: Request, year: str, queries: Sequence[Query]) -> None:
        measures = [measure for query in queries for measure in query.measures_of(request)]
        # Which schools there are is today's matter, whatever years the figures are wanted for.
        years = () if any(query.indicator == SCHOOLS for query in queries) else self.years
        answer = self.shelf.answer(request.body(measures, self.municipality, years, year))
        self.answers.update({(query.file, request): answer for query in queries})

    def _ask_alone(self, request: Request, year: str, query: Query, error: SourceError | None) -> None:
        if error is None:
            try:
                return self._ask_together(request, year, [query])
            except SourceError as refused:
                if not _is_of_one_query(refused):
                    raise
                error = refused
        self.answers[query.file, request] = error
        return None

    def rows(self, query: Query, request: Request) -> Answer | None:
        """Give the answer to a question; one that failed is told with the file it stands in."""
        answer = self.answers[query.file, request]
        if isinstance(answer, SourceError):
            self._tell(query, answer)
            return None
        return answer

    def figures(self, query: Query, units: Sequence[str]) -> tuple[list[Figure], date | None]:
        """Read one indicator on all levels; what could not be read is told, and the rest stands."""
        answer = self.rows(query, query.request)
        if answer is None:
            return [], None
        try:
            found = school_figures(query, answer.rows, units, self.faults)
        except SourceError as error:
            self._tell(query, error)
            return [], None
        for unit, request in (
            (schema.MUNICIPALITY, query.of_municipality),
            (schema.COUNTRY, query.of_country),
        ):
            if request is not None and (level := self.rows(query, request)) is not None:
                try:
                    found += level_figures(query, level.rows, unit, self.faults)
                except SourceError as error:
                    self._tell(query, error)
        if not found:
            self.faults.add("fetch_ingen_tal", severity="warning", fil=query.file, indikator=query.indicator)
        return self._of_the_years(found), answer.fetched

    def _of_the_years(self, figures: Iterable[Figure]) -> list[Figure]:
        return [
            figure for figure in figures if not self.years or cells.school_year(figure.year) in self.years
        ]

    def _tell(self, query: Query, error: SourceError) -> None:
        facts = {**error.facts, "fil": query.file}
        self.faults.add(
            "fetch_en_fil", severity="warning", fil=query.file, besked=str(type(error)(error.key, **facts))
        )


def fetch(
    municipality: str,
    folder: Path,
    *,
    years: Sequence[str] = (),
    base: str = BASE,
    offline: bool = False,
    anew: bool = False,
    today: date | None = None,
    client: Asker | None = None,
    told: Told = lambda done, total: None,
) -> Fetched:
    """Fetch a municipality's official figures into a dataset in ``folder``.

    ``years`` are school years as ``2025/2026``; none are all published. ``offline`` uses what was
    fetched before. Figures of indicators that were not answered, and of other years, stay as they are.
    """
    refuse_other_datasets(folder)
    queries = read_queries(folder / FOLDER)
    own = {table.name: read_own(folder, table) for table in (schema.SCHOOLS, schema.CATALOGUE,
                                                             schema.INDICATORS, schema.SETTINGS)}  # fmt: skip
    _is_of(municipality, own[schema.SETTINGS.name], folder)
    if client is None and not offline:
        client = Client(find_key(), base)
    shelf = Shelf(
        folder / uddstat_pages.FOLDER, base, None if offline else client, today or date.today(), anew
    )
    run = _Run(municipality, tuple(years), shelf, told)
    queries.sort(key=lambda query: query.indicator != SCHOOLS)
    run.ask(queries)
    about, *others = queries
    answer = run.rows(about, about.request)
    assert answer is not None
    found = schools(about, answer.rows, municipality, run.remarks)
    return _laid_down(run, folder, found, others, own, answer)


def _is_of(municipality: str, settings: Table | None, folder: Path) -> None:
    """Refuse a folder of another municipality: its schools would be kept as if they were this one's."""
    for row in settings.rows if settings else ():
        there = find_municipality(row.get("vaerdi", "")) if row.get("noegle") == "kommune_navn" else None
        if there not in (None, municipality):
            raise OutputError("fetch_mappe_kommune", sti=str(folder), kommune=municipality, fundet=there)


def _asked(queries: Sequence[Query]) -> dict[tuple[Request, str], list[Query]]:
    """Put questions of the same cube, dimensions and filters together: one request, all their measures."""
    asked: dict[tuple[Request, str], list[Query]] = {}
    for query in queries:
        for request in filter(None, (query.request, query.of_municipality, query.of_country)):
            asked.setdefault((request, query.year), []).append(query)
    return asked


def _is_of_one_query(error: SourceError) -> bool:
    return error.key in {*OF_ONE_QUERY, "fetch_ikke_hentet", "fetch_for_mange_sider"}


def _laid_down(
    run: _Run,
    folder: Path,
    found: Sequence[School],
    queries: Sequence[Query],
    own: Mapping[str, Table | None],
    about: Answer,
) -> Fetched:
    units = [school.number for school in found]
    figures: list[Figure] = []
    days: dict[str, date] = {}
    for query in queries:
        read, day = run.figures(query, units)
        figures += read
        if day is not None:
            days[query.indicator] = day
    if not figures and run.years and not run.faults.has("fetch_en_fil"):
        facts = {"kommune": run.municipality, "aar": ", ".join(run.years)}
        raise DatasetError([Fault("fetch_intet_aar", facts)])
    if not figures:
        raise DatasetError([*run.faults.all(), Fault("fetch_intet", {"kommune": run.municipality})])
    used = [query for query in queries if query.indicator in days]
    oldest = min([about.fetched, *days.values()])
    tables = {
        schema.SCHOOLS.name: school_table(found, own[schema.SCHOOLS.name], run.remarks),
        schema.CATALOGUE.name: catalogue_table(used, days, own[schema.CATALOGUE.name]),
        schema.INDICATORS.name: indicator_table(figures, run.years, set(days), own[schema.INDICATORS.name]),
        schema.SETTINGS.name: settings_table(run.municipality, oldest, own[schema.SETTINGS.name]),
    }
    used_answers = {
        id(answer): answer for answer in run.answers.values() if isinstance(answer, Answer)
    }.values()
    write_queries(folder)
    earlier = write_tables(folder, tables)
    return Fetched(
        folder,
        run.municipality,
        tuple(found),
        tuple(_series(used, figures)),
        oldest,
        sum(answer.kept for answer in used_answers),
        len(used_answers),
        tuple(earlier),
        run.faults.all(),
        run.remarks.all(),
    )


def _series(queries: Sequence[Query], figures: Sequence[Figure]) -> list[Series]:
    told = []
    for query in sorted(queries, key=lambda query: float(query.catalogue.get("raekkefoelge", 1e6))):
        own = [figure for figure in figures if figure.indicator == query.indicator]
        of_schools = {figure.unit for figure in own} - {schema.MUNICIPALITY, schema.COUNTRY}
        if own:
            years = [figure.year for figure in own]
            name = str(query.catalogue["navn"])
            told.append(Series(query.indicator, name, len(of_schools), min(years), max(years), len(own)))
    return told
