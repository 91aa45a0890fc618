"""The scalars every kind of unit has: municipality, school year, edition, source, settings."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.dataset import Dataset
from xl_beregner.fields.units import Value


def common_scalars(dataset: Dataset, year: int, edition: str, source: str = "") -> dict[str, Value]:
    """Give the scalars that are the same for every unit; ``source`` where the settings tell none."""
    said = _text(dataset, "kilde") or source
    fetched = date.fromisoformat(_text(dataset, "hentet")) if _text(dataset, "hentet") else None
    return {
        "kommune_navn": _text(dataset, "kommune_navn") or None,
        "skoleaar": school_year(year),
        "udgave": texts.say(f"fields.udgave.{edition}"),
        "konfidens_pct": _neat(100 * float(dataset.settings["konfidens"].value)),
        "mindst_antal": int(dataset.settings["mindst_antal"].value),
        "kilde": said,
        "hentet": fetched,
        "kilde_linje": _source_line(said, fetched),
        "eksempel": dataset.example or None,
    }


def _text(dataset: Dataset, key: str) -> str:
    return str(dataset.settings[key].value)


def _source_line(source: str, fetched: date | None) -> str:
    """Say source and date in one line: a date in a cell would be written after its reader's machine."""
    if fetched is None:
        return texts.say("fields.kilde_linje.uden_dato", kilde=source)
    day = fetched.strftime(texts.say("fields.datoform"))
    return texts.say("fields.kilde_linje.med_dato", kilde=source, hentet=day)


def _neat(value: float) -> float:
    """Take off what binary arithmetic added: 100 · 0.95 is 95."""
    return round(value, 9) if math.isfinite(value) else value


def headed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Show a pejlemærke once, and a school form: blank where the row above has the same."""
    above: dict[str, Any] = {}
    for row in rows:
        row["pejlemaerke_vist"] = (
            None if row["pejlemaerke"] == above.get("pejlemaerke") else row["pejlemaerke"]
        )
        if "skoleform" in row:
            is_same = bool(above) and row["skoleform"] == above["skoleform"]
            row["skoleform_vist"] = None if is_same else row["skoleform"] or texts.say("forms.uden")
        above = row
    return rows
