"""``python -m workbooks.own_pictures``: the pictures of docs/own_template.md.

Excel itself is not at hand where this runs: its window is drawn, cells, name box and boxes to tick, as the
page's reader meets them. The last picture is the filled workbook, printed by LibreOffice.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw

from workbooks.printed import PICTURES, font, page_picture, save, to_pdf

_INK, _QUIET, _LINE, _HEAD, _GREEN, _BLUE = "#1B2A41", "#55647A", "#D0D5DB", "#EEF1F4", "#1E7145", "#1F5C99"
_YELLOW, _BAND = "#FFF2CC", "#DDEBF7"
_ROW, _NUMBERS = 30, 36

Area = tuple[str, int, str, int]  # first column and row, last column and row


@dataclass(frozen=True, slots=True)
class Window:
    """What an Excel window shows: cells in words, grounds by cell, what is selected and its name."""

    columns: Mapping[str, int]  # letters, with widths in dots
    rows: range
    words: Mapping[str, str]
    selected: Area
    name: str
    grounds: Mapping[str, str] = field(default_factory=dict)
    bold: frozenset[str] = frozenset()


_COLUMNS = {"A": 150, "B": 110, "C": 80, "D": 95, "E": 80, "F": 230, "G": 130}
_TOP = {
    "A1": "Fokusark", "A2": "Skole", "A3": "Skoleår", "F5": "Vores fokus i år",
}  # fmt: skip
_LIST = dict(
    zip(
        (f"{column}8" for column in "ABCDEFG"),
        ("Indikator", "Enhed", "Seneste", "Kommunen", "Forskel", "Hvad siger tallet os?", "Nøgle"),
        strict=True,
    )
)
_TABLE = {
    **dict.fromkeys(_LIST, _BLUE),
    **{f"{column}{row}": _BAND for column in "ABCDEFG" for row in (9, 11)},
}
_ANSWERS = {**_TABLE, "F6": _YELLOW, **{f"F{row}": _YELLOW for row in (9, 10, 11)}}


def windows() -> dict[str, Window]:
    """Give the drawn windows by the picture they are."""
    words, bold = {**_TOP, **_LIST}, frozenset({"A1", *_LIST})
    return {
        "egen_1_navn.png": Window(
            _COLUMNS, range(1, 7), _TOP, ("B", 2, "B", 2), "felt_skole_navn", bold=bold
        ),
        "egen_2_liste.png": Window(
            _COLUMNS, range(6, 13), words, ("A", 9, "A", 11), "felt_tal__navn", _TABLE, bold
        ),
        "egen_3_svar.png": Window(
            _COLUMNS, range(3, 13), words, ("F", 9, "F", 11), "svar_tal__vores_ord", _ANSWERS, bold
        ),
    }


def draw_window(window: Window) -> Image.Image:
    """Draw the name box over a piece of the sheet, what is selected framed in green."""
    width = _NUMBERS + sum(window.columns.values()) + 2
    top = 52
    picture = Image.new("RGB", (width, top + _ROW * (len(window.rows) + 1) + 2), "white")
    draw = ImageDraw.Draw(picture)
    _name_box(draw, window.name, width)
    lefts: dict[str, int] = {}
    left = _NUMBERS
    for letter, wide in window.columns.items():
        lefts[letter] = left
        draw.rectangle((left, top, left + wide, top + _ROW), fill=_HEAD, outline=_LINE)
        draw.text((left + wide / 2, top + _ROW / 2), letter, _QUIET, font(18), anchor="mm")
        left += wide
    for place, row in enumerate(window.rows, 1):
        at = top + place * _ROW
        draw.rectangle((0, at, _NUMBERS, at + _ROW), fill=_HEAD, outline=_LINE)
        draw.text((_NUMBERS / 2, at + _ROW / 2), str(row), _QUIET, font(18), anchor="mm")
        for letter, wide in window.columns.items():
            _cell(draw, window, f"{letter}{row}", (lefts[letter], at, lefts[letter] + wide, at + _ROW))
    first, begins, last, ends = window.selected
    rows = [top + (window.rows.index(row) + 1) * _ROW for row in (begins, ends)]
    draw.rectangle(
        (lefts[first], rows[0], lefts[last] + window.columns[last], rows[1] + _ROW), outline=_GREEN, width=3
    )
    return picture


def _name_box(draw: ImageDraw.ImageDraw, name: str, width: int) -> None:
    draw.rectangle((0, 0, width, 46), fill=_HEAD)
    draw.rectangle((6, 7, 246, 39), fill="white", outline=_GREEN, width=3)
    draw.text((16, 23), name, _INK, font(20, "Bold"), anchor="lm")
    draw.text(
        (258, 23),
        "← navneboksen: skriv navnet, og tryk Enter",
        _GREEN,
        font(18),
        anchor="lm",
    )


def _cell(draw: ImageDraw.ImageDraw, window: Window, cell: str, box: tuple[int, int, int, int]) -> None:
    ground = window.grounds.get(cell, "white")
    draw.rectangle(box, fill=ground, outline=_LINE)
    if word := window.words.get(cell):
        ink = "white" if ground == _BLUE else _INK
        weight = "Bold" if cell in window.bold else "Regular"
        draw.text((box[0] + 6, (box[1] + box[3]) / 2), word, ink, font(18, weight), anchor="lm")


def draw_boxes() -> Image.Image:
    """Draw the two boxes of Excel that are met once: protection of a cell, properties of the file."""
    picture = Image.new("RGB", (900, 250), "white")
    draw = ImageDraw.Draw(picture)
    _box(draw, (4, 4, 420, 246), "Formatér celler")
    draw.text((24, 56), "Tal   Justering   Skrifttype   Kant   Fyld", _QUIET, font(17))
    draw.text((312, 56), "Beskyttelse", _INK, font(17, "Bold"))
    draw.line((312, 78, 396, 78), _GREEN, 3)
    draw.rectangle((28, 104, 46, 122), outline=_GREEN, width=3)
    draw.text((58, 113), "Låst", _INK, font(19), anchor="lm")
    draw.text((104, 113), "← fjern fluebenet: her må skolen skrive", _GREEN, font(17), anchor="lm")
    draw.rectangle((28, 142, 46, 160), outline=_LINE, width=2)
    draw.text((58, 151), "Skjult", _INK, font(19), anchor="lm")
    _box(draw, (446, 4, 896, 246), "Egenskaber for fokusark.xlsx")
    draw.text((466, 56), "Generelt   Resumé   Statistik   Indhold", _QUIET, font(17))
    draw.text((752, 56), "Brugerdefineret", _INK, font(17, "Bold"))
    draw.line((752, 78, 874, 78), _GREEN, 3)
    for row, line in enumerate((("Navn", "Type", "Værdi"), *_PROPERTIES)):
        for left, word in zip((466, 620, 720), line, strict=True):
            draw.text(
                (left, 96 + 34 * row),
                word,
                _INK if row else _QUIET,
                font(19, "Bold" if not row else "Regular"),
            )
    return picture


_PROPERTIES = (
    ("xb_skabelon", "Tekst", "fokusark"), ("xb_version", "Tekst", "1"), ("xb_enhed", "Tekst", "skole"),
)  # fmt: skip


def _box(draw: ImageDraw.ImageDraw, at: tuple[int, int, int, int], title: str) -> None:
    draw.rectangle(at, fill="white", outline=_QUIET, width=2)
    draw.rectangle((at[0], at[1], at[2], at[1] + 34), fill=_HEAD, outline=_QUIET, width=2)
    draw.text((at[0] + 14, at[1] + 17), title, _INK, font(19, "Bold"), anchor="lm")


def filled() -> Image.Image:
    """Fill the page's template for one school and print it."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    own_template = import_module("support.own_template").own_template  # the tests make it by the page's steps
    from xl_beregner.batch.shelf import EXAMPLE_YEAR, example_dataset
    from xl_beregner.cli.fill import make_all

    with TemporaryDirectory() as name:
        folder = Path(name)
        template = own_template(folder / "fokusark.xlsx")
        summary = make_all(example_dataset(), str(template), EXAMPLE_YEAR, folder / "ud", units=("101005",))
        book = summary.first_workbook()
        assert book is not None
        page = page_picture(to_pdf([book], folder)[book], 1, 100)
        return page.crop((60, 60, 1110, 520))


def main() -> None:
    """Write the pictures."""
    pictures = {name: draw_window(window) for name, window in windows().items()}
    pictures |= {"egen_4_bokse.png": draw_boxes(), "egen_5_udfyldt.png": filled()}
    for name, picture in pictures.items():
        save(picture, PICTURES / name)
        print(name, picture.size, f"{(PICTURES / name).stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
