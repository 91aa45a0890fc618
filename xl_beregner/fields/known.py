"""The one list of fields a template can ask for, and the page of documentation made from it.

What fills them is ``source`` and ``rows``; a test holds both lists together. Descriptions stand in
``texts``. Importing this costs nothing, so that a template can be checked without a dataset.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from xl_beregner import texts

SCALARS = (
    "skole_navn", "skole_nr", "enhed_nr", "omraade", "elevtal", "ingen_tal", "kommune_navn", "skoleaar",
    "seneste_skoleaar", "aar_1", "aar_2", "aar_3", "udgave", "konfidens_pct", "mindst_antal",
    "antal_maal_anbefalet", "kilde", "hentet", "kilde_linje", "eksempel", "chance_forbehold", "chance_1",
    "chance_1_navn", "chance_2", "chance_2_navn", "chance_3", "chance_3_navn",
)  # fmt: skip

_NAMED = ("noegle", "navn", "pejlemaerke", "pejlemaerke_vist", "maaleenhed", "decimaler")

LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "tal": (
            *_NAMED, "retning", "v1", "v2", "v3", "seneste", "aar_seneste", "kommune", "land", "reference",
            "forskel", "reference_dom", *(f"t{number}" for number in range(1, 9)),
            *(f"k{number}" for number in range(1, 9)), "bemaerkning",
        ),
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
    }
)  # fmt: skip


def known_fields(lang: str | None = None) -> dict[str, str]:
    """Give every field, as a template names it after ``felt_``, with one line about it."""
    found = {name: texts.say(f"fields.felt.{name}", lang) for name in SCALARS}
    for table, names in LISTS.items():
        for name in names:
            found[f"{table}__{name}"] = texts.say(f"fields.kolonne.{name}", lang)
    return found


def fields_page(lang: str = "da") -> str:
    """Write docs/fields.md."""
    said = known_fields(lang)
    lines = [texts.say("fields.side.titel", lang), "", texts.say("fields.side.om", lang), ""]
    lines += _table(texts.say("fields.side.enkelt", lang), SCALARS, "felt_", said, lang)
    for table, names in LISTS.items():
        about = texts.say(f"fields.liste.{table}", lang)
        keys = {name: said[f"{table}__{name}"] for name in names}
        lines += ["", *_table(f"## `{table}`: {about}", names, f"felt_{table}__", keys, lang)]
    return "\n".join(lines) + "\n"


def _table(title: str, names: tuple[str, ...], prefix: str, said: Mapping[str, str], lang: str) -> list[str]:
    heading = texts.say("fields.side.kolonner", lang)
    rows = [f"| `{prefix}{name}` | {said[name]} |" for name in names]
    return [title, "", heading, "|---|---|", *rows]
