"""Which tests a class has of the chosen subject, and which two of them are compared.

A test in a half-year is an occasion. The six newest stand side by side, the oldest first. Compared are the
newest occasion that has an earlier one of the same series, and that one; where the newest half-year has
none, its newest and the one before, which then is a break in the series and no progression. A person may
choose others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from workbooks.build.beregneren.grid import Grid
from workbooks.build.beregneren.known import LUS, PERCENTILE, SCALE_SCORE
from workbooks.build.kit import inputs
from workbooks.build.kit.look import Book, area

MOST = 6
_SUBJECTS = 12
# Rows above the headings, in the columns of the helpers m_1 .. m_6, from the headings upwards.
_ROWS = {"tid": 1, "raekke": 2, "test": 3, "trin": 4, "serie": 5, "forrige": 6, "baglaens": 7}


class Occasions:
    """The helper cells above the pupils' rows: six of each kind, and some alone."""

    def __init__(self, book: Book, grid: Grid) -> None:
        self._book = book
        self._grid = grid
        self._left = grid.at("m_1")
        self._alone = grid.at("x_1")

    def cell(self, kind: str, occasion: int) -> str:
        """Refer to a fact of an occasion, numbered from 1."""
        return f"${xl_col_to_name(self._left + occasion - 1)}${self._grid.top + 1 - _ROWS[kind]}"

    def row(self, kind: str) -> str:
        """Refer to a fact of all six."""
        return f"{self.cell(kind, 1)}:{self.cell(kind, MOST)}"

    def write(self) -> None:
        """Write the six columns of facts."""
        for at in range(1, MOST + 1):
            back = f"COUNT({self.row('baglaens')})-{at - 1}"
            # A number always: engines disagree on a criterion that is a sign alone.
            newer = f'LARGE(i_tid,COUNTIF(i_tid,">="&N({self.cell("baglaens", at - 1)}))+1)' if at > 1 else ""
            first = 'IF(COUNT(i_tid)=0,"",MAX(i_tid))'
            time, row = self.cell("tid", at), self.cell("raekke", at)
            known = f'IF({row}="","",{{}})'
            self._put("baglaens", at, f'IFERROR({newer},"")' if newer else first)
            self._put("tid", at, f'IF({back}<1,"",INDEX({self.row("baglaens")},1,MAX(1,{back})))')
            self._put("raekke", at, f'IF({time}="","",MATCH({time},i_tid,0))')
            self._put("test", at, known.format(f"INDEX(i_test,{row})"))
            self._put("trin", at, known.format(f"INDEX(i_trin,{row})"))
            self._put("serie", at, known.format(f'{self.cell("test", at)}&"|"&INDEX(i_enhed,{row})'))
            earlier = "0"
            for before in range(1, at):
                earlier = f"IF({self.cell('test', before)}={self.cell('test', at)},{before},{earlier})"
            self._put("forrige", at, f'IF({time}="",0,{earlier})')
        for kind, name in (("tid", "t_nr"), ("serie", "t_serie")):
            down = self._grid.top - _ROWS[kind]
            where = area(self._grid.sheet, down, self._left, down, self._left + MOST - 1)
            self._book.file.define_name(name, f"={where}")

    def _put(self, kind: str, occasion: int, formula: str) -> None:
        self._grid.sheet.write_formula(
            self._grid.top - _ROWS[kind],
            self._left + occasion - 1,
            f"={formula}",
            self._book.style("help"),
            "",
        )

    def alone(self, place: int, name: str, formula: str) -> None:
        """Write a cell of its own and name it."""
        row, column = self._place(place)
        self._grid.sheet.write_formula(row, column, f"={formula}", self._book.style("help"), "")
        self._book.name(name, self._grid.sheet, row, column)

    def blank(self, place: int, name: str) -> None:
        """Leave a cell of its own to be filled."""
        row, column = self._place(place)
        self._grid.sheet.write_blank(row, column, None, self._book.style("help"))
        self._book.name(name, self._grid.sheet, row, column)

    def _place(self, place: int) -> tuple[int, int]:
        down, across = divmod(place, 8)
        return self._grid.top - 7 + down, self._alone + across

    def name_of(self, occasion: int) -> str:
        """Name an occasion: ``FNO 3. kl. efterår 2025``."""
        words = self._book.words["elever"]
        time, grade = self.cell("tid", occasion), self.cell("trin", occasion)
        half = f"INT({time}/1000)"
        season = f'IF(MOD({half},2)=1,"{words["efteraar"]}","{words["foraar"]}")'
        named = f'IF({grade}="","",{grade}&"{words["klassetrin"]}")'
        return f'IF({time}="","",{self.cell("test", occasion)}&" "&{named}&{season}&" "&INT({half}/2))'


def write(book: Book, grid: Grid, words: Mapping[str, Any]) -> Occasions:
    """Write the occasions, their names above their columns, and what was chosen."""
    found = Occasions(book, grid)
    found.write()
    for at in range(1, MOST + 1):
        style = book.style("head_right", font_size=9)
        grid.sheet.write_formula(grid.top, grid.at(f"t_{at}"), f"={found.name_of(at)}", style, "")
    headings = area(grid.sheet, grid.top, grid.at("t_1"), grid.top, grid.at(f"t_{MOST}"))
    book.file.define_name("t_navn", f"={headings}")
    _subjects(book, grid)
    _chosen(found, words)
    return found


def _subjects(book: Book, grid: Grid) -> None:
    """List the subjects that are found, for the cell where one is chosen."""
    column = grid.at("fag_liste")
    for number in range(1, _SUBJECTS + 1):
        found = f'=IFERROR(INDEX(i_fag,MATCH({number},i_fag_taeller,0)),"")'
        grid.sheet.write_formula(grid.top + number, column, found, book.style("help"), "")
    book.name("liste_fag", grid.sheet, grid.top + 1, column, grid.top + _SUBJECTS)


def _chosen(found: Occasions, words: Mapping[str, Any]) -> None:
    """Choose subject and pair, by a person where one has, and say what is compared in which unit."""
    plain, named = (f'SUBSTITUTE(felt_valgt_fag,"|","{mark}")' for mark in ("", ": "))
    filled = f'IF(RIGHT(felt_valgt_fag,1)="|",{plain},{named})'
    first = "INDEX(liste_fag,1)"
    found.alone(
        0, "valgt_fag", f'IF(svar_valgt_fag<>"",svar_valgt_fag,IF(felt_valgt_fag="",{first},{filled}))&""'
    )
    found.alone(
        1, "valgt_noegle",
        'IF(valgt_fag="","",IF(ISNUMBER(FIND(": ",valgt_fag)),SUBSTITUTE(valgt_fag,": ","|"),valgt_fag&"|"))',
    )  # fmt: skip
    found.blank(48, "felt_valgt_fag")
    found.alone(2, "konfidens_andel", "IF(N(felt_konfidens_pct)=0,0.95,felt_konfidens_pct/100)")
    found.alone(3, "graense", "NORMSINV((1+konfidens_andel)/2)")
    found.alone(4, "dnt_fejl", "IF(N(felt_maalefejl_dnt_sd)=0,0.5,felt_maalefejl_dnt_sd)")
    found.alone(5, "j_antal", "COUNT(t_nr)")
    to, since = "j_antal", "0"
    for at in range(1, MOST + 1):
        newest = f"INT(N({found.cell('tid', at)})/1000)=INT(MAX(t_nr)/1000)"
        to = f"IF(AND(COUNT(t_nr)>0,{found.cell('forrige', at)}>0,{newest}),{at},{to})"
    found.alone(
        6, "j_til", f'IF(svar_sammenlign_til="",{to},IFERROR(MATCH(svar_sammenlign_til,t_navn,0),{to}))'
    )
    for at in range(1, MOST + 1):
        older = f"INT(N({found.cell('tid', at)})/1000)<INT(N(INDEX(t_nr,1,MAX(1,j_til)))/1000)"
        since = f'IF(AND({found.cell("tid", at)}<>"",{older}),{at},{since})'
    # The last that holds is the newest: the conditions are asked from the sixth occasion back.
    same = f"INDEX({found.row('forrige')},1,MAX(1,j_til))"
    own = f"IF(j_til=0,0,IF({same}>0,{same},{since}))"
    found.alone(
        7, "j_fra", f'IF(svar_sammenlign_fra="",{own},IFERROR(MATCH(svar_sammenlign_fra,t_navn,0),{own}))'
    )
    has_pair = "AND(j_fra>0,j_til>j_fra)"
    found.alone(8, "par_er", f"IF({has_pair},1,0)")
    for place, (name, kind, which) in enumerate(
        (
            ("par_test_fra", "test", "j_fra"), ("par_test_til", "test", "j_til"),
            ("par_raekke_til", "raekke", "j_til"), ("par_trin_fra", "trin", "j_fra"),
            ("par_trin_til", "trin", "j_til"),
        ),
        start=16,
    ):  # fmt: skip
        found.alone(place, name, f'IF({which}=0,"",INDEX({found.row(kind)},1,MAX(1,{which})))')
    pair = 'INDEX(t_navn,1,MAX(1,j_fra))&" → "&INDEX(t_navn,1,MAX(1,j_til))'
    found.alone(9, "norm_fra_nu", 'valgt_noegle&"|"&par_test_til&"|"&par_trin_til')
    found.alone(
        10, "norm_par",
        'valgt_noegle&"|"&par_test_fra&"|"&par_trin_fra&"|"&par_test_til&"|"&par_trin_til',
    )  # fmt: skip
    found.alone(12, "par_tekst", f'IF(par_er=0,"",{pair})')
    found.alone(13, "par_brud", "IF(AND(par_er=1,par_test_fra<>par_test_til),1,0)")
    found.alone(14, "par_enhed", 'IF(par_raekke_til="","",INDEX(i_enhed,par_raekke_til))')
    table = "T(INDEX(oms_tabel,MAX(1,N(par_enhed)-100)))"
    unit = (
        f'IF(par_enhed="","",IF(par_enhed>100,"{words["enhed_tabel"]} "&{table},'
        f'IF(par_enhed={PERCENTILE},"{words["enhed_percentil"]}",'
        f'IF(par_enhed={SCALE_SCORE},"{words["enhed_skala"]}",'
        f'IF(par_enhed={LUS},"{words["enhed_lus"]}","{words["enhed_trin"]}")))))'
    )
    found.alone(15, "enhed_ord", unit)


def choices(
    book: Book, grid: Grid, words: Mapping[str, Any], row: int, places: Mapping[str, tuple[int, int]]
) -> None:
    """Write the yellow cells in which a person chooses subject and pair; a place is from column to column."""
    sources = {"valgt_fag": "=liste_fag", "sammenlign_fra": "=t_navn", "sammenlign_til": "=t_navn"}
    style = book.style("input", text_wrap=False, font_size=10)
    for key, (column, last) in places.items():
        if column < last:
            grid.sheet.merge_range(row, column, row, last, "", style)
        else:
            grid.sheet.write_blank(row, column, None, style)
        book.name(f"svar_{key}", grid.sheet, row, column)
        title, message = words["hjaelp"][key]
        grid.sheet.data_validation(
            row, column, row, column, dict(inputs.choice(book, sources[key], title, message))
        )
