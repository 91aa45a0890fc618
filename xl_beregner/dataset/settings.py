"""The settings of a dataset: every number that is a choice and not public fact, with its source.

What the dataset's own table ``indstillinger`` says goes before the defaults here. The source of a
default stands in ``texts`` under ``dataset.indstilling``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd

from xl_beregner import cells, texts
from xl_beregner.dataset import columns
from xl_beregner.dataset.faults import Faults, nearest
from xl_beregner.dataset.groups import THEMES
from xl_beregner.dataset.raw import RawTable
from xl_beregner.dataset.scores import lus_point
from xl_beregner.errors import CellError

Settings = Mapping[str, "Setting"]


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting's value and who says so."""

    value: str | float | int
    source: str
    given: bool = False  # by the dataset; else the default


def _text(cell: Any) -> str | None:
    return cells.parse_label(cell) or ""


def _date(cell: Any) -> str | None:
    found = cells.parse_date(cell)
    return found.isoformat() if found else ""


def _share(cell: Any) -> float | None:
    """Read a share; ``35 %`` and 35 are 0.35."""
    found = cells.parse_number(cell)
    if found is not None and found >= 1:
        found /= 100
    return found if found is not None and 0 < found < 1 else None


def _part(cell: Any) -> float | None:
    """Read a part of the whole, both ends with it; ``100 %``, 100 and 1 are all of it."""
    found = cells.parse_number(cell)
    if found is not None and found > 1:
        found /= 100
    return found if found is not None and 0 <= found <= 1 else None


def _chance(cell: Any) -> float | None:
    """Read a chance a target may be proposed at: rarer is beyond what is plausible, likelier no goal."""
    found = _share(cell)
    return found if found is not None and 0.05 <= found <= 0.5 else None


def _whole(smallest: int, largest: int) -> Callable[[Any], int | None]:
    def read(cell: Any) -> int | None:
        found = cells.parse_number(cell)
        if found is None or not found.is_integer() or not smallest <= found <= largest:
            return None
        return int(found)

    return read


def _deviations(cell: Any) -> float | None:
    """Read an error of measurement in standard deviations of the norm: above one nothing is measured."""
    found = cells.parse_number(cell)
    return found if found is not None and 0 < found <= 1 else None


# How payouts are worked out from people's judgements: not at all, as an example does, or by one's own parts.
PAYOUT = "udbetaling"
PAYOUT_EXAMPLE, PAYOUT_MEAN = "eksempel", "gennemsnit"
PAYOUT_PARTS = ("udbetaling_naaet", "udbetaling_delvist", "udbetaling_ikke")


def _payout_rule(cell: Any) -> str | None:
    said = (cells.parse_label(cell) or "").casefold()
    return said if said in ("", PAYOUT_EXAMPLE, PAYOUT_MEAN) else None


def parted(value: object) -> list[str]:
    """Part a setting that names several: ``fravaer; trivsel``."""
    names = (cells.parse_label(part) or "" for part in str(value).split(";"))
    return [name for name in dict.fromkeys(names) if name]


def _several(cell: Any) -> str | None:
    return "; ".join(parted(cells.parse_label(cell) or ""))


LUS_DATES = "lus_datoer"
_MONTHS = (8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7)  # of a school year


def _four_days(cell: Any) -> str | None:
    """Read four days of a school year in their order: ``15/9; 5/12; 15/2; 25/5``."""
    days = re.findall(r"(\d{1,2})\s*/\s*(\d{1,2})", cells.parse_label(cell) or "")
    found = [(int(day), int(month)) for day, month in days]
    if len(found) != 4 or not all(
        1 <= month <= 12 and 1 <= day <= 28 + 3 * (month != 2) for day, month in found
    ):
        return None
    places = [(_MONTHS.index(month), day) for day, month in found]
    return "; ".join(f"{day}/{month}" for day, month in found) if sorted(set(places)) == places else None


# What the council wants to talk of with every school; each setting's source tells where in its frame.
COUNCIL_TOPIC = "kommunens_emne"
COUNCIL_TOPICS = tuple(f"{COUNCIL_TOPIC}_{number}" for number in range(1, 5))

# And the grade: lus_forventning_3, at the end of the year; lus_forventning_3_2 at the second of its dates.
LUS_EXPECTED = "lus_forventning"
_AT_A_DATE = re.compile(rf"({LUS_EXPECTED}_[1-9])_[1-4]")

_KNOWN: Mapping[str, tuple[str | float | int, Callable[[Any], str | float | int | None]]] = {
    "kommune_navn": ("", _text),
    "eksempel": ("", _text),
    "kilde": ("", _text),
    "hentet": ("", _date),
    "mindst_antal": (5, _whole(1, 100)),
    "konfidens": (0.95, _share),
    "baseline_aar": (5, _whole(3, 15)),
    "chance_1": (0.5, _chance),
    "chance_2": (0.35, _chance),
    "chance_3": (0.15, _chance),
    "antal_maal_anbefalet": (5, _whole(1, 50)),
    "mindst_skoler": (5, _whole(5, 100)),
    "maalefejl_dnt_sd": (0.5, _deviations),
    PAYOUT: ("", _payout_rule),
    **dict.fromkeys(PAYOUT_PARTS, ("", _part)),
    **dict.fromkeys(THEMES, ("", _several)),
    **dict.fromkeys(COUNCIL_TOPICS, ("", _text)),
    LUS_DATES: ("15/9; 5/12; 15/2; 25/5", _four_days),
    **{f"{LUS_EXPECTED}_{grade}": ("", lus_point) for grade in range(1, 10)},
}

CHANCES = ("chance_1", "chance_2", "chance_3")


def defaults() -> dict[str, Setting]:
    """Give every known setting with its default and where that comes from."""
    return {
        key: Setting(value, texts.say(f"dataset.indstilling.{_words_of(key)}"))
        for key, (value, _) in _KNOWN.items()
    }


def _words_of(key: str) -> str:
    """Name the words of a setting; those told apart by a number share theirs."""
    return next((name for name in (LUS_EXPECTED, COUNCIL_TOPIC) if key.startswith(name)), key)


def _known_as(key: str) -> str:
    """Name the setting a key is one of: what is expected at a date is read as at the year's end."""
    at_a_date = _AT_A_DATE.fullmatch(key)
    return at_a_date[1] if at_a_date else key


def read_settings(table: pd.DataFrame | None, raw: RawTable | None, faults: Faults) -> Settings:
    """Lay the dataset's own settings over the defaults."""
    found = defaults()
    if table is None or raw is None:
        return MappingProxyType(found)
    seen: dict[str, int] = {}
    for row, key, value, source in zip(
        table.index, table["noegle"], table["vaerdi"], table["kilde"], strict=True
    ):
        if not key:
            continue
        if key in seen:
            spot = raw.spot(row, "noegle")
            faults.add("dataset_dobbelt_noegle", fundet=key, foerste=seen[key], **spot)
            continue
        seen[key] = int(row)
        setting = _read(key, value, source, int(row), raw, faults)
        if setting is not None:
            found[key] = setting
    _check_chances(found, raw, faults)
    return MappingProxyType(found)


def _read(key: str, value: Any, source: str, row: int, raw: RawTable, faults: Faults) -> Setting | None:
    if _known_as(key) not in _KNOWN:
        # A misspelt mindst_antal would quietly leave the default in its place.
        guess = nearest(key, _KNOWN)
        severity: Any = "error" if guess else "warning"
        facts = {"fundet": key, **raw.spot(row, "noegle")}
        faults.add("dataset_indstilling_ukendt", severity=severity, forslag=guess, **facts)
        return Setting(_kept(value), source, given=True)
    if fault := columns.failed(value):
        columns.tell(fault, value, raw, row, "vaerdi", faults)
        return None
    if cells.is_blank(value):
        return None
    try:
        read = _KNOWN[_known_as(key)][1](value)
    except CellError:
        read = None
    if read is None:
        allowed = texts.say(f"dataset.tilladt.{_words_of(key)}")
        facts = {"noegle": key, "fundet": value, "tilladt": allowed}
        faults.add("dataset_indstilling_ugyldig", **facts, **raw.spot(row, "vaerdi"))
        return None
    if key == "mindst_antal" and read < _KNOWN[key][0]:  # type: ignore[operator]
        facts = {"fundet": read, "standard": _KNOWN[key][0]}
        faults.add("dataset_mindst_antal_lav", severity="warning", **facts, **raw.spot(row, "vaerdi"))
    return Setting(read, source, given=True)


def _kept(value: Any) -> str | float | int:
    return value if isinstance(value, (str, float, int)) else str(value)


def _check_chances(found: Mapping[str, Setting], raw: RawTable, faults: Faults) -> None:
    offered = [float(found[key].value) for key in CHANCES]
    if sorted(offered, reverse=True) != offered or len(set(offered)) != len(offered):
        faults.add("dataset_chancer_orden", fil=raw.file, fundet="; ".join(map(str, offered)))
