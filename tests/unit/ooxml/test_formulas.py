"""Formulas are cut, read and rewritten without losing a character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.ooxml.formulas import (
    Kind,
    function_names,
    is_understood,
    references,
    resize_range,
    shift,
    tokenize,
)
from xl_beregner.ooxml.references import (
    NameReference,
    Reference,
    TableReference,
    column_letters,
    column_number,
    read_reference,
    sheet_prefix,
)

CELLS = st.builds(
    lambda c, r, fc, fr: f"{'$' * fc}{column_letters(c)}{'$' * fr}{r}",
    st.integers(1, 16_384),
    st.integers(1, 1_048_576),
    st.booleans(),
    st.booleans(),
)
PREFIXES = st.sampled_from(["", "Tal!", "'Bl''å'!", "[1]Tal!", "'[2]Bl å'!", "Jan:Dec!", "'Jan:Dec 2'!"])
AREAS = st.one_of(
    CELLS,
    st.builds("{}:{}".format, CELLS, CELLS),
    st.sampled_from(["A:A", "$B:D", "1:3", "$2:$2", "XFD1048576"]),
)
PIECES = st.one_of(
    st.builds("{}{}".format, PREFIXES, AREAS),
    st.sampled_from(
        [
            '"a""b(["',
            "1.5E-3",
            ".5",
            "TRUE",
            "#N/A",
            "#REF!",
            "tal[v1]",
            "tal[[#This Row],[a'[b']]]",
            "felt_navn",
        ]
    ),
)
FORMULAS = st.recursive(
    PIECES,
    lambda inner: st.one_of(
        st.builds("{}{}{}".format, inner, st.sampled_from(["+", "-", "&", " ", "<>", "^", ">="]), inner),
        st.builds("{}({},{})".format, st.sampled_from(["SUM", "_xlfn.T.DIST", "LOG10", "MIN"]), inner, inner),
        st.builds("({})%".format, inner),
    ),
    max_leaves=8,
)


def kinds(formula: str) -> list[tuple[str, str]]:
    return [(token.kind.name, token.text) for token in tokenize(formula)]


@given(st.text(max_size=60))
def test_tokens_of_any_text_join_back_to_it(text: str) -> None:
    assert "".join(token.text for token in tokenize(text)) == text
    assert all(token.text for token in tokenize(text))


@given(st.text(alphabet="A1$:!'\"[]#(){},; @.aÆ\\", max_size=40))
def test_tokens_of_formula_like_noise_join_back_to_it(text: str) -> None:
    assert "".join(token.text for token in tokenize(text)) == text
    references(text)
    function_names(text)
    shift(text, 3, -2)


@given(FORMULAS)
def test_every_real_formula_is_understood(formula: str) -> None:
    assert "".join(token.text for token in tokenize(formula)) == formula
    assert is_understood(formula)


@pytest.mark.parametrize(
    ("formula", "kind", "text"),
    [
        ("A1", "REFERENCE", "A1"),
        ("$A$1:B$2", "REFERENCE", "$A$1:B$2"),
        ("'Bl''å'!A1:B2", "REFERENCE", "'Bl''å'!A1:B2"),
        ("'a!b'!A1", "REFERENCE", "'a!b'!A1"),
        ("Ark1!$B:$B", "REFERENCE", "Ark1!$B:$B"),
        ("ÆØÅ!1:1", "REFERENCE", "ÆØÅ!1:1"),
        ("[1]Ark1!A1", "REFERENCE", "[1]Ark1!A1"),
        ("Jan:Dec!A1", "REFERENCE", "Jan:Dec!A1"),
        ("LOG10(", "FUNCTION", "LOG10"),
        ("_xlfn._xlws.SORT(", "FUNCTION", "_xlfn._xlws.SORT"),
        ("_xldudf_BEREGNER_STATUS(", "FUNCTION", "_xldudf_BEREGNER_STATUS"),
        ("LOG10", "REFERENCE", "LOG10"),
        ("ABC0", "NAME", "ABC0"),
        ("XFE1", "NAME", "XFE1"),
        ("A1048577", "NAME", "A1048577"),
        ("felt_tal__v1", "NAME", "felt_tal__v1"),
        ("A1x", "NAME", "A1x"),
        ("Tal!felt", "NAME", "Tal!felt"),
        ("[1]!felt", "NAME", "[1]!felt"),
        ("\\x", "NAME", "\\x"),
        ("true", "BOOLEAN", "true"),
        ("#DIV/0!", "ERROR", "#DIV/0!"),
        ("Ark1!#REF!", "ERROR", "Ark1!#REF!"),
        ("#REF!$A$1", "ERROR", "#REF!$A$1"),
        ("tal[[#Headers],[v 1]:[v'#2]]", "STRUCTURED", "tal[[#Headers],[v 1]:[v'#2]]"),
        ("[[#This Row],slut]", "STRUCTURED", "[[#This Row],slut]"),
        ("1.5E+10", "NUMBER", "1.5E+10"),
        ('"a""b"', "TEXT", '"a""b"'),
        ("'uden ende", "OTHER", "'uden ende"),
    ],
)
def test_a_formula_begins_with_the_token_it_should(formula: str, kind: str, text: str) -> None:
    assert kinds(formula)[0] == (kind, text)


def test_a_log_of_ten_is_no_reference_and_a_range_of_sheets_is_not_cut_at_its_colon() -> None:
    assert kinds("SUM(Sheet1!A1:Sheet1!B2,A1:INDEX(B:B,3))") == [
        ("FUNCTION", "SUM"),
        ("OPEN", "("),
        ("REFERENCE", "Sheet1!A1"),
        ("OPERATOR", ":"),
        ("REFERENCE", "Sheet1!B2"),
        ("SEPARATOR", ","),
        ("REFERENCE", "A1"),
        ("OPERATOR", ":"),
        ("FUNCTION", "INDEX"),
        ("OPEN", "("),
        ("REFERENCE", "B:B"),
        ("SEPARATOR", ","),
        ("NUMBER", "3"),
        ("CLOSE", ")"),
        ("CLOSE", ")"),
    ]


def test_names_inside_texts_are_not_names() -> None:
    assert references('"A1"&"SUM(B2)"') == []
    assert function_names('"SUM(B2)"') == set()


def test_function_names_lose_the_prefix_of_newer_functions_only() -> None:
    formula = "_xlfn._xlws.FILTER(a,_xldudf_BEREGNER_X(1))+_xlfn.T.DIST(1,2,TRUE)+sum(1)"
    assert function_names(formula) == {"FILTER", "_XLDUDF_BEREGNER_X", "T.DIST", "SUM"}
    assert function_names(formula, as_stored=True) == {
        "_XLFN._XLWS.FILTER",
        "_XLDUDF_BEREGNER_X",
        "_XLFN.T.DIST",
        "SUM",
    }


def test_references_tell_sheet_box_and_kind() -> None:
    one, name, table, far = references("'Bl''å'!B$3:A1+Tal!felt+tal[[#Totals],[a'[b']]:[c]]+Jan:Dec!A1")
    assert isinstance(one, Reference)
    assert (one.sheet, one.box, one.is_external) == ("Bl'å", (1, 1, 3, 2), False)
    assert name == NameReference("felt", "Tal")
    assert table == TableReference("tal", ("a[b]", "c"), ("#Totals",), is_span=True)
    assert isinstance(far, Reference)
    assert far.is_across_sheets
    assert far.sheet == "Jan"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("t[]", TableReference("t")),
        ("t[#All]", TableReference("t", (), ("#All",))),
        ("t[a b]", TableReference("t", ("a b",))),
        ("t[@[a b]]", TableReference("t", ("a b",), ("#This Row",))),
        ("t[@a]", TableReference("t", ("a",), ("#This Row",))),
        ("[[#This Row],slut]", TableReference("", ("slut",), ("#This Row",))),
        ("t['#1]", TableReference("t", ("#1",))),
        ("t[[#Data],[#Headers],[a]]", TableReference("t", ("a",), ("#Data", "#Headers"))),
    ],
)
def test_structured_references_in_all_their_forms(text: str, expected: TableReference) -> None:
    assert references(text) == [expected]


@given(st.builds("{}{}".format, PREFIXES, AREAS))
def test_a_reference_read_and_written_is_the_same(text: str) -> None:
    assert str(read_reference(text)) == text


@given(st.integers(1, 16_384))
def test_column_letters_and_numbers_are_each_others_inverse(number: int) -> None:
    assert column_number(column_letters(number)) == number


@pytest.mark.parametrize(
    ("sheet", "prefix"),
    [
        ("Tal", "Tal!"),
        ("Bl'å", "'Bl''å'!"),
        ("A1", "'A1'!"),
        ("2025", "'2025'!"),
        ("Om tallene", "'Om tallene'!"),
    ],
)
def test_a_sheets_name_is_quoted_where_excel_wants_it(sheet: str, prefix: str) -> None:
    assert sheet_prefix(sheet) == prefix
    assert read_reference(prefix + "B2").sheet == sheet


@pytest.mark.parametrize("text", ["A", "1", "A1:B", "A1:B2:C3", "", "felt_x"])
def test_what_is_no_reference_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_reference(text)


# --- shared formulas --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "rows", "columns", "expected"),
    [
        ("A1+$A1+A$1+$A$1", 2, 1, "B3+$A3+B$1+$A$1"),
        ("SUM(A:B)+SUM(1:$2)", 3, 1, "SUM(B:C)+SUM($2:4)"),
        ("'x y'!B3&\"A1\"&tal[v]", 1, 0, "'x y'!B4&\"A1\"&tal[v]"),
        ("A1", -1, 0, "#REF!"),
        ("Tal!A1", 0, -1, "Tal!#REF!"),
        ("SUM(A5:B$6)", 3, 0, "SUM(A$6:B8)"),
    ],
)
def test_shift_moves_relative_parts_only(formula: str, rows: int, columns: int, expected: str) -> None:
    assert shift(formula, rows, columns) == expected


@given(FORMULAS)
def test_shifting_by_nothing_changes_what_is_meant_in_nothing(formula: str) -> None:
    assert [_meant(r) for r in references(shift(formula, 0, 0))] == [_meant(r) for r in references(formula)]


def _meant(reference: object) -> object:
    return (reference.prefix, reference.box) if isinstance(reference, Reference) else reference


# --- tables that grow -------------------------------------------------------------------------

OLD = (2, 1, 31, 6)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(B2:B31)", "SUM(B2:B50)"),
        ("SUM($B$2:$D$31)", "SUM($B$2:$D$50)"),
        ("SUM(B31:B2)", "SUM(B50:B2)"),
        ("COUNTA(A1:A31)-1", "COUNTA(A1:A50)-1"),
        ("INDEX($A$1:$F$31,2,3)", "INDEX($A$1:$F$50,2,3)"),
        ("SUM(TAL!B2:B31)", "SUM(TAL!B2:B50)"),
        ("SUM(Andet!B2:B31)", "SUM(Andet!B2:B31)"),
        ("SUM([1]Tal!B2:B31)", "SUM([1]Tal!B2:B31)"),
        ("SUM(Tal:Andet!B2:B31)", "SUM(Tal:Andet!B2:B31)"),
        ("SUM(B3:B31)", "SUM(B3:B31)"),
        ("SUM(B2:B30)", "SUM(B2:B30)"),
        ("SUM(F2:G31)", "SUM(F2:G31)"),
        ("SUM(B:B)+B31+tal[v]", "SUM(B:B)+B31+tal[v]"),
        ('"B2:B31"', '"B2:B31"'),
    ],
)
def test_only_references_over_exactly_the_tables_rows_follow_it(formula: str, expected: str) -> None:
    assert resize_range(formula, "Tal", "Tal", OLD, 50) == expected


def test_a_formula_on_another_sheet_follows_through_its_prefix_only() -> None:
    assert resize_range("SUM(B2:B31)+SUM(Tal!B2:B31)", "Andet", "Tal", OLD, 7) == "SUM(B2:B31)+SUM(Tal!B2:B7)"


def test_a_table_without_heading_takes_nothing_above_it() -> None:
    assert resize_range("SUM(B1:B31)", "Tal", "Tal", OLD, 50, header_rows=0) == "SUM(B1:B31)"


def test_one_cell_is_a_whole_column_in_names_and_charts_but_not_in_formulas() -> None:
    one_row = (2, 1, 2, 6)
    assert resize_range("B2*2", "Tal", "Tal", one_row, 9) == "B2*2"
    assert resize_range("SUM(B2:B2)", "Tal", "Tal", one_row, 9) == "SUM(B2:B9)"
    assert resize_range("Tal!$B$2", None, "Tal", one_row, 9, single_cells=True) == "Tal!$B$2:$B$9"
    assert resize_range("Tal!$B$2", None, "Tal", one_row, 2, single_cells=True) == "Tal!$B$2"


@given(FORMULAS, st.integers(2, 1000))
def test_resizing_changes_nothing_that_does_not_cover_the_table(formula: str, last: int) -> None:
    elsewhere = "et ark som ingen nævner"
    assert resize_range(formula, elsewhere + " 2", elsewhere, OLD, last) == formula


@given(st.integers(3, 500), st.integers(3, 500))
def test_growing_and_shrinking_back_gives_the_first_formula(first: int, second: int) -> None:
    formula = f"SUM($B$2:$B${first})/COUNT(C1:D{first})"
    there = resize_range(formula, "Tal", "Tal", (2, 1, first, 6), second)
    assert resize_range(there, "Tal", "Tal", (2, 1, second, 6), first) == formula


def test_kinds_are_complete() -> None:
    seen = {token.kind for token in tokenize('1 "a"TRUE#N/A A1 x t[a]SUM(+,)\'')}
    assert seen == set(Kind)
