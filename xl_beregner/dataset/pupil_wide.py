"""Results pasted with a column a profile area or a subject, as screens show them: one table a column.

Each such table shares the cells of the file, so that a fault still tells the column it stands in.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from xl_beregner.dataset import schema
from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.raw import RawTable, tell_of_missing_columns, tell_of_unknown_column

# The profile areas of the Danish national tests (uvm.dk, Om nationale test), by subject.
PROFILES = {
    "Dansk, læsning": ("Sprogforståelse", "Afkodning", "Tekstforståelse"),
    "Matematik": (
        "Tal og algebra", "Geometri", "Statistik og sandsynlighed", "Matematik i anvendelse",
    ),
    "Fysik/kemi": (
        "Energi og energiomsætning", "Fænomener, stoffer og materialer", "Anvendelser og perspektiver",
    ),
    "Biologi": ("Den levende organisme", "Levende organismers samspil", "At bruge biologien"),
    "Geografi": ("Naturgrundlaget", "Kulturgeografi", "At bruge geografien"),
    "Dansk som andetsprog": ("Ordforråd", "Sprog og sprogbrug", "Læseforståelse"),
    "Engelsk": ("Læsning", "Ordforråd", "Sprog og sprogbrug"),
}  # fmt: skip
WHOLE_TEST = frozenset(
    {"hele_testen", "hele_proeven", "samlet", "samlet_resultat", "i_alt", "total", "totalt", "hela_provet",
     "hela_testet", "samlad", "sammanlagt", "alle", "whole_test", "overall"}
)  # fmt: skip
_BY_WORD = {schema.plain(name): name for names in PROFILES.values() for name in names}
_SUBJECT_BY_WORD = {schema.plain(name): name for name in PROFILES}
_OF_ONE_SCORE = ("maks", "maalefejl")  # of which score they tell is not known where a row has several


def parts_of(raw: RawTable, told_elsewhere: frozenset[str], faults: Faults) -> list[RawTable]:
    """Give the table as it stands where a row is a result, else one table a profile area or a subject.

    ``told_elsewhere``: keys of columns that need not be there.
    """
    if subjects := _subject_columns(raw):
        return _parts_by_subject(raw, subjects, told_elsewhere, faults)
    found = {at: name for at in raw.unknown() if (name := _profile(raw.headings[at])) is not None}
    needed = [column.key for column in raw.table.columns if column.required]
    if "score" in raw.keys or "profil" in raw.keys or not any(found.values()):
        tell_of_missing_columns(raw, faults, [key for key in needed if key not in told_elsewhere])
        found = {}
    subject = _subject(list(found.values())) if found and "fag" not in raw.keys else ""
    if found:
        told = {*told_elsewhere, "score", *(["fag"] if subject else [])}
        tell_of_missing_columns(raw, faults, [key for key in needed if key not in told])
        _tell_of_twice(raw, found, faults)
        if len(found) > 1:
            raw = replace(raw, keys={key: at for key, at in raw.keys.items() if key not in _OF_ONE_SCORE})
    for at in raw.unknown():
        if at not in found:
            tell_of_unknown_column(raw, at, faults)
    return [_part(raw, at, name, subject) for at, name in found.items()] or [raw]


def _subject_columns(raw: RawTable) -> dict[int, str]:
    """Find the columns named as a subject, where no column holds the scores or tells the subject."""
    if {"score", "fag", "profil"} & set(raw.keys) or any(
        _profile(raw.headings[at]) is not None for at in raw.unknown()
    ):
        return {}
    names = ((at, _SUBJECT_BY_WORD.get(schema.plain(raw.headings[at]))) for at in raw.unknown())
    return {at: name for at, name in names if name}


def _parts_by_subject(
    raw: RawTable, subjects: dict[int, str], told_elsewhere: frozenset[str], faults: Faults
) -> list[RawTable]:
    told = {*told_elsewhere, "score", "fag"}
    needed = [column.key for column in raw.table.columns if column.required]
    tell_of_missing_columns(raw, faults, [key for key in needed if key not in told])
    _tell_of_twice(raw, subjects, faults)
    if len(subjects) > 1:
        raw = replace(raw, keys={key: at for key, at in raw.keys.items() if key not in _OF_ONE_SCORE})
    for at in raw.unknown():
        if at not in subjects:
            tell_of_unknown_column(raw, at, faults)
    return [_part(raw, at, "", name) for at, name in subjects.items()]


def _profile(heading: str) -> str | None:
    word = schema.plain(heading)
    return "" if word in WHOLE_TEST else _BY_WORD.get(word)


def _subject(profiles: list[str]) -> str:
    """Tell the subject that has all these profile areas, where only one has."""
    wanted = set(profiles) - {""}
    fitting = [subject for subject, names in PROFILES.items() if wanted <= set(names)]
    return fitting[0] if len(fitting) == 1 else ""


def _tell_of_twice(raw: RawTable, found: dict[int, str], faults: Faults) -> None:
    first: dict[str, int] = {}
    for at, name in found.items():
        if first.setdefault(name, at) != at:
            here, there = raw.place_at(at), raw.place_at(first[name])
            faults.add("dataset_profil_dobbelt", fil=raw.file, kolonne=here, anden=there)


def _part(raw: RawTable, at: int, profile: str, subject: str) -> RawTable:
    """Make the table of one profile area: its scores, and beside the file's columns what they are of."""
    width = len(raw.headings)
    same: dict[str, Any] = {"profil": profile, **({"fag": subject} if subject else {})}
    return replace(
        raw,
        headings=[*raw.headings, *[raw.headings[at]] * len(same)],
        cells=[*raw.cells, *([value] * raw.length for value in same.values())],
        keys={**raw.keys, "score": at, **{key: width + place for place, key in enumerate(same)}},
    )
