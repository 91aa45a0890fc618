"""``python -m workbooks.contact_sheet [da sv]``: a picture a template, every sheet of it, and their page.

Each template is filled on its example for one school, class or the municipality, printed by LibreOffice, and
the first page of each of its sheets set beside the others under the template's title and subject: two in a
row, so that the words can be read. ``docs/contact_sheets.md`` shows the pictures of all templates. It needs
soffice, pdftoppm and pdftotext (poppler-utils), the font Carlito and Pillow.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw

from workbooks.printed import PICTURES, font, page_picture, pages_in_words, save, to_pdf
from xl_beregner.batch import shelf
from xl_beregner.batch.label import Label, read_label
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.workbook import Workbook

WIDTH, GAP, EDGE = 1400, 16, 16
COLUMNS = 2
_THUMB = (WIDTH - 2 * EDGE - (COLUMNS - 1) * GAP) // COLUMNS
_THUMB_HEIGHT = round(_THUMB * 0.71)  # A4 on its side
_CAPTION, _SHEET_NAME, _AFTER = 54, 24, 0
_DOTS = 66
_INK, _QUIET, _LINE, _GROUND = "#1B2A41", "#55647A", "#B4C1CF", "#FFFFFF"
_COLOURS = 24
PAGE = PICTURES.parent / "contact_sheets.md"

# The one unit each example is shown with.
_UNIT = {"koebenhavn": "101005", "eksempelby": "E01", "exempelstad": "X01"}
_CLASS = "S09/8A"
_LOCALES = {"da": "da-DK", "sv": "sv-SE"}


@dataclass(frozen=True, slots=True)
class Strip:
    """One template: its label and a picture of each sheet by the sheet's name."""

    label: Label
    name: str
    sheets: list[tuple[str, Image.Image]]


def contact_sheets(language: str, workshop: Path) -> list[Strip]:
    """Fill and print the shelf of one language."""
    made = {
        shelved: book
        for shelved in shelf.templates()
        if shelved.language == language
        and not shelved.name.endswith(shelf.WITH_FUNCTIONS)  # looks like the one without
        and (book := _filled(shelved, workshop)) is not None
    }
    pdfs = to_pdf([book for book in made.values() if book.suffix == ".xlsx"], workshop, _LOCALES[language])
    strips = []
    for shelved, book in made.items():
        label = read_label(shelved.path)
        sheets = _sheets(book, pdfs.get(book, book), label.kind == "elev")
        strips.append(Strip(label, shelved.name, sheets))
    return strips


# --- made ------------------------------------------------------------------------------------
def _filled(shelved: shelf.Shelved, workshop: Path) -> Path | None:
    """Fill a template for one unit and give the workbook, or what is printed of it, under its name."""
    example, kind = shelf.example_of(shelved.name, shelved.language), read_label(shelved.path).kind
    target, out = workshop / f"{shelved.name}.xlsx", workshop / f"ud-{shelved.name}"
    dataset, year = example or (_pupils(workshop), shelf.EXAMPLE_YEAR)
    what = [str(dataset), "--template", str(shelved.path), "--year", year]
    if kind == "kommune":
        _run("aggregate", *what, "--out", str(target))
        return target
    _run("fill", *what, "--unit", _UNIT.get(dataset.name, _CLASS), "--out", str(out))
    found = sorted(path for path in (out / "skoler").rglob("*") if path.suffix in (".xlsx", ".pdf"))
    if not found:
        return None
    target = target.with_suffix(found[0].suffix)
    target.write_bytes(found[0].read_bytes())
    return target


def _pupils(workshop: Path) -> Path:
    """Write the invented pupils once."""
    folder = workshop / "elever"
    if not folder.is_dir():
        _run("new", str(folder), "--example")
    return folder


def _run(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "xl_beregner.cli", *arguments], check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)}\n{done.stdout}{done.stderr}")


# --- printed ---------------------------------------------------------------------------------
def _sheets(book: Path, pdf: Path, is_of_pupils: bool) -> list[tuple[str, Image.Image]]:
    """Give the first page of each sheet; which sheet a page is of stands in its footer."""
    if is_of_pupils or book.suffix == ".pdf":  # a page each, all alike
        return [("", page_picture(pdf, 1, _DOTS))]
    names = list(Workbook(Package(book.read_bytes(), book.name)).sheet_parts)
    first: dict[str, int] = {}
    for number, words in enumerate(pages_in_words(pdf), 1):
        footer = next((line.strip() for line in reversed(words.splitlines()) if line.strip()), "")
        for name in names:
            # After the left edge, or after the words that come before it in a wide row.
            if re.search(rf"(?:^|\s\s){re.escape(name)}\s+·", footer):
                first.setdefault(name, number)
    return [(name, page_picture(pdf, first[name], _DOTS)) for name in names if name in first]


# --- laid out --------------------------------------------------------------------------------
def _laid_out(strip: Strip) -> Image.Image:
    sheet = Image.new("RGB", (WIDTH, EDGE + _height(strip)), _GROUND)
    draw = ImageDraw.Draw(sheet)
    _caption(draw, strip, EDGE)
    for number, (name, picture) in enumerate(strip.sheets):
        row, column = divmod(number, COLUMNS)
        left = EDGE + column * (_THUMB + GAP)
        _thumb(sheet, draw, name, picture, (left, EDGE + _CAPTION + row * _row_height()))
    return sheet


def _height(strip: Strip) -> int:
    rows = -(-len(strip.sheets) // COLUMNS)
    return _CAPTION + rows * _row_height() + _AFTER


def _row_height() -> int:
    return _THUMB_HEIGHT + _SHEET_NAME + GAP


def _caption(draw: ImageDraw.ImageDraw, strip: Strip, top: int) -> None:
    title = strip.label.title or strip.name
    draw.text((EDGE, top), title, _INK, font(26, "Bold"))
    after = EDGE + draw.textlength(title, font(26, "Bold")) + 16
    draw.text((after, top + 5), f"{strip.label.subject}   ({strip.name})", _QUIET, font(20))
    draw.line((EDGE, top + 38, WIDTH - EDGE, top + 38), _LINE, 2)


def _thumb(
    sheet: Image.Image, draw: ImageDraw.ImageDraw, name: str, picture: Image.Image, at: tuple[int, int]
) -> None:
    small = picture.copy()
    small.thumbnail((_THUMB, _THUMB_HEIGHT), Image.Resampling.LANCZOS)
    sheet.paste(small, at)
    draw.rectangle((at[0] - 1, at[1] - 1, at[0] + small.width, at[1] + small.height), outline=_LINE)
    draw.text((at[0], at[1] + _THUMB_HEIGHT + 2), name, _INK, font(18))


# --- their page ------------------------------------------------------------------------------
def page(languages: Mapping[str, Sequence[tuple[str, str, int]]]) -> str:
    """Write the page of the pictures: of each language its templates' names, titles and numbers of sheets."""
    said = [_PAGE_HEAD]
    for language, made in languages.items():
        said.append(f"\n## {_LANGUAGES[language]}\n")
        for name, title, sheets in made:
            words = "1 ark" if sheets == 1 else f"{sheets} ark"
            picture = f"pictures/{picture_name(language, name)}"
            said.append(f"\n### {title} (`{name}`)\n\n![{title}: {words}]({picture})\n")
    return "".join(said)


def picture_name(language: str, template: str) -> str:
    """Name the file of a template's picture."""
    return f"kontaktark_{language}_{template}.png"


_LANGUAGES = {"da": "De danske", "sv": "De svenske"}
_PAGE_HEAD = """# Kontaktark: hvert ark i hver skabelon

Udfyldt på skabelonens eksempel for én skole, én klasse eller kommunen, og udskrevet. Af hvert ark vises den
første side; klik på et billede for at se det i fuld størrelse. Hvad skabelonerne er til, står i
[templates.md](templates.md). Siden laves af `python -m workbooks.contact_sheet`.
"""


def main(languages: Sequence[str]) -> None:
    """Write the pictures of each language, and the page that shows them all."""
    made = {}
    for language in languages:
        with TemporaryDirectory() as workshop:
            strips = contact_sheets(language, Path(workshop))
        for strip in strips:
            target = PICTURES / picture_name(language, strip.name)
            save(_laid_out(strip), target, _COLOURS)
            print(target, f"{target.stat().st_size // 1024} KB")
        made[language] = [
            (strip.name, strip.label.title or strip.name, len(strip.sheets)) for strip in strips
        ]
    if set(made) == set(_LANGUAGES):  # of one language alone it would lose the other's
        PAGE.write_text(page(made), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] or list(_LANGUAGES))
