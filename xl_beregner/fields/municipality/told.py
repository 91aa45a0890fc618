"""How sure a figure of the municipality is, in a plain sentence, and one open question beside it.

For readers who do not read intervals: a page for politicians and the municipality's volume. What the page
shows is chosen in ``shown``; here it is only put into words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from xl_beregner import texts
from xl_beregner.fields.known.municipality import THEME_PAGE
from xl_beregner.fields.municipality.words import grouped

Row = Mapping[str, Any]

_MOST_ASKED: Final = 4  # questions to one state
# Units that a sentence leaves out: the name says them, and nobody says "4.06 scale 1-5".
_UNSAID: Final = ("antal", "karakter", "betyg", "meritvaerde", "skala_1_5")
_VERDICTS: Final = ("bedre", "daarligere", "inden_for")


def with_told(page: Sequence[Row]) -> list[dict[str, Any]]:
    """Add ``known.municipality.TOLD`` to rows that have what ``shown`` adds."""
    return [
        {**row, "vist_i_ord": in_words(row), "spoergsmaal": question(row, place)}
        for place, row in enumerate(page)
    ]


def theme_page(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Give the rows of one pejlemærke's indicators, as its sheet in the municipality's volume shows them."""
    return [{key: row[key] for key in THEME_PAGE} for row in rows]


def paragraph(rows: Sequence[Row]) -> str | None:
    """Write what a pejlemærke's figures show, a line each."""
    return "\n".join(_line(row) for row in rows) or None


def _line(row: Row) -> str:
    said = in_words(row) or texts.say("themes.intet_tal")
    if row["vist"] is None:
        return texts.say("themes.om", navn=row["navn"], hvad=said)
    value = grouped(row["vist"], int(row["decimaler"])) + _unit(row["maaleenhed"])
    return texts.say("themes.kommunens", navn=row["navn"], tal=value, aar=row["vist_aar"], ord=said)


def _unit(unit: str | None) -> str:
    unsaid = [texts.say(f"fields.enhed.{key}") for key in _UNSAID]
    return f" {unit}" if unit and unit not in unsaid else ""


def in_words(row: Row) -> str | None:
    """Say how sure a figure is, and whether it has moved."""
    if row["vist"] is None:
        return None if row["grundlag"] is None else str(row["grundlag"])
    kind = row["vist_slags"]
    if kind != "sammenlagt":
        return texts.say(f"themes.i_ord.{kind}")
    if row.get("vist_interval") == texts.say("municipality.interval.optaelling"):
        return texts.say("themes.i_ord.optalt")
    if row["nedre"] is None or row["oevre"] is None:
        return texts.say("themes.i_ord.uden_interval")
    decimals = int(row["decimaler"])
    ends = {key: texts.number(row[key], decimals) for key in ("nedre", "oevre")}
    said = texts.say("themes.i_ord.mellem", **ends)
    moved = _verdict(row)
    return f"{said} {texts.say(f'themes.i_ord.{moved}')}" if moved else said


def question(row: Row, place: int) -> str:
    """Ask what fits the state of the figure, in turn, so that rows beside each other do not ask the same."""
    state = "intet" if row["vist"] is None else _verdict(row) or "andet"
    asked = [
        key
        for number in range(1, _MOST_ASKED + 1)
        if texts.knows(key := f"themes.spoergsmaal.{state}_{number}")
    ]
    return texts.say(asked[place % len(asked)])


def _verdict(row: Row) -> str:
    said = row["udvikling"]
    return next((key for key in _VERDICTS if said == texts.say(f"aggregate.udvikling.{key}")), "")
