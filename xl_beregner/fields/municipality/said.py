"""The committee page's conclusions in large letters, in words, and the line of reservation below them.

They are counted from the rows the page shows, so that page and conclusions cannot differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from xl_beregner import texts

_REST: Final = ("inden_for", "andre_skoler", "uvis")
_VERDICTS: Final = ("bedre", "daarligere", *_REST)
_OFFICIAL, _MIDDLE = "officiel", "midte"

Row = Mapping[str, Any]


def conclusions(fields: Mapping[str, Any], page: Sequence[Row]) -> dict[str, str | None]:
    """Give ``known.municipality.SAID``."""
    moved = Counter(row["udvikling"] for row in page if row["udvikling"])
    count = {key: moved[texts.say(f"aggregate.udvikling.{key}")] for key in _VERDICTS}
    return {
        "maal_overskrift": _goals(fields),
        "maal_kort": _goals_in_words(fields),
        "udvikling_overskrift": _development(count),
        "udvikling_linje": _rest(count),
        "skoler_linje": _pupils(fields),
        "forbehold_linje": _reservation(fields, page),
    }


def _goals(fields: Mapping[str, Any]) -> str:
    settled = fields["maal_opgjort"]
    if not settled:
        return texts.say("aggregate.side.ingen_maal")
    return texts.say("aggregate.side.maal", naaet=fields["maal_naaet"], opgjort=settled)


def _goals_in_words(fields: Mapping[str, Any]) -> str:
    """Say how many of the goals are settled, and how many beyond the uncertainty."""
    settled = fields["maal_opgjort"]
    if not settled:
        return str(fields["maal_linje"])
    rows = fields["maal_opgoerelse"]
    sure, surely_not = (sum(row[key] for row in rows) for key in ("sikkert_naaet", "sikkert_ikke_naaet"))
    return texts.say(
        "aggregate.side.maal_kort",
        aftalt=fields["maal_aftalt"],
        opgjort=settled,
        sikkert=sure,
        ikke=surely_not,
        uvist=settled - sure - surely_not,
    )


def _development(count: Mapping[str, int]) -> str:
    """Say how many figures are better and worse; where no change could be judged, that."""
    if not count["bedre"] + count["daarligere"] + count["inden_for"]:
        return texts.say("aggregate.side.ingen_dom")
    if not count["bedre"] + count["daarligere"]:
        return texts.say("aggregate.side.ingen_sikre")
    return texts.say("aggregate.side.udvikling", bedre=count["bedre"], daarligere=count["daarligere"])


def _rest(count: Mapping[str, int]) -> str | None:
    parts = [texts.say(f"aggregate.side.{key}", antal=count[key]) for key in _REST if count[key]]
    return f"{'; '.join(parts)}." if parts else None


def _pupils(fields: Mapping[str, Any]) -> str | None:
    pupils, districts = fields["antal_elever"], fields["antal_omraader"]
    if pupils is None:
        return None
    # What stands between thousands is told by how the language writes one: 1.000.
    between = texts.say("aggregate.side.tusinder")[1:-3]
    written = f"{round(pupils):,}".replace(",", between)
    said = texts.say("aggregate.side.elever", antal=written)
    return f"{said}, {texts.say('aggregate.side.omraader', antal=districts)}" if districts else said


def _reservation(fields: Mapping[str, Any], page: Sequence[Row]) -> str | None:
    """Say in one line what the figures cannot tell."""
    kinds = Counter(row["vist_slags"] for row in page)
    parts = []
    if any(row["nedre"] is not None for row in page):
        parts.append(fields["interval_linje"])
    for kind in (_OFFICIAL, _MIDDLE):
        if kinds[kind]:
            parts.append(texts.say(f"aggregate.side.{kind}", antal=kinds[kind], af=len(page)))
    return " ".join(parts) or None
