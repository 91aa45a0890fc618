"""The sheet of `maalformulering` for goals the figures do not cover, and how far any goal has come.

Its rows are fixed, so every answer has a name of its own: ``svar_egen_1_maal``.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import goal_formulas as goal
from workbooks.build.kit import inputs
from workbooks.build.kit.look import BROWN, GREEN, RED, Book, heading, page
from workbooks.build.kit.parts import answer, section

CHECK_INKS = {"✓": GREEN, "≈": BROWN, "?": BROWN, "⚠": RED, "✕": RED}


@dataclass(frozen=True)
class Free:
    """The sheet of free goals as other sheets see it: a row a goal in its two forms."""

    sheet: str
    goals: int = 3
    top: int = 6  # the row of the headings, from 0

    @property
    def again(self) -> int:
        """The row of the second form's headings."""
        return self.top + self.goals + 3

    def name(self, number: int, part: str) -> str:
        """Name an answer of the goal, counted from 0."""
        return f"svar_egen_{number + 1}_{part}"

    def cell(self, key: str, number: int) -> str:
        """Refer to a goal's cell: its target, or how far it has come."""
        column = xl_col_to_name({"maal": 1, "trin": 8}[key])
        return f"'{self.sheet}'!${column}${self.top + 2 + number}"

    def cells(self, key: str) -> str:
        """Refer to the same cells of all goals."""
        last = self.cell(key, self.goals - 1).rpartition("!")[2]
        return f"{self.cell(key, 0)}:{last}"


FREE = Free("Frie mål")

_WRITTEN = ("maal", "tegn", "resultat", "senest", "tiltag")
_AFTER = ("skaerpes", "kvalificeret", "gennemfoert", "bemaerkning", "vurdering")


def free_goals(book: Book) -> None:
    """Write the form for goals in words: what is wanted above, what others say of it below."""
    words = book.words["frie"]
    if words["ark"] != FREE.sheet:
        raise ValueError(f"Other sheets look for {FREE.sheet}, not {words['ark']}")
    sheet = page(book, words["ark"], row_height=78, writes=True, pages=1)
    heading(book, sheet, words, source=False)
    for column, width in enumerate((13, 36, 34, 22, 14, 38, 34)):
        sheet.set_column(column, column, width)
    sheet.set_column(7, 8, 9)
    sheet.set_row(5, 20)
    section(book, sheet, FREE.top - 1, words["skriv"], 7)
    _form(book, sheet, FREE.top, words["kolonner"], _WRITTEN)
    sheet.set_row(FREE.again - 2, 12)
    sheet.set_row(FREE.again - 1, 22)
    section(book, sheet, FREE.again - 1, words["efter"], 7)
    _form(book, sheet, FREE.again, words["kolonner_efter"], _AFTER, first=2)
    sheet.write_string(FREE.top, 8, words["hjaelpekolonne"], book.style("help_head"))
    for number in range(FREE.goals):
        _beside(book, sheet, number)
    sheet.print_area(0, 0, FREE.again + FREE.goals, 6)


def _form(
    book: Book, sheet: Worksheet, top: int, heads: list[str], parts: tuple[str, ...], first: int = 1
) -> None:
    words, shared = book.words["frie"], book.words["faelles"]
    sheet.set_row(top, 32)
    for column, word in enumerate(heads):
        sheet.write_string(top, column, word, book.style("head" if column else "head_first"))
    choices = {
        "senest": "=liste_frister",
        "kvalificeret": book.words["kvalificering"]["svar"],
        "gennemfoert": shared["gennemfoert"],
        "vurdering": shared["vurderinger"],
    }
    for number in range(FREE.goals):
        row = top + 1 + number
        said = words["nummer"].format(nummer=number + 1)
        sheet.write_string(row, 0, said, book.style("group"))
        for column, part in enumerate(parts, start=first):
            help = words["hjaelp"][part]
            takes = inputs.choice(book, choices[part], *help) if part in choices else None
            name = FREE.name(number, part).removeprefix("svar_")
            answer(book, sheet, row, column, name, "input" if takes else "input_long", help, takes)


def _beside(book: Book, sheet: Worksheet, number: int) -> None:
    """Write what stands beside a goal: the check, its words again below, and how far it has come."""
    words = book.words["frie"]
    target, *others = (FREE.name(number, part) for part in _WRITTEN)
    said = f'"{words["goer_intet"]}"'
    for name, part in reversed(list(zip(others, _WRITTEN[1:], strict=True))):
        said = f'IF({name}="","{words[f"goer_{part}"]}",{said})'
    begun = " ,".join(f'{name}<>""' for name in others).replace(" ,", ",")
    formula = f'=IF({target}="",IF(OR({begun}),"{words["goer_maal"]}",""),{said})'
    row = FREE.top + 1 + number
    sheet.write_formula(row, 6, formula, book.style("status"), "")
    for condition, change in goal.icon_inks(CHECK_INKS):
        criteria = "=" + condition.replace("{cell}", f"$G{row + 1}")
        sheet.conditional_format(
            row, 6, row, 6, {"type": "formula", "criteria": criteria, "format": book.rule(**change)}
        )
    again = FREE.again + 1 + number
    look = book.style("status", valign="top")
    sheet.write_formula(again, 1, f'=IF({target}="","",{target})', look, "")
    step = step_of(
        f'{target}=""', FREE.name(number, "vurdering"), f"{FREE.name(number, 'kvalificeret')}", book
    )
    sheet.write_formula(row, 8, f"={step}", book.style("help"), "")


def step_of(none: str, judged: str, qualified: str, book: Book, approved: str = "") -> str:
    """Tell how far a goal has come: 1 written, 2 qualified, 3 approved, 4 followed up; blank for none."""
    yes = book.words["kvalificering"]["svar"][0]
    decided = approved or approved_by_committee(book)
    return f'IF({none},"",IF({judged}<>"",4,IF({decided},3,IF({qualified}="{yes}",2,1))))'


def approved_by_committee(book: Book) -> str:
    """Tell whether the committee has approved, with remarks or without."""
    word = book.words["udvalg"]["beslutninger"][0]
    return f'LEFT(svar_udvalg_beslutning,{len(word)})="{word}"'
