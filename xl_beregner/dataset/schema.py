"""The tables of a dataset: their columns, the words a cell may choose from, and other names for all.

How a file is read is ``readers``', how a column is checked ``columns``', the pupils' tables are
``pupil_schema``'s. Keys are ASCII Danish; a heading is found by its key, by the heading people see
(``texts``, in any language) or by what an official export calls it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from xl_beregner import texts
from xl_beregner.dataset.agreement_schema import AGREEMENT_BASIS as AGREEMENT_BASIS
from xl_beregner.dataset.agreement_schema import AGREEMENT_TABLES as AGREEMENT_TABLES
from xl_beregner.dataset.agreement_schema import AGREEMENTS as AGREEMENTS
from xl_beregner.dataset.calendar.schema import CALENDAR as CALENDAR
from xl_beregner.dataset.pupil_schema import CONVERSIONS as CONVERSIONS
from xl_beregner.dataset.pupil_schema import FORECASTS as FORECASTS
from xl_beregner.dataset.pupil_schema import NORM_ROWS as NORM_ROWS
from xl_beregner.dataset.pupil_schema import NORM_VALUES as NORM_VALUES
from xl_beregner.dataset.pupil_schema import NORMS as NORMS
from xl_beregner.dataset.pupil_schema import PUPIL_TABLES as PUPIL_TABLES
from xl_beregner.dataset.pupil_schema import PUPILS as PUPILS
from xl_beregner.dataset.shape import SCHOOL_NUMBER, words
from xl_beregner.dataset.shape import YES_NO as YES_NO
from xl_beregner.dataset.shape import Column as Column
from xl_beregner.dataset.shape import Kind as Kind
from xl_beregner.dataset.shape import Table as Table
from xl_beregner.headings import plain as plain

DIRECTIONS = words(op="opad up upp uppat hoejere_er_bedre", ned="nedad down ner nedat lavere_er_bedre")
UNITS = words(
    pct="% procent percent per_cent",
    karakter="karakterer 7_trins_skala",
    betyg="betygspoaeng",
    meritvaerde="meritvaerden merit",
    skala_1_5="1_5 skala_1_til_5",
    point="poaeng points",
    antal="stk personer elever number count",
    kr="kroner dkk sek",
    tekst="text",
)
MERGING = words(
    vaegtet_middel="vaegtet_gennemsnit", sum="", andel="", median="", ingen="ingen_sammenlaegning"
)
GOAL_TYPES = words(niveau="nivaa level", progression="fremgang")
GOAL_LEVELS = words(
    skole="skola school",
    omraade="area district",
    forvaltning="foervaltning administration",
    kommune="kommun municipality",
    land="stat",
)
# Of an indicator: what is to be reached, or what helps to reach it.
ROLES = words(maal="mal goal", middel="medel means")

MUNICIPALITY, COUNTRY, AREA, EVERYBODY = "kommune", "land", "omraade", "alle"
ADMINISTRATION = "forvaltning"  # a level of goals; what it measures is the municipality's
MUNICIPALITY_WORDS = frozenset({"kommune", "kommun", "municipality", "kommunen", "hele_kommunen"})
COUNTRY_WORDS = frozenset(
    {"land", "landet", "hele_landet", "national", "riket", "country", "danmark", "sverige"}
)
EVERYBODY_WORDS = frozenset({"", "alle", "alla", "all", "samtliga", "i_alt", "total", "totalt"})
UNDATED_WORDS = frozenset({"uden_aar", "utan_aar", "undated", "no_year"})
EXAMPLE_WORDS = ("EKSEMPEL", "EXEMPEL", "EXAMPLE")

# decimals shown, smallest, largest
UNIT_DEFAULTS: Mapping[str, tuple[int, float | None, float | None]] = MappingProxyType(
    {
        "pct": (1, 0.0, 100.0),
        "karakter": (1, -3.0, 12.0),
        "betyg": (1, 0.0, 20.0),
        "meritvaerde": (1, 0.0, 340.0),
        "skala_1_5": (2, 1.0, 5.0),
        "point": (1, None, None),
        "antal": (0, 0.0, None),
        "kr": (0, None, None),
        "tekst": (0, None, None),
        "": (1, None, None),
    }
)

SCHOOLS = Table(
    "skoler",
    (
        Column("skole_nr", Kind.LABEL, True, SCHOOL_NUMBER),
        Column(
            "skole",
            Kind.TEXT,
            True,
            ("skolenavn", "institutionsnavn", "institution", "skolenhetsnamn", "skola"),
        ),
        Column("omraade", Kind.TEXT, aliases=("distrikt", "bydel", "stadsdel", "district")),
        Column("type", Kind.TEXT, aliases=("institutionstype", "skoletype", "skolform")),
        Column("elevtal", Kind.WHOLE, aliases=("antal_elever", "elever", "elevantal")),
    ),
    aliases=("skolor", "schools", "institutioner"),
)

CATALOGUE = Table(
    "katalog",
    (
        Column("indikator", Kind.LABEL, True, ("indikator_id", "indicator")),
        Column("navn", Kind.TEXT, True, ("name", "namn", "indikatornavn")),
        Column("pejlemaerke", Kind.TEXT, aliases=("tema", "maalomraade", "theme")),
        Column("skoleform", Kind.TEXT, aliases=("skolform", "school_form")),
        Column("rolle", Kind.CHOICE, aliases=("roll", "role"), choices=ROLES),
        Column("maaleenhed", Kind.CHOICE, aliases=("unit",), choices=UNITS),
        Column("retning", Kind.CHOICE, aliases=("direction",), choices=DIRECTIONS),
        Column("decimaler", Kind.WHOLE, aliases=("decimals",)),
        Column("mindste", Kind.NUMBER, aliases=("minimum", "min")),
        Column("stoerste", Kind.NUMBER, aliases=("maksimum", "maximum", "maks", "max")),
        Column("kan_aftales", Kind.YES_NO),
        Column("vises", Kind.YES_NO),
        Column("fortrolig", Kind.YES_NO),
        Column("offentliggjort", Kind.YES_NO),
        Column("mindst_antal", Kind.WHOLE),
        Column("sammenlaegning", Kind.CHOICE, choices=MERGING),
        Column("sammenlign", Kind.LABEL),
        Column("reference", Kind.LABEL),
        Column("reference_dom", Kind.LABEL),
        Column("reference_forskel", Kind.LABEL),
        Column("beregnet", Kind.YES_NO),
        Column("bemaerkning", Kind.TEXT, aliases=("note",)),
        Column("raekkefoelge", Kind.NUMBER, aliases=("order",)),
        Column("kilde", Kind.TEXT, True, ("source",)),
    ),
    aliases=("indikatorkatalog", "catalogue", "katalogen"),
)

INDICATORS = Table(
    "indikatorer",
    (
        Column("enhed", Kind.LABEL, True, (*SCHOOL_NUMBER, "skole_nr", "unit_id")),
        Column("gruppe", Kind.LABEL, aliases=("group", "elevgruppe")),
        Column("skoleaar", Kind.YEAR, True, ("school_year", "laesaar", "laasaar", "aar")),
        Column("indikator", Kind.LABEL, True, ("indikator_id", "indicator")),
        Column("vaerdi", Kind.ANY, True, ("value", "tal", "resultat")),
        Column("antal", Kind.NUMBER, aliases=("n", "antal_elever", "count")),
        Column("standardfejl", Kind.NUMBER, aliases=("se", "standard_error", "medelfel")),
    ),
    aliases=("indikatorvaerdier", "indicators", "noegletal", "vaerdier"),
)

GOALS = Table(
    "maal",
    (
        Column("niveau", Kind.CHOICE, choices=GOAL_LEVELS),
        Column("enhed", Kind.LABEL, True, (*SCHOOL_NUMBER, "skole_nr")),
        Column("skoleaar", Kind.YEAR, True, ("school_year", "laesaar", "laasaar")),
        Column("indikator", Kind.LABEL, True, ("indicator",)),
        Column("maaltype", Kind.CHOICE, choices=GOAL_TYPES),
        Column("vaerdi", Kind.NUMBER, True, ("value",)),
        Column("kilde", Kind.TEXT, aliases=("source",)),
        Column("ansvar", Kind.TEXT, aliases=("ansvarlig", "responsible")),
    ),
    required=False,
    aliases=("maalsaetninger", "goals", "mal"),
)

SETTINGS = Table(
    "indstillinger",
    (
        Column("noegle", Kind.LABEL, True, ("key", "nyckel", "indstilling")),
        Column("vaerdi", Kind.ANY, True, ("value", "vaerde")),
        Column("kilde", Kind.TEXT, True, ("source", "kaella")),
    ),
    required=False,
    aliases=("settings", "instaellningar"),
)

TABLES = (SCHOOLS, CATALOGUE, INDICATORS, GOALS, CALENDAR, SETTINGS, *PUPIL_TABLES, *AGREEMENT_TABLES)


@cache
def table_names() -> Mapping[str, Table]:
    """Give every name a table may have, made comparable."""
    names: dict[str, Table] = {}
    for table in TABLES:
        for alias in (table.name, *table.aliases, *_seen(f"dataset.tabel.{table.name}")):
            names.setdefault(plain(alias), table)
    return MappingProxyType(names)


@cache
def column_names(table_name: str) -> Mapping[str, str]:
    """Give every heading a table's columns may have, made comparable, with the column's key."""
    table = next(table for table in TABLES if table.name == table_name)
    names = {plain(column.key): column.key for column in table.columns}
    for column in table.columns:
        for alias in (*_seen(f"dataset.kolonne.{table.name}.{column.key}"), *column.aliases):
            names.setdefault(plain(alias), column.key)
    return MappingProxyType(names)


def _seen(key: str) -> list[str]:
    """Give the words people see for a key, in every language."""
    return [texts.words(lang)[key] for lang in texts.LANGUAGES if key in texts.words(lang)]
