"""What the committee's page shows of a municipality's rows, and the pictures beside all of them.

Where schools' figures cannot be added up the official one stands in its place, else the middle of the
schools, each said to be so. A change is called better or worse only where it is larger than the
uncertainty of both years and than what schools swing by. The figures are ``rows``', the sentences ``said``'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import hypot
from typing import Any, Final

from xl_beregner import texts
from xl_beregner.cells import parse_school_year
from xl_beregner.fields.municipality.overview_strip import with_strip
from xl_beregner.fields.municipality.row_picture import with_pictures
from xl_beregner.fields.municipality.said import conclusions
from xl_beregner.fields.municipality.told import with_told

# What kind of figure is shown; keys, in no language.
ADDED, OFFICIAL, MIDDLE = "sammenlagt", "officiel", "midte"

_TREND: Final = 8  # t8 is the figure of the row's year
_OF_ALL: Final = "kommune"

Row = Mapping[str, Any]


def with_shown(fields: Mapping[str, Any], edition: str) -> dict[str, Any]:
    """Add the conclusions, what the page shows and how it is drawn, and ``billede`` to units' rows.

    They are ``SAID``, ``SHOWN`` and ``DRAWN`` of ``known.municipality``.
    """
    page = with_told([{**row, **_shown(row), "maal_vist": _goal(row)} for row in fields["samlet"]])
    totals = {row["noegle"] for row in page if row["maade"] == texts.say("municipality.maade.sum")}
    seen_against = {row["noegle"]: row["vist"] for row in page if row["noegle"] not in totals}
    units = [_of_all(row, page) for row in fields["pejlemaerke_tal"]]

    def scale(row: Row) -> str:
        """Name whom a row is drawn with: a sum is not on a scale with its parts."""
        key = _first(row)
        return f"{key}|{_level(row)}" if key in totals else key

    return {
        **fields,
        **conclusions(fields, page),
        "udgave": texts.say(f"aggregate.udgave.{edition}"),
        "samlet": with_strip(page),
        "omraader": with_pictures(_known(fields["omraader"]), _last, seen_against),
        "pejlemaerke_tal": with_pictures(units, scale, seen_against),
        "maal_opgoerelse": [{**row, "usikkert": _unsure(row)} for row in fields["maal_opgoerelse"]],
    }


# --- The committee's page ----------------------------------------------------------------------
def _shown(row: Row) -> dict[str, Any]:
    """Choose the figure that is shown."""
    if row["vaerdi"] is not None:
        return _added_up(row)
    if row["officiel"] is not None:
        return _official(row)
    if row["skoler_median"] is not None:
        return _middle(row)
    nothing = dict.fromkeys(("vist", "vist_aar", "vist_foer", "vist_interval", "vist_slags", "udvikling"))
    return {**nothing, "grundlag": _first_sentence(row["bemaerkning"])}


def _added_up(row: Row) -> dict[str, Any]:
    before = row["forrige"] if _is_year_before(row["forrige_aar"], row["aar"]) else None
    return {
        "vist": row["vaerdi"],
        "vist_aar": row["aar"],
        "vist_foer": before,
        "vist_interval": row["interval"],
        "vist_slags": ADDED,
        "grundlag": row["daekning"],
        "udvikling": _change(row, before),
    }


def _official(row: Row) -> dict[str, Any]:
    before = _official_before(row)
    return {
        "vist": row["officiel"],
        "vist_aar": row["officiel_aar"],
        "vist_foer": before,
        "vist_interval": texts.say("aggregate.vist.ikke_oplyst"),
        "vist_slags": OFFICIAL,
        "grundlag": texts.say("aggregate.vist.officielt"),
        "udvikling": texts.say("aggregate.udvikling.uvis")
        if before is not None and _is_judged(row)
        else None,
    }


def _middle(row: Row) -> dict[str, Any]:
    """Show the middle of the schools: no figure of the municipality's, and no uncertainty of one."""
    ends = [texts.number(row[key], int(row["decimaler"])) for key in ("skoler_nedre", "skoler_oevre")]
    return {
        "vist": row["skoler_median"],
        "vist_aar": row["aar"],
        "vist_foer": None,
        "vist_interval": texts.say("aggregate.vist.halvdelen", ender=_joined(ends)),
        "vist_slags": MIDDLE,
        "grundlag": texts.say("aggregate.vist.midte"),
        "udvikling": None,
    }


def _joined(ends: Sequence[str]) -> str:
    """Write two ends; a dash between them would hide a minus."""
    key = "fra_til" if any(end.startswith("−") for end in ends) else "streg"
    return texts.say(f"municipality.interval.{key}", nedre=ends[0], oevre=ends[1])


def _goal(row: Row) -> str | None:
    """Write the goal; one that is a change carries its sign."""
    if row["maal"] is None:
        return None
    is_change = row["maaltype"] == texts.say("municipality.maaltype.progression")
    sign = "+" if is_change and row["maal"] > 0 else ""
    return sign + texts.number(row["maal"], int(row["decimaler"]))


def _unsure(row: Row) -> int:
    """Count the settled goals of which neither is sure: that they were reached, or that they were not."""
    return int(row["opgjort"] - row["sikkert_naaet"] - row["sikkert_ikke_naaet"])


def _change(row: Row, before: float | None) -> str | None:
    """Say whether a figure is better than the year before.

    Half the widths of two independent normal intervals, and what schools swing by beside their pupils, add
    up as the sides of a right triangle; a change larger than that is one at the same confidence. Pupils who
    are in both years make it safer still. No interval knows of schools that are in one year's figure alone,
    so then nothing is said.
    """
    if before is None or not _is_judged(row):
        return None
    ends = [row[key] for key in ("nedre", "oevre", "forrige_nedre", "forrige_oevre")]
    if any(end is None for end in ends):
        return texts.say("aggregate.udvikling.uvis")
    if not row["samme_skoler"]:
        return texts.say("aggregate.udvikling.andre_skoler")
    change = row["vaerdi"] - before
    reaches = _reach(row["vaerdi"], *ends[:2]), _reach(before, *ends[2:]), row["udsving"] or 0.0
    if abs(change) <= hypot(*reaches):
        return texts.say("aggregate.udvikling.inden_for")
    return texts.say(f"aggregate.udvikling.{'bedre' if change * row['fortegn'] > 0 else 'daarligere'}")


def _reach(value: float, lower: float, upper: float) -> float:
    """Give the longer side of an interval: the other may be cut at the end of the scale."""
    return max(value - lower, upper - value)


def _is_judged(row: Row) -> bool:
    """Tell whether more or less of it is better at all; the number of pupils is neither."""
    return bool(row["retning"] != texts.say("fields.retning.ingen"))


def _is_year_before(one: str | None, other: str | None) -> bool:
    first, second = parse_school_year(one), parse_school_year(other)
    return first is not None and second is not None and first == second - 1


def _official_before(row: Row) -> float | None:
    """Find the official figure of the year before among the row's eight years."""
    last, year = parse_school_year(row["aar"]), parse_school_year(row["officiel_aar"])
    if last is None or year is None or row["forrige"] is not None:
        return None  # that year's figure may be added up: the two would not be of one kind
    place = _TREND - (last - year) - 1
    found: float | None = row[f"t{place}"] if 1 <= place <= _TREND else None
    return found


def _first_sentence(remark: str | None) -> str | None:
    """Keep a reason to what fits its cell; all of it stands on the indicator's own sheet."""
    return None if remark is None else remark.partition(". ")[0].rstrip(".") + "."


# --- The rows of units -------------------------------------------------------------------------
def _of_all(row: Row, page: Sequence[Row]) -> Row:
    """Let what the page shows stand in the municipality's own row too, where nothing is added up."""
    if _last(row) != _OF_ALL or row["vaerdi"] is not None:
        return row
    same = next((one for one in page if one["noegle"] == _first(row)), None)
    if same is None or same["vist"] is None:
        return row
    return {
        **row,
        "vaerdi": same["vist"],
        "aar": same["vist_aar"],
        "forrige": same["vist_foer"],
        "bemaerkning": f"{same['grundlag']}. {row['bemaerkning'] or ''}".strip(),
    }


def _known(rows: Sequence[Row]) -> list[Row]:
    """Keep the indicators some district has a figure of; of all others the page has told."""
    with_official = [
        row if row["vaerdi"] is not None or row["officiel"] is None else {**row, **_official_of_district(row)}
        for row in rows
    ]
    known = {_last(row) for row in with_official if row["vaerdi"] is not None}
    kept: list[Row] = []
    above = None
    for row in with_official:
        if _last(row) in known:
            kept.append({**row, "omraade_vist": None if row["omraade"] == above else row["omraade"]})
            above = row["omraade"]
    return kept


def _official_of_district(row: Row) -> Row:
    return {
        "vaerdi": row["officiel"],
        "aar": row["officiel_aar"],
        "forrige": None,
        "daekning": texts.say("aggregate.vist.officielt"),
    }


def _level(row: Row) -> str:
    unit = _last(row).partition(":")[0]
    return unit if unit in (_OF_ALL, "omraade") else "skole"


def _first(row: Row) -> str:
    return str(row["noegle"]).partition("|")[0]


def _last(row: Row) -> str:
    return str(row["noegle"]).rpartition("|")[2]
