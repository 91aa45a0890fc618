"""The page about the dataset is what the program reads, and its examples can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xl_beregner import texts
from xl_beregner.dataset import load_dataset
from xl_beregner.dataset.blank import TABLES
from xl_beregner.dataset.page import dataset_page
from xl_beregner.dataset.settings import defaults

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_is_what_the_schema_tells():
    assert (ROOT / "docs" / "dataset.md").read_text("utf-8") == dataset_page("da")


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_its_example_is_read_without_a_remark(tmp_path, lang):
    (example,) = re.findall(r"```csv\n(.*?)```", dataset_page(lang), re.S)
    (tmp_path / "elever.csv").write_text(example, "utf-8")
    dataset = load_dataset(tmp_path)
    assert len(dataset.pupils) == len(example.splitlines()) - 1
    assert dataset.faults == ()


def test_every_column_of_every_table_has_its_line():
    page = dataset_page("da")
    for table in TABLES:
        section = page.split(f"(`{table.name}`)")[1].split("\n## ")[0]
        assert [key for key in re.findall(r"^\| `(\w+)`", section, re.M)] == [
            column.key for column in table.columns
        ]


def test_every_setting_has_its_line():
    section = dataset_page("da").split("## De enkelte indstillinger")[1].split("\n## ")[0]
    told = re.findall(r"^\| `(\w+)`(?: … `(\w+)`)? \|", section, re.M)
    known = list(defaults())
    covered = [
        key for first, last in told for key in known[known.index(first) : known.index(last or first) + 1]
    ]
    assert covered == known
