"""The template `brugerundersoegelse`, in Swedish `brukarundersokning`: a school's survey.

Here stand the workbook as a whole, who was asked, and the counts as typed or pasted; what they show is
``results``', the page that may leave the school ``outward``'s. The questions are the field list ``enkaet``.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.brugerundersoegelse import outward, results
from workbooks.build.brugerundersoegelse.groups import GROUPS, Groups
from workbooks.build.kit import inputs, parts
from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.lists import Column, Lists, helper
from workbooks.build.kit.look import CLOSED, GREEN, GREY, RED, Book, heading, page
from workbooks.build.kit.parts import answer, field, section

DANISH, SWEDISH, VERSION = "brugerundersoegelse", "brukarundersokning", "1.0"
ROWS = 12  # of each list, before it takes the school's own number
OPTIONS = ("antal_1", "antal_2", "antal_3", "antal_4")

_CHECKED = {"⚠": RED, "✓": GREEN, "≈": GREY}
_TOP = 7  # the row (from 0) of a list's headings
_GROUPS_TOP = 6


def build_danish() -> bytes:
    """Build the Danish template and give its bytes; the same bytes each time."""
    return _build(DANISH, "da")


def build_swedish() -> bytes:
    """Build the Swedish template."""
    return _build(SWEDISH, "sv")


def _build(name: str, language: str) -> bytes:
    book = Book(f"faelles.{language}.toml", f"{DANISH}.{language}.toml")
    book.describe({"xb_skabelon": name, "xb_version": VERSION, "xb_enhed": "skole", "xb_svar": "aar"})
    linked = ("deltagelse", "enkaet", "enkaet_resultat", "enkaet_analyse", "udad", "forrige_enkaet")
    parts.front(book, book.words["forside"]["hvem"], book.words["forside"]["dage"], linked, indicators=False)
    # Sheets stand in the order a school uses them; formulas need what they look into written first.
    heights = {"deltagelse": 20, "enkaet": 32, "enkaet_resultat": 32, "enkaet_analyse": 104}
    sheets = {
        key: page(
            book,
            book.words[key]["ark"],
            row_height=height,
            writes=key != "enkaet_resultat",
            pages=int(key == "deltagelse"),
        )
        for key, height in heights.items()
    }
    leaving = page(book, book.words["udad"]["ark"], row_height=20, writes=True, pages=1)
    lists = Lists(book)
    groups = _groups(book, sheets["deltagelse"])
    _counts(book, lists, sheets["enkaet"], groups)
    _last_year(book, lists)
    results.figures(book, lists, sheets["enkaet_resultat"], groups)
    results.analysis(book, lists, sheets["enkaet_analyse"])
    outward.write(book, lists, leaving, groups)
    parts.about(book, name, VERSION, indicators=False)
    return book.finished()


# --- Who was asked -----------------------------------------------------------------------------
def _groups(book: Book, sheet: Worksheet) -> Groups:
    """Write a row a group: who was asked, how many answered, and what it does that some did not."""
    words = book.words["deltagelse"]
    heading(book, sheet, words, source=False, indicators=False)
    for column, width in enumerate((18, 50, 12, 12, 10, 11, 10, 54)):
        sheet.set_column(column, column, width)
    groups = Groups(sheet, _GROUPS_TOP + 1)
    sheet.set_row(_GROUPS_TOP - 1, 8)
    sheet.set_row(_GROUPS_TOP, 34)
    for column, said in enumerate(words["kolonner"]):
        style = "head_first" if column == 0 else "head" if column in (1, 2, 7) else "head_right"
        sheet.write_string(_GROUPS_TOP, column, said, book.style(style))
    for place, group in enumerate(GROUPS):
        _group(book, sheet, groups, place, group)
    inks = icon_inks({"⚠": RED})
    for condition, change in inks:
        rule = {"type": "formula", "format": book.rule(**change)}
        rule["criteria"] = "=" + condition.replace("{cell}", f"$H{groups.first + 1}")
        sheet.conditional_format(groups.first, 7, groups.last, 7, rule)
    last = _words(book, sheet, groups.last + 2)
    sheet.print_area(0, 0, last, 7)
    sheet.set_zoom(90)
    return groups


def _group(book: Book, sheet: Worksheet, groups: Groups, place: int, group: str) -> None:
    words, row = book.words["deltagelse"], groups.first + place
    sheet.set_row(row, 62)
    sheet.write_string(row, 0, words["grupper"][group], book.style("term_strong"))
    for column, key in enumerate(("hvem", "dato", "spurgt", "besvaret"), start=1):
        help = words["hjaelp"][key]
        takes, style = inputs.count(book, *help), "input_figure_whole"
        if key in ("hvem", "dato"):
            takes = inputs.day(book, *help) if key == "dato" else inputs.anything(book, *help)
            style = "input_date" if key == "dato" else "input_long"
        answer(book, sheet, row, column, f"enkaet_{group}_{key}", style, help, takes)
    rate = groups.rate(group)
    sheet.write_formula(row, 5, f"={rate}", book.style("share_strong"), "")
    asked, answered = (groups.last_year(group, key) for key in ("spurgt", "besvaret"))
    before = f'=IF(AND(ISNUMBER({asked}),ISNUMBER({answered})),IF({asked}>0,{answered}/{asked},""),"")'
    sheet.write_formula(row, 6, before, book.style("share_quiet"), "")
    sheet.write_formula(row, 7, groups.silence(words, group), book.style("text"), "")
    sheet.write_string(row, groups.KEY, group, book.style("help"))
    for column, key in enumerate(("spurgt", "besvaret"), start=groups.KEY + 1):
        field(book, sheet, row, column, f"forrige_enkaet_{group}_{key}", "help")
    told = (groups.in_hundred(group), groups.silent_in_hundred(group))
    for column, formula in enumerate(told, start=groups.KEY + 3):
        sheet.write_formula(row, column, formula, book.style("help"), "")


def _words(book: Book, sheet: Worksheet, row: int) -> int:
    """Ask how everybody was heard and, beside it, write plainly what few answers do; give the last row."""
    words = book.words["deltagelse"]
    sheet.set_row(row - 1, 12)
    sheet.set_row(row, 24)
    section(book, sheet, row, words["jeres_ord"])
    section(book, sheet, row, words["lav_rubrik"], 6, first=2)
    said = list(words["lav"].items())
    for place, key in enumerate(("saadan", "ikke_hoert")):
        row += 1
        sheet.set_row(row, 132)
        sheet.write_string(row, 0, words[f"{key}_head"], book.style("term", valign="top"))
        answer(book, sheet, row, 1, f"enkaet_{key}", help=words["hjaelp"][key])
        # A column is too narrow for sentences: they are laid over those of figures.
        sheet.merge_range(row, 2, row, 7, "", book.style("fact", valign="top"))
        rich: list[object] = []
        for term, sentence in said[2 * place : 2 * place + 2]:
            rich += [book.style("plain", bold=True), term + "\n", book.style("plain"), sentence + "\n\n"]
        sheet.write_rich_string(row, 2, *rich, book.style("fact", valign="top"))
    return row


# --- The counts --------------------------------------------------------------------------------
def _counts(book: Book, lists: Lists, sheet: Worksheet, groups: Groups) -> None:
    """Write the list where counts are typed or pasted, and what does not add up in them."""
    words = book.words["enkaet"]
    heading(book, sheet, words, source=False, indicators=False)
    sheet.write_string(4, 0, words["skala"], book.style("over_legend"))
    said = words["hjaelp"]
    closed = ('{=egen}=""', CLOSED)
    counted = inputs.count(book, *said["antal"])
    columns = [
        Column("gruppe_vist", 15.5, "group"),
        Column("navn", 44, "name"),
        Column("spoergsmaal", 32, "input_long", "svar", validation=inputs.anything(book, *said["egen"]),
               looks=[closed]),
        *(Column(key, 9.5, "input_figure_whole", "svar", validation=counted) for key in OPTIONS),
        Column("antal_ved_ikke", 8, "input_figure_whole", "svar", validation=counted),
        Column("svar", 8.5, "count_figure", "formula", _answers()),
        Column("tjek", 27, "status", "formula", _check(groups), looks=icon_inks(_CHECKED)),
        Column("ramme", 20, "quiet"),
        *(helper(key) for key in ("noegle", "egen")),
    ]  # fmt: skip
    made = lists.write(sheet, "enkaet", _TOP, ROWS, columns)
    for key, word in (("spoergsmaal", "gruppe_egne"), ("antal_1", "gruppe_svar"), ("svar", "gruppe_tjek")):
        sheet.write_string(_TOP - 1, made.at(key), words[word], book.style("over_group"))
    made.print_and_freeze(head_height=48)


def _answers() -> str:
    """Add the four options up; a blank one is not none, so all four must stand there, as people count.

    Pasting goes past what a cell lets one write: a half person or fewer than none is no count.
    """
    options = f"{{{OPTIONS[0]}:{OPTIONS[-1]}}}"
    whole = "+".join(f"(INT({{{option}}})={{{option}}})*({{{option}}}>=0)" for option in OPTIONS)
    return f'IF(COUNT({options})=4,IF({whole}=4,SUM({options}),""),"")'


def _check(groups: Groups) -> str:
    options = f"{{{OPTIONS[0]}:{OPTIONS[-1]}}}"
    answered = groups.of_row("besvaret", "{noegle}")
    too_many = f"AND(ISNUMBER({answered}),{{svar}}+N({{antal_ved_ikke}})>N({answered}))"
    return (
        'IF(AND({egen}="",{spoergsmaal}<>""),{\'enkaet.faelles\'},'
        f'IF(COUNT({options})=0,"",'
        f"IF({{svar}}=\"\",IF(COUNT({options})=4,{{'enkaet.ikke_antal'}},{{'enkaet.mangler'}}),"
        'IF(AND({egen}<>"",{spoergsmaal}=""),{\'enkaet.uden_spoergsmaal\'},'
        f"IF({too_many},{{'enkaet.for_mange'}},"
        "IF({svar}=0,{'enkaet.ingen_mening'},{'enkaet.talt'}))))))"
    )


def _last_year(book: Book, lists: Lists) -> None:
    """Write last year's counts, from which the change is worked out."""
    words = book.words["forrige_enkaet"]
    sheet = page(book, words["ark"], row_height=28)
    heading(book, sheet, words, source=False, indicators=False)
    field(book, sheet, 4, 0, "forrige_linje", "count")
    key = 'IFERROR(FIND("|",{noegle}),0)'
    common = f'SUBSTITUTE(MID({{noegle}},{key}+1,200),"_"," ")'
    asked = f"IFERROR(INDEX({{enkaet.navn}},MATCH({{noegle}},{{enkaet.noegle}},0)),{common})"
    columns = [
        Column("gruppe", 20, "quiet", "formula", _group_of_key()),
        Column("tekst", 60, "name", "formula",
               f'IF({{noegle}}="","",IF({{spoergsmaal}}<>"",{{spoergsmaal}},{asked}))'),
        *(Column(key, 11, "count_figure") for key in OPTIONS),
        Column("antal_ved_ikke", 9, "count_figure"),
        Column("svar", 9, "count_figure", "formula", _answers()),
        *(helper(key) for key in ("noegle", "spoergsmaal")),
        # A question of the school's own is known by its words, wherever it stood.
        helper("kendes_som", f'IF({{spoergsmaal}}="",{{noegle}}&"",LEFT({{noegle}},{key})&{{spoergsmaal}})'),
    ]  # fmt: skip
    lists.write(sheet, "forrige_enkaet", _TOP, ROWS, columns).print_and_freeze(48, "tekst")


def _group_of_key() -> str:
    """Name the group a row's key begins with."""
    said = '""'
    for group in reversed(GROUPS):
        name = f"{{'forrige_enkaet.{group}'}}"
        said = f'IF(LEFT({{noegle}},{len(group) + 1})="{group}|",{name},{said})'
    return said
