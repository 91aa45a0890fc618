"""What docs/method.md says is true: its examples calculate, its constants and sources are as told.

An example is a block of fixed form, written as in a Danish Excel: ``=BEREGNER_X(...)``, then what
it spills, a row after each ``->`` with cells parted by ``|``. Numbers count to the decimals shown;
``…`` stands for what is not shown: a cell, the end of a text, the rows that follow.
"""

from __future__ import annotations

import importlib
import math
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtri

import xl_beregner.measures
from xl_beregner import evaluate
from xl_beregner.catalog import specs
from xl_beregner.errors import CellError

ROOT = Path(__file__).parents[2]
METHOD = (ROOT / "docs" / "method.md").read_text("utf-8")
TERMS = (ROOT / "docs" / "terms.md").read_text("utf-8")
BLOCKS = re.findall(r"```beregner\n(.*?)```", METHOD, re.S)
FAMILIES = {
    part.splitlines()[0]: part for part in re.split(r"^## ", METHOD, flags=re.M)[1:] if "**Formel" in part
}
ASPECTS = ("Funktion", "Formel", "Forudsætninger", "Usikkerhed", "Hvornår ikke", "Kilde")
NUMBER = re.compile(r"[-−]?\d+(,\d+)?( %)?")
COHORT, SCHOOLS = 1500, 60
GOLDEN, SPREAD = 0.6180339887498949, 0.7548776662466927


# --- The examples' own notation ------------------------------------------------------------------
def lines_of(block):
    """Join a line with those that go on from it, indented."""
    found = []
    for line in block.splitlines():
        if line.startswith(" "):
            found[-1] += line.strip()
        elif line.strip():
            found.append(line.strip())
    return found


def split(text, mark):
    """Split at a mark outside quotes, braces and parentheses."""
    parts, depth, quoted = [""], 0, False
    for sign in text:
        quoted ^= sign == '"'
        depth += 0 if quoted else (sign in "({") - (sign in ")}")
        if sign == mark and not depth and not quoted:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def cell_of(text):
    """Read an argument: a blank, a text, a number, a list of rows, a call or a name."""
    if not text:
        return None
    if text.startswith('"'):
        return text[1:-1]
    if text.startswith("{"):
        rows = [split(row, "\\") for row in split(text[1:-1], ";")]
        return [[cell_of(cell) for cell in row] for row in rows]
    if NUMBER.fullmatch(text):
        return number_of(text)
    return called(text) if "(" in text else named(text)


def number_of(text):
    return float(text.replace("−", "-").replace(",", ".").removesuffix(" %"))


def called(text):
    name, inside = re.fullmatch(r"=?(\w+)\((.*)\)", text, re.S).groups()
    arguments = [cell_of(argument) for argument in split(inside, ";")]
    if name == "INDEKS":  # one column of an answer, as in Excel: INDEKS(svar;0;kolonne)
        answer, _, column = arguments
        return [[row[int(column) - 1]] for row in answer]
    return evaluate(name, *arguments)


@cache
def named(name):
    """Find what a name of the examples stands for: a cohort's column or an earlier calculation."""
    if name in COLUMNS:
        return [[value if isinstance(value, str) else float(value)] for value in COLUMNS[name]()]
    texts = [line for block in BLOCKS for line in lines_of(block) if re.match(rf"{name} = ", line)]
    assert len(texts) == 1, f"{name} is defined {len(texts)} times"
    return cell_of(texts[0].partition(" = ")[2])


def before():
    """Build the scores as the page tells: normal ones, evenly spread, in mixed order."""
    place = np.arange(1, COHORT + 1)
    return np.round(50 + 10 * ndtri((place * GOLDEN) % 1), 0)


def after():
    place = np.arange(1, COHORT + 1)
    return np.round(15 + 0.8 * before() + 6 * ndtri((place * SPREAD) % 1), 0)


def schools():
    return 1 + (np.arange(1, COHORT + 1) - 1) % SCHOOLS


def results():
    place = np.arange(1, COHORT + 1)
    school = 2 * ndtri((schools() * GOLDEN) % 1)
    return np.round(15 + 0.8 * before() + 6 * ndtri((place * SPREAD) % 1) + school, 0)


COLUMNS = {
    "foer_alle": before,
    "efter_alle": after,
    "resultat_alle": results,
    "skole_alle": lambda: [f"Skole {number}" for number in schools()],
    "naaede_60": lambda: results() >= 60,
}


def is_as_shown(shown, found):
    if shown == "…":
        return True
    if not shown:
        return found is None
    if isinstance(found, str):
        return found.startswith(shown[:-1].rstrip()) if shown.endswith("…") else found == shown
    if found is None or not NUMBER.fullmatch(shown):
        return False
    decimals = len(shown.removesuffix(" %").partition(",")[2])
    size = 100 if shown.endswith("%") else 1
    return abs(found * size - number_of(shown)) <= 0.5 * 10**-decimals + 1e-9


def answers():
    """Give each example: its formula and the rows shown."""
    for block in BLOCKS:
        formula, rows = "", []
        for line in lines_of(block):
            if line.startswith("="):
                if formula:
                    yield formula, rows
                formula, rows = line, []
            elif line.startswith("->"):
                rows.append(line[2:].strip())
        if formula:
            yield formula, rows


ANSWERS = list(answers())


# --- What the page must hold ---------------------------------------------------------------------
@pytest.mark.parametrize(("formula", "shown"), ANSWERS, ids=[formula[:60] for formula, _ in ANSWERS])
def test_an_example_gives_what_the_page_shows(formula, shown):
    assert shown, "an example without an answer"
    if shown[0].startswith("fejl:"):
        with pytest.raises(CellError) as error:
            called(formula)
        assert str(error.value) == shown[0].removeprefix("fejl:").strip()
        return
    found = called(formula)
    if "…" in shown:  # rows that are not shown
        place = shown.index("…")
        below = len(shown) - place - 1
        assert len(found) >= len(shown), found
        found, shown = found[:place] + found[len(found) - below :], shown[:place] + shown[place + 1 :]
    assert len(found) == len(shown), found
    for row, wanted in zip(found, (split(line, "|") for line in shown), strict=True):
        if wanted[-1] == "…" and len(row) > len(wanted):
            row = row[: len(wanted)]
        assert len(row) == len(wanted), row
        assert all(map(is_as_shown, wanted, row)), f"shown {wanted}, found {row}"


def test_a_wrong_digit_would_be_seen():
    assert is_as_shown("4,74", 4.7433)
    assert not is_as_shown("4,75", 4.7433)
    assert is_as_shown("31,1 %", 0.3109)
    assert not is_as_shown("", 0.0)
    assert not is_as_shown("0", None)
    assert is_as_shown("Frem …", "Frem: mere")
    assert not is_as_shown("Frem", "Frem: mere")


def test_every_function_is_told_of():
    assert [s.excel_name for s in specs().values() if not re.search(rf"{s.excel_name}\b", METHOD)] == []


def test_every_function_named_exists():
    known = {spec.excel_name for spec in specs().values()}
    assert set(re.findall(r"BEREGNER_[A-Z0-9]+", METHOD + TERMS)) - known == set()


def test_every_family_has_the_same_parts_in_the_same_order():
    assert len(FAMILIES) >= 15
    for title, part in FAMILIES.items():
        places = [part.find(f"**{aspect}") for aspect in ASPECTS]
        assert places == sorted(places), title
        assert places[0] > 200, f"{title}: the first words are for a leader"


def test_nearly_every_family_has_an_example():
    without = [title for title, part in FAMILIES.items() if "```beregner" not in part]
    # What workbooks alone are filled with has no function to call.
    assert set(without) <= {"Lagt sammen til kommunen", "Tidlige tegn"}


def test_files_named_exist():
    named = set(re.findall(r"`((?:tests|xl_beregner|docs|benchmarks|workbooks)/[^`\s]+)`", METHOD + TERMS))
    assert named
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_links_lead_somewhere():
    for page in (METHOD, TERMS):
        local = [link for link in re.findall(r"\]\(([^)#]+)\)", page) if "://" not in link]
        assert [link for link in local if not (ROOT / "docs" / link).exists()] == []
    headings = {heading(title) for title in re.findall(r"^#+ (.+)$", METHOD, re.M)}
    assert set(re.findall(r"\]\(#([^)]+)\)", METHOD)) <= headings


def heading(title):
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


CONSTANTS = re.findall(r"`(\w+)\.(_?[A-Z_]+) = ([^`]+)`", METHOD)


@pytest.mark.parametrize(("module", "name", "told"), CONSTANTS)
def test_a_constant_is_as_told(module, name, told):
    (home,) = Path(xl_beregner.measures.__file__).parent.rglob(f"{module}.py")
    value = getattr(importlib.import_module(f"xl_beregner.measures.{home.parent.name}.{module}"), name)
    assert numbers_in(value) == pytest.approx([number_of(n) for n in re.findall(r"-?\d+(?:,\d+)?", told)])


def numbers_in(value):
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, (tuple, list)):
        return [number for part in value for number in numbers_in(part)]
    return [] if isinstance(value, str) else [float(value)]


def test_there_are_constants_to_compare():
    assert len(CONSTANTS) >= 5


def test_the_code_names_of_the_terms_are_found_in_the_code():
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "xl_beregner").rglob("*.py"))
    rows = [line.split("|") for line in TERMS.splitlines() if line.startswith("| ")][1:]
    names = [name for row in rows for name in re.findall(r"`([a-z_]+)`", row[4])]
    assert len(names) > 20
    assert [name for name in names if not re.search(rf"\b{name}\b", code)] == []


def test_the_cohort_of_the_examples_is_what_the_page_says():
    told = " ".join(METHOD.split())
    assert f"{COHORT // 1000}.{COHORT % 1000:03d} opdigtede elever" in told
    assert math.isclose(GOLDEN, (math.sqrt(5) - 1) / 2)
    assert f"{SCHOOLS} opdigtede skoler" in told
    for text in ("0,6180339887", "0,7548776662", "15 + 0,8 * foer + 6 *", "2 * z("):
        assert text in told
