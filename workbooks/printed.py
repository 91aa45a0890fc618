"""Workbooks as pictures: printed by LibreOffice, cut into pages by poppler, opened with Pillow.

Used by ``contact_sheet`` and ``own_pictures``; nothing here is part of the program.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageFont

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
_FONTS = Path("/usr/share/fonts/truetype/crosextra")  # Carlito, of Calibri's widths
_SECONDS = 300


_LOCALE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop></item></oor:items>
"""


def to_pdf(workbooks: Sequence[Path], folder: Path, locale: str = "da-DK") -> dict[Path, Path]:
    """Print workbooks, all in one call of LibreOffice with a profile of its own; give each one's PDF.

    ``locale``: whose decimal mark and dates are printed.
    """
    program = shutil.which("soffice") or "soffice"
    own = folder / "profil"
    (own / "user").mkdir(parents=True, exist_ok=True)
    (own / "user" / "registrymodifications.xcu").write_text(_LOCALE.format(locale=locale), "utf-8")
    profile = own.resolve().as_uri()
    call = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*call, "--outdir", str(folder), *map(str, workbooks)],
        check=True,
        capture_output=True,
        timeout=_SECONDS,
    )
    return {path: folder / f"{path.stem}.pdf" for path in workbooks}


def pages_in_words(pdf: Path) -> list[str]:
    """Give the words of every page."""
    said = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True)
    return said.stdout.split("\f")[:-1]


def page_picture(pdf: Path, page: int, dots_an_inch: int) -> Image.Image:
    """Draw one page, the first is 1."""
    call = ["pdftoppm", "-f", str(page), "-l", str(page), "-r", str(dots_an_inch), "-png", "-singlefile"]
    target = pdf.with_name(f"{pdf.stem}-{page}-{dots_an_inch}")
    subprocess.run([*call, str(pdf), str(target)], check=True, capture_output=True)
    with Image.open(target.with_suffix(".png")) as picture:
        return picture.convert("RGB")


@cache
def font(size: int, weight: str = "Regular") -> ImageFont.FreeTypeFont:
    """Give the letters for captions; ``weight`` may be ``Bold``."""
    return ImageFont.truetype(str(_FONTS / f"Carlito-{weight}.ttf"), size)


def save(picture: Image.Image, path: Path, colours: int = 64) -> None:
    """Write a small PNG: these pictures have few colours; the darkest and the brightest are among them."""
    small = picture.quantize(colours, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
