"""A municipality's workbook, put in its place: what was typed in the one that lay there goes along.

What the figures are and which may be shown is ``fields.municipality``'s matter, how a template is filled
and bound ``municipal_book``'s, which words go along ``kept_words``'; the template is one of ``workbooks``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xl_beregner.batch.card import read_card, refuse_faulty
from xl_beregner.batch.keep_aside import write_keeping
from xl_beregner.batch.kept_words import kept_words
from xl_beregner.batch.municipal_book import KIND, MunicipalBook, Progress
from xl_beregner.batch.refused import RefusedError
from xl_beregner.batch.shelf import Shelved
from xl_beregner.errors import BeregnerError, Fault
from xl_beregner.texts import speaking

if TYPE_CHECKING:
    from xl_beregner.dataset import Dataset
    from xl_beregner.fields import UnitSource
    from xl_beregner.filling import Template


@dataclass(frozen=True, slots=True)
class Aggregated:
    """A municipality's workbook lies where it was asked for."""

    path: Path
    kept: Path | None  # where the file lies that stood there before
    template: str
    themes: tuple[str, ...]  # pejlemærker with a sheet each
    left_out: tuple[str, ...]  # sheets of the template that had no rows
    warnings: tuple[Fault, ...]
    unplaced: tuple[Fault, ...] = ()  # agreements that have no school here
    carried: int = 0  # answers of the file that stood there before
    archived: int = 0  # answers that stand on "Tidligere svar"

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
        words = kept_words(out, year, edition)
        book = MunicipalBook(card, parsed, source, year, words, progress)
        data = book.packed()
        told = (*dataset.faults, *source.notes(), *words.warnings, *book.warnings)
        warnings = tuple({str(fault): fault for fault in told}.values())
    kept = write_keeping(out, data)
    return Aggregated(
        out, kept, card.name, book.titles, book.left_out, warnings, unplaced, words.count, len(book.earlier)
    )


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

    try:
        return unit_fields(dataset, year, edition, KIND, parsed.slots.asked)
    except BeregnerError as error:
        if not error.key.startswith("fields_"):
            raise
        # A year or an edition this dataset has nothing for: the command must change.
        raise RefusedError(error.key, **error.facts) from error
