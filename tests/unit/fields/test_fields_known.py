"""The list of fields, the fields really filled, and the page about them say the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from workbooks.build.examples import koebenhavn as eksempel_koebenhavn
from xl_beregner import texts
from xl_beregner.dataset import load_dataset
from xl_beregner.fields import known_fields, school_fields
from xl_beregner.fields.known import LISTS, SCALARS, fields_page

ROOT = Path(__file__).resolve().parents[3]


def test_what_is_filled_is_what_is_known():
    fields = school_fields(load_dataset(eksempel_koebenhavn.TARGET), "2026/2027", "intern").fields("101001")
    filled = {name for name, value in fields.items() if not isinstance(value, list)}
    assert filled == set(SCALARS)
    assert {name for name, value in fields.items() if isinstance(value, list)} == set(LISTS)
    for table, names in LISTS.items():
        assert all(set(row) == set(names) for row in fields[table])


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_every_field_has_one_line_about_it(lang):
    for name, said in known_fields(lang).items():
        assert said, name
        assert "\n" not in said


def test_the_page_is_the_list():
    assert (ROOT / "docs" / "fields.md").read_text("utf-8") == fields_page("da")


def test_a_list_of_many_numbered_columns_takes_one_line_of_the_page():
    page = fields_page("da")
    assert "| `felt_normtabel__v1` … `felt_normtabel__v110` |" in page
    assert "`felt_normtabel__v2`" not in page
    assert "| `felt_valgt_fag` | Faget, der vises først, som fag\\|profil |" in page


def test_a_template_can_be_checked_without_pandas():
    code = (
        "import sys, xl_beregner.fields as f; f.known_fields(); f.known_fields(kind='klasse');"
        " f.known_fields(kind='elev'); print('pandas' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
