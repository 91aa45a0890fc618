"""The pupils' tables of a dataset together: each is read, then held against the others.

Results are ``pupils``', conversion tables and norms ``norm_tables``', forecasts ``forecasts``'.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from xl_beregner.dataset import checks, norm_tables, schema
from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.forecasts import no_forecasts, read_forecasts
from xl_beregner.dataset.pupils import mapped, no_pupils, read_pupils, tell_of_refused
from xl_beregner.dataset.raw import RawTable

Tables = Mapping[str, RawTable]


def read_pupil_tables(tables: Tables, example: bool, faults: Faults) -> dict[str, pd.DataFrame]:
    """Read the pupils' tables by their names in a dataset; those it lacks have no rows."""

    def raw(name: str) -> RawTable | None:
        found = tables.get(name)
        return found if found is not None and found.headings else None

    pupils, conversions, forecasts = raw("elever"), raw("omsaetning"), raw("prognoser")
    norms, norm_rows = raw("normer"), raw("normraekker")
    found = {
        "pupils": read_pupils(pupils, faults) if pupils else no_pupils(),
        "conversions": norm_tables.read_conversions(conversions, example, faults)
        if conversions
        else norm_tables.empty(schema.CONVERSIONS),
        "forecasts": read_forecasts(forecasts, faults) if forecasts else no_forecasts(),
        "norms": norm_tables.read_norms(norms, faults) if norms else norm_tables.empty(schema.NORMS),
        "norm_rows": norm_tables.read_norm_rows(norm_rows, faults)
        if norm_rows
        else norm_tables.empty(schema.NORM_ROWS),
    }
    norm_tables.check_norm_rows(found["norm_rows"], found["norms"], tables, faults)
    if forecasts and pupils:
        _tell_of_unknown_pupils(forecasts, found["forecasts"], found["pupils"], faults)
    return _spelt_as_results(found)


def _tell_of_unknown_pupils(
    raw: RawTable, forecasts: pd.DataFrame, pupils: pd.DataFrame, faults: Faults
) -> None:
    known = set(pupils["elev_id"])
    for row, pupil in forecasts.loc[~forecasts["elev_id"].isin(known), ["raekke", "elev_id"]].itertuples(
        index=False
    ):
        spot = raw.spot(row, "elev_id")
        faults.add("dataset_prognose_uden_elev", severity="warning", fundet=pupil, **spot)


def _spelt_as_results(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Spell subjects and profiles as the results do, so that they are found by their names."""
    for key in ("fag", "profil"):
        spelt = {name.casefold(): name for name in tables["pupils"][key].unique()}
        for name in ("conversions", "forecasts", "norms"):
            table = tables[name]
            if key in table:
                own = {word: spelt.get(word.casefold(), word) for word in table[key].unique()}
                tables[name] = table.assign(**{key: mapped(table[key], own)})
    return tables


def check_pupils_schools(tables: Tables, schools: pd.DataFrame, faults: Faults) -> None:
    """Refuse results and forecasts of a school nobody knows; sum up what was refused."""
    for name in ("elever", "prognoser"):
        if name in tables and len(schools):
            checks.known_schools(tables[name], set(schools["skole_nr"]), faults)
    if "elever" in tables:
        tell_of_refused(tables["elever"], faults)
