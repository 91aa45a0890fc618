"""The fields of a municipality: what its schools' figures add up to, and each pejlemærke's sheet.

What fills them is ``municipality``. ``SHARED`` are the same on every sheet; the fields of one
pejlemærke stand in ``THEME_SCALARS`` and ``THEME_LISTS``, a sheet of the bound workbook each.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from xl_beregner.fields.known import duties, schools_answers, year_told
from xl_beregner.fields.known.survey import MUNICIPAL_LISTS, MUNICIPAL_SCALARS

# Places for indicators side by side on a pejlemærke's sheet; one with more gets a second sheet.
MOST_SIDE_BY_SIDE: Final = 5
# Places for amounts of money, and for results beside them.
MOST_AMOUNTS: Final = 3
MOST_RESULTS: Final = 4

_SIDES: Final = range(1, MOST_SIDE_BY_SIDE + 1)
_AMOUNTS: Final = range(1, MOST_AMOUNTS + 1)
_RESULTS: Final = range(1, MOST_RESULTS + 1)

# The conclusions of the committee's page, in large letters and in words.
SAID: Final = (
    "maal_overskrift", "maal_kort", "udvikling_overskrift", "udvikling_linje", "skoler_linje",
    "forbehold_linje",
)  # fmt: skip

_OWN_SCALARS: Final = (
    *SAID,
    "kommune_navn", "enhed_nr", "skoleaar", "udgave", "konfidens_pct", "mindst_antal", "kilde", "hentet",
    "kilde_linje", "eksempel", "antal_skoler", "antal_omraader", "antal_elever", "elever_linje",
    "interval_linje", "skjult_linje", "mangler_linje", "maal_aftalt", "maal_skoler", "maal_opgjort",
    "maal_naaet", "maal_linje", "kalibrering_linje", "temaer_linje", "ressource_linje", *MUNICIPAL_SCALARS,
    *(f"kr_{place}_navn" for place in _AMOUNTS),
    *(f"res_{place}_{about}" for place in _RESULTS for about in ("navn", "maaleenhed", "aar", "decimaler")),
)  # fmt: skip

_NAMED: Final = ("noegle", "navn", "pejlemaerke", "pejlemaerke_vist", "maaleenhed", "decimaler")
_ADDED: Final = (
    "aar", "vaerdi", "nedre", "oevre", "interval", "antal", "daekning", "forrige_aar", "forrige",
    "forrige_nedre", "forrige_oevre", "udsving", "samme_skoler", "officiel", "officiel_aar", "maal",
    "maaltype", "maal_kilde", "maal_status",
)  # fmt: skip
_STRIP: Final = ("strip_vaerdi", "strip_nedre", "strip_oevre", "strip_maal", "strip_kommune")

# What the committee's page shows: added up, else official; and whether it is better than the year before.
SHOWN: Final = (
    "vist", "vist_aar", "vist_foer", "vist_interval", "vist_slags", "grundlag", "udvikling", "maal_vist",
)  # fmt: skip
# The same in plain words, and a question beside it.
TOLD: Final = ("vist_i_ord", "spoergsmaal")
# Of these a pejlemærke's sheet in the municipality's volume has a row an indicator.
THEME_PAGE: Final = (
    "noegle", "navn", "maaleenhed", "decimaler", "retning", "vist", "vist_aar", "vist_foer", "vist_interval",
    "vist_slags", "vist_i_ord", "grundlag", "udvikling", "land", "maal_vist", "maal_status", "aftalt",
    "naaet", "spoergsmaal", "bemaerkning",
)  # fmt: skip
# Drawn by the strip: a row's place from the top, the line below it, the interval, the marks.
DRAWN: Final = (
    "p_y", "p_linje", "p_halvdel", "p_halvbredde", "p_baand", "p_bredde", "p_seneste", "p_foer", "p_land",
    "p_maal",
)  # fmt: skip

_OWN_LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    **MUNICIPAL_LISTS,
    # One row an indicator: the committee's page.
    "samlet": (
        *_NAMED, "retning", "fortegn", *_ADDED, "land", "skoler_median", "skoler_nedre", "skoler_oevre",
        *(f"t{number}" for number in range(1, 9)), "aftalt", "naaet", "maade", "tekst", "bemaerkning",
        "kilde", *SHOWN, *TOLD, *DRAWN,
    ),
    # One row a district and indicator, districts in alphabetical order.
    "omraader": (*_NAMED, "omraade", "omraade_vist", "fortegn", *_ADDED, "bemaerkning", "billede"),
    "pejlemaerker": ("noegle", "navn", "indikatorer", "aftalt", "opgjort", "naaet", "tekst"),
    # One row an indicator goals were agreed on.
    "maal_opgoerelse": (
        *_NAMED, "aftalt", "skoler", "ikke_forfaldne", "uden_resultat", "opgjort", "naaet", "sikkert_naaet",
        "kan_ikke_afgoeres", "sikkert_ikke_naaet", "ventet_naaet", "tekst",
        "usikkert",  # `shown`
    ),
    # One row a goal; only in the confidential edition.
    "aftalte_maal": (
        *_NAMED, "skole", "aftalt_aar", "baseline", "maal", "senest", "resultat", "nedre", "oevre",
        "observeret", "sikkerhed", "gennemfoert", "bemaerkning",
    ),
    "maal_kalibrering": ("noegle", "gruppe", "antal", "sagt", "skete", "nedre", "oevre", "tekst"),
    # What the schools wrote, as written; on one indicator together. Only in the confidential edition.
    "temaer": (
        "noegle", "pejlemaerke", "navn", "navn_vist", "skoler", "skole", "skole_vist", "felt", "tekst",
    ),
    # Money beside results, schools in alphabetical order.
    "ressourcer": (
        "noegle", "niveau", "enhed", "elevtal",
        *(f"kr_{place}{about}" for place in _AMOUNTS for about in ("", "_pr_elev")),
        *(f"res_{place}{about}" for place in _RESULTS for about in ("", "_nedre", "_oevre", "_interval")),
        "bemaerkning",
    ),
    # Every indicator: where it is from, how it is added up and what is hidden.
    "kilder": ("noegle", "navn", "pejlemaerke", "maade", "usikkerhed", "mindst_antal", "daekning", "kilde"),
}  # fmt: skip

THEME_SCALARS: Final = (
    "pejlemaerke_navn", "pejlemaerke_nr", "pejlemaerke_linje", "pejlemaerke_maal_linje",
    "pejlemaerke_ord_linje", "pejlemaerke_viser_tallene",
    *(
        f"i{place}_{about}"
        for place in _SIDES
        for about in ("navn", "maaleenhed", "decimaler", "aar", "retning", "maade")
    ),
)  # fmt: skip

THEME_LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # One row the municipality, a district or a school (alphabetical); indicators side by side.
        "pejlemaerke_skoler": (
            "noegle", "niveau", "enhed", "omraade",
            *(
                f"i{place}_{about}"
                for place in _SIDES
                for about in ("vaerdi", "nedre", "oevre", "interval", "antal", "tekst")
            ),
            "bemaerkning",
        ),
        # The same below each other: one row an indicator and unit.
        "pejlemaerke_tal": (
            "noegle", "indikator", "indikator_vist", "maaleenhed", "decimaler", "niveau", "enhed", "aar",
            "vaerdi", "nedre", "oevre", "interval", "antal", "forrige_aar", "forrige", "forrige_nedre",
            "forrige_oevre", "maal", "maaltype", "maal_status", *_STRIP, "bemaerkning",
            "billede",
        ),
        # The indicators of the sheet.
        "pejlemaerke_indikatorer": (
            "nr", "noegle", "navn", "maaleenhed", "retning", "aar", "maade", "daekning", "officiel",
            "officiel_aar", "land", "tekst", "bemaerkning", "kilde",
        ),
        # The same as the committee's page shows them, and what every school wrote (edition fortrolig).
        "pejlemaerke_samlet": THEME_PAGE,
        "pejlemaerke_ord": ("noegle", "pejlemaerke", "skole", "vurdering", "indsatser"),
    }
)  # fmt: skip

SCALARS: Final = (*_OWN_SCALARS, *THEME_SCALARS)
LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({**_OWN_LISTS, **THEME_LISTS})

SHARED: Final = (
    *_OWN_SCALARS,
    *(f"{table}__{name}" for table, names in _OWN_LISTS.items() for name in names),
    # What the schools answered is the whole municipality's on every sheet.
    schools_answers.PATTERN,
    *(
        f"{table}__{name}"
        for table, names in {**schools_answers.LISTS, **duties.LISTS}.items()
        for name in names
    ),
    *duties.SCALARS,
    *year_told.SCALARS,
)
