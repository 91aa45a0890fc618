"""Civil numbers are masked wherever they stand in a text, and nothing else is.

Which texts hold one is tested in ``cells/test_cells.py``. The numbers are invented; 811218-9876 is
Skatteverket's own example.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.civil import MASK, find_civil_number, mask_civil_numbers


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("010190-1234", MASK),
        ("Mor (010190-1234) ringede.", f"Mor ({MASK}) ringede."),
        ("010190-1234, 020290-1234", f"{MASK}, {MASK}"),
        ("0101901234 0202901234", f"{MASK} {MASK}"),
        ("01.01.90-1234", MASK),
        ("811218-9876", MASK),
        ("010190–1234", MASK),
        ("Skole 101001-2025/2026", "Skole 101001-2025/2026"),
        ("7,4 og 2.351", "7,4 og 2.351"),
        ("", ""),
    ],
)
def test_every_civil_number_is_masked_and_nothing_else(text: str, masked: str) -> None:
    assert mask_civil_numbers(text) == masked


def test_a_text_without_one_is_the_same_to_the_last_invisible_sign() -> None:
    text = "to\u200bord\ufeff\u00a0her 12345678"
    assert mask_civil_numbers(text) is text


def test_a_cell_full_of_them_is_masked_at_once() -> None:
    assert mask_civil_numbers("010190-1234 " * 2_730) == f"{MASK} " * 2_730


PIECES = st.sampled_from(
    ["010190", "-", "1234", " ", "811218", "9876", "19", "2025", "/26", "a", ".", ",", "x"]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_was_masked_holds_none(text: str) -> None:
    assert find_civil_number(mask_civil_numbers(text)) is None
