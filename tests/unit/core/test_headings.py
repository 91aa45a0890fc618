"""A heading as a person writes it and as a program writes it are one."""

from __future__ import annotations

import pytest

from xl_beregner.headings import plain


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Måleenhed", "maaleenhed"), ("Rækkefølge", "raekkefoelge"), (" Läsår ", "laesaar"),
        ("Meritvärde", "meritvaerde"), ("Elev-ID", "elev_id"), ("% elever", "%_elever"),
        (2024, "2024"), ("SKOLE  NR.", "skole_nr"), ("", ""),
    ],
)  # fmt: skip
def test_a_heading_is_comparable_however_it_is_written(heading, key):
    assert plain(heading) == key
