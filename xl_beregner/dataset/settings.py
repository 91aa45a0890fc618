"""The settings of a dataset: every number that is a choice and not public fact, with its source.

What the dataset's own table ``indstillinger`` says goes before the defaults here. The source of a
default stands in ``texts`` under ``dataset.indstilling``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Any

import pandas as pd

from xl_beregner import cells, texts
from xl_beregner.dataset import columns
from xl_beregner.dataset import setting_readers as read
from xl_beregner.dataset.faults import Faults, nearest
from xl_beregner.dataset.groups import THEMES
from xl_beregner.dataset.raw import RawTable
from xl_beregner.dataset.scores import lus_point
from xl_beregner.dataset.setting_readers import PAYOUT_EXAMPLE as PAYOUT_EXAMPLE
from xl_beregner.dataset.setting_readers import PAYOUT_MEAN as PAYOUT_MEAN
from xl_beregner.dataset.setting_readers import parted as parted
from xl_beregner.dataset.setting_readers import weights as weights
from xl_beregner.errors import CellError

Settings = Mapping[str, "Setting"]


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting's value and who says so."""

    value: str | float | int
    source: str
    given: bool = False  # by the dataset; else the default


# How payouts are worked out from people's judgements: not at all, as an example does, or by one's own parts.
PAYOUT = "udbetaling"
PAYOUT_PARTS = ("udbetaling_naaet", "udbetaling_delvist", "udbetaling_ikke")

LUS_DATES = "lus_datoer"

# What the council wants to talk of with every school; each setting's source tells where in its frame.
COUNCIL_TOPIC = "kommunens_emne"
COUNCIL_TOPICS = tuple(f"{COUNCIL_TOPIC}_{number}" for number in range(1, 5))

# And the grade: lus_forventning_3, at the end of the year; lus_forventning_3_2 at the second of its dates.
LUS_EXPECTED = "lus_forventning"
_AT_A_DATE = re.compile(rf"({LUS_EXPECTED}_[1-9])_[1-4]")

# What every school has undertaken; each setting's source tells where that was decided.
COMMON_DUTY = "faelles_forpligtelse"
COMMON_DUTIES = tuple(f"{COMMON_DUTY}_{number}" for number in range(1, 5))
# Where that was something else in the plan which is reported on now.
LAST_COMMON_DUTY = f"sidste_{COMMON_DUTY}"
LAST_COMMON_DUTIES = tuple(f"sidste_{duty}" for duty in COMMON_DUTIES)

# The indicators each dialogue is about.
DIALOGUES = ("dialog_resultat", "dialog_personale")

# A grant by background: which columns of the schools count how much, the sum a pupil, the sum to share.
RESOURCE_FACTORS, RESOURCE_A_PUPIL, RESOURCE_POOL = (
    "ressource_faktorer", "ressource_grundbeloeb", "ressource_pulje",
)  # fmt: skip

# The part of the pupils of a grade who are to reach the point expected of it.
LUS_DUTY = "lus_forpligtelse"

QUESTION = "enkaet_spoergsmaal"
QUESTIONS = tuple(f"{QUESTION}_{number}" for number in range(1, 13))

_KNOWN: Mapping[str, tuple[str | float | int, Callable[[Any], str | float | int | None]]] = {
    "kommune_navn": ("", read.text),
    "eksempel": ("", read.text),
    "kilde": ("", read.text),
    "hentet": ("", read.date),
    "mindst_antal": (5, read.whole(1, 100)),
    "konfidens": (0.95, read.share),
    "baseline_aar": (5, read.whole(3, 15)),
    "chance_1": (0.5, read.chance),
    "chance_2": (0.35, read.chance),
    "chance_3": (0.15, read.chance),
    "antal_maal_anbefalet": (5, read.whole(1, 50)),
    "mindst_skoler": (5, read.whole(5, 100)),
    "lignende_afstand": (1.0, read.caliper),
    "maalefejl_dnt_sd": (0.5, read.deviations),
    PAYOUT: ("", read.payout_rule),
    **dict.fromkeys(PAYOUT_PARTS, ("", read.part)),
    **dict.fromkeys(THEMES, ("", read.several)),
    **dict.fromkeys(COUNCIL_TOPICS, ("", read.text)),
    LUS_DATES: ("15/9; 5/12; 15/2; 25/5", read.four_days),
    **{f"{LUS_EXPECTED}_{grade}": ("", lus_point) for grade in range(1, 10)},
    **dict.fromkeys((*COMMON_DUTIES, *LAST_COMMON_DUTIES), ("", read.text)),
    **dict.fromkeys(DIALOGUES, ("", read.several)),
    RESOURCE_FACTORS: ("", read.weighed),
    RESOURCE_A_PUPIL: ("", read.amount),
    RESOURCE_POOL: ("", read.amount),
    **{f"{LUS_DUTY}_{grade}": ("", read.duty) for grade in range(1, 10)},
    **dict.fromkeys(QUESTIONS, ("", read.text)),
}

CHANCES = ("chance_1", "chance_2", "chance_3")


def defaults() -> dict[str, Setting]:
    """Give every known setting with its default and where that comes from."""
    return {
        key: Setting(value, texts.say(f"dataset.indstilling.{_words_of(key)}"))
        for key, (value, _) in _KNOWN.items()
    }


_NUMBERED = (LUS_EXPECTED, LUS_DUTY, COUNCIL_TOPIC, COMMON_DUTY, LAST_COMMON_DUTY, QUESTION)


def _words_of(key: str) -> str:
    """Name the words of a setting; those told apart by a number share theirs."""
    return next((name for name in _NUMBERED if key.startswith(f"{name}_")), key)


def families() -> Iterator[tuple[list[str], str | float | int, str]]:
    """Give every setting with its default and the name of its words; numbered ones together."""
    for words, keys in groupby(_KNOWN, _words_of):
        found = list(keys)
        yield found, _KNOWN[found[0]][0], words


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
        found = _KNOWN[_known_as(key)][1](value)
    except CellError:
        found = None
    if found is None:
        allowed = texts.say(f"dataset.tilladt.{_words_of(key)}")
        facts = {"noegle": key, "fundet": value, "tilladt": allowed}
        faults.add("dataset_indstilling_ugyldig", **facts, **raw.spot(row, "vaerdi"))
        return None
    if key == "mindst_antal" and found < _KNOWN[key][0]:  # type: ignore[operator]
        facts = {"fundet": found, "standard": _KNOWN[key][0]}
        faults.add("dataset_mindst_antal_lav", severity="warning", **facts, **raw.spot(row, "vaerdi"))
    return Setting(found, source, given=True)


def _kept(value: Any) -> str | float | int:
    return value if isinstance(value, (str, float, int)) else str(value)


def _check_chances(found: Mapping[str, Setting], raw: RawTable, faults: Faults) -> None:
    offered = [float(found[key].value) for key in CHANCES]
    if sorted(offered, reverse=True) != offered or len(set(offered)) != len(offered):
        faults.add("dataset_chancer_orden", fil=raw.file, fundet="; ".join(map(str, offered)))
