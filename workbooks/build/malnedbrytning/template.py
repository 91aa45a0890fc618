"""The template `malnedbrytning`: a goal from the nation down to a school's group, with each level's duty.

One page shows one indicator through all levels, so that a teacher sees their group under the nation's goal;
the others are where school and groups write their own. The page is ``chain``'s; what the schools' goals
come to together is ``municipal``'s.
"""

from __future__ import annotations

from typing import Final

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.lists import Column, Lists, helper
from workbooks.build.kit.look import GREEN, GREY, RED, Book, heading, page
from workbooks.build.kit.parts import about, front
from workbooks.build.malnedbrytning import chain
from workbooks.build.malnedbrytning.words import enough, judged, typed, with_unit
from xl_beregner.fields.known.goal_chain import CHAIN, GROUPS, OWN, UPWARD

NAME, VERSION = "malnedbrytning", "1.0"

ROWS, GROUP_ROWS, CHAIN_ROWS, LAST_ROWS = 12, 40, 34, 6
TOP: Final = 7
INKS = icon_inks({"●": GREEN, "◕": GREEN, "◔": RED, "○": RED, "?": GREY, "⚠": RED})
_SIGNED: Final = '+#,##0.0;"−"#,##0.0;0.0'


def build() -> bytes:
    """Build the template and give its bytes; the same bytes each time."""
    book = Book("faelles.sv.toml", f"{NAME}.sv.toml")
    book.describe({"xb_skabelon": NAME, "xb_version": VERSION, "xb_enhed": "skole", "xb_svar": "aar"})
    lists = Lists(book)
    words = book.words["forside"]
    front(
        book,
        {"rektor": words["rektor"], "deltagare": words["deltagare"]},
        {"samtal_datum": words["samtal_datum"]},
        ("kedjan", OWN, GROUPS, UPWARD, "om"),
    )
    # In the order of the tabs; lists are written in the order in which they look into each other.
    sheets = {
        key: page(book, book.words[key]["ark"], row_height=height, writes=writes, pages=pages)
        for key, height, writes, pages in (
            ("kedjan", 18.0, True, 1),
            (OWN, 84.0, True, 0),
            (GROUPS, 36.0, True, 0),
            (UPWARD, 32.0, False, 1),
            (CHAIN, 27.0, False, 0),
            (f"forrige_{OWN}", 44.0, False, 0),
        )
    }
    _chain(book, lists, sheets[CHAIN])
    _own(book, lists, sheets[OWN])
    _groups(book, lists, sheets[GROUPS])
    _upward(book, lists, sheets[UPWARD])
    _last(book, lists, sheets[f"forrige_{OWN}"])
    chain.write(book, lists, sheets["kedjan"])
    about(book, NAME, VERSION)
    return book.finished()


def _writes(book: Book, key: str, width: float) -> list[Column]:
    """Give the columns where a level writes its goal, its duty and what it does."""
    help = book.words[key]["hjaelp"]
    return [
        Column("eget_mal", 8.5, "input_figure", "svar", validation=inputs.number(book, *help["eget_mal"])),
        Column("ansvar", 18, "input_long", "svar", validation=inputs.anything(book, *help["ansvar"])),
        Column("insats", width, "input_long", "svar", validation=inputs.anything(book, *help["insats"])),
    ]


def _named(*, grouped: bool = True) -> list[Column]:
    group = [Column("pejlemaerke_vist", 15.5, "group")] if grouped else []
    return [*group, Column("matetal", 31, "name", "formula", with_unit())]


def _own(book: Book, lists: Lists, sheet: Worksheet) -> None:
    """Write where the school writes its goals: the nearest goal above and the school's figure beside."""
    words = book.words[OWN]
    heading(book, sheet, words)
    counts = 'IF(ISNUMBER({eget_mal}),{eget_mal},IF(ISNUMBER({besluttet}),{besluttet},""))'
    columns = [
        *_named(),
        Column("naermeste", 11.5, "quiet"),
        Column("naermeste_maal", 8, "figure", decimals=True),
        Column("resultat", 8.5, "figure_strong", decimals=True),
        Column("usikkerhed", 7, "figure_quiet", decimals=True),
        Column("aar", 10.5, "quiet"),
        Column("besluttet", 9, "figure_quiet", decimals=True),
        *_writes(book, OWN, 42),
        Column("laget", 16, "status", "formula", typed(judged("{gaelder}")), looks=INKS),
        Column("spoergsmaal", 26, "quiet"),
        *(
            helper(key)
            for key in (
                "noegle",
                "pejlemaerke",
                "decimaler",
                "fortegn",
                "standardfejl",
                "vis_foerst",
                "navn",
                "maaleenhed",
            )
        ),
        helper("gaelder", counts),
    ]
    made = lists.write(sheet, OWN, TOP, ROWS, columns)
    for key, said in (
        ("naermeste", "ovanfor"),
        ("resultat", "skolan"),
        ("eget_mal", "skriv"),
        ("laget", "laget"),
    ):
        sheet.write_string(TOP - 1, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    made.print_and_freeze(head_height=33, beside="matetal")
    book.name("liste_matetal", sheet, TOP + 1, made.at("navn"), made.bottom)


def _groups(book: Book, lists: Lists, sheet: Worksheet) -> None:
    """Write where the groups write theirs, an indicator's groups below each other."""
    words = book.words[GROUPS]
    heading(book, sheet, words)
    columns = [
        *_named(grouped=False),
        Column("gruppe", 11.5, "term_strong"),
        Column("antal", 7.5, "count_figure"),
        Column("resultat", 8.5, "figure_strong", decimals=True),
        Column("usikkerhed", 7, "figure_quiet", decimals=True),
        Column("forrige", 8, "figure_quiet", decimals=True),
        Column("skolen", 8, "figure_quiet", decimals=True),
        *_writes(book, GROUPS, 46),
        Column("laget", 16, "status", "formula", typed(judged("{eget_mal}")), looks=INKS),
        Column("bemaerkning", 23, "quiet"),
        *(
            helper(key)
            for key in (
                "noegle",
                "navn_vist",
                "indikator",
                "aar",
                "gruppe_nr",
                "er_del",
                "decimaler",
                "fortegn",
                "standardfejl",
                "navn",
                "maaleenhed",
            )
        ),
        helper("sok", '{indikator}&"|"&{gruppe}'),
        # A goal in words is none.
        helper("har_mal", "IF(ISNUMBER({eget_mal}),1,0)"),
        helper("mal_tal", "IF(ISNUMBER({eget_mal}),{eget_mal},0)"),
    ]
    made = lists.write(sheet, GROUPS, TOP, GROUP_ROWS, columns, buttons=True)
    for key, said in (("resultat", "gruppen"), ("eget_mal", "skriv"), ("laget", "laget")):
        sheet.write_string(TOP - 1, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    made.print_and_freeze(head_height=33, beside="gruppe")
    book.name("liste_grupper", sheet, TOP + 1, made.at("gruppe_nr"), made.bottom)


def _upward(book: Book, lists: Lists, sheet: Worksheet) -> None:
    """Write whether the groups' goals come to the school's, and the school's to the level above it."""
    words = book.words[UPWARD]
    heading(book, sheet, words)
    mine = f"({{{GROUPS}.indikator}}={{noegle}})*({{{GROUPS}.er_del}}=1)"
    with_goal = f"({{{GROUPS}.har_mal}}=1)"
    weight = f"{{{GROUPS}.antal}}"
    pupils = f"SUMPRODUCT({mine}*{weight})"
    counted = f"SUMPRODUCT({mine}*{with_goal})"
    # A group without a goal stays where it is.
    summed = (
        f"(SUMPRODUCT({mine}*{with_goal}*{weight}*{{{GROUPS}.mal_tal}})"
        f"+SUMPRODUCT({mine}*(1-{with_goal})*{weight}*{{{GROUPS}.resultat}}))/{pupils}"
    )
    place = f"IFERROR(MATCH({{noegle}},{{{OWN}.noegle}},0),0)"
    columns = [
        *_named(),
        Column("naermeste", 11.5, "quiet"),
        Column("naermeste_maal", 8.5, "figure", decimals=True),
        Column(
            "skolans_mal",
            8.5,
            "figure_strong",
            "formula",
            f'IF({{raekke}}=0,"",INDEX({{{OWN}.gaelder}},MAX(1,{{raekke}})))',
            decimals=True,
        ),
        Column(
            "racker_upp",
            16,
            "status",
            "formula",
            enough("{skolans_mal}", "{naermeste_maal}", "IF(ISNUMBER({skolans_mal}),1,0)", ""),
            looks=INKS,
        ),
        Column("resultat", 8.5, "figure_strong", decimals=True),
        Column("usikkerhed", 7, "figure_quiet", decimals=True),
        Column("grupper_resultat", 11.5, "figure", decimals=True),
        Column("grupper_linje", 14, "quiet"),
        Column(
            "grupper_mal",
            10,
            "figure_strong",
            "formula",
            f'IF({{antal_mal}}=0,"",IF({pupils}>0,{summed},""))',
            decimals=True,
        ),
        Column(
            "grupper_sagt",
            10,
            "quiet",
            "formula",
            f"IF({{antal_grupper}}=0,\"\",{{antal_mal}}&{{'{UPWARD}.av'}}&{{antal_grupper}})",
        ),
        Column(
            "racker",
            16,
            "status",
            "formula",
            enough("{grupper_mal}", "{skolans_mal}", "{antal_mal}", "{usikkerhed}"),
            looks=INKS,
        ),
        Column("fraga", 32, "quiet", "formula", _question()),
        *(helper(key) for key in ("noegle", "pejlemaerke", "decimaler", "fortegn", "navn", "maaleenhed")),
        helper("raekke", place),
        helper("antal_mal", counted),
        helper("antal_grupper", f"SUMPRODUCT({mine})"),
    ]
    made = lists.write(sheet, UPWARD, TOP, ROWS, columns)
    for key, said in (("naermeste", "uppat"), ("resultat", "skolan"), ("grupper_resultat", "grupperna")):
        sheet.write_string(TOP - 1, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    made.print_and_freeze(head_height=46, beside="matetal")


def _question() -> str:
    """Ask what the row makes one ask."""

    def said(key: str) -> str:
        return f"{{'{UPWARD}.fraga_{key}'}}"

    under = 'LEFT({racker},1)="○"'
    return (
        f'IF({{navn}}="","",IF(NOT(ISNUMBER({{skolans_mal}})),{said("inget")},'
        f"IF({{antal_grupper}}=0,{said('utan')},IF({{antal_mal}}=0,{said('ingen_grupp')},IF({under},{said('racker_ej')},{said('racker')})))))"
    )


def _chain(book: Book, lists: Lists, sheet: Worksheet) -> None:
    """Write every indicator through all levels, as it is set and decided."""
    words = book.words[CHAIN]
    heading(book, sheet, words)
    columns = [
        Column("navn_vist", 34, "group"),
        Column("niveau", 12.5, "term_strong"),
        Column("maal", 8, "figure", decimals=True),
        Column("maaltype", 11.5, "quiet"),
        Column("maal_tal", 8.5, "figure_strong", decimals=True),
        Column("maal_aar", 10.5, "quiet"),
        Column("resultat", 8.5, "figure_strong", decimals=True),
        Column("usikkerhed", 7, "figure_quiet", decimals=True),
        Column("aar", 10.5, "quiet"),
        Column("status", 17, "status", looks=INKS),
        Column("ansvar", 24, "quiet"),
        Column("maal_kilde", 28, "remark"),
        Column("bemaerkning", 20, "remark"),
        *(helper(key) for key in ("noegle", "decimaler", "fortegn", "standardfejl", "maaleenhed")),
    ]
    lists.write(sheet, CHAIN, TOP, CHAIN_ROWS, columns).print_and_freeze(head_height=33, beside="niveau")


def _last(book: Book, lists: Lists, sheet: Worksheet) -> None:
    """Write what the school wrote the year before."""
    table = f"forrige_{OWN}"
    heading(book, sheet, book.words[table], source=False)
    columns = [
        Column("navn", 40, "name"),
        Column("eget_mal", 12, "figure_strong"),
        Column("ansvar", 34, "text"),
        Column("insats", 90, "text"),
        helper("noegle"),
    ]
    lists.write(sheet, table, TOP, LAST_ROWS, columns).print_and_freeze(head_height=20)
