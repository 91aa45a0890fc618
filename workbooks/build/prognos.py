"""The template `prognos` (Swedish) and `prognose` (Danish): what the teacher expects, and how it held.

One build for both languages. The forecast is the teacher's and nobody else's: nothing here proposes one.
Earlier forecasts and their outcomes are fields; shares are native formulas over them, calibration is a
list of fields, for it is estimated over all cases at once.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.class_heading import about, class_heading, guidance, icon_inks
from workbooks.build.kit.kappa import wilson
from workbooks.build.kit.lists import Column, List, Lists
from workbooks.build.kit.look import BROWN, GREEN, GREY, RED, Book, page
from xl_beregner import texts
from xl_beregner.fields.forecast_words import OUTCOMES, WORDS
from xl_beregner.measures.tools.disclosure import LEAST_PUPILS

VERSION = "1.0"
ROWS = 24  # rows the lists are built with; a fill gives each its own number
TOP = 7  # the row (from 0) of the forecasts' headings
_WORDS_TOP, OUTCOMES_TOP = 6, 13  # the rows of the headings of the sheet of outcomes
NAMES = {"sv": "prognos", "da": "prognose"}
FACTS = {
    "skole_navn": "fact", "klasse": "fact", "klassetrin": "fact", "kommune_navn": "fact", "skoleaar": "fact",
    "kilde": "fact", "hentet": "fact_date", "kilde_linje": "fact", "udgave": "fact", "mindst_antal": "fact",
}  # fmt: skip
_REACHED, _MISSED = OUTCOMES[:2]


def build(language: str) -> bytes:
    """Build the template in a language and give its bytes; the same bytes each time."""
    book = Book(f"prognos.{language}.toml")
    # Words that fields fill in, and formulas look for, stand in one place.
    book.words["ord"] = {key: texts.say(f"fields.prognose.{key}", language) for key in WORDS}
    book.words["udfald"] = {key: texts.say(f"fields.udfald.{key}", language) for key in OUTCOMES}
    book.describe({"xb_skabelon": NAMES[language], "xb_version": VERSION, "xb_enhed": "klasse"})
    lists = Lists(book)
    forecasts = _forecasts(book, lists)
    _outcomes(book, lists)
    _calibration(book, lists)
    guidance(book, 26)
    _about(book)
    forecasts.sheet.activate()
    return book.finished()


def build_danish() -> bytes:
    """Build `da/prognose.xlsx`."""
    return build("da")


def build_swedish() -> bytes:
    """Build `sv/prognos.xlsx`."""
    return build("sv")


# --- The forecasts -----------------------------------------------------------------------------
def _forecasts(book: Book, lists: Lists) -> List:
    words = book.words["prognose"]
    sheet = page(book, words["ark"], row_height=22, writes=True)
    class_heading(book, sheet, words)
    made = lists.write(sheet, "prognose", TOP, ROWS, _columns(book), buttons=True)
    for key, said in (("seneste", "kendt"), ("maal", "prognose"), ("tiltag", "goeres")):
        sheet.write_string(TOP - 1, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    _when_and_who(book, sheet, made)
    sheet.write_formula(TOP - 2, 0, lists.formula("prognose", _count(book)), book.style("count"), "")
    for row, height in ((TOP - 2, 20), (TOP - 1, 18), (TOP, 30)):
        sheet.set_row(row, height)
    sheet.freeze_panes(TOP + 1, 1)
    sheet.repeat_rows(0, TOP)
    sheet.set_zoom(90)
    sheet.print_area(0, 0, made.bottom, made.last_printed)
    first, last = (xl_col_to_name(made.at(key)) for key in ("seneste", "eget_maal"))
    sheet.ignore_errors({"number_stored_as_text": f"{first}{TOP + 2}:{last}{TOP + 2000}"})
    return made


def _columns(book: Book) -> list[Column]:
    said = book.words["prognose"]["hjaelp"]
    word = inputs.choice(book, list(book.words["ord"].values()), *said["prognose"])
    goal, action = (inputs.anything(book, *said[key]) for key in ("eget_maal", "tiltag"))
    inks = icon_inks({"⚠": RED, "…": BROWN, "✓": GREEN})
    return [
        Column("elev_navn", 27, "name_line"),
        Column("fag", 14, "quiet"),
        Column("seneste", 12, "point_strong"),
        Column("seneste_test", 6.5, "quiet"),
        Column("seneste_dato", 11, "fact_date"),
        Column("tidligere", 21, "quiet"),
        Column("tidligere_tiltag", 20, "remark"),
        Column("maal", 9, "point"),
        Column("eget_maal", 9, "input_point", "svar", validation=goal),
        Column("prognose", 13, "input", "svar", validation=word),
        Column("chance", 8.5, "input_chance", "svar", validation=inputs.share(book, *said["chance"])),
        Column("tiltag", 34, "input_long", "svar", validation=action),
        Column("kontrol", 17, "status", "formula", _check(), looks=inks),
        Column("noegle", 9, "help"),
        Column("tidligere_dato", 9, "help"),
    ]


def _when_and_who(book: Book, sheet: Worksheet, made: List) -> None:
    """Write the yellow cells for the forecasts' date and who makes them, above the list."""
    words, row = book.words["prognose"], TOP - 2
    at = made.at("eget_maal")
    for column, key, style in ((at, "dato", "input_date"), (made.at("tiltag"), "laerer", "input")):
        sheet.write_string(row, column - 1, words[key], book.style("over_right", text_wrap=False))
        sheet.write_blank(row, column, None, book.style(style))
        book.name(f"svar_prognose_{key}", sheet, row, column)
        takes = inputs.day if key == "dato" else inputs.anything
        sheet.data_validation(row, column, row, column, dict(takes(book, *words["hjaelp"][key])))


def _count(book: Book) -> str:
    """Say how many forecasts are made, and how many of each word."""
    words = book.words["prognose"]
    made = "COUNTA({prognose.prognose})"
    said = f'"{words["taelling"]}: "&{made}&" {words["af"]} "&COUNTA({{prognose.noegle}})'
    for key in WORDS:
        word = book.words["ord"][key]
        said += f'&"   ·   {word} "&COUNTIF({{prognose.prognose}},"{word}")'
    return said


def _check() -> str:
    """Say what is missing, the worst first; nothing until something is forecast."""
    outside = 'AND({chance}<>"",NOT(ISNUMBER({chance})))'
    beyond = "IF(ISNUMBER({chance}),OR({chance}<0,{chance}>1),FALSE)"
    likely = "IF(ISNUMBER({chance}),{chance},0.5)"
    at_odds = (
        f"OR(AND({{prognose}}={{'ord.naar'}},{likely}<0.5),"
        f"AND({{prognose}}={{'ord.naar_ikke'}},{likely}>0.5))"
    )
    worried = "AND({tiltag}=\"\",OR({prognose}={'ord.usikkert'},{prognose}={'ord.naar_ikke'}))"
    return (
        'IF(AND({prognose}="",{chance}=""),"",'
        f"IF(OR({outside},{beyond}),{{'prognose.chance_fejl'}},"
        'IF(AND({maal}="",{eget_maal}=""),{\'prognose.uden_maal\'},'
        f"IF({at_odds},{{'prognose.uenige'}},"
        "IF(svar_prognose_dato=\"\",{'prognose.uden_dato'},"
        f"IF({worried},{{'prognose.uden_tiltag'}},{{'prognose.klart'}}))))))"
    )


# --- What came of earlier ones -----------------------------------------------------------------
def _outcomes(book: Book, lists: Lists) -> List:
    words = book.words["prognose_udfald"]
    sheet = page(book, words["ark"], row_height=24)
    class_heading(book, sheet, words)
    made = lists.write(sheet, "prognose_udfald", OUTCOMES_TOP, ROWS, _outcome_columns(), buttons=True)
    _by_word(book, lists, made)
    made.sheet.set_row(OUTCOMES_TOP, 30)
    sheet.freeze_panes(OUTCOMES_TOP + 1, 1)
    sheet.repeat_rows(OUTCOMES_TOP)
    sheet.print_area(0, 0, made.bottom, made.last_printed)
    sheet.ignore_errors({"number_stored_as_text": f"D{OUTCOMES_TOP + 2}:H{OUTCOMES_TOP + 5000}"})
    return made


def _outcome_columns() -> list[Column]:
    inks = icon_inks({"✓": GREEN, "✕": RED, "…": GREY, "?": GREY})
    return [
        Column("elev_navn", 27, "name_line"),
        Column("fag", 15, "quiet"),
        Column("dato", 13, "fact_date"),
        Column("maal", 13, "point"),
        Column("prognose", 12, "status"),
        Column("sandsynlighed", 10, "chance"),
        Column("tiltag", 34, "remark"),
        Column("resultat", 13, "point_strong"),
        Column("resultat_test", 8, "quiet"),
        Column("resultat_dato", 12, "fact_date"),
        Column("udfald", 14, "status", looks=inks),
        Column("grund", 24, "remark"),
        Column("noegle", 9, "help"),
    ]


def _by_word(book: Book, lists: Lists, made: List) -> None:
    """Write how many of each word's forecasts reached their goal, with the share's uncertainty."""
    words, sheet, top = book.words["prognose_udfald"], made.sheet, _WORDS_TOP
    for column, said in enumerate(words["ord_kolonner"]):
        sheet.write_string(top, column, said, book.style("head" if column else "head_first"))
    sheet.set_row(top, 18)
    for row, key in enumerate((*WORDS, ""), start=top + 1):
        sheet.set_row(row, 18)
        word = book.words["ord"].get(key, words["alle"])
        sheet.write_string(row, 0, word, book.style("term" if key else "term_strong"))
        cells = [f"{xl_col_to_name(column)}{row + 1}" for column in range(7)]
        for column, formula in enumerate(_word_figures(book, key, cells), start=1):
            shape = "0" if column < 4 else "0 %"
            style = book.style("figure_strong" if column == 4 else "figure", num_format=shape, align="left")
            sheet.write_formula(row, column, lists.formula("prognose_udfald", formula), style, "")
    sheet.write_string(top + 5, 0, words["note"], book.style("source"))


def _word_figures(book: Book, key: str, cells: list[str]) -> list[str]:
    said, came = "{prognose_udfald.prognose}", "{prognose_udfald.udfald}"
    reached, missed = book.words["udfald"][_REACHED], book.words["udfald"][_MISSED]
    if key:
        word = book.words["ord"][key]
        made = f'COUNTIF({said},"{word}")'
        of = [f'COUNTIFS({said},"{word}",{came},"{outcome}")' for outcome in (reached, missed)]
    else:
        made = "COUNTA({prognose_udfald.noegle})"
        of = [f'COUNTIF({came},"{outcome}")' for outcome in (reached, missed)]
    known, hit = cells[2], cells[3]
    few = f'IF({known}=0,"","{book.words["prognose_udfald"]["for_faa"]}")'
    ends = (f'IF({known}>={LEAST_PUPILS},{end},"")' for end in wilson(hit, known))
    return [made, "+".join(of), of[0], f"IF({known}>={LEAST_PUPILS},{hit}/{known},{few})", *ends]


# --- How well they held ------------------------------------------------------------------------
def _calibration(book: Book, lists: Lists) -> List:
    words = book.words["prognose_kalibrering"]
    sheet = page(book, words["ark"], row_height=34)
    class_heading(book, sheet, words)
    made = lists.write(sheet, "prognose_kalibrering", TOP, ROWS // 4, _calibration_columns())
    none = f'COUNTA({{prognose_kalibrering.noegle}})=0,"{words["ingen"]}",""'
    told = lists.formula("prognose_kalibrering", f"IF({none})")
    sheet.set_row(TOP - 2, 18)
    sheet.write_formula(TOP - 2, 0, told, book.style("count"), "")
    sheet.write_string(TOP - 1, 0, words["note"], book.style("over"))
    sheet.write_blank(TOP - 1, 2, None, book.style("count"))
    book.name("felt_prognose_mindst_antal", sheet, TOP - 1, 2)
    sheet.set_row(TOP, 24)
    sheet.freeze_panes(TOP + 1, 2)
    sheet.repeat_rows(0, TOP)
    sheet.print_area(0, 0, made.bottom, made.last_printed)
    return made


def _calibration_columns() -> list[Column]:
    return [
        Column("fag", 18, "name"),
        Column("gruppe", 22, "text"),
        Column("antal", 8, "count_figure"),
        Column("sagt", 9, "share"),
        Column("skete", 9, "share_strong"),
        Column("nedre", 9, "share"),
        Column("oevre", 9, "share"),
        Column("brier", 8, "figure_two"),
        Column("tekst", 88, "remark"),
        Column("noegle", 9, "help"),
    ]


# --- The last sheets ---------------------------------------------------------------------------
def _about(book: Book) -> None:
    sheet = page(book, book.words["om"]["ark"], row_height=19, pages=1)
    row = about(book, sheet, VERSION, FACTS)
    sheet.print_area(0, 0, row, 1)
