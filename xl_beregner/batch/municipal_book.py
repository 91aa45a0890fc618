"""A municipality's template filled once a pejlemærke and bound into one workbook: `MunicipalBook`.

A sheet without rows is left out, so that nobody wonders what is not shown there. A template that asks for
nothing of a pejlemærke's is filled once. Where the workbook is put is ``aggregate``'s matter.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.card import TemplateCard
from xl_beregner.batch.functions import DEFAULT_KIND, evaluate, form
from xl_beregner.batch.kept_words import KeptWords, placed
from xl_beregner.batch.refused import RefusedError
from xl_beregner.errors import Fault
from xl_beregner.texts import say

if TYPE_CHECKING:
    from xl_beregner.fields import UnitSource
    from xl_beregner.filling import Template
    from xl_beregner.filling.earlier import Earlier

KIND = "kommune"
OVERVIEW = "samlet"  # the list on the committee's page

Progress = Callable[[int, int], None]


class MunicipalBook:
    """One template with a municipality's fields and the words kept for it."""

    def __init__(
        self,
        card: TemplateCard,
        parsed: Template,
        source: UnitSource,
        year: str,
        words: KeptWords,
        progress: Progress,
    ) -> None:
        from xl_beregner.filling.copies import sheet_titles

        self.card, self.parsed, self.source, self.progress = card, parsed, source, progress
        self.words = words
        self.properties = {"xb_enhed_nr": KIND, "xb_skoleaar": year}
        self.own = self._own_sheets()
        self.units = list(source.units)
        if not self.units:
            raise RefusedError("batch_ingen_enheder", skoleaar=year, skabelon=card.name)
        names = [unit.name for unit in self.units] if self.own else []
        self.titles = tuple(sheet_titles(names, say("aggregate.ark")))
        self.left_out: tuple[str, ...] = ()
        self.warnings: tuple[Fault, ...] = ()
        self.earlier: tuple[Earlier, ...] = ()
        self._municipality = ""
        self._empty: list[set[str]] = []  # by pejlemærke: the template's sheets without rows

    def packed(self) -> bytes:
        """Fill, bind, leave out what has nothing to say and add what has no place any more."""
        from xl_beregner.filling.earlier_sheet import with_earlier
        from xl_beregner.filling.leave_out import leave_out

        filled = self._filled()
        whole, gone = filled[0], list(self.left_out)
        if self.own:
            whole = self._bound(filled)
            gone += empty_copies(_sheets(filled[0]), _sheets(whole), self._empty)
        whole = leave_out(whole, gone, self.card.name)
        return with_earlier(whole, self.earlier, self._municipality)

    def _filled(self) -> list[bytes]:
        """Fill the template for every pejlemærke; without any for the municipality alone."""
        from xl_beregner.filling.earlier import laid_together

        empty, archive = set(self._sheets_with_lists()), [list(self.words.earlier)]
        data, told = [], []
        units = self.units if self.own else [self.units[0]._replace(number=KIND, name="")]
        for done, unit in enumerate(units):
            self.progress(done, len(units))
            fields = self.source.fields(unit.number)
            self._municipality = str(fields.get("kommune_navn") or "")
            answers = self.words.of(unit.name)
            homeless = self.parsed.carried(fields, answers).homeless
            one = self.parsed.fill(
                fields, None, evaluator=evaluate, form=form(DEFAULT_KIND), properties=self.properties,
                answers=placed(answers, homeless),
            )  # fmt: skip
            with_rows = self._sheets_with_rows(fields)
            empty -= with_rows
            self._empty.append(set(self._sheets_with_lists()) - with_rows)
            data.append(one.data)
            archive.append(list(self.words.homeless(homeless, unit.name)))
            told += [*one.warnings, *self.source.warnings(unit.number)]
        self.progress(len(units), len(units))
        archive.append(list(self.words.without_sheet([unit.name for unit in units])))
        self.earlier = laid_together(*archive)
        self.left_out = tuple(name for name in self._sheets_with_lists() if name in empty)
        self.warnings = tuple(told)
        return data

    def _bound(self, data: list[bytes]) -> bytes:
        from xl_beregner.fields.known.municipality import SHARED
        from xl_beregner.filling.copies import bind

        return bind(data, self.titles, (*SHARED, *self._shared_answers()))

    # --- What the template is like -------------------------------------------------------------
    def _own_sheets(self) -> frozenset[str]:
        """Name the sheets that ask for something of one pejlemærke's."""
        from xl_beregner.fields.known.municipality import THEME_LISTS, THEME_SCALARS

        slots = self.parsed.slots
        single = [slot.sheet for slot in slots.scalars if slot.field in THEME_SCALARS]
        return frozenset([*single, *(one.sheet for one in slots.lists if one.table in THEME_LISTS)])

    def _shared_answers(self) -> list[str]:
        """Name the answers that stand once in the workbook."""
        return [
            slot.name.removeprefix("svar_")
            for slot in self.parsed.slots.answers
            if slot.sheet not in self.own
        ]

    def _sheets_with_lists(self) -> list[str]:
        """Name the sheets that hold lists, but for the committee's page, which always stays."""
        lists = self.parsed.slots.lists
        kept = {listed.sheet for listed in lists if listed.table == OVERVIEW}
        return [name for name in dict.fromkeys(listed.sheet for listed in lists) if name not in kept]

    def _sheets_with_rows(self, fields: Mapping[str, Any]) -> set[str]:
        return {listed.sheet for listed in self.parsed.slots.lists if fields.get(listed.table)}


def empty_copies(
    template: Sequence[str], bound: Sequence[str], empty: Sequence[Collection[str]]
) -> list[str]:
    """Name the copies without rows in a bound workbook; ``empty``: by copy, the template's names.

    The copies stand together, in the template's order, under names of their own.
    """
    own = [name for name in template if name not in bound]
    if len(bound) != len(template) + (len(empty) - 1) * len(own):
        return []  # a copy is called as a sheet of the template: none is taken for another
    first = template.index(own[0]) if own else 0
    return [
        bound[first + number * len(own) + at]
        for number, names in enumerate(empty)
        for at, name in enumerate(own)
        if name in names
    ]


def _sheets(data: bytes) -> list[str]:
    from xl_beregner.ooxml.package import Package
    from xl_beregner.ooxml.workbook import Workbook

    return list(Workbook(Package(data, "workbook")).sheet_names)
