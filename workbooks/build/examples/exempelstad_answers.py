"""What the invented schools of Exempelstad wrote in the Swedish templates, as ``collect`` brings it home.

The words are in ``exempelstad_svar``, a file a template: single answers, and rows of answers that belong
together. Here it is only chosen who writes which, by the school's place and the year; nothing is drawn.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from workbooks.build.examples.exempelstad_schools import SCHOOLS
from xl_beregner.cells import school_year
from xl_beregner.dataset.agreement_tables import with_guard

HEADINGS: Final = ("skole_nr", "klasse", "skoleaar", "skabelon", "tabel", "noegle", "felt", "vaerdi")
_WORDS: Final = Path(__file__).with_name("exempelstad_svar")
# One school has not sent anything back since this year began; another is new and has only this year.
_SILENT: Final = {"X08": 2025}
_NEW: Final = {"X12": 2026}
EVERY_YEAR: Final = (2024, 2025, 2026)

# No person has such a name.
_FIRST: Final = (
    "Alba",
    "Bedri",
    "Dofa",
    "Elgel",
    "Filin",
    "Gumo",
    "Hyna",
    "Joru",
    "Kasa",
    "Lutvi",
    "Meva",
    "Nozo",
)
_CHIEF: Final = {"Norra": "Risa Exempel-Chef", "Södra": "Tygel Exempel-Chef"}


@dataclass(frozen=True, slots=True)
class Writer:
    """A school that answers in a school year, by its place among all."""

    place: int
    year: int

    @property
    def number(self) -> str:
        """The school's number."""
        return SCHOOLS[self.place].number

    def head(self, template: str) -> list[str]:
        """Give what every row of a workbook's answers begins with."""
        return [self.number, "", school_year(self.year), template]

    def pick(self, choices: Sequence[Any], step: int = 0) -> Any:
        """Choose one: another for each school, and the next one the year after."""
        return choices[(7 * self.place + 4 * self.year + (self.place + self.year) // 2 + step) % len(choices)]

    def said(self, value: object) -> str:
        """Fill in who and when; words that a spreadsheet would run are guarded."""
        if not isinstance(value, str):
            return str(value).replace(".", ",")
        school = SCHOOLS[self.place]
        named = value.replace("{rektor}", f"{_FIRST[self.place]} Exempel-Rektor").replace(
            "{chef}", _CHIEF[school.area]
        )
        return with_guard(named.replace("{ht}", str(self.year)).replace("{vt}", str(self.year + 1)))


# Of a school: its figures by indicator and year.
Figures = Mapping[str, Mapping[int, float]]


def rows(figures: Mapping[str, Figures]) -> list[list[str]]:
    """Give every answer of the schools whose figures these are."""
    found = []
    for path in sorted(_WORDS.glob("*.toml")):
        words = tomllib.loads(path.read_text("utf-8"))
        for writer in writers(words.get("aar", EVERY_YEAR)):
            if not _is_asked(writer, words):
                continue
            known = figures.get(writer.number, {})
            said = _answers(writer, words, set(known))
            found += [
                [*writer.head(path.stem), *names, writer.said(_reckoned(value, names, writer, known))]
                for *names, value in said
            ]
    return found


def _reckoned(value: Any, names: Sequence[str], writer: Writer, figures: Figures) -> Any:
    """Work out ``{ nu = 2 }``: two more than the indicator was the year before, of per cent at most 100."""
    if not isinstance(value, Mapping):
        return value
    key = names[1]
    before = [year for year in figures[key] if year < writer.year]
    goal = round(figures[key][max(before)] + value["nu"], 1)
    return min(goal, 100.0) if key.endswith("_pct") else goal


def writers(years: Sequence[int] = EVERY_YEAR) -> Iterator[Writer]:
    """Give every school in every year it has written in."""
    for year in years:
        for place, school in enumerate(SCHOOLS):
            if year < _NEW.get(school.number, year) or year >= _SILENT.get(school.number, year + 1):
                continue
            yield Writer(place, year)


def _is_asked(writer: Writer, words: Mapping[str, Any]) -> bool:
    """Tell whether a school writes this: all do, unless words are only for some or not for some."""
    only = words.get("skolor")
    return (only is None or writer.number in only) and writer.number not in words.get("utan", ())


_Answer = tuple[str, str, str, Any]
# Of a row of words: the indicator that is its key, or that a school must have to write it,
# or must not have.
_ASKS: Final = ("indikator", "kraever")
_NOT: Final = "saknar"


def _can_write(row: Mapping[str, Any], known: set[str]) -> bool:
    return known >= {row[key] for key in _ASKS if key in row} and row.get(_NOT) not in known


def _answers(writer: Writer, words: Mapping[str, Any], known: set[str]) -> Iterator[_Answer]:
    for number, (field, choices) in enumerate(words.get("enkelt", {}).items()):
        yield "", "", field, writer.pick(choices, number)
    for block in words.get("rader", []):
        if writer.year in block.get("aar", EVERY_YEAR) and _is_asked(writer, block):
            yield from _block(writer, block, known)


def _block(writer: Writer, block: Mapping[str, Any], known: set[str]) -> Iterator[_Answer]:
    """Give rows of answers, each a whole one of the words'; no two alike in one place."""
    table = block.get("tabell", "")
    rows = [row for row in block["rader"] if _can_write(row, known)]
    stems = block.get("nycklar", [""] * len(rows))
    most = min(block.get("antal", len(stems)), len(rows), len(stems))
    if block.get("aaret_foer"):  # what is said of last year's is said of those rows
        writer = Writer(writer.place, writer.year - 1)
    count = most - (writer.place + writer.year) % 2 if most > block.get("minst", most) else most
    for step in range(count):
        row = rows[step] if block.get("i_ordning") else writer.pick(rows, step)
        key = row.get("indikator", stems[step])
        for field, value in row.items():
            is_later = writer.year == EVERY_YEAR[-1] and field in block.get("senare", ())
            if field not in (*_ASKS, _NOT) and not is_later:
                yield (table, key, field, value) if table else ("", "", f"{key}_{field}", value)
