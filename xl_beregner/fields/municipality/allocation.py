"""A grant shared out between schools by pupils and need: the formula in force, and what it gives each.

Which background columns weigh how much, the amount a pupil and the pool are settings of the dataset; no
formula is shipped. The arithmetic is that of ``RESSOURCER``, an example; who may be seen is
``allocation_units``'. A template's own formulas work out what a change would give.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_beregner import texts
from xl_beregner.dataset import Dataset
from xl_beregner.dataset.settings import (
    RESOURCE_A_PUPIL,
    RESOURCE_FACTORS,
    RESOURCE_POOL,
    weights,
)
from xl_beregner.fields.disclosure import PUPILS
from xl_beregner.fields.known.allocation import CHANGE, FACTORS, FEW, LISTS, MOST_FACTORS, ORDER, SCHOOLS
from xl_beregner.fields.municipality import words as say
from xl_beregner.fields.municipality.allocation_units import Unit, shown_units
from xl_beregner.measures.tools.need_index import NeedIndex, need_index, whole_amounts
from xl_beregner.measures.tools.resources import Resources, resource_rows

Array = NDArray[np.float64]
Row = dict[str, Any]

BACKGROUND: Final = "soc_"
_SHARE: Final = "_pct"


@dataclass(frozen=True, slots=True)
class Factor:
    """A background column of the schools, and what it weighs in the formula in force."""

    key: str
    weight: float
    is_share: bool

    @property
    def name(self) -> str:
        """Name it as people do, else as its column is called."""
        known = f"allocation.faktor.{self.key.removeprefix(BACKGROUND)}"
        plain = self.key.removeprefix(BACKGROUND).removesuffix(_SHARE).replace("_", " ")
        name = texts.say(known) if texts.knows(known) else plain[:1].upper() + plain[1:]
        return f"{name}, %" if self.is_share else name


class Allocation:
    """The grant of one municipality by the formula in force, in one edition."""

    def __init__(self, dataset: Dataset, year: int, edition: str) -> None:
        self._dataset, self._settings = dataset, dataset.settings
        self._base = _amount(self._settings[RESOURCE_A_PUPIL].value)
        self._pool = _amount(self._settings[RESOURCE_POOL].value)
        self._least = int(self._settings["mindst_antal"].value)
        self._confidence = float(self._settings["konfidens"].value)
        self.factors, self._ignored = _factors(dataset)
        self._is_share = np.array([factor.is_share for factor in self.factors], bool)
        self.units = shown_units(self._all_units(year), self._is_share, edition, self._least)

    def fields(self) -> dict[str, Any]:
        """Give all fields of the grant."""
        rows = [self._row(at) for at in range(len(self.units))]
        # One school's row tells in one list what its index is made of, in the other what it gets.
        return {
            "ressource_grundbeloeb": say.plain(self._base),
            "ressource_pulje": say.plain(self._pool),
            "ressource_formel_linje": self._formula_line(),
            "ressource_med_linje": self._taking_part_line(),
            "ressource_vist_linje": self._shown_line(),
            FACTORS: [self._factor(at) for at in range(len(self.factors))] or [_no_factor()],
            SCHOOLS: rows,
            CHANGE: [{key: row[key] for key in row if not key.startswith("faktor_")} for row in rows],
            ORDER: [{"noegle": str(place + 1)} for place in range(len(rows))],
        }

    # --- The arithmetic --------------------------------------------------------------------------
    def _all_units(self, year: int) -> list[Unit]:
        pupils = _pupils(self._dataset, year)
        keys = [factor.key for factor in self.factors]
        return [
            Unit(
                row["skole_nr"],
                row["skole"],
                row["omraade"],
                pupils.get(row["skole_nr"], float("nan")),
                np.array([row[key] for key in keys], float),
            )
            for row in self._dataset.schools.to_dict("records")
        ]

    @cached_property
    def _pupils(self) -> Array:
        return np.array([unit.pupils for unit in self.units], float)

    @cached_property
    def _shares(self) -> Array:
        return np.array([unit.factors for unit in self.units], float).reshape(
            len(self.units), len(self.factors)
        )

    @cached_property
    def _weights(self) -> Array:
        return np.array([factor.weight for factor in self.factors], float)

    @cached_property
    def _need(self) -> NeedIndex:
        return need_index(self._pupils, self._shares, self._weights, self._is_share, self._confidence)

    @cached_property
    def _money(self) -> Resources | None:
        """Share out by the formula in force; None where an amount is not set, or nothing weighs."""
        if np.isnan([self._base, self._pool]).any() or np.isnan(self._need.index_100).all():
            return None
        return resource_rows(self._pupils, self._need.index_100, self._base, self._pool)

    @cached_property
    def _structural(self) -> Array:
        if self._money is None:
            return np.full(len(self.units), np.nan)
        return whole_amounts(self._money.structural)

    # --- A row a school --------------------------------------------------------------------------
    def _row(self, at: int) -> Row:
        unit, index, reach = self.units[at], self._need.index_100[at], self._need.reach[at]
        base = np.nan if self._money is None else np.floor(self._base * unit.pupils + 0.5)
        structural = self._structural[at]
        total = base + (0 if np.isnan(structural) else structural)
        places = range(MOST_FACTORS)
        return {
            "noegle": unit.key,
            "navn": unit.name,
            "omraade": unit.area or None,
            "elevtal": say.whole(unit.pupils),
            **{
                f"faktor_{place + 1}": say.plain(unit.factors[place]) if place < len(unit.factors) else None
                for place in places
            },
            "indeks": say.plain(index),
            "indeks_nedre": say.plain(max(index - reach, 0.0) if reach == reach else reach),
            "indeks_oevre": say.plain(index + reach),
            "grund": say.plain(base),
            "struktur": say.plain(structural),
            "i_alt": say.plain(total),
            "pr_elev": say.plain(total / unit.pupils if unit.pupils else np.nan),
            "bemaerkning": self._remark(at),
        }

    def _remark(self, at: int) -> str | None:
        unit, parts = self.units[at], []
        if unit.is_hidden:
            return texts.say("allocation.skjult", antal=self._least)
        if np.isnan(unit.pupils):
            return texts.say("allocation.uden_elevtal")
        if unit.is_withheld:
            return texts.say("allocation.tilbageholdt")
        missing = self._missing(at)
        if missing:
            parts.append(texts.say("allocation.uden_faktor", navne=missing))
        if unit.pupils < FEW and not missing:
            parts.append(texts.say("allocation.faa", antal=int(unit.pupils)))
        return say.listed(parts)

    def _missing(self, at: int) -> list[str]:
        blank = np.isnan(self._shares[at]) & (self._weights != 0)
        return [self.factors[place].name for place in np.flatnonzero(blank)]

    # --- A row a factor --------------------------------------------------------------------------
    def _factor(self, at: int) -> Row:
        factor, values = self.factors[at], self._shares[:, at]
        part = self._part(at)
        known = values[~np.isnan(values)]
        money = self._pool * part if part else np.nan
        return {
            "noegle": factor.key,
            "nr": at + 1,
            "navn": factor.name,
            "er_andel": int(factor.is_share),
            "vaegt": factor.weight,
            "vaegt_andel": part,
            "middel": say.plain(self._need.mean[at]),
            "mindste": float(known.min()) if len(known) else None,
            "stoerste": float(known.max()) if len(known) else None,
            "uden": int(np.isnan(values).sum()) or None,
            "kr": say.plain(money),
            "flytter": say.plain(self._moves(at, money)),
            "kilde": self._source(factor),
        }

    def _part(self, at: int) -> float:
        counts = np.where(self._need.mean > 0, np.abs(self._weights), 0.0)
        return float(counts[at] / counts.sum()) if counts.sum() else 0.0

    def _moves(self, at: int, money: float) -> float:
        """Tell how much money the factor moves between schools, against the same amount for each pupil."""
        known = ~np.isnan(self._need.index_100)
        pupils, values = self._pupils[known], self._shares[known, at]
        used = 100 - values if self._weights[at] < 0 else values
        if not pupils.sum() or money != money:
            return float("nan")
        return float((np.abs(used / self._need.mean[at] - 1) * pupils).sum() / pupils.sum() * money / 2)

    def _source(self, factor: Factor) -> str:
        said = self._settings[RESOURCE_FACTORS].source if factor.weight else ""
        return texts.say("allocation.kolonne", noegle=factor.key, kilde=said).strip()

    # --- The lines -------------------------------------------------------------------------------
    def _formula_line(self) -> str:
        setting = self._settings[RESOURCE_FACTORS]
        if not self.factors:
            return texts.say("allocation.linje.ingen_kolonner")
        if not self._weights.any():
            return texts.say("allocation.linje.ingen_vaegte")
        told = [texts.say("allocation.linje.gaelder", kilde=setting.source)]
        if np.isnan([self._base, self._pool]).any():
            told.append(texts.say("allocation.linje.uden_beloeb"))
        if self._ignored:
            told.append(texts.say("allocation.linje.ikke_med", navne=self._ignored))
        return " ".join(told)

    def _taking_part_line(self) -> str:
        count = sum(unit.schools for unit in self.units)
        with_index = ~np.isnan(self._need.index_100)
        taking_part = sum(unit.schools for unit, has in zip(self.units, with_index, strict=True) if has)
        without = [unit.name for unit, has in zip(self.units, with_index, strict=True) if not has]
        if not self._weights.any():
            return texts.say("allocation.linje.skoler", antal=count)
        said = texts.say("allocation.linje.med", med=taking_part, af=count)
        return f"{said} {texts.say('allocation.linje.uden', navne=without)}" if without else said

    def _shown_line(self) -> str:
        together = [unit.schools for unit in self.units if unit.schools > 1]
        if not together:
            return texts.say("allocation.linje.enkeltvis")
        return texts.say("allocation.linje.samlet", antal=together[0])


def _no_factor() -> Row:
    """Say in the list's own place that there is none: formulas look into it, so its sheet must be there."""
    row: Row = dict.fromkeys(LISTS[FACTORS])
    name = texts.say("allocation.linje.ingen_kolonner")
    return row | {"noegle": "ingen", "nr": 1, "navn": name, "er_andel": 0, "vaegt": 0.0, "vaegt_andel": 0.0}


def _amount(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else float("nan")


def _factors(dataset: Dataset) -> tuple[list[Factor], list[str]]:
    """Choose the factors, those that weigh first; also those a setting names that cannot be used."""
    named: Mapping[str, float] = weights(dataset.settings[RESOURCE_FACTORS].value)
    columns = [key for key in dataset.schools.columns if str(key).startswith(BACKGROUND)]
    usable = {key: Factor(key, named.get(key, 0.0), _is_share(key, dataset.schools[key])) for key in columns}
    # More of a number that is no share can be no less need: there is nothing it is taken from.
    refused = [key for key, factor in usable.items() if factor.weight < 0 and not factor.is_share]
    for key in refused:
        usable[key] = Factor(key, 0.0, is_share=False)
    weighing = [key for key in named if key in usable and usable[key].weight]
    order = [*weighing, *(key for key in columns if key not in weighing)]
    unknown = [key for key in named if key not in usable]
    beyond = weighing[MOST_FACTORS:]
    return [usable[key] for key in order[:MOST_FACTORS]], [*unknown, *refused, *beyond]


def _is_share(key: str, values: pd.Series[Any]) -> bool:
    return key.endswith(_SHARE) and bool(values.dropna().between(0, 100).all())


def _pupils(dataset: Dataset, year: int) -> dict[str, float]:
    """Give the schools' pupils: of the table of schools, else the indicator's newest up to the year."""
    schools = dataset.schools
    found = dict(zip(schools["skole_nr"], schools["elevtal"].astype(float), strict=True))
    table = dataset.indicators
    own = table[(table["indikator"] == PUPILS) & (table["gruppe"] == "alle") & (table["aar"] <= year)]
    for number, value in own.sort_values("aar")[["enhed", "vaerdi"]].itertuples(index=False):
        if number in found and np.isnan(schools.loc[schools["skole_nr"] == number, "elevtal"]).all():
            found[number] = float(value)
    return found
