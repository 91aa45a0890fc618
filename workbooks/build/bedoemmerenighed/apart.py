"""The sheets of `bedoemmerenighed` on where assessors part: step by step, and the texts to talk about."""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell

from workbooks.build.bedoemmerenighed.judgements import ASSESSORS
from workbooks.build.bedoemmerenighed.scale import STEPS
from workbooks.build.kit.lists import Lists
from workbooks.build.kit.look import BLUE, Book, heading, page
from xl_beregner.fields.known.seminar import JUDGED

STEP_TOP, TALK_TOP, TALKED = 7, 6, 10
_STEP_WIDTHS = (14, 18, 12, 14, 14, 14, 12)
_TALK_WIDTHS = (18, 12, 12, 12, 12, 11, 32, 66)


def steps(book: Book, lists: Lists) -> None:
    """Write a row a step of the scale: how many texts somebody gave it, and how far apart all were."""
    words = book.words["trin"]
    sheet = page(book, words["ark"], row_height=19, pages=1)
    heading(book, sheet, words, source=False, indicators=False)
    for column, width in enumerate(_STEP_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(4, 0, words["spoergsmaal"], book.style("count"))
    sheet.set_row(4, 20)
    sheet.write_string(5, 0, words["note"], book.style("source"))
    sheet.set_row(STEP_TOP, 34)
    for column, said in enumerate(words["kolonner"]):
        sheet.write_string(STEP_TOP, column, said, book.style("head_right" if column else "head_first"))
    apart = f"{{{JUDGED}.spaend}}"
    for step in range(1, STEPS + 1):
        row = STEP_TOP + step
        given = "+".join(f"({{{JUDGED}.p{one}}}={step})" for one in ASSESSORS)
        word = f"INDEX(skala_ord,{step})"
        sheet.write_formula(row, 0, f"={word}", book.style("point_strong", indent=0), "")
        counted = {
            1: f"({apart}>=0)",
            2: f"({apart}=0)",
            3: f"({apart}=1)",
            4: f"({apart}=2)",
            5: f"({apart}>=3)",
        }
        for column, holds in counted.items():
            told = f'IF({word}="","",SUMPRODUCT((({given})>0)*{holds}))'
            style = book.style("count_figure", num_format="0;-0;·")
            sheet.write_formula(row, column, lists.formula(JUDGED, told), style, "")
        texts, alike = (xl_rowcol_to_cell(row, column) for column in (1, 2))
        share = f'=IF(N({texts})=0,"",{alike}/{texts})'
        sheet.write_formula(row, 6, share, book.style("share_strong"), "")
    sheet.conditional_format(
        STEP_TOP + 1, 4, STEP_TOP + STEPS, 5,
        {"type": "cell", "criteria": ">", "value": 0, "format": book.rule(bold=True, font_color=BLUE)},
    )  # fmt: skip
    sheet.print_area(0, 0, STEP_TOP + STEPS, len(_STEP_WIDTHS) - 1)
    sheet.freeze_panes(STEP_TOP + 1, 1)


def talk(book: Book, lists: Lists) -> None:
    """Write the texts with the largest differences, what each gave them, and what was talked about.

    Nothing is typed here: the order changes with every judgement, and words must stay with their text.
    """
    words = book.words["tale"]
    sheet = page(book, words["ark"], row_height=20, pages=1)
    heading(book, sheet, words, source=False, indicators=False)
    for column, width in enumerate(_TALK_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(TALK_TOP, 32)
    for column, said in enumerate(words["kolonner"]):
        style = book.style("head" if column else "head_first")
        number = column if column in ASSESSORS else 0
        if number:
            sheet.write_formula(TALK_TOP, column, f"=bedoemmer_vist_{number}", style, "")
        else:
            sheet.write_string(TALK_TOP, column, said, style)
    for place in range(1, TALKED + 1):
        row = TALK_TOP + place
        sheet.set_row(row, 48)
        here = xl_rowcol_to_cell(row, len(_TALK_WIDTHS) + 1, col_abs=True)
        rank = f"LARGE({{{JUDGED}.orden}},{place})"
        found = f'IF(COUNTIF({{{JUDGED}.orden}},">0")<{place},0,MATCH({rank},{{{JUDGED}.orden}},0))'
        sheet.write_formula(row, len(_TALK_WIDTHS) + 1, lists.formula(JUDGED, found), book.style("help"), 0)

        def shown(key: str, here: str = here) -> str:
            cell = f"INDEX({{{JUDGED}.{key}}},MAX(1,{here}))"
            return lists.formula(JUDGED, f'IF({here}=0,"",IF({cell}="","",{cell}))')

        none = f'=IF({here}=0,"{words["ingen"] if place == 1 else ""}",' + shown("kode")[1:] + ")"
        sheet.write_formula(row, 0, none, book.style("name", bold=True), "")
        for one in ASSESSORS:
            sheet.write_formula(row, one, shown(f"bedoemmer_{one}"), book.style("point"), "")
        sheet.write_formula(row, 5, shown("spaend"), book.style("count_figure", bold=True), "")
        asked = f'=IF({here}=0,"","{words["spoergsmaal"]}")'
        sheet.write_formula(row, 6, asked, book.style("quiet"), "")
        sheet.write_formula(row, 7, shown("note"), book.style("quiet_long"), "")
    over = book.words["faelles"]["hjaelp"]
    sheet.write_string(TALK_TOP - 1, len(_TALK_WIDTHS) + 1, over, book.style("help_over"))
    sheet.print_area(0, 0, TALK_TOP + TALKED, len(_TALK_WIDTHS) - 1)
