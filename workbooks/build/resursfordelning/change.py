"""The sheet of what a proposal costs whom: in force and proposed beside each other, a row a school."""

from __future__ import annotations

from typing import Final

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.lists import Column, List, Lists, helper
from workbooks.build.kit.look import Book
from workbooks.build.resursfordelning.parts import changed, head
from xl_beregner.fields.known.allocation import CHANGE, SCHOOLS

ROWS: Final = 12
TOP: Final = 9
SUMMED: Final = (
    "elevtal",
    "grund",
    "struktur",
    "i_alt",
    "grund_ny",
    "struktur_ny",
    "lokalt",
    "i_alt_ny",
    "forskel",
)
_SIGNED: Final = '+#,##0;"−"#,##0;0'


def write(book: Book, lists: Lists, sheet: Worksheet) -> List:
    """Write the list, its sums above it."""
    words = book.words[CHANGE]
    head(book, sheet, words, line="ressource_med_linje")
    made = lists.write(sheet, CHANGE, TOP, ROWS, _columns(book))
    for key, said in (("grund", "gallande"), ("grund_ny", "forslag"), ("forskel", "skillnad")):
        sheet.write_string(TOP - 2, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    made.print_and_freeze(head_height=33)
    # Below the headings of the groups, so that nothing stands below the list.
    sheet.set_row(TOP - 1, 20)
    sheet.write_string(TOP - 1, 0, words["summa"], book.style("term_strong"))
    for key in SUMMED:
        # Shrunk before it is cut: a large municipality counts in thousands of millions.
        style = book.style(
            "figure_whole", bold=True, shrink=True, **({"num_format": _SIGNED} if key == "forskel" else {})
        )
        formula = lists.formula(CHANGE, f"SUM({{{CHANGE}.{key}}})")
        sheet.write_formula(TOP - 1, made.at(key), formula, style, 0)
        book.name(f"ressource_sum_{key}", sheet, TOP - 1, made.at(key))
    return made


def _columns(book: Book) -> list[Column]:
    def found(key: str) -> str:
        return f'IF({{raekke}}=0,"",INDEX({{{SCHOOLS}.{key}}},MAX(1,{{raekke}})))'

    total = 'IF(ISNUMBER({grund_ny}),{grund_ny}+SUM({struktur_ny})+SUM({lokalt}),"")'
    both = "AND(ISNUMBER({i_alt}),ISNUMBER({i_alt_ny}))"
    said = (
        f"IF(ISNUMBER({{forskel}}),IF({{forskel}}>0,{{'{CHANGE}.mer'}},IF({{forskel}}<0,{{'{CHANGE}.mindre'}},"
        f"{{'{CHANGE}.lika'}})),\"\")"
    )
    text = f"INDEX({{{SCHOOLS}.r_tekst}},MAX(1,{{raekke}}))"
    remark = f"INDEX({{{SCHOOLS}.bemaerkning}},MAX(1,{{raekke}}))"
    without = f'IF({{raekke}}=0,"",{remark}&"")'
    no_share = f'IF(ISNUMBER({{elevtal}}),IF(ISNUMBER({{struktur_ny}}),"",{text}),{without})'
    local = f"INDEX({{{SCHOOLS}.lokale_kroner}},MAX(1,{{raekke}}))"
    part = 'IF({i_alt}>0,100*({i_alt_ny}-{i_alt})/{i_alt},"")'
    signed = [("ISNUMBER({cell})", {"num_format": _SIGNED})]
    return [
        Column("navn", 24, "name"),
        Column("elevtal", 7.5, "figure_whole"),
        Column("indeks", 7, "figure_whole"),
        Column("indeks_ny", 7.5, "figure_whole", "formula", found("r_indeks")),
        Column("grund", 12, "figure_whole"),
        Column("struktur", 11.5, "figure_whole"),
        Column("i_alt", 12, "figure_whole"),
        Column("pr_elev", 8.5, "figure_whole"),
        Column("grund_ny", 12, "figure_whole", "formula", found("grund_ny")),
        Column("struktur_ny", 11.5, "figure_whole", "formula", found("struktur_ny")),
        Column("lokalt", 10.5, "figure_whole", "formula", f'IF({{raekke}}=0,"",N({local}))'),
        Column("i_alt_ny", 12, "figure_whole", "formula", total, looks=[("TRUE", {"bold": True})]),
        Column(
            "pr_elev_ny",
            8.5,
            "figure_whole",
            "formula",
            _per_pupil("i_alt_ny"),
            looks=[("TRUE", {"bold": True})],
        ),
        Column(
            "forskel", 11.5, "difference", "formula", f'IF({both},{{i_alt_ny}}-{{i_alt}},"")', looks=signed
        ),
        Column("forskel_pct", 8, "difference", "formula", f'IF({both},{part},"")'),
        Column(
            "forskel_pr_elev",
            8.5,
            "difference",
            "formula",
            f'IF({both},{{pr_elev_ny}}-{{pr_elev}},"")',
            looks=signed,
        ),
        Column("hvad", 13.5, "status", "formula", said, looks=changed()),
        Column("anm", 20, "quiet", "formula", no_share),
        *(helper(key) for key in ("noegle", "omraade")),
        helper("raekke", f"IFERROR(MATCH({{noegle}},{{{SCHOOLS}.noegle}},0),0)"),
        # Highest index first; of equal ones the first. Schools without one stand last.
        helper("sortering", "IF(ISNUMBER({indeks_ny}),ROUND({indeks_ny},6),-1)-ROW()/10^8"),
        helper("ned", f'IF({{raekke}}=0,"",INDEX({{{SCHOOLS}.nedre}},MAX(1,{{raekke}})))'),
        helper("op", f'IF({{raekke}}=0,"",INDEX({{{SCHOOLS}.oevre}},MAX(1,{{raekke}})))'),
    ]


def _per_pupil(key: str) -> str:
    return f'IF(AND(ISNUMBER({{{key}}}),ISNUMBER({{elevtal}})),IF({{elevtal}}>0,{{{key}}}/{{elevtal}},""),"")'
