"""Sheets left out take all that is theirs with them, and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from functools import cache

import openpyxl
import pytest
import xlsxwriter
from lxml import etree

from xl_beregner.filling.leave_out import leave_out

SHEETS = ("Forside", "Tom", "Tal", "Også tom", "Om")


@cache  # once: the time it was made stands in it
def workbook() -> bytes:
    """Build sheets that each have a table, a chart and names, also of their own."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        for number, name in enumerate(SHEETS, 1):
            sheet = book.add_worksheet(name)
            sheet.write_column(1, 0, [number, 10 * number])
            sheet.add_table(0, 0, 2, 0, {"name": f"tbl_{number}", "columns": [{"header": "a"}]})
            chart = book.add_chart({"type": "line"})
            chart.add_series({"values": [name, 1, 0, 2, 0]})
            sheet.insert_chart("C5", chart, {"description": f"Figur {number}"})
            sheet.print_area(0, 0, 3, 3)
            sheet.write_formula(5, 0, f"=SUM(felt_tal_{number})", None, 11 * number)
            book.define_name(f"felt_tal_{number}", f"='{name}'!$A$2:$A$3")
            book.define_name(f"felt_tabel_{number}", f"=tbl_{number}[a]")
        book.get_worksheet_by_name("Om").activate()
    return data.getvalue()


def without(*names: str) -> bytes:
    return leave_out(workbook(), names)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pointed_at(contents: dict[str, bytes]) -> set[str]:
    """Follow every relationship from the package down."""
    found, todo = set(), ["_rels/.rels"]
    while todo:
        links = todo.pop()
        folder = links.rpartition("_rels/")[0]
        for link in etree.fromstring(contents[links]):
            steps = (folder + link.get("Target")).lstrip("/").split("/")
            while ".." in steps:
                at = steps.index("..")
                del steps[at - 1 : at + 1]
            part = "/".join(steps)
            found.add(part)
            own, _, name = part.rpartition("/")
            if f"{own}/_rels/{name}.rels" in contents:
                todo.append(f"{own}/_rels/{name}.rels")
    return found


def test_the_sheets_are_gone_and_the_others_stand_in_their_order() -> None:
    book = openpyxl.load_workbook(io.BytesIO(without("Tom", "Også tom")))
    assert book.sheetnames == ["Forside", "Tal", "Om"]
    assert book["Om"]["A3"].value == 50


@pytest.mark.parametrize("names", [("Tom",), ("Tom", "Også tom"), ("Om",), ("Tom", "Tal", "Også tom", "Om")])
def test_every_part_that_is_left_is_pointed_at_and_typed_once(names: Sequence[str]) -> None:
    contents = parts(without(*names))
    files = {name for name in contents if "_rels/" not in name and name != "[Content_Types].xml"}
    assert pointed_at(contents) == files
    assert {name for name in contents if name.endswith(".rels")} <= {
        "_rels/.rels",
        *("{}/_rels/{}.rels".format(*name.rsplit("/", 1)) for name in files if "/" in name),
    }
    typed = [
        element.get("PartName").lstrip("/")
        for element in etree.fromstring(contents["[Content_Types].xml"])
        if element.get("PartName")
    ]
    assert len(typed) == len(set(typed))
    assert set(typed) <= files


def test_names_go_with_their_sheets_and_names_of_one_sheet_follow_it() -> None:
    book = openpyxl.load_workbook(io.BytesIO(without("Tom", "Også tom")))
    assert set(book.defined_names) == {
        f"felt_{kind}_{number}" for kind in ("tal", "tabel") for number in (1, 3, 5)
    }
    for sheet in book:
        assert sheet.print_area.startswith(f"'{sheet.title}'!")


def test_the_file_says_which_sheets_it_has_and_the_first_is_in_front() -> None:
    contents = parts(without("Tom", "Om"))
    said = etree.fromstring(contents["docProps/app.xml"])
    assert [title.text for title in said.find("{*}TitlesOfParts").iter("{*}lpstr")] == [
        "Forside",
        "Tal",
        "Også tom",
    ]
    assert said.find("{*}HeadingPairs").find(".//{*}i4").text == "3"
    views = re.findall(rb'activeTab="(\d+)"', contents["xl/workbook.xml"])
    assert views in ([], [b"0"])


def test_what_stays_stays_byte_for_byte() -> None:
    before, after = parts(workbook()), parts(without("Tom"))
    changed = {name for name in after if before[name] != after[name]}
    assert changed == {
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
        "docProps/app.xml",
    }


def test_nothing_to_leave_out_is_the_same_file_and_the_first_sheet_stays() -> None:
    data = workbook()
    assert leave_out(data, ()) is data
    assert leave_out(data, ("Findes ikke",)) is data
    assert leave_out(data, ("Forside",)) is data
