"""Saved questions to Uddannelsesstatistik.dk: a file per indicator that a person can read and change.

The files in ``queries`` are copied to the dataset's folder by the first fetch and used from there, so
that a renamed measure is mended with a text editor. What is sent for them is made here; how it is
sent is ``http``'s, what the answer means ``rows``'.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from xl_beregner.dataset import schema
from xl_beregner.errors import DatasetError, Fault

FOLDER = "forespoergsler"
SCHOOLS = "skoler"
MUNICIPALITY_BLANK = "{kommune}"
PAGE = 50_000  # the service gives up to 100,000 rows a page
LARGEST_FILE = 100_000

Filters = Mapping[str, tuple[str, ...]]
_NUMBERS = frozenset({"decimaler", "mindste", "stoerste", "raekkefoelge", "mindst_antal"})
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of one cube: the same for all indicators that ask alike."""

    area: str
    topic: str
    subtopic: str
    details: tuple[str, ...]
    filters: tuple[tuple[str, tuple[str, ...]], ...]

    def body(
        self, measures: Iterable[str], municipality: str, years: Sequence[str], year: str
    ) -> dict[str, Any]:
        """Make the question, without its page: names are the service's own."""
        filters = {
            dimension: [value.replace(MUNICIPALITY_BLANK, municipality) for value in values]
            for dimension, values in self.filters
        }
        if years:
            filters[year] = list(years)
        return {
            "område": self.area,
            "emne": self.topic,
            "underemne": self.subtopic,
            "nøgletal": sorted(set(measures)),
            "detaljering": list(self.details),
            "filtre": filters,
            "indlejret": False,
            "tomme_rækker": False,
            "formattering": "json",
        }


@dataclass(frozen=True, slots=True)
class Share:
    """A figure that is worked out: the share of some answers among those counted."""

    dimension: str
    counted: tuple[str, ...]
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """One file: what is asked, where the answer stands, and what the catalogue says of it."""

    file: str
    indicator: str
    request: Request
    unit: str
    year: str
    value: str
    count: str = ""
    municipality: str = ""  # measure that repeats the municipality's figure beside each school's
    country: str = ""
    only: Filters = field(default_factory=lambda: _NOTHING)
    share: Share | None = None
    three_years: bool = False
    of_municipality: Request | None = None  # asked for on its own, where no measure repeats it
    of_country: Request | None = None
    catalogue: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    columns: Mapping[str, str] = field(default_factory=lambda: _NOTHING)  # of the list of schools
    types: tuple[str, ...] = ()

    def measures_of(self, request: Request) -> tuple[str, ...]:
        """Name the measures one of its requests asks for."""
        levels = (self.municipality, self.country) if request == self.request else ()
        return tuple(filter(None, (self.value, self.count, *levels)))


def packaged() -> dict[str, bytes]:
    """Give the files that come with the program."""
    folder = files("xl_beregner.dataset.uddstat") / "queries"
    return {
        entry.name: entry.read_bytes()
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    }


def read_queries(folder: Path) -> list[Query]:
    """Read the questions in a dataset's folder, else those of the program; all faults are told at once."""
    own = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    found = {path.name: _content(path) for path in own} if own else packaged()
    faults: list[Fault] = []
    queries = [query for name, data in found.items() if (query := _query(name, data, faults))]
    if not faults and not any(query.indicator == SCHOOLS for query in queries):
        faults.append(Fault("fetch_fil_skoler_mangler", {"mappe": str(folder)}))
    if not faults:
        faults += list(_twice(queries))
    if faults:
        raise DatasetError(faults)
    return queries


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise DatasetError(
            [Fault("dataset_fil_ulaeselig", {"fil": str(path), "grund": str(error.strerror)})]
        ) from None


def _query(name: str, data: bytes, faults: list[Fault]) -> Query | None:
    if len(data) > LARGEST_FILE:
        faults.append(Fault("fetch_fil_toml", {"fil": name, "grund": f"> {LARGEST_FILE} bytes"}))
        return None
    try:
        written = tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        faults.append(Fault("fetch_fil_toml", {"fil": name, "grund": str(error)[:120]}))
        return None
    reader = _Reader(name, written, faults)
    query = reader.query()
    return query if not reader.failed else None


class _Reader:
    """Reads one file; what is missing or of the wrong kind is a fault with its place."""

    def __init__(self, name: str, written: Mapping[str, Any], faults: list[Fault]) -> None:
        self.name, self.written, self.faults = name, written, faults
        self.failed = False

    def query(self) -> Query:
        asked, answer = self.table(self.written, "forespoergsel"), self.table(self.written, "svar")
        indicator = self.text(self.written, "indikator")
        catalogue = {} if indicator == SCHOOLS else self._catalogue()
        return Query(
            file=self.name,
            indicator=indicator,
            request=self._request(asked, "forespoergsel"),
            unit=self.text(answer, "enhed", "svar"),
            year=self.text(answer, "skoleaar", "svar"),
            value=self.text(answer, "vaerdi", "svar"),
            count=self.text(answer, "antal", "svar", needed=False),
            municipality=self.text(answer, "kommune", "svar", needed=False),
            country=self.text(answer, "land", "svar", needed=False),
            only=self._filters(answer.get("kun", {}), "svar.kun"),
            share=self._share(),
            three_years=answer.get("treaarig") is True,
            of_municipality=self._level("kommune", asked),
            of_country=self._level("land", asked),
            catalogue=catalogue,
            columns=self._columns() if indicator == SCHOOLS else _NOTHING,
            types=self.texts(self.written, "typer") if "typer" in self.written else (),
        )

    def _request(self, asked: Mapping[str, Any], place: str, like: Mapping[str, Any] = _NOTHING) -> Request:
        both = {**like, **asked}
        return Request(
            self.text(both, "omraade", place),
            self.text(both, "emne", place),
            self.text(both, "underemne", place),
            self.texts(both, "detaljering", place),
            tuple(sorted(self._filters(both.get("filtre", {}), f"{place}.filtre").items())),
        )

    def _level(self, name: str, asked: Mapping[str, Any]) -> Request | None:
        if name not in self.written:
            return None
        cube = {key: asked.get(key) for key in ("omraade", "emne", "underemne")}
        return self._request(self.table(self.written, name), name, cube)

    def _share(self) -> Share | None:
        if "beregning" not in self.written:
            return None
        share = self.table(self.written, "beregning")
        return Share(
            self.text(share, "dimension", "beregning"),
            self.texts(share, "taeller", "beregning"),
            self.texts(share, "naevner", "beregning"),
        )

    def _columns(self) -> Mapping[str, str]:
        table = self.table(self.written, "skole")
        keys = ("nummer", "navn", "hovednummer", "hovednavn", "type", "kommune")
        return {key: self.text(table, key, "skole", needed=key in keys[:2]) for key in keys}

    def _catalogue(self) -> Mapping[str, Any]:
        table = self.table(self.written, "katalog")
        known = {column.key for column in schema.CATALOGUE.columns} - {"indikator", "kilde"}
        for key, value in table.items():
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if key not in known or not (is_number if key in _NUMBERS else isinstance(value, str)):
                self.fault("katalog", key)
        self.text(table, "navn", "katalog")
        return table

    def _filters(self, written: Any, place: str) -> dict[str, tuple[str, ...]]:
        if not isinstance(written, Mapping):
            self.fault(place, "")
            return {}
        return {dimension: self.texts(written, dimension, place) for dimension in written}

    def table(self, of: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        found = of.get(key)
        if isinstance(found, Mapping):
            return found
        self.fault("", key)
        return {}

    def text(self, of: Mapping[str, Any], key: str, place: str = "", *, needed: bool = True) -> str:
        found = of.get(key, "")
        if isinstance(found, str) and (found.strip() or not needed) and found.isprintable():
            return found.strip()
        self.fault(place, key)
        return ""

    def texts(self, of: Mapping[str, Any], key: str, place: str = "") -> tuple[str, ...]:
        found = of.get(key)
        if isinstance(found, list) and found and all(isinstance(text, str) and text for text in found):
            return tuple(found)
        self.fault(place, key)
        return ()

    def fault(self, place: str, key: str) -> None:
        self.failed = True
        facts = {"fil": self.name, "noegle": ".".join(filter(None, (place, key)))}
        self.faults.append(Fault("fetch_fil_noegle", facts))


def _twice(queries: Sequence[Query]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for query in queries:
        if query.indicator in seen:
            facts = {"fil": query.file, "anden": seen[query.indicator], "indikator": query.indicator}
            yield Fault("fetch_fil_dobbelt", facts)
        seen[query.indicator] = query.file
