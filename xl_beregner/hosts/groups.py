"""The functions in the order they are shown, in groups by what one wants to know, a line each.

No statistics are loaded for this list; a test holds it against ``specs()``. What is told of one
function stands in ``reference``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from xl_beregner.texts import say

PREFIX = "BEREGNER_"  # the catalogue's own, which would load numpy

GROUPS: Mapping[str, tuple[str, ...]] = {
    "measurement": (
        "KONTROL", "OMSAET", "FREMGANG", "SANDSCORE", "REGRESSIONMODMIDDEL", "LUSFREMGANG", "LUSFORDELING",
        "KOBLING", "ENIGHED",
    ),
    "growth": ("MODEL", "PROGRESSION", "PROGRESSIONSINDEKS", "FREMSKRIVNING", "MAALPERCENTIL", "ELEVCHANCE"),
    "schools": (
        "SKOLEPROGRESSION", "BASELINE", "UDJAEVN", "VARIANSDELE", "EGENREFERENCE", "LIGNENDESKOLER",
    ),
    "targets": ("MAAL", "MAALEKSPERT", "MAALCHANCE", "ANDELCHANCE", "STATUS", "KALIBRERING"),
    "tools": ("FORKLAR", "SKJUL", "RESSOURCER"),
}  # fmt: skip


def listed() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Give each group's heading, and its functions with a line each."""
    for group, names in GROUPS.items():
        lines = [(name, first_sentence(say(f"funktion.{name}.beskrivelse"))) for name in names]
        yield say(f"cli.functions.gruppe.{group}"), lines


def first_sentence(text: str) -> str:
    """Cut a description to its first sentence."""
    return re.split(r"(?<=[.!?]) (?=[A-ZÆØÅÄÖ])", text, maxsplit=1)[0]
