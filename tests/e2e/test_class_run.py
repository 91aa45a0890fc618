"""All classes of all schools in one run: whole, each with its own pupils alone, right to the last digit."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.parsers import expat

import pytest
from e2e.class_run import IDENTITY, NAMED, ClassRun, Names, Shown, classes_in, number_of
from e2e.command import run
from support import engines

from xl_beregner import evaluate, load_dataset
from xl_beregner.fields import unit_fields

pytestmark = pytest.mark.prove

PIECES = 4  # so that several workers may share the reading
LEAST_CLASSES = 500
AUDITED = 24  # a workbook takes openxml-audit some seconds: one a school; of all others see below
MOST_MEGABYTES = 3_000


def piece_of(files: list[Path], piece: int) -> list[Path]:
    return files[piece::PIECES]


def test_every_class_has_a_workbook_and_the_folder_is_proven(class_run: ClassRun) -> None:
    classes = classes_in(class_run.dataset)
    sizes = [file.stat().st_size / 1024 for file in class_run.files]
    stays = sum(path.stat().st_size for path in (Path(class_run.out) / "forvaltning").iterdir()) / 1024
    print(
        f"\n{len(sizes)} workbooks of {sum(map(len, classes.values()))} pupils in {class_run.seconds:.0f} s "
        f"({1000 * class_run.seconds / len(sizes):.0f} ms each), at most {class_run.megabytes:.0f} MB in all "
        f"processes, {sum(sizes) / 1024:.0f} MB of workbooks ({min(sizes):.0f} to {max(sizes):.0f} kB), "
        f"{stays:.0f} kB in forvaltning"
    )
    assert len(classes) >= LEAST_CLASSES
    assert {number_of(file) for file in class_run.files} == set(classes)
    assert len(class_run.files) == len(classes)
    assert class_run.megabytes < MOST_MEGABYTES
    assert keys_of_remarks(class_run) & {"filling_formel_ukendt", "batch_flere_bemaerkninger"} == set()
    assert run("verify", class_run.out).returncode == 0


def keys_of_remarks(class_run: ClassRun) -> set[str]:
    manifest = json.loads((Path(class_run.out) / "forvaltning/manifest.json").read_text("utf-8"))
    return {remark["key"] for record in manifest["files"] for remark in record["warnings"]}


def is_well_formed(part: bytes) -> bool:
    try:
        expat.ParserCreate().Parse(part, True)
    except expat.ExpatError:
        return False
    return True


@pytest.mark.parametrize("piece", range(PIECES))
def test_no_part_of_a_workbook_knows_another_class(class_run: ClassRun, piece: int) -> None:
    classes = classes_in(class_run.dataset)
    for file in piece_of(class_run.files, piece):
        own = classes[number_of(file)]
        with zipfile.ZipFile(file) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        whole = b"".join([*parts.values(), *(name.encode() for name in parts)])
        assert {found.decode() for found in IDENTITY.findall(whole)} == own, file.name
        assert {f"E{int(number):06}" for number in NAMED.findall(whole)} <= own, file.name
        assert [
            name for name in parts if name.endswith((".xml", ".rels")) and not is_well_formed(parts[name])
        ] == []


@pytest.mark.parametrize("piece", range(PIECES))
def test_openxml_audit_finds_no_error(class_run: ClassRun, piece: int) -> None:
    files = class_run.files
    chosen = [files[at * len(files) // AUDITED] for at in range(AUDITED)]
    started = time.perf_counter()
    assert engines.audit_all(piece_of(chosen, piece)) == []
    print(f"\n{(time.perf_counter() - started) * PIECES / AUDITED:.1f} s a workbook for openxml-audit")


@pytest.mark.parametrize("piece", range(PIECES))
def test_workbooks_differ_from_an_audited_one_in_cells_alone(class_run: ClassRun, piece: int) -> None:
    """What one workbook is audited for holds for all: the same parts, the same markup around other values."""
    files = class_run.files
    with zipfile.ZipFile(files[0]) as first:
        audited = {name: shape(first.read(name)) for name in first.namelist() if name.endswith(".xml")}
    for file in piece_of(files, piece)[::6]:
        with zipfile.ZipFile(file) as archive:
            found = {name: shape(archive.read(name)) for name in archive.namelist() if name.endswith(".xml")}
        assert found.keys() == audited.keys()
        assert [name for name in found if found[name] - audited[name] - VALUES] == [], file.name


# What a cell or a chart has when it holds a value of another kind: number, text, error or none.
VALUES = {("c", "v"), ("c", "is"), ("is", "t"), ("pt", "v"), ("numCache", "pt"), ("strCache", "pt")}


def shape(part: bytes) -> set[tuple[str, str]]:
    """List which element stands in which."""
    found: set[tuple[str, str]] = set()
    above = [""]
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, _: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        found.add((above[-1], local))
        above.append(local)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: above.pop()
    parser.Parse(part, True)
    return found


def gains(shown: Shown) -> Iterable[tuple[list[object], list[object]]]:
    """Give each pupil's gain as the workbook shows it, and as its function answers for the same results."""
    early, late = (int(float(str(shown[name][0] or 0))) for name in ("j_fra", "j_til"))
    if not early or not late:
        return
    facts = [shown[name] for name in (f"x_{early}", f"x_{late}", f"s_{early}", f"s_{late}")]
    told = [shown[name] for name in ("e_fremgang", "e_fejl", "e_nedre", "e_oevre")]
    for given, cells in zip(zip(*facts, strict=True), zip(*told, strict=True), strict=True):
        if isinstance(cells[0], (int, float)) and isinstance(cells[1], (int, float)):
            yield list(cells), list(evaluate("BEREGNER_FREMGANG", *given)[0][:4])


@pytest.mark.parametrize("piece", range(PIECES))
def test_every_gain_is_what_its_function_answers(class_run: ClassRun, names: Names, piece: int) -> None:
    count = 0
    for file in piece_of(class_run.files, piece):
        for shown, answered in gains(names.read(file)):
            assert shown == pytest.approx(answered, rel=1e-9, abs=1e-9), file.name
            count += 1
    assert count > 1000 / PIECES


def test_every_growth_percentile_is_what_its_function_answers(class_run: ClassRun, names: Names) -> None:
    """The norm is laid out as the edition with functions has it, and each cell's function asked again."""
    lists = ["modeltal", "normer", "normtabel"]
    source = unit_fields(load_dataset(class_run.dataset), "2026/2027", "intern", "klasse", lists)
    count = 0
    for file in class_run.files[:: len(class_run.files) // AUDITED]:
        fields = source.fields(number_of(file))
        known = {row["noegle"]: row for row in fields["modeltal"]}
        models = models_in(fields["normtabel"])
        for row in names.read(file).rows("modeltal"):
            asked = known[row["noegle"]]
            if asked["norm_nr"] is None:  # a workbook has room for so many norms
                continue
            facts = (row["efter"], row["foer"], models[asked["norm_nr"]])
            answer = evaluate("BEREGNER_PROGRESSION", *facts, asked["efter_fejl"], asked["foer_fejl"])[0]
            shown = [row[name] for name in ("percentil", "nedre", "oevre")]
            assert plain(shown) == pytest.approx(plain(answer[:3])), (file.name, row["noegle"])
            assert row["tekst"] == answer[4]
            count += 1
    print(f"\n{count} growth percentiles asked again")
    assert count > 300


def models_in(table: Sequence[Mapping[str, Any]]) -> dict[int, list[list[object]]]:
    """Take the norms of a class out of their table, each as the range of cells a function is given."""
    models: dict[int, list[list[object]]] = {}
    for row in table:
        values = [value for name, value in row.items() if name not in ("nr", "norm")]
        models.setdefault(row["nr"], []).append(values)
    return models


def test_two_readers_see_the_same_values(class_run: ClassRun, names: Names) -> None:
    """Calamine reads all workbooks above; openpyxl is asked what it thinks of some."""
    for file in class_run.files[::140]:
        quick, slow = names.read(file), names.read_slowly(file)
        for name in ("e_navn", "e_fremgang", "e_status", "e_percentil", "t_1", "x_1", "felt_klasse"):
            assert plain(quick[name]) == plain(slow[name]), (file.name, name)


def plain(values: list[object]) -> list[object]:
    return [float(value) if isinstance(value, (int, float)) else value for value in values]
