"""The template `skoleudviklingssamtale`: the yearly talk of folkeskoleloven § 40 a, a place for each point.

Here stand the workbook as a whole and the sheets that are forms; the first sheet with its checklist
stands in ``points``, the sheets of figures in ``figures``.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.forms import Cell, Form, form
from workbooks.build.kit.lists import Lists
from workbooks.build.kit.look import Book, area, heading, page
from workbooks.build.kit.parts import about, answer, field, section
from workbooks.build.skoleudviklingssamtale import figures
from workbooks.build.skoleudviklingssamtale.points import Filled, check_points, overview

NAME, VERSION = "skoleudviklingssamtale", "1.0"
AREAS, AGREEMENTS, TOPICS = 5, 4, 4
_TOP = 6  # the row (from 0) of a form's headings, below title, sentence, two notes and source


def build() -> bytes:
    """Build the template and give its bytes; the same bytes each time."""
    book = Book("faelles.da.toml", f"{NAME}.da.toml")
    book.describe({"xb_skabelon": NAME, "xb_version": VERSION, "xb_enhed": "skole", "xb_svar": "aar"})
    first = overview(book)
    lists = Lists(book)
    followed = _since_last(book)
    areas = _areas(book)
    topics = _topics(book)
    figures.council(book, lists)
    figures.goals(book, lists)
    knowledge = _knowledge(book)
    figures.indicators(book, lists)
    figures.tests(book, lists)
    figures.progression(book, lists)
    agreed = _agreements(book)
    about(book, NAME, VERSION)
    check_points(book, first, Filled(followed, areas, topics, knowledge, agreed))
    return book.finished()


def stems(name: str, count: int) -> list[str]:
    """Name the rows of a form: ``indsats_1`` and on."""
    return [f"{name}_{number}" for number in range(1, count + 1)]


def _sheet(book: Book, key: str, widths: Sequence[float]) -> Worksheet:
    """Add a sheet where the school writes, on one page, its columns so wide."""
    words = book.words[key]
    sheet = page(book, words["ark"], row_height=20, writes=True, pages=1)
    heading(book, sheet, words, source=False)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_zoom(90)
    return sheet


def _since_last(book: Book) -> tuple[Form, Form]:
    """Write last year's areas and agreements, each beside how far it came."""
    words = book.words["sidst"]
    sheet = _sheet(book, "sidst", (28, 36, 36, 18, 66))
    field(book, sheet, 4, 0, "forrige_linje", "source")
    written = [Cell("status", "input", words["status"]), Cell("ord")]
    section(book, sheet, 5, words["omraader"], 5)
    last = [Cell(key, last=True) for key in ("omraade", "maal", "goer")]
    areas = form(
        book, sheet, "sidst", (_TOP, 0), stems("siden_sidst_indsats", AREAS), [*last, *written], 54,
        stems("indsats", AREAS),
    )  # fmt: skip
    top = areas.bottom + 3
    sheet.set_row(top - 2, 10)
    section(book, sheet, top - 1, words["aftaler"], 5)
    last = [Cell(key, last=True) for key in ("hvem", "hvad", "hvornaar")]
    agreed = form(
        book, sheet, "sidst", (top, 0), stems("siden_sidst_aftale", AGREEMENTS), [*last, *written], 42,
        stems("samtaleaftale", AGREEMENTS),
    )  # fmt: skip
    row = agreed.bottom + 1
    sheet.set_row(row, 54)
    sheet.write_string(row, 0, words["fri"], book.style("term"))
    none = f"COUNTA({areas.cells('forrige_omraade')},{agreed.cells('forrige_hvad')})=0"
    for column in (2, 3):
        sheet.write_blank(row, column, None, book.style("quiet"))
    sheet.write_formula(row, 1, f'=IF({none},"{words["intet"]}","")', book.style("quiet"), "")
    answer(book, sheet, row, 4, "siden_sidst_andet", help=words["hjaelp"]["fri"])
    sheet.print_area(0, 0, row, 4)
    return areas, agreed


def _areas(book: Book) -> Form:
    """Write the leader's areas: what, why, goal, what is done, by whom, when, how it is seen."""
    sheet = _sheet(book, "omraader", (22, 30, 30, 30, 18, 16, 28))
    keys = ("omraade", "hvorfor", "maal", "goer", "hvem", "hvornaar", "ser")
    made = form(book, sheet, "omraader", (5, 0), stems("indsats", AREAS), [Cell(key) for key in keys], 104)
    sheet.print_area(0, 0, made.bottom, len(keys) - 1)
    sheet.freeze_panes(made.top + 1, 1)
    return made


def _topics(book: Book) -> Form:
    """Write the council's topics: those for every school are filled, others written here."""
    sheet = _sheet(book, "emner", (30, 30, 30, 42, 42))
    rows = stems("kommunens_emne", TOPICS)
    keys = ("navn", "ord", "goer")
    made = form(book, sheet, "emner", (5, 2), rows, [Cell(key) for key in keys], 96)
    words = book.words["emner"]["kolonner"]
    for column, key in enumerate(("emne", "ramme")):
        sheet.write_string(made.top, column, words[key], book.style("head" if column else "head_first"))
        for row, stem in enumerate(rows, start=made.top + 1):
            name, style = (f"{stem}_ramme", "quiet") if column else (stem, "name")
            field(book, sheet, row, column, name, style)
    sheet.print_area(0, 0, made.bottom, 4)
    return made


def _knowledge(book: Book) -> dict[str, str]:
    """Write the questions on knowledge, plans and website, last year's answers beside; give each cell."""
    words = book.words["viden"]
    sheet = _sheet(book, "viden", (50, 74, 42))
    cells: dict[str, str] = {}
    row = 4
    for part in ("resultater", "planer", "hjemmeside"):
        row += 1
        sheet.set_row(row, 26)
        section(book, sheet, row, words[part], 3)
        sheet.write_string(row, 2, words["sidste"], book.style("section", font_size=10))
        for key in (key for key in words["spoergsmaal"] if _part(key) == part):
            row += 1
            cells[key] = _question(book, sheet, row, key)
    sheet.print_area(0, 0, row, 2)
    return cells


def _part(key: str) -> str:
    """Tell under which heading a question stands, by the first word of its name."""
    return {"viden": "resultater"}.get(key.partition("_")[0], key.partition("_")[0])


def _question(book: Book, sheet: Worksheet, row: int, key: str) -> str:
    words = book.words["viden"]
    help = words["hjaelp"][key]
    short = key in ("planer_har", "hjemmeside_dato")
    sheet.set_row(row, 24 if short else 66 if key.startswith("viden") else 48)
    sheet.write_string(row, 0, words["spoergsmaal"][key], book.style("fact", indent=0))
    style, takes, shape = "input_long", None, {}
    if key == "planer_har":
        style, takes = "input", inputs.choice(book, words["har_plan"], *help)
    elif key == "hjemmeside_dato":
        style, takes, shape = "input_date", inputs.day(book, *help), {"num_format": "dd-mm-yyyy"}
    answer(book, sheet, row, 1, key, style, help, takes)
    field(book, sheet, row, 2, f"forrige_{key}", "quiet" if short else "quiet_long", **shape)
    return area(sheet, row, 1, row, 1)


def _agreements(book: Book) -> Form:
    """Write the agreements the talk ends with, the day of the next and the signatures."""
    words = book.words["aftaler"]
    sheet = _sheet(book, "aftaler", (62, 30, 20, 54))
    keys = ("hvad", "hvem", "hvornaar", "opfoelgning")
    section(book, sheet, 5, words["aftaler"], 4)
    rows = stems("samtaleaftale", AGREEMENTS)
    made = form(book, sheet, "aftaler", (_TOP, 0), rows, [Cell(key) for key in keys], 62)
    row = made.bottom + 1
    sheet.set_row(row, 26)
    sheet.write_string(row, 0, words["naeste"], book.style("term"))
    help = words["hjaelp"]["naeste"]
    answer(book, sheet, row, 1, "naeste_samtale_dato", "input_date", help, inputs.day(book, *help))
    section(book, sheet, row + 2, words["underskrifter"], 4)
    signed = [Cell("navn", "input"), Cell("dato", "input_date")]
    signatures = form(book, sheet, "aftaler", (row + 3, 1), list(words["raekker"]), signed, 28)
    sheet.set_row(row + 3, 18)
    for below, said in enumerate(words["raekker"].values(), start=row + 4):
        sheet.write_string(below, 0, said, book.style("term"))
    sheet.print_area(0, 0, signatures.bottom, 3)
    return made
