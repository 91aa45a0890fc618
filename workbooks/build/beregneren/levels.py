"""How many of the class are at each level: helper cells of "Klasse" in `beregneren`.

A level is a word. Those of the criterion scale have an order of their own; others are ordered by the
results behind them. How it is shown is told in ``class_page``.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.beregneren.grid import literal
from workbooks.build.beregneren.parts import OCCASIONS, PUPILS, Block, Z, at
from workbooks.build.kit.look import Book

LEVELS = 6
_GOOD = 3  # so many of the criterion's words, from the highest down, reach the level of the national goals
_FIRST = 1_000_000  # before any result


class Levels:
    """A row for each level from the highest down, and above them all who reach the goals' level."""

    def __init__(self, book: Book, sheet: Worksheet, top: int, left: int, newest: str) -> None:
        self._words = book.words["klasse"]
        self._order = Block(book, sheet, top, left, PUPILS)
        self._newest = newest
        self._order.add("niveau", self._level)
        self.cells = self._order.cells("niveau")
        self._order.add("x", self._result)
        self._order.add("foerste", self._first)
        self._order.add("niveauets_orden", self._order_of)
        self._rows = Block(book, sheet, top, left + 5, LEVELS + 1)
        self.known = self._known()
        self._write()

    def row(self, place: int) -> dict[str, str]:
        """Give the cells of a level, the highest being 1; 0 is all from the goals' level up."""
        keys = ("navn", "antal", "andel", "nedre", "oevre")
        return {"kendte": self.known, **{key: self._rows.cell(key, place + 1) for key in keys}}

    def _known(self) -> str:
        self._rows.add("kendte", lambda _: f'SUMPRODUCT(({self.cells}<>"")*1)', 0)
        return self._rows.cell("kendte")

    def _level(self, row: int) -> str:
        """Take the level a conversion table gives, or the newest result where it is one of the words."""
        results = ",".join(f"INDEX(t_{k},{row})" for k in range(1, OCCASIONS + 1))
        result = f"CHOOSE(MAX(1,{self._newest}),{results})"
        chain = '""'
        for word in self._words["kriterier"]:
            alike = [word, *(self._words["rigtig_god"] if word == self._words["kriterier"][1] else ())]
            is_word = ",".join(f'{result}="{one}"' for one in alike)
            chain = f'IF(OR({is_word}),"{word}",{chain})'
        return f'IF({at("e_niveau", row)}<>"",{at("e_niveau", row)},IF({self._newest}=0,"",{chain}))'

    def _result(self, row: int) -> str:
        """Take the result behind the level on the common scale: levels of one table rise with it."""
        results = ",".join(f"INDEX(x_{k},{row})" for k in range(1, OCCASIONS + 1))
        place = f"IF(j_til>0,j_til,{self._newest})"
        return f'IF({place}=0,"",CHOOSE(MAX(1,{place}),{results}))'

    def cell(self, row: int) -> str:
        """Give the cell with the level of a pupil."""
        return self._order.cell("niveau", row)

    def _first(self, row: int) -> str:
        """Find the first pupil of a pupil's level: one may be called ``<25``, which AVERAGEIF would ask."""
        level = self._order.cell("niveau", row)
        return f'IF({level}="","",MATCH({literal(level)},{self.cells},0))'

    def _order_of(self, row: int) -> str:
        """Give a number to the first pupil of each level, higher for a higher level."""
        level = self._order.cell("niveau", row)
        number = f"IFERROR(AVERAGEIF({self._order.cells('foerste')},{row},{self._order.cells('x')}),0)"
        for place, word in enumerate(self._words["kriterier"]):
            number = f'IF({level}="{word}",{_FIRST - place},{number})'
        is_first = f"{self._order.cell('foerste', row)}={row}"
        return f'IF({level}="","",IF({is_first},{number}-{row / _FIRST:.6f},""))'

    def _write(self) -> None:
        rows, order, total = self._rows, self._order.cells("niveauets_orden"), self.known

        def found(place: int) -> str:
            return f"IFERROR(MATCH(LARGE({order},{place - 1}),{order},0),0)" if place > 1 else "0"

        rows.add("raekke", found, 0)
        rows.add("navn", self._name)
        rows.add("antal", self._count, 0)
        rows.add("andel", lambda place: f"IF({total}=0,0,100*{rows.cell('antal', place)}/{total})", 0)
        rows.add("nedre", lambda place: _wilson(rows.cell("antal", place), total, "-"), 0)
        rows.add("oevre", lambda place: _wilson(rows.cell("antal", place), total, "+"), 0)

    def _name(self, place: int) -> str:
        if place == 1:
            known = "+".join(f'COUNTIF({self.cells},"{word}")' for word in self._words["kriterier"])
            return f'IF({known}=0,"","{self._words["mindst"]}")'
        row = self._rows.cell("raekke", place)
        return f'IF({row}=0,"",INDEX({self.cells},MAX(1,{row})))'

    def _count(self, place: int) -> str:
        here = self._rows.cell("navn", place)
        good = "+".join(f'COUNTIF({self.cells},"{word}")' for word in self._words["kriterier"][:_GOOD])
        return f'IF({here}="",0,{good if place == 1 else f"SUMPRODUCT(({self.cells}={here})*1)"})'


def _wilson(count: str, total: str, sign: str) -> str:
    """Give a limit of Wilson's interval, in per cent."""
    half = f"{Z}*SQRT({count}*({total}-{count})/{total}+{Z}^2/4)"
    return f"IF({total}=0,0,100*({count}+{Z}^2/2{sign}{half})/({total}+{Z}^2))"
