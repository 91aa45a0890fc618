"""The sheets of figures of `skoleudviklingssamtale`, a question and room for words beside each row.

Goals in force and the school's figures may be shown to a board; tests and progression stand on sheets
of their own (``udelad_``), which editions without test results do not have.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.lists import Column, List, Lists, Look, helper
from workbooks.build.kit.look import GREEN, RED, Book, heading, page
from workbooks.build.kit.parts import field

_TOP = 7  # the row (from 0) of a list's headings
_PROGRESSION = "progression_resultater"  # a row for a pair of tests, none where there is nothing
_INKS = {"▲": GREEN, "▼": RED}


def goals(book: Book, lists: Lists) -> List:
    """Write the goals in force, each with the question what the school does towards it."""
    sheet = _sheet(book, "gaeldende_maal", 54)
    book.name("udelad_gaeldende_maal", sheet, _TOP - 2, 0)
    field(book, sheet, _TOP - 2, 0, "maal_linje", "count")
    columns = [
        Column("pejlemaerke_vist", 17, "group"),
        Column("navn", 28, "name"),
        Column("maaleenhed", 9.5, "quiet"),
        Column("baseline", 9.5, "figure_quiet", decimals=True),
        Column("niveau", 9.5, "figure_strong", decimals=True),
        Column("senest", 11, "quiet"),
        Column("seneste", 9.5, "figure", decimals=True),
        Column("aar_seneste", 11, "quiet"),
        Column("tiltag", 28, "quiet"),
        Column("bemaerkning", 20, "remark"),
        _words(book, "gaeldende_maal", "peger", 42),
        *(helper(key) for key in ("noegle", "decimaler")),
    ]
    made = lists.write(sheet, "gaeldende_maal", _TOP, 3, columns)
    _groups(book, made, {"baseline": "maal", "seneste": "nu", "peger": "ord"})
    made.print_and_freeze()
    return made


def council(book: Book, lists: Lists) -> List:
    """Write the council's own goals, left out where the dataset has none."""
    sheet = _sheet(book, "kommunens_maal", 54)
    book.name("udelad_kommunens_maal", sheet, _TOP - 2, 0)
    columns = [
        Column("pejlemaerke_vist", 17, "group"),
        Column("navn", 28, "name"),
        Column("maaleenhed", 9.5, "quiet"),
        Column("gaelder_for", 15, "quiet"),
        Column("maaltype", 12, "quiet"),
        Column("maal", 9.5, "figure_strong", decimals=True),
        Column("skoleaar", 11, "quiet"),
        Column("seneste", 11, "figure", decimals=True),
        Column("aar_seneste", 11, "quiet"),
        Column("kilde", 30, "remark"),
        _words(book, "kommunens_maal", "peger", 46),
        *(helper(key) for key in ("noegle", "decimaler", "fortrolig")),
    ]
    made = lists.write(sheet, "kommunens_maal", _TOP, 3, columns)
    _groups(book, made, {"gaelder_for": "maal", "seneste": "nu", "peger": "ord"})
    _confidential_rows(book, lists, made)
    made.print_and_freeze()
    return made


def indicators(book: Book, lists: Lists) -> List:
    """Write the school's figures, each with its uncertainty, what can be said, and a question."""
    sheet = _sheet(book, "tal", 54)
    columns = [
        Column("pejlemaerke_vist", 16, "group"),
        Column("navn", 26, "name"),
        Column("maaleenhed", 9, "quiet"),
        Column("forrige", 8, "figure_quiet", decimals=True),
        Column("seneste", 9, "figure_strong", decimals=True),
        Column("usikkerhed", 9.5, "figure_quiet", decimals=True),
        Column("aar_seneste", 11, "quiet"),
        Column("udvikling", 13.5, "status", looks=_looks()),
        Column("kommune", 10.5, "figure_quiet", decimals=True),
        Column("mod_kommunen", 13.5, "status", looks=_looks()),
        Column("spoergsmaal", 30, "quiet"),
        _words(book, "tal", "ord", 38),
        Column("bemaerkning", 22, "remark"),
        *(helper(key) for key in ("noegle", "decimaler", "fortrolig")),
    ]
    made = lists.write(sheet, "tal", _TOP, 13, columns)
    _groups(book, made, {"forrige": "skole", "kommune": "andre", "spoergsmaal": "ord"})
    _confidential_rows(book, lists, made)
    made.print_and_freeze()
    return made


def tests(book: Book, lists: Lists) -> List:
    """Write the results of obligatory tests: confidential, left out where there are none."""
    sheet = _confidential(book, "testresultater", "test")
    columns = [
        Column("navn_vist", 30, "name"),
        Column("gruppe", 14, "quiet"),
        Column("maaleenhed", 10, "quiet"),
        Column("forrige", 9, "figure_quiet", decimals=True),
        Column("seneste", 9, "figure_strong", decimals=True),
        Column("usikkerhed", 9.5, "figure_quiet", decimals=True),
        Column("aar_seneste", 11, "quiet"),
        Column("kommune", 10.5, "figure_quiet", decimals=True),
        Column("tegn", 20, "status", looks=_looks()),
        Column("spoergsmaal", 34, "quiet"),
        _words(book, "testresultater", "ord", 36),
        Column("bemaerkning", 22, "remark"),
        *(helper(key) for key in ("noegle", "decimaler")),
    ]
    made = lists.write(sheet, "testresultater", _TOP, 1, columns)
    _groups(book, made, {"forrige": "skole", "kommune": "andre", "spoergsmaal": "ord"})
    made.print_and_freeze(beside="navn_vist")
    return made


def progression(book: Book, lists: Lists) -> List:
    """Write how far the pupils came between tests: confidential, left out where there is none."""
    sheet = _confidential(book, _PROGRESSION, "progression")
    columns = [
        Column("pejlemaerke_vist", 17, "group"),
        Column("navn", 26, "name"),
        Column("elever", 8, "figure_whole"),
        Column("maaleenhed", 13, "quiet"),
        Column("vaerdi", 11, "figure_strong", decimals=True),
        Column("nedre", 7, "figure_quiet", decimals=True),
        Column("oevre", 7, "figure_quiet", decimals=True),
        Column("sammenlign", 9, "figure_quiet", decimals=True),
        Column("dom", 20, "status", looks=_looks()),
        Column("tekst", 46, "remark"),
        _words(book, _PROGRESSION, "ord", 38),
        Column("bemaerkning", 22, "remark"),
        *(helper(key) for key in ("noegle", "decimaler")),
    ]
    made = lists.write(sheet, _PROGRESSION, _TOP, 1, columns)
    _groups(book, made, {"elever": "skolen", "dom": "sikkert", "ord": "ord"})
    sheet.write_string(_TOP - 1, made.at("nedre"), book.words[_PROGRESSION]["interval"], book.style("over"))
    made.print_and_freeze()
    return made


def _sheet(book: Book, key: str, row_height: float) -> Worksheet:
    sheet = page(book, book.words[key]["ark"], row_height=row_height, writes=True)
    heading(book, sheet, book.words[key])
    return sheet


def _confidential(book: Book, key: str, left_out: str) -> Worksheet:
    """Add a sheet that a file is without when its list is empty, and that says whom it is for."""
    sheet = _sheet(book, key, 52)
    sheet.write_string(_TOP - 2, 0, book.words[key]["fortroligt"], book.style("warning"))
    book.name(f"udelad_{left_out}", sheet, _TOP - 2, 0)
    return sheet


def _confidential_rows(book: Book, lists: Lists, made: List) -> None:
    """Say above a list that some of its rows are confidential, if they show anything."""
    table = made.name
    shown = f'SUMPRODUCT(({{{table}.fortrolig}}="ja")*({{{table}.seneste}}<>""))'
    secret = f"IF({shown}=0,\"\",{{'{table}.fortroligt'}})"
    made.sheet.write_formula(_TOP - 2, 0, lists.formula(table, secret), book.style("warning"), "")


def _words(book: Book, table: str, key: str, width: float) -> Column:
    takes = inputs.anything(book, *book.words[table]["hjaelp"][key])
    return Column(key, width, "input_long", "svar", validation=takes)


def _groups(book: Book, made: List, over: dict[str, str]) -> None:
    for key, said in over.items():
        words = book.words[made.name][f"gruppe_{said}"]
        made.sheet.write_string(_TOP - 1, made.at(key), words, book.style("over_group"))


def _looks() -> list[Look]:
    return icon_inks(_INKS)
