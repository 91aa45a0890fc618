"""Formulas are put into plain A1 words for the engine, like ones at once, or refused with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.filling.formula_tree import UnsupportedError, at_row, shape_of
from xl_beregner.filling.functions_known import KNOWN
from xl_beregner.filling.guards import Guard, holds
from xl_beregner.filling.places import Area, Places, UnresolvedError
from xl_beregner.filling.shapes import Shapes, Translation
from xl_beregner.filling.translate import Translator
from xl_beregner.ooxml.formulas import shift
from xl_beregner.ooxml.values import ErrorText

PLACES = Places(
    {"tal": "Tal", "bl'å": "Bl'å"},
    {
        ("", "felt_x"): "'Bl''å'!$A$1",
        ("", "andel"): "0.5",
        ("", "tekst"): '"ord"',
        ("", "minus"): "-3",
        ("", "liste"): "Tal!$B$5:$B$14",
        ("", "videre"): "liste",
        ("", "selv"): "selv",
        ("", "rørlig"): "Tal!A1",
        ("", "formel"): "Tal!$A$1+1",
        ("", "tabt"): "Tal!#REF!",
        ("", "rækkenavn"): "tab[[#This Row],[v2]]",
        ("tal", "lokal"): "Tal!$C$1",
        ("", "lokal"): "Tal!$D$1",
    },
    {
        "tab": Area("Tal", (5, 1, 14, 3), 1, 1, {"v 1": 1, "v2": 2, "a]": 3}),
        "bar": Area("Tal", (30, 1, 40, 1), 0, 0, {"x": 1}),
    },
    {"Tal": frozenset({20})},
)


def translated(text: str, row: int = 7, sheet: str = "Tal") -> Translation:
    return Translator(PLACES, KNOWN).translate(text, sheet, row)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A1+$B$2", "=ark_0!$A$1+ark_0!$B$2"),
        ("'BL''Å'!A1:B2", None),
        ("SUM('BL''Å'!A1:B2)", "=SUM(ark_1!$A$1:$B$2)"),
        ("AND(A1>1,ISTEXT(A2))", "=((ark_0!$A$1>1)*(ISTEXT(ark_0!$A$2))=1)"),
        ("felt_x*andel", "=ark_1!$A$1*(0.5)"),
        ("minus+1", "=(-3)+1"),
        ("SUM(videre)", "=SUM(ark_0!$B$5:$B$14)"),
        ("lokal+Tal!lokal", "=ark_0!$C$1+ark_0!$C$1"),
        ("SUM(tab[v 1])", "=SUM(ark_0!$A$5:$A$14)"),
        ("SUM(tab[])", "=SUM(ark_0!$A$5:$C$14)"),
        ("ROWS(tab[#All])", "=ROWS(ark_0!$A$4:$C$15)"),
        ("SUM(tab[[#Data],[#Totals],[v2]])", "=SUM(ark_0!$B$5:$B$15)"),
        ("tab[[#Headers],[v2]]", "=ark_0!$B$4"),
        ("tab[[#This Row],[v2]]", "=ark_0!$B$7"),
        ("[[#This Row],v2]", "=ark_0!$B$7"),
        ("tab[@[a']]]", "=ark_0!$C$7"),
        ("_xlfn.T.DIST( A1 , 5 ,TRUE )", "=T.DIST(ark_0!$A$1,5,TRUE)"),
        ("ROW()-1", "=(7)-1"),
        ("if(a1>2,\"x,y\",'Bl''å'!a1)", '=IF(ark_0!$A$1>2,"x,y",ark_1!$A$1)'),
        ("OR(A1,A2)", "=IF(ISERROR(ark_0!$A$1),ark_0!$A$1,IF(ISERROR(ark_0!$A$2),ark_0!$A$2,"
                      "OR(ark_0!$A$1,ark_0!$A$2)))"),
    ],
)  # fmt: skip
def test_everything_a_formula_points_at_becomes_plain(text: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(UnsupportedError):
            translated(text)
    else:
        assert translated(text).text == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("UKENDT(1)", "function"),
        ("IFERROR(TEXT(A1,0),0)", "function"),
        ("A1:A3", "array"),
        ("SUM(A1:A3*2)", "array"),
        ("IF(A1:A3>1,1,0)", "array"),
        ("SUM({1,2})", "array"),
        ("ROW(A1:A3)", "array"),
        ("SUM((A1,A2))", "reference"),
        ("SUM(A1:A3 A2:A4)", "reference"),
        ("SUM(A:A)", "reference"),
        ("SUM(Tal:Andet!A1)", "reference"),
        ("[1]Ark1!A1", "reference"),
        ("ukendt_navn", "reference"),
        ("selv", "reference"),
        ("rørlig", "reference"),
        ("formel", "reference"),
        ("tabt", "reference"),
        ("SUM(A1:INDEX(A1:A3,2))", "reference"),
        ("A1#", "reference"),
        ("tab[ukendt]", "reference"),
        ("bar[#Headers]", "reference"),
        ("Mangler!A1", "reference"),
        ("SUM(A1", "reference"),
        ("A1)", "reference"),
        ("'A1", "reference"),
        ("INDEX(A1:A3,,1)", "argument"),
        ("INDEX(A1:A3,0)", "argument"),
        ("SUBTOTAL(9,A15:A25)", "argument"),
        ("SUBTOTAL(6,A1:A3)", "argument"),
        ("COUNTIFS(A1:A3,1,B1:B4,1)", "argument"),
        ("ROUND(1,2,3)", "argument"),
        ("MATCH(1,IF(A1>0,A2,A3),0)", "argument"),
        ("COUNTIF(INDEX(A1:A3,1),2)", "argument"),
        ("SUM(+A1)", "argument"),
        ("SUM(IFS(A1>0,A2))", "argument"),
        ("LOOKUP(1,A1:B9)", "argument"),
        ("MATCH(1,A1:A3,B1)", "argument"),
        ("rækkenavn", "reference"),
    ],
)
def test_what_nobody_vouches_for_is_refused_with_its_reason(text: str, kind: str) -> None:
    with pytest.raises(UnsupportedError) as raised:
        translated(text)
    assert raised.value.kind == kind


def test_this_row_exists_inside_its_table_only() -> None:
    translator = Translator(PLACES, KNOWN)
    assert translator.translate("tab[[#This Row],[v2]]", "Tal", 5).text == "=ark_0!$B$5"
    for row, sheet in ((4, "Tal"), (15, "Tal"), (7, "Bl'å")):
        with pytest.raises(UnsupportedError):
            translator.translate("tab[[#This Row],[v2]]", sheet, row)


def test_a_moved_table_and_a_changed_name_are_found_in_their_new_places() -> None:
    moved = PLACES.moved({"TAB": 20}, {"liste": "Tal!$B$5:$B$20"})
    translator = Translator(moved, KNOWN)
    assert translator.translate("SUM(tab[v 1],liste)", "Tal", 1).reads == (
        ("Tal", (5, 1, 20, 1)),
        ("Tal", (5, 2, 20, 2)),
    )
    assert translated("SUM(tab[v2])").reads == (("Tal", (5, 2, 14, 2)),)


REFERENCES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "$"]),
    st.sampled_from(["A", "B", "AB", "WZ", "XEA"]),
    st.sampled_from(["", "$"]),
    st.integers(3, 30),
)
OPERANDS = st.one_of(
    REFERENCES,
    st.builds("SUM({}:{})".format, REFERENCES, REFERENCES),
    st.builds("Tal!{}".format, REFERENCES),
    st.builds("COUNTIFS({}:{},1,{}:{},2)".format, REFERENCES, REFERENCES, REFERENCES, REFERENCES),
    st.builds("MATCH(1,{}:{})".format, REFERENCES, REFERENCES),
    st.builds("'Bl''å'!{}".format, REFERENCES),
    st.sampled_from(
        ["felt_x", "tab[[#This Row],[v2]]", "SUM(tab[v 1])", "SUM(tab[#All],liste)", "tab[[#Totals],[v2]]",
         "tab[v2]", "COUNTIFS(tab[v 1],1,tab[v2],2)", "COUNTIFS(tab[v 1],1,$A$5:$A$14,2)", "liste",
         "SUM([v2])", "tab[[#Headers],[v2]]", "MATCH(1,tab[v2])", "SUBTOTAL(9,tab[v2])", "SUM(A$7:A7)",
         '"A7"', "ROW()", "LOG10(A7)", "[[#This Row],v2]", "SUBTOTAL(9,A15:A19)",
         "SUBTOTAL(9,$A15:$A18)", "XFE7", "andel", "ab12.x"]
    ),
)  # fmt: skip
FORMULAS = st.builds("{}{}{}".format, OPERANDS, st.sampled_from(["+", "&", "<", "="]), OPERANDS)


def outcome(translator: Translator, text: str, row: int) -> Translation | str:
    try:
        return translator.translate(text, "Tal", row)
    except UnsupportedError as error:
        return error.kind


@given(FORMULAS, st.lists(st.integers(-4, 12), min_size=1, max_size=4))
def test_a_formula_copied_down_is_translated_as_if_it_were_alone(text: str, moves: list[int]) -> None:
    kept = Translator(PLACES, KNOWN)
    outcome(kept, text, 7)
    for by in moves:
        copy = shift(text, by, 0)
        alone = outcome(Translator(PLACES, KNOWN), copy, 7 + by)
        assert outcome(kept, copy, 7 + by) == alone


@given(
    FORMULAS,
    st.lists(st.tuples(st.integers(5, 20), st.sampled_from([10, 14]), st.integers(4, 16)), max_size=6),
)
def test_a_formula_kept_from_another_length_is_translated_as_if_it_were_alone(
    text: str, lengths: list[tuple[int, int, int]]
) -> None:
    shapes = Shapes()
    for last, last_of_name, row in lengths:
        places = PLACES.moved({"tab": last}, {"liste": f"Tal!$B$5:$B${last_of_name}"})
        alone = outcome(Translator(places, KNOWN), text, row)
        assert outcome(Translator(places, KNOWN, shapes), text, row) == alone


@given(FORMULAS, st.integers(1, 40))
def test_a_shape_with_its_row_put_in_is_the_formula(text: str, row: int) -> None:
    assert at_row(shape_of(text, row), row) == text


def test_a_range_that_grows_down_its_column_is_one_cell_in_its_first_row() -> None:
    translator = Translator(PLACES, KNOWN)
    for row in (7, 9, 6):
        expected = f"=SUM(ark_0!$A${min(row, 7)}:$A${max(row, 7)})"
        assert (
            translator.translate(f"SUM(A$7:A{row})".replace("A$7:A6", "A6:A$7"), "Tal", row).text == expected
        )
    assert translator.translate("A$7:A7+1", "Tal", 7).text == "=ark_0!$A$7+1"
    with pytest.raises(UnsupportedError):
        translator.translate("A$7:A8+1", "Tal", 8)


def test_one_cell_is_a_range_of_one_cell_where_a_range_belongs() -> None:
    assert translated("COUNTIF(A1,A2)+A1").text == "=COUNTIF(ark_0!$A$1:$A$1,ark_0!$A$2)+ark_0!$A$1"
    assert translated("SUM(IF(A1>0,A2,3))").text == "=SUM(IF(ark_0!$A$1>0,ark_0!$A$2:$A$2,3))"
    assert translated("INDEX(tab[@v2],1)").text == "=INDEX(ark_0!$B$7:$B$7,1)"


def test_a_formula_over_a_table_that_grew_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = Shapes()
    text = "IF(tab[@v2]>0,SUM(tab[v 1]),ROWS(tab[#All]))"
    Translator(PLACES, KNOWN, shapes).translate(text, "Tal", 7)
    monkeypatch.setattr("xl_beregner.filling.translate.TreeReader", None)
    longer = Translator(PLACES.moved({"tab": 20}, {}), KNOWN, shapes).translate(text, "Tal", 18)
    assert longer.text == "=IF(ark_0!$B$18>0,SUM(ark_0!$A$5:$A$20),ROWS(ark_0!$A$4:$C$21))"
    assert ("Tal", (5, 1, 20, 1)) in longer.reads


def test_names_that_only_look_like_cells_and_quoted_texts_do_not_move() -> None:
    for text in ("XFE7", '"A7"', "'A7'!B$1", "tab[A7]", "LOG10(1)", "ab12.x", "$A$7", "A$7"):
        assert shape_of(text, 7) == text
    assert shape_of("A7", 7) == shape_of("A9", 9) != "A7"


# --- guards -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ('A1&"x"', "t"),
        ('"a"&"b"', ""),
        ('"a"&1', ""),
        ('COUNT(A1:A3)&" stk"', ""),
        ('ROUND(A1,1)&" stk"', "t"),
        ('IF(A1>2,"ja","nej")&"!"', ""),
        ('IF(A1>2,"ja")&"!"', "t"),
        ("LEFT(A1,2)", "t"),
        ('LEFT("abc",2)', ""),
        ('COUNTIF(A1:A3,">2")', ""),
        ('COUNTIF(A1:A3,">"&B1)', "c"),
        ("COUNTIF(A1:A3,B1)", "c"),
        ("A1<B1", "<"),
        ("A1<2", ""),
        ("A1<B1*2", ""),
        ("A1=B1", ""),
        ("MATCH(A1,B1:B3,0)", ""),
        ("MATCH(A1,B1:B3)", "no"),
        ("MATCH(A1,B1:B3,-1)", "nO"),
        ("VLOOKUP(A1,B1:C3,2,FALSE)", ""),
        ("VLOOKUP(A1,B1:C3,2)", "no"),
        ("INDEX(A1:A3,MATCH(B1,C1:C3,0))", ""),
        ("INDEX(A1:A3,B1)", "p"),
        ("SUM(INDEX(A1:A3,2))", "v"),
        ("COUNT(IFERROR(A1,0))", "v"),
        ("SUM(IFERROR(A1/2,0))", ""),
        ("PERCENTRANK(A1:A3,B1)", "m"),
        ("YEAR(A1)", "d"),
        ("DATE(A1,8,1)", "y"),
        ("DATE(2026,A1,1)", ""),
    ],
)
def test_a_guard_stands_where_values_decide(text: str, kinds: str) -> None:
    assert "".join(guard.kind for guard in translated(text).guards) == kinds


def test_a_guard_looks_at_the_part_in_question() -> None:
    assert translated('ROUND(A1,1)&" stk"').guards == (Guard("t", ("ROUND(ark_0!$A$1,1)",)),)


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("t", ["tekst"], True), ("t", [7.0], True), ("t", [7.5], False), ("t", [True], False),
        ("t", [None], True), ("t", [1e15], False),
        ("c", [">2"], True), ("c", ["<>"], True), ("c", ["<>x"], False), ("c", [">x"], False),
        ("c", ["x*"], True), ("c", [7.5], True), ("c", [0.1 + 0.2], False), ("c", [None], True),
        ("c", [">2,5"], False), ("c", [">1e3"], False), ("c", ["=>2"], False),
        ("i", [2.0], True), ("i", [2.5], False),
        ("p", [0.0], False), ("p", [1.0], True), ("p", [-1.0], True), ("p", [None], False),
        ("d", [61.0], True), ("d", [60.0], False), ("d", [None], False), ("d", ["x"], True),
        ("y", [1901.0], True), ("y", [99.0], False),
        ("o", [1.0, 2.0], True), ("o", [2.0, 1.0], False), ("o", [1.0, 1.0], False),
        ("o", [1.0, None], False), ("o", ["a", "b"], False), ("o", [ErrorText("#N/A")], False),
        ("O", [2.0, 1.0], True), ("o", [True], False),
        ("v", [1.0], True), ("v", ["1"], False), ("v", [True], False), ("v", [ErrorText("#N/A")], True),
        ("m", [1.0], False), ("m", [0.0], True), ("t", [ErrorText("#N/A")], True),
        ("n", [1.0], True), ("n", ["x"], False), ("n", [None], True),
        ("<", ["a", "b"], True), ("<", ["å", "b"], False),
        ("<", ["a-b", "ab"], False), ("<", ["å", 1.0], True),
    ],
)  # fmt: skip
def test_a_guard_holds_where_all_engines_agree(kind: str, values: list[object], expected: bool) -> None:
    assert holds(kind, values) is expected


def test_an_unknown_table_without_name_is_refused_where_no_table_is() -> None:
    with pytest.raises(UnresolvedError):
        PLACES.resolve("[x]", "Bl'å", 3)
