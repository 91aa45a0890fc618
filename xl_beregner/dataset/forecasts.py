"""The table ``prognoser``: what a teacher expects of each pupil, in words or as a chance.

How a forecast is set beside its outcome is ``fields``'.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_beregner import cells
from xl_beregner.dataset import norm_tables, schema
from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.pupils import school_years
from xl_beregner.dataset.raw import RawTable
from xl_beregner.errors import CellError


def no_forecasts() -> pd.DataFrame:
    """Give the table of a dataset without forecasts."""
    table = norm_tables.empty(schema.FORECASTS)
    counted = {key: pd.Series(dtype="int64") for key in ("raekke", "skoleaar")}
    return table.astype({"sandsynlighed": float}).assign(**counted)


def read_forecasts(raw: RawTable, faults: Faults) -> pd.DataFrame:
    """Read the forecasts; one says a word or a chance, or both."""
    table = norm_tables.typed(raw, faults)
    table["sandsynlighed"] = _chances(raw, table, faults)
    nothing = (table["prognose"] == "") & table["sandsynlighed"].isna()
    for row in table.index[nothing]:
        if int(row) not in faults.refused(raw.file):
            faults.add("dataset_prognose_tom", **raw.spot(row, "prognose"))
    first: dict[tuple[str, ...], int] = {}
    for row, *key in table[["elev_id", "fag", "maal", "dato"]].itertuples(name=None):
        at = first.setdefault(tuple(map(str, key)), int(row))
        if at != row and key[0]:
            faults.add("dataset_prognose_dobbelt", fundet=key[0], foerste=at, **raw.spot(row, "elev_id"))
    table["skoleaar"] = school_years(table["dato"])
    understood = ~table.index.isin(list(faults.refused(raw.file))) & table["skoleaar"].notna()
    table = table[understood].reset_index()
    return table.astype({"skoleaar": "int64", "raekke": "int64"})


def _chances(raw: RawTable, table: pd.DataFrame, faults: Faults) -> NDArray[np.float64]:
    """Read chances as shares of one: ``80 %``, 80 and 0,8 are one chance; 1 among per cents is none."""
    read = [_chance(cell) for cell in table["sandsynlighed"]]
    per_cents = any(value is not None and value > 1 for value, _ in read)
    chances = np.full(len(read), math.nan)
    for place, (value, has_sign) in enumerate(read):
        cell = table["sandsynlighed"].iloc[place]
        if value is None or not 0 <= value <= 100 or (value == 1 and per_cents and not has_sign):
            if value is None or not math.isnan(value):
                faults.add("dataset_sandsynlighed", fundet=cell, **raw.spot(raw.rows[place], "sandsynlighed"))
            continue
        chances[place] = value / 100 if has_sign or value > 1 else value
    return chances


def _chance(cell: Any) -> tuple[float | None, bool]:
    """Give the number and whether it has a per cent sign; NaN for a blank, None where it is no number."""
    try:
        value = cells.parse_number(cell)
    except CellError:
        return None, False
    return (math.nan if value is None else value), isinstance(cell, str) and "%" in cell
