"""A made municipality for norms: every pupil's two tests, no names, nothing real."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from support import pupils

from xl_beregner.dataset import schema

CONVERSION_COLUMNS, NORM_COLUMNS, NORM_ROW_COLUMNS = (
    [column.key for column in table.columns] for table in (schema.CONVERSIONS, schema.NORMS, schema.NORM_ROWS)
)


def results(
    count: int,
    *,
    seed: int = 1,
    schools: int = 4,
    before: tuple[str, float, str, str] = ("EKS", 3.0, "skalascore", "2024-09-10"),
    after: tuple[str, float, str, str] = ("EKS", 4.0, "skalascore", "2025-09-10"),
    **changed: Any,
) -> pd.DataFrame:
    """Give two results of each of so many pupils: test, grade, scale and day of both."""
    rng = np.random.default_rng(seed)
    start = 300 + 40 * rng.normal(size=count)
    reached = 60 + 0.9 * start + 20 * rng.normal(size=count)
    blocks = []
    for (test, grade, scale, day), score in ((before, start), (after, reached)):
        day_at = pd.Timestamp(day)
        block = {
            "skole_nr": [f"10100{place % schools + 1}" for place in range(count)],
            "klasse": "4A",
            "elev_id": [f"e{seed}-{place}" for place in range(count)],
            "elev_navn": "",
            "fag": "dansk læsning",
            "profil": "",
            "test": test,
            "frivillig": False,
            "klassetrin": grade,
            "dato": day_at,
            "skoleaar": day_at.year if day_at.month >= 8 else day_at.year - 1,
            "score": np.rint(score),
            "ord": "",
            "maks": np.nan,
            "skala": scale,
            "maalefejl": 12.0,
        }
        blocks.append(pd.DataFrame({**block, **changed}))
    table = pd.concat(blocks, ignore_index=True)
    table.insert(0, "raekke", np.arange(2, len(table) + 2))
    return table


def municipality(*tables: pd.DataFrame, **settings: Any) -> Any:
    """Make a dataset of these results."""
    schools = {f"10100{place}": f"Skole {place}" for place in range(1, 10)}
    made = pupils.dataset([], schools=schools, settings={"kommune_navn": "Prøvekommunen", **settings})
    return replace(made, pupils=pd.concat(tables, ignore_index=True))
