"""How "Tidligere svar" looks: inks, widths, heights and cell styles, as in the standard templates."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from textwrap import wrap

from xl_beregner.ooxml.styles import Styles, cell_style
from xl_beregner.texts import say

# Year, about, question, answer; and for programs: template, list, key, field.
WIDTHS = (11, 28, 24, 78, 16, 14, 16, 20)

_INK, _GREY, _BLUE, _HAIR, _RULE = "FF1B2A41", "FF55647A", "FF1F5C99", "FFDCE3EB", "FF8091A5"
_LINE = 15.0  # the height of a line
_HIGHEST = 409.5  # of a row, as Excel has it
_ROOM = 0.9  # of a column's width, as letters of a text take it with some to spare
_TEXT = 49  # number format: text that reads like a number stays text


class Look:
    """The cell styles of the sheet, added to those of a workbook."""

    tab = f'<sheetPr><tabColor rgb="{_BLUE}"/><pageSetUpPr fitToPage="1"/></sheetPr>'

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        plain, quiet = self._font(11, _INK), self._font(9, _GREY)
        self._under = self._border(_RULE)
        self._hair = self._border(_HAIR)
        self.title = self._style(self._font(18, _INK, bold=True), None, 'vertical="center"')
        self.lead = self._style(self._font(11, _GREY), None, 'vertical="center"')
        wrapped = 'vertical="top" wrapText="1"'
        self.text = self._style(plain, self._hair, wrapped, numFmtId=_TEXT)
        self.quiet = self._style(quiet, self._hair, wrapped, numFmtId=_TEXT)
        self._number = self._style(plain, self._hair, f'horizontal="left" {wrapped}')
        date = styles.format_of(say("refill.datoformat"))
        self._date = self._style(plain, self._hair, f'horizontal="left" {wrapped}', numFmtId=date)

    def of_value(self, value: object) -> int:
        """Give the style of an answer."""
        if isinstance(value, datetime.date):
            return self._date
        return self.text if isinstance(value, str) else self._number

    def heads(self, seen: int, count: int) -> list[int]:
        """Give the styles of the headings: those for people stand out."""
        wrapped = 'horizontal="left" vertical="bottom" wrapText="1"'
        strong = self._style(self._font(10, _GREY, bold=True), self._under, wrapped)
        quiet = self._style(self._font(9, _GREY), self._under, wrapped)
        return [strong] * seen + [quiet] * (count - seen)

    def _font(self, size: int, ink: str, *, bold: bool = False) -> int:
        thick = "<b/>" if bold else ""
        look = f'<sz val="{size}"/><color rgb="{ink}"/><name val="Calibri"/><family val="2"/>'
        return self._styles.add("fonts", f"<font>{thick}{look}</font>")

    def _border(self, ink: str) -> int:
        line = f'<bottom style="thin"><color rgb="{ink}"/></bottom>'
        return self._styles.add("borders", f"<border><left/><right/><top/>{line}<diagonal/></border>")

    def _style(self, font: int, border: int | None, alignment: str, **more: int) -> int:
        said: Mapping[str, object] = {
            "fontId": font,
            "borderId": border or 0,
            "applyFont": 1,
            "applyAlignment": 1,
            **({"applyBorder": 1} if border is not None else {}),
            **({**more, "applyNumberFormat": 1} if more else {}),
        }
        return self._styles.add("cellXfs", cell_style(said, f"<alignment {alignment}/>"))


def height_of(texts: Sequence[str]) -> float:
    """Give a row the height its texts need: LibreOffice takes it as it stands, whatever stands in it."""
    needed = max(_lines(text, width) for text, width in zip(texts, WIDTHS, strict=True))
    return min(needed * _LINE + 3, _HIGHEST)


def is_cut(texts: Sequence[str]) -> bool:
    """Tell whether a row can be too low for its text, however high it is made."""
    return height_of(texts) >= _HIGHEST


def _lines(text: str, width: int) -> int:
    letters = int(width * _ROOM)
    most = int(_HIGHEST / _LINE) + 1
    count = 0
    for line in text.split("\n"):
        count += 1 if len(line) <= letters else len(wrap(line[: letters * most], letters))
        if count >= most:
            break
    return count
