"""Uddannelsesstatistik.dk on this machine: answers like the service, its quirks and its errors with it.

Made from what public clients tell of the service (``docs/decisions/official-statistics.md``) and from the
real figures in ``workbooks/eksempel/kilde_koebenhavn``. Numbers are Danish text, a figure that is not
published has no row, the filters and dimensions are obeyed, pages are. What is invented beside the 24
schools says so in its name: a private school, and a main school with departments.
"""

from __future__ import annotations

import csv
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

REAL = Path(__file__).parents[2] / "workbooks/eksempel/kilde_koebenhavn"
KEY = "opdigtet.noegle-til.test_0123456789"

AFD, INST = "[Institution].[Afdelingsnummer]", "[Institution].[Institutionsnummer]"
NAME, MAIN = "[Institution].[Afdeling]", "[Institution].[Institution]"
KIND, KOMMUNE = "[Institution].[Institutionstype]", "[Institution].[Beliggenhedskommune]"
YEAR = "[Skoleår].[Skoleår]"
WELLBEING = "[Trivselsindikator].[Trivselsindikator]"
QUESTION, ANSWER = "[Spørgsmål].[Spørgsmål]", "[Svar].[Svar]"
BULLIED = "Er du blevet mobbet i dette skoleår?"

PRIVATE = ("900001", "Opdigtet Friskole")
MAIN_SCHOOL, DEPARTMENTS = ("900010", "Opdigtet Hovedskole"), (
    ("900011", "Opdigtet Afdeling Nord", 400),
    ("900012", "Opdigtet Afdeling Syd", 1020),
)  # fmt: skip

# What the example's ids are called by the service, and whether they are per cent.
OVERVIEW = {
    "klassekvotient": ("Klassekvotient", ""),
    "fravaer_pct": ("Samlet elevfravær", " %"),
    "kompetencedaekning_pct": ("Kompetencedækning", " %"),
    "trivsel_andel_hoej": ("Andel med højest trivsel", " %"),
    "overgang_ungdomsuddannelse_pct": ("Overgang til UU fra 9. og 10. kl. sept året efter", " %"),
    "socref_forskel": ("SocRef Forskel", ""),
    "socref_forventet": ("SocRef Socioøkonomisk reference", ""),
    "socref_signifikant": ("SocRef Signifikant forskel", ""),
}
GRADES = {"karaktergennemsnit": ("KARAGNS", "Gennemsnit i obl. 9.-klasseprøver"),
          "dansk": ("KARADM", "Gennemsnit - Dansk bundne prøver"),
          "matematik": ("KARADM", "Gennemsnit - Matematik bundne prøver")}  # fmt: skip
INDICATORS = {"trivsel_social": "Social trivsel", "trivsel_ro": "Ro og orden"}

Dims = dict[str, str]
Cube = list[tuple[Dims, dict[str, str]]]
Reply = tuple[int, Mapping[str, str], bytes]


def danish(value: float, decimals: int = 1) -> str:
    """Write a number as the service does: ``2.351``, ``7,3``."""
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


@dataclass
class Service:
    """The stand-in: its figures, what it was asked, and what it is to answer instead."""

    cubes: dict[tuple[str, str], Cube]
    page: int = 100_000
    first_side: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    instead: list[Reply] = field(default_factory=list)  # answers given first, one a request
    always: Callable[[dict[str, Any]], Reply | None] | None = None
    base: str = ""
    _known: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def reply(self, body: bytes, headers: Mapping[str, str]) -> Reply:
        question = json.loads(body)
        self.asked.append(question)
        self.headers.append(dict(headers))
        if self.instead:
            return self.instead.pop(0)
        if self.always and (found := self.always(question)):
            return found
        if headers.get("Authorization") != f"Bearer {KEY}":
            return 401, {}, b'{"Message":"Authorization has been denied for this request."}'
        return self._answer(question)

    def _answer(self, question: dict[str, Any]) -> Reply:
        cube = self.cubes.get((question["emne"], question["underemne"]))
        if cube is None or question["område"] != "GS":
            return _json({"Message": "Ukendt underemne"}, 400)
        dimensions = {name for dims, _ in cube for name in dims}
        measures = {name for _, values in cube for name in values}
        for name in (*question["detaljering"], *question.get("filtre", {})):
            if name not in dimensions:
                return _json({"Message": f"Ukendt detaljering {name}"}, 400)
        for name in question["nøgletal"]:
            if name not in measures:
                return _json({"Message": f"Ukendt nøgletal {name}"}, 400)
        asked = json.dumps({**question, "side": 0}, sort_keys=True)
        if asked not in self._known:
            self._known[asked] = list(_rows(cube, question))
        rows = self._known[asked]
        size = min(self.page, question.get("side_størrelse", 1000))
        # Counted from 1, page 0 is the first page too.
        place = max(question.get("side", self.first_side) - self.first_side, 0)
        return _json(rows[place * size : (place + 1) * size])


def _json(content: Any, status: int = 200) -> Reply:
    data = json.dumps(content, ensure_ascii=False).encode()
    return status, {"Content-Type": "application/json; charset=utf-8"}, data


def _rows(cube: Cube, question: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Group by the dimensions asked for; a row with no figure at all is left out."""
    groups: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for dims, values in cube:
        if all(dims[name] in allowed for name, allowed in question.get("filtre", {}).items()):
            groups[tuple(dims[name] for name in question["detaljering"])].append(values)
    for place, found in sorted(groups.items()):
        values = {name: _together([one.get(name, "") for one in found]) for name in question["nøgletal"]}
        if any(values.values()):
            keys = [f"{name}.{name.rpartition('.')[2]}" for name in question["detaljering"]]
            yield {**dict(zip(keys, place, strict=True)), **values}


def _together(found: list[str]) -> str:
    """Give one figure, or the mean of several (the service's own weights are not known)."""
    there = [value for value in found if value not in ("", "-", "..", "*", "<fejl>")]
    if len(set(there)) <= 1:
        return there[0] if there else (found[0] if len(found) == 1 else "")
    mark = " %" if there[0].endswith("%") else ""
    numbers = [float(value.rstrip(" %").replace(".", "").replace(",", ".")) for value in there]
    return danish(sum(numbers) / len(numbers)) + mark


def _read(name: str) -> list[dict[str, str]]:
    with (REAL / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def real_figures() -> dict[tuple[str, str, str], str]:
    """Give the example's own figures by school, school year and indicator."""
    return {(row["institutionsnummer"], row["skoleaar"], row["indikator"]): row["vaerdi"]
            for row in _read("kbh_indikatorer.csv")}  # fmt: skip


def copenhagen(since: str = "2008/2009") -> Service:
    """Make the service with the figures of 24 Copenhagen schools, from a school year on."""
    names = {row["institutionsnummer"]: row["skole"] for row in _read("kbh_skoler.csv")}
    cubes: dict[tuple[str, str], Cube] = defaultdict(list)
    overview: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    grades: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    levels = _levels()
    for (number, year, indicator), value in real_figures().items():
        if year < since:
            continue
        dims = _dims(number, names[number], year)
        if indicator == "elevtal":
            cubes["ELEV", "ELEVEX"].append((dims, {"Antal elever": danish(float(value), 0)}))
        elif indicator in OVERVIEW:
            measure, mark = OVERVIEW[indicator]
            worded = indicator == "socref_signifikant"
            overview[number, year][measure] = value if worded else danish(float(value)) + mark
        elif indicator in GRADES:
            subtopic, measure = GRADES[indicator]
            grades[subtopic, number, year][measure] = danish(float(value))
        elif indicator in INDICATORS:
            values = {
                "Indikatorsvar": danish(float(value), 2),
                "Totale antal elever - indikatorsvar": "1.020" if number == "101013" else "212",
                "Indikatorsvar - Kommunetal": "4,05",
                "Indikatorsvar - Landstal": "4,10",
            }
            cubes["TRIV", "TRIVIND"].append(({**dims, WELLBEING: INDICATORS[indicator]}, values))
    measure, mark = OVERVIEW["overgang_ungdomsuddannelse_pct"]
    for row in _read("kbh_seneste_uden_aar.csv"):
        if row["indikator"] == "overgang_ungdomsuddannelse_pct":  # its school year is an assumption
            overview[row["institutionsnummer"], "2022/2023"][measure] = danish(float(row["vaerdi"])) + mark
    for (number, year), values in overview.items():
        values.setdefault("SocRef Signifikant forskel", "<fejl>")
        beside = {
            f"{OVERVIEW[key][0]} {level}": text for (key, level, when), text in levels.items() if when == year
        }
        cubes["OVER", "OVERSKO"].append((_dims(number, names[number], year), {**beside, **values}))
    for (subtopic, number, year), values in grades.items():
        cubes["KARA", subtopic].append((_dims(number, names[number], year), values))
    _bullied(cubes["TRIV", "TRIVSP"], names)
    _invented(cubes)
    return Service(dict(cubes))


def _levels() -> dict[tuple[str, str, str], str]:
    found = {}
    for row in _read("kbh_kommune_land.csv"):
        if row["indikator"] in OVERVIEW:
            level = "Land" if row["enhed"] == "_national" else "Kommune"
            mark = OVERVIEW[row["indikator"]][1]
            found[row["indikator"], level, row["skoleaar"]] = danish(float(row["vaerdi"])) + mark
    return found


def _dims(
    number: str, name: str, year: str, kind: str = "Folkeskoler", main: tuple[str, str] | None = None
) -> Dims:
    main_number, main_name = main or (number, name)
    whose = {INST: main_number, MAIN: main_name, AFD: number, NAME: name}
    return {**whose, KIND: kind, KOMMUNE: "København", YEAR: year}


def _bullied(cube: Cube, names: Mapping[str, str]) -> None:
    """Lay out five answers a school (invented); at one school the smallest is held back."""
    shares = {"Meget tit": 2.0, "Tit": 3.0, "En gang i mellem": 7.0, "Sjældent": 20.0, "Aldrig": 64.0}
    shares["Ønsker ikke at svare"] = 4.0
    for number, name in names.items():
        for answer, share in shares.items():
            if number == "101001" and answer == "Meget tit":
                continue
            measures = ("Svarfordeling", "Svarfordeling - Kommunetal", "Svarfordeling - Landstal")
            values = dict.fromkeys(measures, f"{danish(share)} %")
            dims = {**_dims(number, name, "2025/2026"), QUESTION: BULLIED, ANSWER: answer}
            cube.append((dims, values))


def _invented(cubes: Mapping[tuple[str, str], Cube]) -> None:
    pupils, overview = cubes["ELEV", "ELEVEX"], cubes["OVER", "OVERSKO"]
    private = _dims(*PRIVATE, "2025/2026", "Friskoler og private grundskoler")
    pupils.append((private, {"Antal elever": "212"}))
    overview.append((private, {"Klassekvotient": "18,0"}))
    total = sum(count for *_, count in DEPARTMENTS)
    pupils.append((_dims(*MAIN_SCHOOL, "2025/2026"), {"Antal elever": danish(total, 0)}))
    overview.append((_dims(*MAIN_SCHOOL, "2025/2026"), {"Klassekvotient": "23,0"}))
    for number, name, count in DEPARTMENTS:
        dims = _dims(number, name, "2025/2026", main=MAIN_SCHOOL)
        pupils.append((dims, {"Antal elever": danish(count, 0)}))
        overview.append((dims, {"Klassekvotient": "..", "Samlet elevfravær": "100,0 %"}))
    pupils.append((_dims("900020", "Opdigtet Lukket Skole", "2012/2013"), {"Antal elever": "99"}))


@contextmanager
def running(service: Service) -> Iterator[Service]:
    """Answer on a free port of this machine for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # headers and body in one packet, else each answer waits 40 ms

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path != "/Api/v1/statistik":
                status, headers, data = 404, {}, b""
            else:
                status, headers, data = service.reply(body, self.headers)  # type: ignore[arg-type]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            if "Content-Length" in headers:  # shorter than promised: broken off
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    service.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
