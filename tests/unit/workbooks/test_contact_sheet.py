"""The contact sheet's layout: every sheet of every template once, under its template's words."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PIL import Image

from workbooks import contact_sheet, own_pictures
from workbooks.contact_sheet import COLUMNS, EDGE, WIDTH, Strip
from xl_beregner.batch.label import Label

RED = "#C00000"


def strip(sheets: int) -> Strip:
    label = Label("prøve", "1.0", "skole", "Prøve", "En prøve af opsætningen")
    return Strip(label, "proeve", [(f"Ark {n}", Image.new("RGB", (700, 495), RED)) for n in range(sheets)])


def red_pieces(picture: Image.Image) -> int:
    """Count the pictures of sheets: the red stretches along lines through each row of them."""
    found = 0
    row_height = contact_sheet._row_height()
    for top in range(EDGE, picture.height - row_height + 1):
        line = [picture.getpixel((x, top)) == (192, 0, 0) for x in range(WIDTH)]
        before = [picture.getpixel((x, top - 1)) == (192, 0, 0) for x in range(WIDTH)]
        if any(line) and not any(before):
            found += sum(now and not last for last, now in zip([False, *line], line, strict=False))
    return found


@pytest.mark.parametrize("sheets", [1, COLUMNS, COLUMNS + 1])
def test_every_sheet_is_there_once(sheets):
    picture = contact_sheet._laid_out(strip(sheets))
    assert picture.width == WIDTH
    assert red_pieces(picture) == sheets


def test_the_page_shows_each_picture_under_its_title():
    said = contact_sheet.page({"da": [("smtte", "SMTTE", 7)], "sv": [("lus", "LUS", 1)]})
    assert "## De danske\n\n### SMTTE (`smtte`)\n\n![SMTTE: 7 ark](pictures/kontaktark_da_smtte.png)" in said
    assert said.endswith("![LUS: 1 ark](pictures/kontaktark_sv_lus.png)\n")


def test_a_page_is_of_the_sheet_its_footer_names(tmp_path, monkeypatch):
    book = openpyxl.Workbook()
    book.active.title = "Tal"
    book.create_sheet("Tal og mål")
    book.save(tmp_path / "a.xlsx")
    pages = [
        "Skolens tal\n\nTal   ·   Udskrevet 1\n",
        "Tal   ·   Udskrevet 1",
        "Tal og mål   ·   Udskrevet 1\n",
    ]
    monkeypatch.setattr(contact_sheet, "pages_in_words", lambda _: pages)
    monkeypatch.setattr(contact_sheet, "page_picture", lambda _pdf, page, _dots: page)
    found = contact_sheet._sheets(tmp_path / "a.xlsx", Path("a.pdf"), is_of_pupils=False)
    assert found == [("Tal", 1), ("Tal og mål", 3)]


def test_the_drawn_windows_name_what_is_selected():
    for window in own_pictures.windows().values():
        picture = own_pictures.draw_window(window)
        assert window.name.startswith(("felt_", "svar_"))
        assert picture.width < 1100
