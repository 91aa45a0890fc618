"""The page of `dialogstruktur` that shows the structure: each dialogue, how many are held, the year's months.

What is held is counted from the days people type on the other sheets, live; a day outside the school year
is said, not counted. Of staff only how many talks there were: no names, no days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from workbooks.build.dialogstruktur.months import MONTH_FORMAT, MONTHS, first_day, last_day, month_of_year
from workbooks.build.dialogstruktur.staff import HR_MONTHS
from workbooks.build.dialogstruktur.talk import BOARD, FEBRUARY, SEPTEMBER, Talk
from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.look import BROWN, GREEN, GREY, RED, Book, heading
from workbooks.build.kit.parts import section

_WIDTHS = (27, 25, 25, 54, 9, 8, 27, 12, 10)
_TOP = 6  # the row (from 0) of the structure's headings
_YEAR = _TOP + 7  # and of the months'
_START, _END = "lasar_start", "lasar_slut"
_INKS = {"✓": GREEN, "◐": BROWN, "○": GREY, "⚠": RED}


@dataclass(frozen=True)
class _Dialogue:
    """A dialogue's talks, and the sheets they are written on."""

    stems: Mapping[int, str]  # the stem of its answers by month
    sheets: Sequence[str]  # sections of the sheets' words

    def cells(self, key: str) -> list[str]:
        return [f"svar_{stem}_{key}" for stem in self.stems.values()]


def _of(*talks: Talk) -> _Dialogue:
    return _Dialogue({talk.month: talk.stem for talk in talks}, [talk.words for talk in talks])


_DIALOGUES = {
    "resultat": _of(SEPTEMBER, FEBRUARY),
    "hr": _Dialogue({month: f"hr_{month:02}" for month in HR_MONTHS}, ("hr_host", "hr_var")),
    "namnd": _of(BOARD),
}
_STAFF = "medarbetare"


def structure(book: Book, sheet: Worksheet) -> None:
    """Write the sheet, a page."""
    words = book.words["struktur"]
    heading(book, sheet, words, source=False)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    _ends_of_year(book, sheet)
    sheet.set_row(_TOP, 20)
    for column, word in enumerate(words["kolonner"]):
        style = "head_right" if column in (4, 5) else "head" if column else "head_first"
        sheet.write_string(_TOP, column, word, book.style(style))
    for row, key in enumerate(words["dialoger"], start=_TOP + 1):
        _dialogue(book, sheet, row, key)
    _ink(book, sheet, _TOP + 1, _TOP + len(words["dialoger"]))
    last = _months(book, sheet)
    sheet.print_area(0, 0, last, len(_WIDTHS) - 1)
    sheet.set_zoom(90)


def _ends_of_year(book: Book, sheet: Worksheet) -> None:
    """Write, out of print, the first and last day a talk of this school year can be held."""
    for row, (name, day) in enumerate(((_START, first_day()), (_END, last_day())), start=_TOP):
        sheet.write_formula(row, len(_WIDTHS), f"={day}", book.style("help", num_format="yyyy-mm-dd"), "")
        book.name(name, sheet, row, len(_WIDTHS))
    sheet.write_string(_TOP - 1, len(_WIDTHS), book.words["faelles"]["hjaelp"], book.style("help_over"))


def _dialogue(book: Book, sheet: Worksheet, row: int, key: str) -> None:
    """Write a dialogue's row: who, when, about what, the least, those held, and how it stands."""
    words = book.words["struktur"]
    sheet.set_row(row, 50)
    for column, said in enumerate(words["dialoger"][key]):
        style = "name" if column == 0 else "fact" if column == 1 else "quiet"
        sheet.write_string(row, column, said, book.style(style, **({"bold": True} if not column else {})))
    if key == _STAFF:
        sheet.write_string(row, 4, words["lopande"], book.style("quiet"))
        held = "SUM(svar_medarbetare_antal_ht,svar_medarbetare_antal_vt)"
        state = f'IF({held}>0,"{words["fors"]}","{words["fors_ej"]}")'
        sheets: Sequence[str] = (_STAFF,)
    else:
        dialogue = _DIALOGUES[key]
        sheet.write_number(row, 4, len(dialogue.stems), book.style("count_figure"))
        held = _held(dialogue)
        state, sheets = _state(book, dialogue, f"$F{row + 1}"), dialogue.sheets
    sheet.write_formula(row, 5, f"={held}", book.style("count_figure", bold=True), 0)
    sheet.write_formula(row, 6, f"={state}", book.style("status"), "")
    book.name(f"hallna_{key}", sheet, row, 5)
    book.name(f"lage_{key}", sheet, row, 6)
    for column, one in enumerate(sheets, start=7):
        name = book.words[one]["ark"]
        sheet.write_url(row, column, f"internal:'{name}'!A1", book.style("link", indent=1), name)
    if len(sheets) == 1:
        sheet.write_blank(row, 8, None, book.style("link"))


def _held(dialogue: _Dialogue) -> str:
    """Count the days typed that lie in the school year."""
    days = dialogue.cells("hallen")
    return "+".join(f"IF(ISNUMBER({day}),IF(AND({day}>={_START},{day}<={_END}),1,0),0)" for day in days)


def _state(book: Book, dialogue: _Dialogue, held: str) -> str:
    words = book.words["struktur"]
    some = f'IF({held}=0,"{words["ingen"]}","{words["nagra"]}")'
    counted = f'IF({held}>={len(dialogue.stems)},"{words["alla"]}",{some})'
    days = ",".join(dialogue.cells("hallen"))
    outside = f'IF(COUNT({days})>{held},"{words["utanfor"]}",{counted})'
    return f'IF(COUNTA({days})>COUNT({days}),"{words["inte_datum"]}",{outside})'


def _ink(book: Book, sheet: Worksheet, first: int, last: int, columns: tuple[int, int] = (6, 6)) -> None:
    cell = f"{chr(ord('A') + columns[0])}{first + 1}"
    for condition, change in icon_inks(_INKS):
        rule = {"type": "formula", "format": book.rule(**change)}
        rule["criteria"] = "=" + condition.replace("{cell}", cell)
        sheet.conditional_format(first, columns[0], last, columns[1], rule)


# --- Month by month ----------------------------------------------------------------------------
def _months(book: Book, sheet: Worksheet) -> int:
    """Write the months that have a talk, and of each whether it is to come, booked or held."""
    words = book.words["struktur"]
    sheet.set_row(_YEAR - 2, 26)
    section(book, sheet, _YEAR - 2, words["aret"], 4)
    sheet.set_row(_YEAR - 1, 20)
    for column, word in enumerate(words["aret_hoved"]):
        sheet.write_string(_YEAR - 1, column, word, book.style("head" if column else "head_first"))
    row = _YEAR - 1
    about = book.words["hr"]["amne_kort"]
    for month in (month for month in MONTHS if any(month in one.stems for one in _DIALOGUES.values())):
        row += 1
        sheet.set_row(row, 21)
        day = book.style("term_strong", num_format=MONTH_FORMAT, align="left")
        sheet.write_formula(row, 0, f"={month_of_year(month)}", day, "")
        for column, dialogue in enumerate(_DIALOGUES.values(), start=1):
            stem = dialogue.stems.get(month)
            if stem is None:
                sheet.write_blank(row, column, None, book.style("status"))
                continue
            said = about.get(stem, "")
            sheet.write_formula(row, column, _when(book, stem, said), book.style("status"), "")
    _ink(book, sheet, _YEAR, row, (1, 3))
    sheet.write_string(row + 1, 0, words["tecken"], book.style("source"))
    sheet.set_row(row + 1, 16)
    return row + 1


def _when(book: Book, stem: str, about: str) -> str:
    words = book.words["struktur"]
    after = f" · {about}" if about else ""
    booked = f'IF(svar_{stem}_planerat<>"","{words["planerat"]}{after}","{words["ska"]}{after}")'
    day = f"svar_{stem}_hallen"
    # A day pasted as text or of another school year is not counted above, so it is not called held here.
    counts = f"IF(ISNUMBER({day}),AND({day}>={_START},{day}<={_END}),FALSE)"
    typed = f'IF({counts},"{words["hallet"]}{after}","{words["se_datum"]}{after}")'
    return f'=IF({day}<>"",{typed},{booked})'
