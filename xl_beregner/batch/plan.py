"""What a run shall make: every unit with its file name, and how to get its figures when its turn comes.

The figures are laid out in the parent, once for all units, but a unit's own fields exist only while
its workbook is made: 550 classes at once would fill the memory. What is already made is decided in
``run`` against the folder; the template is ``card``'s matter, a unit's plan ``planner``'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import xl_beregner
from xl_beregner.batch.card import TemplateCard, read_card, refuse_faulty
from xl_beregner.batch.functions import DEFAULT_KIND
from xl_beregner.batch.manifest import RunIdentity
from xl_beregner.batch.planner import Planner, UnitPlan
from xl_beregner.batch.refused import RefusedError
from xl_beregner.batch.shelf import Shelved
from xl_beregner.errors import BeregnerError, Fault
from xl_beregner.texts import speaking

if TYPE_CHECKING:
    from xl_beregner.dataset import Dataset
    from xl_beregner.filling import Template
    from xl_beregner.filling.functions_forms import Kind


@dataclass(frozen=True, slots=True)
class Plan:
    """All a run needs to know before it looks at its folder."""

    run: RunIdentity
    template: TemplateCard
    dataset_hash: str
    tool_version: str
    units: tuple[UnitPlan, ...]
    every_unit: frozenset[str]  # numbers in the dataset, also those not asked for
    functions: Kind = DEFAULT_KIND
    pdf: bool = False
    shared: tuple[str, ...] = ()  # fields that are the same for all pupils of a class

    @property
    def only_pdf(self) -> bool:
        """Whether the PDF is what is sent, and the workbook only the way to it."""
        return self.pdf and self.template.kind == "elev"


def plan_run(
    dataset_path: Path,
    template: Shelved,
    year: str,
    edition: str | None = None,
    only: Sequence[str] = (),
    functions: Kind = DEFAULT_KIND,
    *,
    pdf: bool = False,
) -> tuple[Plan, tuple[Fault, ...]]:
    """Read the dataset, lay out the figures and plan a file per unit; also the data's warnings."""
    from xl_beregner.dataset import load_dataset
    from xl_beregner.fields import unit_fields

    card, parsed = read_card(template)
    edition = edition or card.edition
    if card.kind != "skole" and edition != card.edition:
        raise RefusedError("batch_kun_intern", skabelon=card.name, udgave=edition)
    refuse_faulty(card)
    with speaking(card.language):
        dataset = load_dataset(dataset_path)
        try:
            source = unit_fields(dataset, year, edition, card.kind, _wanted(parsed))
        except BeregnerError as error:
            if not error.key.startswith("fields_"):
                raise
            # A year or an edition this dataset has nothing for: the command must change.
            raise RefusedError(error.key, **error.facts) from error
        planner = Planner(source, card, parsed, year, functions, pdf=pdf)
        units, every_unit = planner.units(only)
        if not every_unit:
            raise RefusedError("batch_ingen_enheder", skoleaar=year, skabelon=card.name)
        planner.refuse_unknown_fields()
        warnings = (*dataset.faults, *source.notes())
    run = RunIdentity(_municipality(dataset), card.name, year, edition, planner.kind)
    return (
        Plan(
            run,
            card,
            dataset.hash,
            xl_beregner.__version__,
            units,
            every_unit,
            functions,
            pdf,
            planner.shared,
        ),
        warnings,
    )


def _wanted(template: Template) -> frozenset[str]:
    """Name the lists and the single fields a template asks for."""
    return frozenset(
        [listed.table for listed in template.slots.lists] + [slot.field for slot in template.slots.scalars]
    )


def _municipality(dataset: Dataset) -> str:
    setting = dataset.settings.get("kommune_navn")
    return str(setting.value) if setting is not None and setting.value else str(dataset.name)
