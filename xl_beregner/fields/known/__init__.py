"""The one list of fields a template can ask for, and the page of documentation made from it.

What fills them is ``source`` and ``rows``; a test holds both lists together. Descriptions stand in
``texts``. Importing this costs nothing, so that a template can be checked without a dataset.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

from xl_beregner import texts
from xl_beregner.fields.known import (
    agreements,
    calendar,
    commitments,
    council,
    dialogue,
    earlier,
    forecasts,
    forms,
    goal_chain,
    goals,
    groups,
    in_force,
    lus_school,
    progression,
    schools_answers,
    seminar,
    similar,
    survey,
    themes,
)

Rows = list[tuple[str, str]]

SCALARS = (
    "skole_navn", "skole_nr", "enhed_nr", "omraade", "elevtal", "ingen_tal", "kommune_navn", "skoleaar",
    "seneste_skoleaar", "aar_1", "aar_2", "aar_3", "udgave", "konfidens_pct", "mindst_antal",
    "antal_maal_anbefalet", "kilde", "hentet", "kilde_linje", "eksempel", "chance_forbehold", "chance_1",
    "chance_1_navn", "chance_2", "chance_2_navn", "chance_3", "chance_3_navn", "tal_linje",
    *progression.SCALARS,
    *agreements.SCALARS, *council.SCALARS, *in_force.SCALARS, *earlier.SCALARS,
    *calendar.SCALARS, *groups.SCALARS, *dialogue.SCALARS, *goal_chain.SCALARS, *similar.SCALARS,
    *lus_school.SCALARS,
    *commitments.SCALARS,
)  # fmt: skip

_NAMED = ("noegle", "navn", "pejlemaerke", "pejlemaerke_vist", "maaleenhed", "decimaler")

# Lists that differ by their number alone.
_PARTED = (themes.THEMES, forms.FORMS)
# Lists whose columns are told of with another's.
_NAMED_AFTER_ANOTHER = (themes, forms, groups, council, dialogue, lus_school)

_FIGURES = (
    *_NAMED, "pejlemaerke_nr", "retning", "v1", "v2", "v3", "seneste", "aar_seneste", "nedre", "oevre",
    "usikkerhed", "forrige", "udvikling", "kommune", "mod_kommunen", "land", "reference", "forskel",
    "reference_dom", *(f"t{number}" for number in range(1, 9)), *(f"k{number}" for number in range(1, 9)),
    "spoergsmaal", "viser_tallet", "fortrolig", "bemaerkning", "skoleform", "skoleform_vist", "rolle",
    *similar.COLUMNS,
)  # fmt: skip

LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "tal": _FIGURES,
        "forslag": (
            *_NAMED, "fortegn", "seneste", "aar_seneste", "baseline", "nedre", "oevre", "baseline_aar",
            "synlig", "maal_1", "maal_2", "maal_3", "forudsagt", "sd", "frihedsgrader", "mindste", "stoerste",
            "kommune", "strip_nedre", "strip_oevre", "strip_baseline", "strip_seneste", "strip_aar2",
            "strip_aar1", "strip_midte", "strip_maal_1", "strip_maal_2", "strip_maal_3", "bemaerkning",
        ),
        "aftale": (
            *_NAMED, "baseline", "forudsagt", "sd", "frihedsgrader", "fortegn", "synlig", "mindste",
            "stoerste", "fortrolig",
        ),
        "evaluering": (
            "noegle", "navn", "maaleenhed", "decimaler", "resultat", "resultat_standardfejl", "fortegn",
            "bemaerkning",
        ),
        **progression.LISTS,
        "prognose_kalibrering": forecasts.CALIBRATION,
        **agreements.LISTS,
        **goals.LISTS,
        **goal_chain.LISTS,
        **in_force.LISTS,
        **council.LISTS,
        **calendar.LISTS,
        **themes.THEMES.lists(_FIGURES),
        **forms.form_lists(_FIGURES),
        **dialogue.dialogue_lists(_FIGURES),
        **groups.LISTS,
        **survey.LISTS,
        **lus_school.LISTS,
        **seminar.LISTS,
        **commitments.LISTS,
    }
)  # fmt: skip


# Where the fields of units that are no school are listed; a pupil's are a class's, of one pupil.
_ABOUT_PUPILS = ("class_group", "lus", "forecasts", "home")
_OF_KIND: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "skole": (),
        "klasse": _ABOUT_PUPILS,
        "elev": _ABOUT_PUPILS,
        "kommune": ("municipality", "schools_answers", "duties", "year_told", "allocation", "goal_sum"),
    }
)


def scalars_of(kind: str) -> tuple[str, ...]:
    """Name the single fields a kind of unit has."""
    if kind == "skole":
        return SCALARS
    return tuple(dict.fromkeys(name for module in _modules(kind) for name in module.SCALARS))


def lists_of(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Name the lists a kind of unit has, each with its columns."""
    if kind == "skole":
        return LISTS
    return {table: names for module in _modules(kind) for table, names in module.LISTS.items()}


def _modules(kind: str) -> list[Any]:
    return [import_module(f"xl_beregner.fields.known.{name}") for name in _OF_KIND[kind]]


def known_fields(lang: str | None = None, kind: str = "skole") -> dict[str, str]:
    """Give every field of a kind of unit, as a template names it after ``felt_``, with a line about it.

    A name that ends in ``*`` stands for all that begin so: which there are is told by the template itself.
    """
    found = {name: _about_scalar(name, lang, kind) for name in scalars_of(kind)}
    for table, names in lists_of(kind).items():
        for name in names:
            found[f"{table}__{name}"] = _about_column(table, name, lang)
    if kind == "skole":
        for pattern in earlier.PATTERNS:
            found[pattern] = texts.say(f"fields.felt.{pattern.removesuffix('*')}alle", lang)
    if kind == "kommune":
        found[schools_answers.PATTERN] = texts.say("fields.felt_kommune.skolernes_alle", lang)
    return found


def _about_scalar(name: str, lang: str | None, kind: str) -> str:
    """Say what a field holds; the same name may mean something of its own for one kind of unit."""
    own = f"fields.felt_{kind}.{name}"
    if texts.knows(own, lang):
        return texts.say(own, lang)
    numbered, number = _numbered(name)
    if number and texts.knows(f"fields.felt.{numbered}", lang):
        return texts.say(f"fields.felt.{numbered}", lang, nr=number)
    return texts.say(f"fields.felt.{name}", lang)


def _numbered(name: str) -> tuple[str, str]:
    """Part a name from the number inside it: ``kr_2_navn`` is ``kr_N_navn`` and 2."""
    found = re.fullmatch(r"([a-z]+_?)(\d+)(_.+)", name)
    return (f"{found[1]}N{found[3]}", found[2]) if found else (name, "")


def _about_column(table: str, name: str, lang: str | None) -> str:
    """Say what a column holds; the same name may mean something of its own in one list."""
    for one in _NAMED_AFTER_ANOTHER:
        table = one.columns_as(table)
    numbered, number = _numbered(name)
    if number and texts.knows(f"fields.kolonne.{table}.{numbered}", lang):
        return texts.say(f"fields.kolonne.{table}.{numbered}", lang, nr=number)
    own = f"fields.kolonne.{table}.{name}"
    stem = name.rstrip("0123456789")
    if texts.knows(own, lang):
        return texts.say(own, lang)
    if stem != name and _is_numbered(table, stem, lang):
        return texts.say(f"fields.kolonne.{table}.{stem}", lang, nr=name.removeprefix(stem))
    return texts.say(f"fields.kolonne.{name}", lang)


def _is_numbered(table: str, stem: str, lang: str | None) -> bool:
    """Tell whether one line speaks of all of a list's columns with a number after this stem."""
    return texts.knows(f"fields.kolonne.{table}.{stem}", lang)


def fields_page(lang: str = "da") -> str:
    """Write docs/fields.md."""
    lines = [texts.say("fields.side.titel", lang), "", texts.say("fields.side.om", lang), ""]
    for kind in ("skole", "klasse", "kommune"):
        lines += [texts.say(f"fields.side.{kind}", lang), "", *_of_kind(kind, lang)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _of_kind(kind: str, lang: str) -> list[str]:
    said = known_fields(lang, kind)
    lines = _table(texts.say("fields.side.enkelt", lang), _scalar_rows(kind, said, lang), lang)
    for table, names in lists_of(kind).items():
        if any(one.is_told_above(table) for one in _PARTED):
            continue
        title = _list_title(table, lang)
        if any(one.has_all_columns_of_another(table) for one in (*_PARTED, *_NAMED_AFTER_ANOTHER)):
            lines += ["", title]
            continue
        lines += ["", *_table(title, _columns(table, names, said, lang), lang)]
    if kind == "skole":
        lines += ["", *_earlier(lang)]
    if kind == "kommune":
        lines += ["", *_schools_answers(lang)]
    return [*lines, ""]


def _list_title(table: str, lang: str) -> str:
    """Name a list, or those that differ by their number alone, and say what it holds."""
    for one in _PARTED:
        if (told := one.told_as(table)) != table:
            return f"### {one.names_of(table)}: {texts.say(f'fields.liste.{told}', lang)}"
    return f"### `{table}`: {texts.say(f'fields.liste.{table}', lang)}"


def _earlier(lang: str) -> list[str]:
    """Tell of the fields a template names itself, after its own answers."""
    told = {
        f"felt_{earlier.PREFIX}<felt>": "felt",
        f"felt_{earlier.PREFIX}<tabel>__<felt>": "kolonne",
        f"felt_{earlier.PREFIX}<tabel>__{earlier.KEY}": "noegle",
        f"felt_{earlier.PREFIX}<tabel>__{earlier.NAME}": "navn",
        f"felt_{earlier.PREFIXES[1]}<felt>`, `felt_{earlier.PREFIXES[2]}<felt>": "foer",
    }
    rows = [(f"`{name}`", texts.say(f"fields.side.forrige_{key}", lang)) for name, key in told.items()]
    about = texts.say("fields.side.forrige_om", lang)
    return [texts.say("fields.side.forrige", lang), "", *_table(about, rows, lang)]


def _schools_answers(lang: str) -> list[str]:
    """Tell of the lists a municipality's template names itself, after its schools' answers."""
    one, single = (f"felt_{schools_answers.PREFIX}{name}" for name in ("<tabel>", schools_answers.SINGLE))
    told = {
        f"{one}__<felt>": "kolonne",
        f"{single}__<felt>": "felt",
        f"{one}{schools_answers.AT_KEY}<noegle>__<felt>": "ved",
        **{f"{one}__{name}": name for name in schools_answers.OF_EVERY_ROW},
    }
    rows = [(f"`{name}`", texts.say(f"fields.side.skolernes_{key}", lang)) for name, key in told.items()]
    about = texts.say("fields.side.skolernes_om", lang)
    return [texts.say("fields.side.skolernes", lang), "", *_table(about, rows, lang)]


def _scalar_rows(kind: str, said: Mapping[str, str], lang: str) -> Rows:
    """Give the single fields, those that differ by a number inside as their first and last."""
    rows: dict[str, tuple[str, str]] = {}
    for name in scalars_of(kind):
        numbered, number = _numbered(name)
        line = f"fields.felt.{numbered}"
        if number and texts.knows(line, lang):
            _stretch(rows, numbered, f"`felt_{name}`", texts.say(line, lang, nr="n"))
        else:
            rows[name] = (f"`felt_{name}`", said[name])
    return list(rows.values())


def _stretch(rows: dict[str, tuple[str, str]], key: str, name: str, line: str) -> None:
    """Let a row reach from the first of its names to this one."""
    first, _ = rows.get(key, (name, ""))
    first = first.partition(" … ")[0]
    rows[key] = (first if first == name else f"{first} … {name}", line)


def _columns(table: str, names: tuple[str, ...], said: Mapping[str, str], lang: str) -> Rows:
    """Give a list's columns, those that share a line as their first and last."""
    rows: dict[str, tuple[str, str]] = {}
    for name in names:
        stem, column = name.rstrip("0123456789"), f"`felt_{table}__{name}`"
        numbered, number = _numbered(name)
        inside = f"fields.kolonne.{table}.{numbered}"
        if number and texts.knows(inside, lang):
            _stretch(rows, numbered, column, texts.say(inside, lang, nr="n"))
        elif stem != name and _is_numbered(table, stem, lang):
            line = texts.say(f"fields.kolonne.{table}.{stem}", lang, nr="n")
            _stretch(rows, f"{stem}#", column, line)
        else:
            rows[name] = (column, said[f"{table}__{name}"])
    return list(rows.values())


def _table(title: str, rows: Rows, lang: str) -> list[str]:
    heading = texts.say("fields.side.kolonner", lang)
    bar, plain_bar = "\\|", "|"  # a bar inside a cell would end it
    written = [f"| {name} | {line.replace(plain_bar, bar)} |" for name, line in rows]
    return [title, "", heading, "|---|---|", *written]
