"""What tables say about each other and of themselves: keys met once, references that exist, limits.

Each column on its own was read in ``columns``. Blank answers get their defaults here, so that the
rest of the program never asks what a blank meant.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from xl_beregner import cells
from xl_beregner.cells import school_year
from xl_beregner.dataset import schema
from xl_beregner.dataset.columns import UNDATED
from xl_beregner.dataset.faults import Faults, nearest
from xl_beregner.dataset.groups import THEMES, read_group
from xl_beregner.dataset.raw import RawTable
from xl_beregner.dataset.settings import DIALOGUES, Settings, defaults, parted

SMALLEST_ERROR = 1e-9
_COMMON_SHARE = 0.05  # of the rows: a school year with fewer may be a slip of the pen
_LONGEST_GAP = 5  # years without a figure; what comes after may be a slip too
_ENOUGH_SHARES = 5
REFERENCES = ("sammenlign", "reference", "reference_dom", "reference_forskel")
_YES_NO = {"vises": True, "fortrolig": False, "offentliggjort": False, "beregnet": False}


def check_keys(table: pd.DataFrame, raw: RawTable, key: str, faults: Faults) -> pd.DataFrame:
    """Keep the first row of each key; a key met again is a fault."""
    again = table[key].duplicated() & (table[key] != "")
    first = table[key].drop_duplicates()
    first_row = dict(zip(first, first.index, strict=True))
    for row, value in table.loc[again, key].items():
        first_at = int(first_row[value])
        faults.add("dataset_dobbelt_noegle", foerste=first_at, fundet=value, **raw.spot(row, key))
    return table[~again & (table[key] != "")]


# --- katalog ---------------------------------------------------------------------------------
def complete_catalogue(table: pd.DataFrame, raw: RawTable, faults: Faults) -> pd.DataFrame:
    """Check the catalogue and fill its blanks with what its unit implies; rows in display order."""
    _check_references(table, raw, faults)
    units = [schema.UNIT_DEFAULTS[unit] for unit in table["maaleenhed"]]
    table = table.copy()
    for key, at in (("decimaler", 0), ("mindste", 1), ("stoerste", 2)):
        implied = pd.Series([unit[at] for unit in units], index=table.index, dtype=float)
        table[key] = table[key].where(table[key].notna(), implied)
    table["decimaler"] = table["decimaler"].clip(upper=6).astype("int64")
    _check_limits(table, raw, faults)
    _check_least(table, raw, faults)
    figure = table["maaleenhed"] != "tekst"
    for key, implied_answer in _YES_NO.items():
        table[key] = table[key].map({"ja": True, "nej": False, "": implied_answer}).astype(bool)
    agreed = table["kan_aftales"]
    for row in table.index[(agreed == "ja") & (~figure | (table["retning"] == ""))]:
        faults.add("dataset_uden_retning", fil=raw.file, raekke=int(row), fundet=table.at[row, "indikator"])
    implied_goal = figure & (table["retning"] != "")
    table["kan_aftales"] = ((agreed == "ja") | ((agreed == "") & implied_goal)) & table["vises"] & figure
    table["sammenlaegning"] = table["sammenlaegning"].replace("", "ingen")
    order = table["raekkefoelge"].fillna(np.inf)
    return table.iloc[np.argsort(order.to_numpy(), kind="stable")].reset_index(drop=True)


def _check_references(table: pd.DataFrame, raw: RawTable, faults: Faults) -> None:
    known = set(table["indikator"])
    for key in REFERENCES:
        for row, value in table.loc[(table[key] != "") & ~table[key].isin(known), key].items():
            guess = nearest(value, known)
            faults.add("dataset_ukendt_henvisning", forslag=guess, fundet=value, **raw.spot(row, key))


def _check_limits(table: pd.DataFrame, raw: RawTable, faults: Faults) -> None:
    for row in table.index[table["mindste"] >= table["stoerste"]]:
        facts: dict[str, Any] = {key: table.at[row, key] for key in ("mindste", "stoerste")}
        name = table.at[row, "indikator"]
        faults.add("dataset_graenser", fil=raw.file, raekke=int(row), fundet=name, **facts)


def _check_least(table: pd.DataFrame, raw: RawTable, faults: Faults) -> None:
    """Refuse a limit of no pupils, which would show everything; a low one is told."""
    usual = int(defaults()["mindst_antal"].value)
    for row in table.index[table["mindst_antal"] < usual]:
        least = int(table["mindst_antal"].loc[row])
        facts: dict[str, Any] = {"fundet": least, "standard": usual, **raw.spot(row, "mindst_antal")}
        if least < 1:
            faults.add("dataset_mindst_antal_nul", **facts)
        else:
            faults.add("dataset_mindst_antal_lav", severity="warning", **facts)


# --- skoler ----------------------------------------------------------------------------------
def check_reserved(schools: pd.DataFrame, raw: RawTable, municipality: str, faults: Faults) -> None:
    """Refuse a school whose number is the word for all schools: its rows would be mixed up with theirs."""
    taken = {*schema.MUNICIPALITY_WORDS, *schema.COUNTRY_WORDS, *schema.EVERYBODY_WORDS}
    taken.add(schema.plain(municipality))
    for row, number in schools["skole_nr"].items():
        kind, found, _ = str(number).partition(":")
        if schema.plain(number) in taken or (found and schema.plain(kind) in (schema.AREA, "area")):
            faults.add("dataset_nr_optaget", fundet=number, **raw.spot(row, "skole_nr"))


def known_schools(raw: RawTable, numbers: set[str], faults: Faults) -> None:
    """Refuse each row of a school that stands in no table of schools."""
    found = raw.column("skole_nr") or []
    named = {cell: cells.parse_label(cell) for cell in set(found)}
    for place, cell in enumerate(found):
        number = named[cell]
        if number and number not in numbers:
            guess = nearest(number, numbers)
            spot = raw.spot(raw.rows[place], "skole_nr")
            faults.add("dataset_ukendt_skole", forslag=guess, fundet=number, **spot)


# --- indikatorer and maal --------------------------------------------------------------------
def known_units(
    table: pd.DataFrame, raw: RawTable, schools: pd.DataFrame, municipality: str, faults: Faults
) -> pd.DataFrame:
    """Name every unit as the rest of the program does; a school nobody knows is a fault."""
    numbers = set(schools["skole_nr"])
    areas = {schema.plain(area): area for area in schools["omraade"] if area}
    found = {name: _unit(name, numbers, areas, schema.plain(municipality)) for name in set(table["enhed"])}
    for row, name in zip(table["raekke"], table["enhed"], strict=True):
        if name and found[name] is None:
            guess = nearest(name, numbers)
            faults.add("dataset_ukendt_skole", forslag=guess, fundet=name, **raw.spot(row, "enhed"))
    named = table.assign(enhed=[found[name] or "" for name in table["enhed"]])
    return named[named["enhed"] != ""]


def _unit(name: str, numbers: set[str], areas: dict[str, str], municipality: str) -> str | None:
    if name in numbers:
        return name
    word = schema.plain(name)
    if word in schema.MUNICIPALITY_WORDS or (municipality and word == municipality):
        return schema.MUNICIPALITY
    if word in schema.COUNTRY_WORDS:
        return schema.COUNTRY
    kind, found, area = name.partition(":")
    if found and schema.plain(kind) in (schema.AREA, "area"):
        area = areas.get(schema.plain(area), "")
        return f"{schema.AREA}:{area}" if area else None
    return None


def complete_indicators(
    table: pd.DataFrame, raw: RawTable, catalogue: pd.DataFrame, faults: Faults
) -> pd.DataFrame:
    """Check values against their limits and keys against each other; drop rows without a value."""
    groups = {name: schema.EVERYBODY if schema.plain(name) in schema.EVERYBODY_WORDS
              else read_group(name).label for name in set(table["gruppe"])}  # fmt: skip
    table = table.assign(gruppe=table["gruppe"].map(groups).astype(object))
    _check_values(table, raw, catalogue, faults)
    _check_twice(table, raw, ["enhed", "gruppe", "skoleaar", "indikator"], faults)
    for key in ("antal", "standardfejl"):
        for _, row in table[table[key] < 0].iterrows():
            faults.add("dataset_negativ", fundet=row[key], **raw.spot(row["raekke"], key))
    tiny = (table["standardfejl"] > 0) & (table["standardfejl"] < SMALLEST_ERROR)
    for _, row in table[tiny].iterrows():
        faults.add("dataset_for_lille", fundet=row["standardfejl"], **raw.spot(row["raekke"], "standardfejl"))
    _check_years(table, raw, faults)
    _check_shares(table, raw, catalogue, faults)
    has_value = table["vaerdi"].notna() | (table["tekst"] != "")
    return table[has_value & table["skoleaar"].notna()].reset_index(drop=True)


def _check_years(table: pd.DataFrame, raw: RawTable, faults: Faults) -> None:
    """Tell of a school year far beyond the others: 2062/2063 for 2026/2027."""
    years = table["skoleaar"][table["skoleaar"].notna() & (table["skoleaar"] != UNDATED)]
    counts = years.value_counts().sort_index()
    common = counts[counts >= _COMMON_SHARE * len(years)].index.to_numpy(float)
    if not len(common):
        return
    gaps = np.flatnonzero(np.diff(common) > _LONGEST_GAP)
    newest = int(common[gaps[-1]] if len(gaps) else common[-1])
    if counts[counts.index > newest].sum() > len(years) / 2:
        return  # it is the old years that stand apart
    for at in years.index[years > newest + 1]:
        year = int(years[at])
        facts: dict[str, Any] = {"fundet": school_year(year), "seneste": school_year(newest)}
        spot = raw.spot(table.at[at, "raekke"], "skoleaar")
        faults.add("dataset_aar_fremtid", severity="warning", **facts, **spot)


def _check_shares(table: pd.DataFrame, raw: RawTable, catalogue: pd.DataFrame, faults: Faults) -> None:
    """Tell of per cent that looks like shares of one: .xls and .xlsb do not tell how a cell is shown."""
    per_cent = set(catalogue.loc[catalogue["maaleenhed"] == "pct", "indikator"])
    values = table[table["indikator"].isin(per_cent) & (table["vaerdi"].abs() > 0)]
    for name, found in values.groupby("indikator")["vaerdi"]:
        if len(found) >= _ENOUGH_SHARES and found.abs().max() <= 1:
            faults.add("dataset_andele", severity="warning", fil=raw.file, indikator=name)


def _check_values(table: pd.DataFrame, raw: RawTable, catalogue: pd.DataFrame, faults: Faults) -> None:
    limits = catalogue.set_index("indikator")[["mindste", "stoerste"]]
    low, high = (limits[key].reindex(table["indikator"]).to_numpy(float) for key in ("mindste", "stoerste"))
    outside = (table["vaerdi"] < low) | (table["vaerdi"] > high)
    for at in np.flatnonzero(outside):
        row = table.iloc[at]
        faults.add(
            "dataset_udenfor",
            **raw.spot(row["raekke"], int(row["sted"])),
            fundet=row["vaerdi"],
            indikator=row["indikator"],
            mindste=_limit(low[at]),
            stoerste=_limit(high[at]),
        )


def _limit(value: float) -> float | str:
    return "…" if value != value else float(value)


def _check_twice(table: pd.DataFrame, raw: RawTable, key: list[str], faults: Faults) -> None:
    again = table.duplicated(key)
    if not again.any():
        return
    first = table[~again].set_index(key)["raekke"]
    for _, row in table[again].iterrows():
        year = row["skoleaar"]
        facts = {"enhed": row["enhed"], "gruppe": row["gruppe"], "indikator": row["indikator"]}
        faults.add(
            "dataset_dobbelt_tal",
            fil=raw.file,
            raekke=int(row["raekke"]),
            skoleaar="–" if year != year or year == UNDATED else f"{int(year)}/{int(year) + 1}",
            foerste=int(first.loc[tuple(row[name] for name in key)]),
            **facts,
        )


def known_indicators(
    table: pd.DataFrame, raw: RawTable, catalogue: pd.DataFrame, faults: Faults
) -> pd.DataFrame:
    """Note each indicator a goal names that the catalogue lacks."""
    known = set(catalogue["indikator"])
    missing = ~table["indikator"].isin(known) & (table["indikator"] != "")
    for row, value in zip(table.loc[missing, "raekke"], table.loc[missing, "indikator"], strict=True):
        guess = nearest(value, known)
        faults.add("dataset_ukendt_indikator", forslag=guess, fundet=value, **raw.spot(row, "indikator"))
    return table[~missing]


def known_theme_indicators(
    settings: Settings, raw: RawTable | None, catalogue: pd.DataFrame, faults: Faults
) -> None:
    """Note each indicator a theme or a dialogue is to show that the catalogue lacks."""
    keys = [cells.parse_label(cell) for cell in (raw.column("noegle") or [])] if raw else []
    known = set(catalogue["indikator"])
    for theme in (*THEMES, *DIALOGUES):
        for name in parted(settings[theme].value):
            if name in known or raw is None or theme not in keys:
                continue
            spot = raw.spot(raw.rows[keys.index(theme)], "vaerdi")
            faults.add("dataset_ukendt_indikator", forslag=nearest(name, known), fundet=name, **spot)
