"""What a run shall make: every unit with its file name, and how to get its figures when its turn comes.

The figures are laid out in the parent, once for all units, but a unit's own fields exist only while
its workbook is made: 550 classes at once would fill the memory. What is already made is decided in
``run`` against the folder; the template is ``card``'s matter, a unit's plan ``planner``'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import xl_beregner
from xl_beregner.batch.calendar.of_steps import asks_for_calendar
from xl_beregner.batch.card import MUNICIPALITY, TemplateCard, read_card, refuse_faulty
from xl_beregner.batch.functions import DEFAULT_KIND
from xl_beregner.batch.manifest import RunIdentity
from xl_beregner.batch.planner import Planner, UnitPlan
from xl_beregner.batch.refill.previous import Previous, Wanted, agreements
from xl_beregner.batch.refill.refill import Refill
from xl_beregner.batch.refused import RefusedError
from xl_beregner.batch.shelf import Shelved
from xl_beregner.errors import BeregnerError, Fault
from xl_beregner.texts import speaking

if TYPE_CHECKING:
    from xl_beregner.dataset import Dataset
    from xl_beregner.fields import UnitSource
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
    is_refill: bool = False  # what schools have typed in the folder is taken over, not refused
    left_out: tuple[Fault, ...] = ()  # earlier workbooks that could not be taken over
    unread: frozenset[str] = frozenset()  # hashes of those that could not be read
    calendar: bool = False  # the template shows the year's steps: calendar files go with its workbooks

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
    previous: ReadPrevious | None = None,
) -> tuple[Plan, tuple[Fault, ...]]:
    """Read the dataset, lay out the figures and plan a file per unit; also the data's warnings.

    ``previous`` reads the earlier workbooks whose answers are taken over.
    """
    from xl_beregner.dataset import load_dataset
    from xl_beregner.fields import unit_fields
    from xl_beregner.fields.disclosure import leaves_the_administration

    card, parsed = read_card(template)
    if card.kind == MUNICIPALITY:
        raise RefusedError("batch_kommune", skabelon=card.name)
    edition = edition or card.edition
    if card.kind != "skole" and edition != card.edition:
        raise RefusedError("batch_kun_intern", skabelon=card.name, udgave=edition)
    if previous and leaves_the_administration(edition):
        # No school's words go there, and what has no cell any more is kept on a sheet of its own.
        raise RefusedError("refill_udgave", udgave=edition)
    refuse_faulty(card)
    with speaking(card.language):
        dataset = load_dataset(dataset_path)
        old = _previous(previous, card, parsed, dataset, year, pdf=pdf) if previous else None
        if old:
            dataset = _with_agreements(dataset, old, card, year)
        try:
            source = unit_fields(dataset, year, edition, card.kind, parsed.slots.asked, card.name)
        except BeregnerError as error:
            if not error.key.startswith("fields_"):
                raise
            # A year or an edition this dataset has nothing for: the command must change.
            raise RefusedError(error.key, **error.facts) from error
        planner = Planner(source, card, parsed, year, functions, pdf=pdf)
        if old:
            planner.refill = _refill(old, source, parsed, dataset, year, card)
        units, every_unit = planner.units(only)
        if not every_unit:
            raise RefusedError("batch_ingen_enheder", skoleaar=year, skabelon=card.name)
        planner.refuse_unknown_fields()
        warnings = (*dataset.faults, *source.notes(), *(old.no_news if old else ()))
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
            is_refill=old is not None,
            left_out=old.left_out if old else (),
            unread=old.unread if old else frozenset(),
            calendar=card.kind == "skole" and asks_for_calendar(parsed),
        ),
        warnings,
    )


ReadPrevious = Callable[[Wanted], Previous]


def _previous(
    read: ReadPrevious, card: TemplateCard, parsed: Template, dataset: Dataset, year: str, *, pdf: bool
) -> Previous:
    from xl_beregner.fields.known.earlier import looks_elsewhere
    from xl_beregner.fields.units import begins_in

    if card.kind == "elev" and pdf:
        raise RefusedError("refill_kun_pdf", skabelon=card.name)
    kind = "skole" if card.kind == "skole" else "klasse"
    try:
        begins = begins_in(year)
    except BeregnerError as error:
        raise RefusedError(error.key, **error.facts) from error
    elsewhere = kind == "skole" and looks_elsewhere(parsed.slots.asked)
    return read(Wanted(card.name, kind, begins, _municipality(dataset), elsewhere))


def _with_agreements(dataset: Dataset, old: Previous, card: TemplateCard, year: str) -> Dataset:
    """Lay the agreements of earlier years into the dataset: the new workbook shows how they went."""
    from xl_beregner.dataset.agreement_tables import as_tables
    from xl_beregner.dataset.agreements import with_agreements
    from xl_beregner.fields.units import begins_in

    if card.kind != "skole":
        return dataset
    rows, basis = agreements(old, begins_in(year))
    # What ``collect`` wrote is as it was sent; a workbook that came home may have been changed.
    held = dataset.agreement_basis
    as_sent = set(zip(held["skole_nr"], held["aar"], held["skabelon"], strict=True))
    basis = [row for row in basis if row[:3] not in as_sent]
    return with_agreements(dataset, *as_tables(rows, basis))


def _refill(
    old: Previous, source: UnitSource, parsed: Template, dataset: Dataset, year: str, card: TemplateCard
) -> Refill:
    from xl_beregner.fields.goals.goals import still_in_force
    from xl_beregner.fields.units import begins_in

    in_force = still_in_force(dataset, year, card.name) if card.kind == "skole" else {}
    begins, is_of_one_year = begins_in(year), card.is_of_one_year
    return Refill(old, source, parsed, begins, card.kind, in_force, is_of_one_year=is_of_one_year)


def _municipality(dataset: Dataset) -> str:
    setting = dataset.settings.get("kommune_navn")
    return str(setting.value) if setting is not None and setting.value else str(dataset.name)
