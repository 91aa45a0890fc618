"""The fields of a class: who is in it, their results, what norms say of them. ``known`` merges them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SCALARS = (
    "skole_navn", "skole_nr", "enhed_nr", "klasse", "klassetrin", "skoleaar", "kommune_navn", "udgave",
    "konfidens_pct", "mindst_antal", "kilde", "hentet", "kilde_linje", "eksempel", "antal_elever",
    "elev_id", "elev_navn", "valgt_fag", "maalefejl_dnt_sd", "norm_linje", "omsaetning_linje",
)  # fmt: skip

# What the class workbook's sheets have room for.
MOST_RESULTS, MOST_FIGURES, MOST_CONVERSIONS, MOST_NORMS = 400, 240, 360, 4

DECILES = (10, 20, 30, 40, 50, 60, 70, 80, 90)
NORM_COLUMNS = 110

LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "klasseliste": ("noegle", "navn"),
        "resultater": (
            "elev_id", "elev_navn", "fag", "profil", "test", "klassetrin", "dato", "score", "maks", "skala",
            "maalefejl", "frivillig",
        ),
        "modeltal": (
            "noegle", "elev_id", "fag", "profil", "foer_test", "foer_trin", "foer", "efter_test",
            "efter_trin", "efter", "foer_fejl", "efter_fejl", "norm_nr", "percentil", "nedre", "oevre",
            "tekst", "forventet", "naeste", "naeste_nr",
            *(f"q{decile}" for decile in DECILES),
        ),
        "omsaetning": (
            "tabel", "test", "fag", "profil", "klassetrin", "score", "vaerdi", "maalefejl", "niveau", "kilde",
            "version",
        ),
        "normer": (
            "nr", "fag", "profil", "foer_test", "foer_trin", "efter_test", "efter_trin", "metode", "elever",
            "kilde", "dato", "foerste_raekke", "raekker",
        ),
        "normtabel": ("nr", "norm", "noegle", *(f"v{number}" for number in range(1, NORM_COLUMNS + 1))),
    }
)  # fmt: skip
