"""A municipality's year in words: which goals were reached, which figures moved, what cannot be told.

Sorted from the rows the committee's page shows, so that words and rows cannot differ. Nothing is called moved
that its row does not call so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from xl_beregner import texts
from xl_beregner.fields.known.year_told import SCALARS

Row = Mapping[str, Any]
# How a goal's status begins: certain, and that alone; one that is due later is nobody's yet.
_REACHED, _MISSED, _LATER = "●", "○", "…"
_FEW: Final = 4  # so many are named where it is enough to know how many
_MOVED: Final = ("bedre", "daarligere")
_UNKNOWN: Final = ("inden_for", "uvis", "andre_skoler")


def year_told(page: Sequence[Row]) -> dict[str, str | None]:
    """Give ``known.year_told.SCALARS`` from the rows of the committee's page."""
    goals = _goals(page)
    changes = _changes(page)
    unknown = sum(len(changes[key]) for key in (*_UNKNOWN, "ingen_foer"))
    shown = sum(len(names) for names in changes.values())
    due = sum(len(names) for key, names in goals.items() if key != "senere")
    return dict(
        zip(
            SCALARS,
            (
                texts.say("year_told.maal", naaet=len(goals["naaet"]), af=due)
                if due
                else texts.say("year_told.ingen_maal"),
                _told(goals),
                _told({key: changes[key] for key in _MOVED}),
                texts.say("year_told.uvisse", antal=unknown, af=shown) if shown else None,
                _counted({key: changes[key] for key in (*_UNKNOWN, "ingen_foer")}),
            ),
            strict=True,
        )
    )


def _goals(page: Sequence[Row]) -> dict[str, list[str]]:
    """Sort the names of figures with a goal by what is sure of it."""
    found: dict[str, list[str]] = {key: [] for key in ("naaet", "ikke_naaet", "usikkert", "senere")}
    kinds = {_REACHED: "naaet", _MISSED: "ikke_naaet", _LATER: "senere"}
    for row in page:
        if row["maal"] is not None:
            found[kinds.get((row["maal_status"] or "?")[0], "usikkert")].append(row["navn"])
    return found


def _changes(page: Sequence[Row]) -> dict[str, list[str]]:
    """Sort the names of figures by how they moved; one without a direction is neither better nor worse."""
    neither = texts.say("fields.retning.ingen")
    said = {texts.say(f"aggregate.udvikling.{key}"): key for key in (*_MOVED, *_UNKNOWN)}
    found: dict[str, list[str]] = {key: [] for key in (*_MOVED, *_UNKNOWN, "ingen_foer")}
    for row in page:
        if row["vist"] is not None and row["retning"] != neither:
            found[said.get(row["udvikling"], "ingen_foer")].append(row["navn"])
    return found


def _counted(names: Mapping[str, Sequence[str]]) -> str | None:
    """Say how many there are of each kind, and name them where they are few."""
    said = {
        key: found if len(found) <= _FEW else [texts.say("year_told.antal", antal=len(found))]
        for key, found in names.items()
    }
    return _told(said)


def _told(names: Mapping[str, Sequence[str]]) -> str | None:
    # Names hold commas: "Behörighet, årskurs 9".
    parts = [texts.say(f"year_told.{key}", navne="; ".join(found)) for key, found in names.items() if found]
    return " ".join(parts) or None
