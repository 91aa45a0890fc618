"""The tables of agreements in a dataset: what was answered, and the figures that were agreed on.

How they are read is ``agreement_tables``', how two of them are laid together ``agreements``'.
"""

from __future__ import annotations

from xl_beregner.dataset.shape import SCHOOL_NUMBER, Column, Kind, Table

_SCHOOL = Column("skole_nr", Kind.LABEL, True, (*SCHOOL_NUMBER, "enhed"))
_YEAR = Column("skoleaar", Kind.YEAR, True, ("school_year", "laesaar", "laasaar", "aar", "aftalens_skoleaar"))
_TEMPLATE = Column("skabelon", Kind.LABEL, True, ("template", "mall", "xb_skabelon"))
_KEY_NAMES = ("key", "nyckel", "indikator", "indicator", "row_key")

AGREEMENTS = Table(
    "aftaler",
    (
        _SCHOOL,
        Column("klasse", Kind.LABEL, aliases=("klassenavn", "class", "class_group", "klass", "klassnamn")),
        _YEAR,
        _TEMPLATE,
        Column("tabel", Kind.LABEL, aliases=("table", "tabell", "liste")),
        Column("noegle", Kind.LABEL, aliases=_KEY_NAMES),
        Column("felt", Kind.LABEL, True, ("field", "faelt", "falt", "svar")),
        Column("vaerdi", Kind.ANY, aliases=("value", "vaerde", "svaret", "answer")),
    ),
    required=False,
    aliases=("agreements", "avtal"),
)

_FIGURES = (
    Column("baseline", Kind.NUMBER, aliases=("basis", "utgangslaege")),
    Column("forudsagt", Kind.NUMBER, aliases=("predicted", "forudsagt_resultat", "prediktion", "foerutsagt")),
    Column("sd", Kind.NUMBER, aliases=("spredning", "spridning", "standard_deviation")),
    Column("frihedsgrader", Kind.NUMBER, aliases=("degrees_of_freedom", "df", "frihetsgrader")),
    Column("fortegn", Kind.NUMBER, aliases=("sign", "tecken")),
    Column("synlig", Kind.NUMBER, aliases=("visible", "synlig_aendring", "smallest_visible_change")),
    Column("mindste", Kind.NUMBER, aliases=("minimum", "min", "minsta")),
    Column("stoerste", Kind.NUMBER, aliases=("maximum", "maksimum", "max", "stoersta")),
)

AGREEMENT_BASIS = Table(
    "aftalegrundlag",
    (_SCHOOL, _YEAR, _TEMPLATE, Column("noegle", Kind.LABEL, True, _KEY_NAMES), *_FIGURES),
    required=False,
    aliases=("agreement_basis", "avtalsunderlag", "basis_of_agreements"),
)

AGREEMENT_TABLES = (AGREEMENTS, AGREEMENT_BASIS)
FIGURES = tuple(column.key for column in _FIGURES)
