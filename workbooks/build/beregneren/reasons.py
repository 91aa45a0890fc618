"""Whom to talk about first, and why: helper cells of "Klasse" in `beregneren`.

Pupils come by the reason to talk about them and, inside a reason, in the order of the class. No score
orders them. How the list is shown is told in ``class_page``.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.beregneren.class_page_cells import STATES, Cells
from workbooks.build.beregneren.grid import literal
from workbooks.build.beregneren.levels import Levels
from workbooks.build.beregneren.parts import (
    OCCASIONS,
    PUPILS,
    Block,
    at,
    number,
    occasion,
    said,
    value_of,
    whole,
)
from workbooks.build.kit.look import Book

PICKS = 12  # pupils talked about first, at most

# In the order they are talked about; the last is one of two reasons for looking at a low result.
_ORDER = ("tilbage", "lille_vaekst", "mangler", "lavt")
_TOLD = ("tilbage", "lille_vaekst", "mangler", "langt_under", "lavt_niveau")
_STEP = 100  # a reason's number times this, and the row: the place in the list
_LOW_LEVELS = 2  # so many of the criterion's words, from the lowest up


class Reasons:
    """A row for each pupil with the reasons that hold, and one for each who is talked about first."""

    def __init__(
        self, book: Book, sheet: Worksheet, top: int, left: int, cells: Cells, levels: Levels
    ) -> None:
        self._words, self._cells, self._levels = book.words["klasse"], cells, levels
        self._pupils = Block(book, sheet, top, left, PUPILS)
        self._picks = Block(book, sheet, cells.below + 9, cells.left, PICKS)
        self._write_pupils()
        self._write_picks()

    @property
    def more(self) -> str:
        """The formula that tells how many more stand out than the list has room for."""
        count = f"COUNT({self._pupils.cells('orden')})"
        sentence = said(self._words["flere"], antal=whole(f"({count}-{PICKS})"))
        return f'IF({count}>{PICKS},{sentence},"")'

    def pick(self, place: int) -> tuple[str, str, str]:
        """Give the formulas of name, reasons and agreement of one who is talked about first."""
        row, name = self._picks.cell("raekke", place), self._picks.cell("navn", place)
        agreed = f'IF({row}=0,"",IFERROR(INDEX(aftale_tekst,MATCH({literal(name)},aftale_sidste,0))&"",""))'
        return name, self._picks.cell("grund", place), agreed

    def _write_pupils(self) -> None:
        """Say which reasons hold for each pupil, and in which place of the list that puts them."""
        pupils, newest = self._pupils, self._cells.newest
        results = ",".join(f"INDEX(t_{k},{{row}})" for k in range(1, OCCASIONS + 1))
        chosen = f"CHOOSE(MAX(1,{newest}),{results})"
        latest = f'IF({newest}=0,"",IF({chosen}="","",{chosen}))'
        pupils.add("navn", lambda row: value_of("e_navn", row))
        pupils.add("seneste", lambda row: latest.format(row=row))
        for key, holds in (
            ("tilbage", lambda row: f'{at("e_status", row)}="{STATES["tilbage"]}"'),
            ("lille_vaekst", self._grew_little),
            ("mangler", lambda row: f'AND({newest}>0,{pupils.cell("seneste", row)}="")'),
            ("langt_under", self._is_far_below),
            ("lavt_niveau", self._is_at_a_low_level),
        ):
            pupils.add(
                key,
                lambda row, holds=holds: f'IF({pupils.cell("navn", row)}="",0,IF({holds(row)},1,0))',  # type: ignore[misc]
                0,
            )
        pupils.add(
            "lavt", lambda row: f"MAX({pupils.cell('langt_under', row)},{pupils.cell('lavt_niveau', row)})", 0
        )
        pupils.add("orden", self._place)

    @staticmethod
    def _grew_little(row: int) -> str:
        upper = at("e_p_oevre", row)
        return f"IF(ISNUMBER({upper}),{upper}<50,FALSE)"

    def _is_far_below(self, row: int) -> str:
        """Look for a result as far below the class as Tukey draws it: 1.5 middle halves below it."""
        value, place = self._pupils.cell("seneste", row), f"MAX(1,{self._cells.newest})"
        low, high = (f"INDEX({self._cells.tests.cells(key)},{place})" for key in ("q1", "q3"))
        return f"IF(AND(ISNUMBER({value}),ISNUMBER({low})),{value}<{low}-1.5*({high}-{low}),FALSE)"

    def _is_at_a_low_level(self, row: int) -> str:
        low = self._words["kriterier"][-_LOW_LEVELS:]
        return "OR(" + ",".join(f'{self._levels.cell(row)}="{word}"' for word in low) + ")"

    def _place(self, row: int) -> str:
        chain = '""'
        for place, key in reversed(list(enumerate(_ORDER, start=1))):
            chain = f"IF({self._pupils.cell(key, row)}=1,{place * _STEP + row},{chain})"
        return chain

    def _write_picks(self) -> None:
        """Find who is talked about first, and put their reasons into words."""
        picks, order = self._picks, self._pupils.cells("orden")
        # Row 0: nobody. INDEX is never asked for it, since it would answer with all rows.
        picks.add("raekke", lambda place: f"IFERROR(INT(MOD(SMALL({order},{place}),{_STEP})),0)", 0)

        def row(place: int) -> str:
            return f"MAX(1,{picks.cell('raekke', place)})"

        def found(place: int, formula: str, nobody: str) -> str:
            otherwise = f'IF({self._cells.pupils}=0,"","{self._words[nobody]}")' if place == 1 else '""'
            return f"IF({picks.cell('raekke', place)}=0,{otherwise},{formula})"

        picks.add("navn", lambda place: found(place, f"INDEX(e_navn,{row(place)})", "ingen"))
        for key in _TOLD:
            picks.add(key, lambda place, key=key: self._reason(key, row(place)))  # type: ignore[misc]
        picks.add(
            "grund",
            lambda place: found(place, "&".join(picks.cell(key, place) for key in _TOLD), "ingen_grund"),
        )

    def _reason(self, key: str, row: str) -> str:
        """Write the sentence of one reason, blank where it does not hold."""
        parts = {
            "fremgang": number(f"INDEX(e_fremgang,{row})", self._cells.decimals),
            "nedre": number(f"INDEX(e_nedre,{row})", self._cells.decimals),
            "oevre": number(f"INDEX(e_oevre,{row})", self._cells.decimals),
            "percentil": whole(f"INDEX(e_percentil,{row})"),
            "p_nedre": whole(f"INDEX(e_p_nedre,{row})"),
            "p_oevre": whole(f"INDEX(e_p_oevre,{row})"),
            "proeve": occasion("t_navn", f"MAX(1,{self._cells.newest})"),
            "niveau": f"INDEX({self._levels.cells},{row})",
        }
        holds, words = f"INDEX({self._pupils.cells(key)},{row})=1", self._words["grunde"]
        sentence = said(words[key] + " ", **parts)
        if key == "tilbage":  # a step on an ordered scale has no size
            sentence = f'IF(ISNUMBER(INDEX(e_fremgang,{row})),{sentence},"{words["tilbage_trin"]} ")'
        return f'IF({holds},{sentence},"")'
