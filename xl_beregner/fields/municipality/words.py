"""How a figure of many schools reads: its interval, what it covers, how it was added up, why it is blank.

The sentences stand in ``texts`` under ``municipality``; the numbers come from ``rollup``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.fields.disclosure import COUNTED, Hidden

if TYPE_CHECKING:
    from xl_beregner.fields.municipality.rollup_rules import Figure

About = Mapping[str, Any]

_LONGEST_UNGROUPED: Final = 4
_GROUPED: Final = {"da": ".", "sv": "\u00a0", "en": ","}


def unit(about: About) -> str | None:
    """Name an indicator's unit; words and figures without one have none."""
    key = f"fields.enhed.{about['maaleenhed']}"
    return texts.say(key) if texts.knows(key) else None


def theme_of(about: About) -> str:
    """Name an indicator's pejlemærke."""
    return about["pejlemaerke"] or texts.say("municipality.andet")


def how(about: About) -> str:
    """Say how an indicator is added up."""
    return texts.say(f"municipality.maade.{about['sammenlaegning']}")


def interval(figure: Figure, about: About) -> str | None:
    """Write a figure's interval, or in a word why it has none; a figure that is not there has neither."""
    if not figure.is_there:
        return None
    if figure.no_interval:
        return texts.say(f"municipality.interval.{figure.no_interval}")
    decimals = int(about["decimaler"])
    ends = [texts.number(end, decimals) for end in (figure.lower, figure.upper)]
    joined = "fra_til" if any(end.startswith("−") for end in ends) else "streg"
    return texts.say(f"municipality.interval.{joined}", nedre=ends[0], oevre=ends[1])


def coverage(figure: Figure, schools: int) -> str | None:
    """Say how many of the schools a figure holds: 18 af 24 skoler."""
    return texts.say("municipality.daekning", med=figure.parts, af=schools) if figure.parts else None


def number(value: float, about: About) -> str:
    """Write a value with its unit."""
    name = "" if about["maaleenhed"] in COUNTED else unit(about) or ""
    return f"{grouped(value, int(about['decimaler']))} {name}".strip()


def grouped(value: float, decimals: int) -> str:
    """Write a number; a long one in groups of three: 28.267.132."""
    written = texts.number(value, decimals)
    whole_part, mark, rest = written.partition("," if texts.language() != "en" else ".")
    digits = whole_part.lstrip("−")
    if len(digits) <= _LONGEST_UNGROUPED:
        return written
    sign = whole_part[: len(whole_part) - len(digits)]
    return sign + f"{int(digits):,}".replace(",", _GROUPED[texts.language()]) + mark + rest


def why_hidden(reason: int, least: float) -> str:
    """Say why a school's figure is not shown; which were hidden for others' sake is not told."""
    key = "few" if reason in (Hidden.FEW, Hidden.COMPLEMENT) else Hidden(reason).name.lower()
    return texts.say(f"municipality.grund.{key}", antal=int(least))


def without(figure: Figure, about: About) -> str | None:
    """Say why there is no figure of all."""
    if figure.is_there:
        return None
    return texts.say(f"municipality.uden.{figure.why or 'ingen_tal'}")


def sentence(figure: Figure, official: float | None, about: About, schools: int, year: int) -> str:
    """Say a figure with its interval and coverage; where there is none, why, and the official one."""
    if figure.is_there:
        facts = {
            "tal": number(figure.value, about),
            "interval": interval(figure, about) or "",
            "daekning": coverage(figure, schools) or "",
            "aar": school_year(year),
        }
        key = "uden_interval" if figure.no_interval else "med_interval"
        return texts.say(f"municipality.saetning.{key}", **facts)
    said = without(figure, about) or ""
    if official is None:
        return said
    shown = texts.say("municipality.saetning.officiel", tal=number(official, about), aar=school_year(year))
    return f"{said} {shown}"


def listed(parts: Iterable[str | None]) -> str | None:
    """Join remarks, each a sentence."""
    return " ".join(part for part in parts if part) or None


def plain(value: float) -> float | None:
    """Give None for a number that is not there."""
    return None if value != value else float(value)


def whole(value: float) -> int | float | None:
    """Give a count as a whole number; groups added up stay as they are."""
    if value != value:
        return None
    return int(value) if float(value).is_integer() else float(value)
