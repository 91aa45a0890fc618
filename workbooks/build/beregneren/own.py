"""The workbooks `beregneren` for a teacher without an administration: the template, filled with nothing.

Whose class it is is typed in yellow cells, and every formula shows the value it has without results. In
the edition for the add-in the functions stand as Excel keeps those of an add-in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbooks.build.beregneren.template import build
from workbooks.build.kit.look import Book
from xl_beregner import texts
from xl_beregner.batch.functions import Template
from xl_beregner.dataset.settings import defaults

CONFIDENCE_PERCENT = 95


def build_own(*, functions: bool = False) -> bytes:
    """Build the workbook and give its bytes; the same bytes each time."""
    template = Template(build(functions=functions, typed=True), name="beregneren")
    fields: dict[str, Any] = {slot.field: None for slot in template.slots.scalars}
    fields |= {listed.table: [] for listed in template.slots.lists}
    fields |= {**_settings(), **_facts()}
    with texts.speaking("da"):
        return template.fill(fields, functions="officejs" if functions else "native").data


def build_own_with_functions() -> bytes:
    """Build the edition for the add-in."""
    return build_own(functions=True)


def _facts() -> Mapping[str, str]:
    """Say where the figures come from, where no administration has said it."""
    facts: Mapping[str, str] = Book("beregneren_klasse.da.toml").words["om"]["egen"]
    return facts


def _settings() -> Mapping[str, Any]:
    error = float(defaults()["maalefejl_dnt_sd"].value)
    return {"konfidens_pct": CONFIDENCE_PERCENT, "maalefejl_dnt_sd": error}
