"""A municipality's workbook: its template filled once a pejlemærke, bound into one, and put in its place.

What the figures are and which may be shown is ``fields.municipality``'s matter; the template is one of
``workbooks``. A sheet without rows is left out, so that nobody wonders what is not shown there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.card import TemplateCard, read_card, refuse_faulty
from xl_beregner.batch.functions import DEFAULT_KIND, evaluate, form
from xl_beregner.batch.keep_aside import write_keeping
from xl_beregner.batch.refused import RefusedError
from xl_beregner.batch.shelf import Shelved
from xl_beregner.errors import BeregnerError, Fault
from xl_beregner.texts import say, speaking

if TYPE_CHECKING:
    from xl_beregner.dataset import Dataset
    from xl_beregner.fields import Unit, UnitSource
    from xl_beregner.filling import Template

TEMPLATE, KIND = "kommuneoverblik", "kommune"
OVERVIEW = "samlet"  # the list on the committee's page

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Aggregated:
    """A municipality's workbook lies where it was asked for."""

    path: Path
    kept: Path | None  # where the file lies that stood there before
    themes: tuple[str, ...]  # pejlemærker with a sheet each
    left_out: tuple[str, ...]  # sheets of the template that had no rows
    warnings: tuple[Fault, ...]
    unplaced: tuple[Fault, ...] = ()  # agreements that have no school here

    @property
    def needs_a_person(self) -> bool:
        """Whether something is left that the program must not decide."""
        return bool(self.unplaced)


def aggregate(
    dataset_path: Path,
    template: Shelved,
    year: str,
    edition: str,
    out: Path,
    agreements: Sequence[Path] = (),
    progress: Progress = lambda done, total: None,
) -> Aggregated:
    """Add a dataset up and write the workbook.

    Raises
    ------
    RefusedError
        The command can never work as given: nothing was read or written.
    BeregnerError
        The dataset or the agreements are at fault; what stood under the name is as it was.
    """
    card, parsed = read_card(template)
    if card.kind != KIND:
        raise RefusedError("aggregate_skabelon", skabelon=card.name, enhed=card.kind)
    refuse_faulty(card)
    _refuse_place(dataset_path, out)
    with speaking(card.language):
        dataset, unplaced = _with_agreements(dataset_path, agreements)
        source = _source(dataset, year, edition, parsed)
        books = _Books(card, parsed, source, year, progress)
        data = books.bound()
        told = (*dataset.faults, *source.notes(), *books.warnings)
        warnings = tuple({str(fault): fault for fault in told}.values())
    return Aggregated(out, write_keeping(out, data), books.titles, books.left_out, warnings, unplaced)


def _refuse_place(dataset: Path, out: Path) -> None:
    """Refuse a file that would become part of the dataset, or that Excel would not open."""
    if out.suffix.lower() != ".xlsx":
        raise RefusedError("aggregate_fil", fundet=out.name)
    target, source = out.resolve(), dataset.resolve()
    if target == source or (source.is_dir() and target.parent == source):
        raise RefusedError("aggregate_i_datasaet", sti=str(out))
    if out.is_dir():
        raise RefusedError("aggregate_er_mappe", sti=str(out))


def _with_agreements(path: Path, agreements: Sequence[Path]) -> tuple[Dataset, tuple[Fault, ...]]:
    """Read the dataset and lay what came home into it, in the order given; also what fits nowhere."""
    from xl_beregner.dataset import load_dataset
    from xl_beregner.dataset.agreements import read_agreements, with_agreements

    dataset = load_dataset(path)
    known = len(dataset.faults)
    for each in agreements:
        dataset = with_agreements(dataset, *read_agreements(each))
    return dataset, dataset.faults[known:]


def _source(dataset: Dataset, year: str, edition: str, parsed: Template) -> UnitSource:
    from xl_beregner.fields import unit_fields

    wanted = frozenset(
        [listed.table for listed in parsed.slots.lists] + [slot.field for slot in parsed.slots.scalars]
    )
    try:
        return unit_fields(dataset, year, edition, KIND, wanted)
    except BeregnerError as error:
        if not error.key.startswith("fields_"):
            raise
        # A year or an edition this dataset has nothing for: the command must change.
        raise RefusedError(error.key, **error.facts) from error


class _Books:
    """The template filled once a pejlemærke."""

    def __init__(
        self, card: TemplateCard, parsed: Template, source: UnitSource, year: str, progress: Progress
    ) -> None:
        self.card, self.parsed, self.source, self.progress = card, parsed, source, progress
        self.properties = {"xb_enhed_nr": KIND, "xb_skoleaar": year}
        self.units = list(source.units)
        self.warnings: tuple[Fault, ...] = ()
        self.left_out: tuple[str, ...] = ()
        if not self.units:
            raise RefusedError("batch_ingen_enheder", skoleaar=year, skabelon=card.name)
        from xl_beregner.filling.copies import sheet_titles

        self.titles = tuple(sheet_titles([unit.name for unit in self.units], say("aggregate.ark")))

    def bound(self) -> bytes:
        """Fill, bind and leave out what has nothing to say."""
        from xl_beregner.fields.known_municipality import SHARED
        from xl_beregner.filling.copies import bind
        from xl_beregner.filling.leave_out import leave_out

        empty: set[str] = set(self._sheets_with_lists())
        data, told = [], []
        for done, unit in enumerate(self.units):
            self.progress(done, len(self.units))
            fields = self.source.fields(unit.number)
            filled = self._filled(fields)
            empty -= self._sheets_with_rows(fields)
            data.append(filled.data)
            told += [*filled.warnings, *self._warnings(unit)]
        self.warnings = tuple(told)
        self.left_out = tuple(name for name in self._sheets_with_lists() if name in empty)
        whole = bind(data, self.titles, SHARED)
        self.progress(len(self.units), len(self.units))
        return leave_out(whole, self.left_out, self.card.name)

    def _filled(self, fields: Mapping[str, Any]) -> Any:
        return self.parsed.fill(
            fields, None, evaluator=evaluate, form=form(DEFAULT_KIND), properties=self.properties
        )

    def _warnings(self, unit: Unit) -> list[Fault]:
        return self.source.warnings(unit.number)

    def _sheets_with_lists(self) -> list[str]:
        """Name the sheets that hold lists, but for the committee's page, which always stays."""
        kept = {listed.columns[0].sheet for listed in self.parsed.slots.lists if listed.table == OVERVIEW}
        lists = dict.fromkeys(listed.columns[0].sheet for listed in self.parsed.slots.lists)
        return [name for name in lists if name not in kept]

    def _sheets_with_rows(self, fields: Mapping[str, Any]) -> set[str]:
        return {listed.columns[0].sheet for listed in self.parsed.slots.lists if fields.get(listed.table)}
