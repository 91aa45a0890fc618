"""PDFs by a stand-in for LibreOffice that works, crashes, hangs or makes nothing, as the file tells it."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from unit.batch.batch_fakes import fake_fill, figures_of, plan_of

from xl_beregner.batch import office
from xl_beregner.batch.folder import OutputFolder
from xl_beregner.batch.manifest import read_manifest
from xl_beregner.batch.office import Office, find_office, is_whole_pdf, without_clock
from xl_beregner.batch.pdf import with_pdfs
from xl_beregner.batch.plan import Plan
from xl_beregner.batch.run import fill_all
from xl_beregner.batch.unit import Failed, Made, Outcome, Task
from xl_beregner.batch.verify import verify_folder
from xl_beregner.errors import BeregnerError, HostError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")

STAND_IN = """#!{python}
import os, sys, time
from pathlib import Path
outdir = Path(sys.argv[sys.argv.index("--outdir") + 1])
files = sys.argv[sys.argv.index("--outdir") + 2:]
with open({calls!r}, "a") as told:
    told.write(f"{{len(files)}} {{sys.argv[1]}} {{os.environ['TMPDIR']}}\\n")
for file in files:
    text = Path(file).read_bytes()
    if b"crash" in text:
        os.kill(os.getpid(), 11)
    if b"hang" in text:
        time.sleep(600)
    if b"half" in text:
        (outdir / (Path(file).stem + ".pdf")).write_bytes(b"%PDF-1.6 and then the power went")
        continue
    if b"nothing" not in text:
        (outdir / (Path(file).stem + ".pdf")).write_bytes(b"%PDF-1.6 " + text + b" %%EOF")
"""


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    return tmp_path / "calls.txt"


@pytest.fixture
def program(tmp_path: Path, calls: Path) -> str:
    script = tmp_path / "soffice"
    script.write_text(STAND_IN.format(python=sys.executable, calls=str(calls)))
    script.chmod(0o755)
    return str(script)


def made(folder: Path, texts: list[str]) -> Iterator[tuple[Task, Outcome]]:
    for number, text in enumerate(texts):
        workbook = folder / f"{number}.tmp"
        workbook.write_text(f"{text} {number}")
        task = Task(
            str(number),
            "",
            f"{number}.xlsx",
            str(workbook),
            "",
            "",
            {},
            {},
            pdf=str(folder / f"{number}.pdf.tmp"),
        )
        yield task, Made("sha", "{}")


def outcomes(tmp_path: Path, program: str, texts: list[str], hands: int = 1) -> list[tuple[str, Outcome]]:
    (workshop := tmp_path / "workshop").mkdir()
    found = [
        (task.number, outcome) for task, outcome in with_pdfs(made(tmp_path, texts), workshop, hands, program)
    ]
    assert [path.name for path in workshop.iterdir() if path.suffix in (".xlsx", ".pdf")] == []
    return sorted(found, key=lambda one: int(one[0]))


def failed(found: list[tuple[str, Outcome]]) -> list[str]:
    return [number for number, outcome in found if isinstance(outcome, Failed)]


def test_many_files_go_to_a_call(tmp_path: Path, program: str, calls: Path) -> None:
    found = outcomes(tmp_path, program, ["fine"] * 60)
    assert failed(found) == []
    assert [int(line.split()[0]) for line in calls.read_text().splitlines()] == [25, 25, 10]
    data = (tmp_path / "7.pdf.tmp").read_bytes()
    assert data == b"%PDF-1.6 fine 7 %%EOF"
    outcome = found[7][1]
    assert isinstance(outcome, Made)
    assert outcome.pdf_sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("fault", ["crash", "nothing", "half"])
def test_a_file_that_cannot_be_converted_is_named_and_the_rest_done(
    tmp_path: Path, program: str, fault: str
) -> None:
    found = outcomes(tmp_path, program, ["fine", "fine", fault, "fine", fault, "fine"])
    assert failed(found) == ["2", "4"]
    outcome = found[2][1]
    assert isinstance(outcome, Failed)
    assert outcome.error.key == "batch_pdf_ikke_lavet"


def test_a_file_that_hangs_is_given_its_time_and_no_more(
    tmp_path: Path, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "_SECONDS_TO_START", 0.5)
    monkeypatch.setattr(office, "_SECONDS_EACH", 0.1)
    started = time.monotonic()
    assert failed(outcomes(tmp_path, program, ["fine", "hang", "fine"])) == ["1"]
    assert time.monotonic() - started < 20


def test_a_program_that_makes_nothing_is_asked_a_few_times_only(
    tmp_path: Path, program: str, calls: Path
) -> None:
    found = outcomes(tmp_path, program, ["nothing"] * 80)
    assert len(failed(found)) == 80
    assert len(calls.read_text().splitlines()) < 10
    assert {str(outcome.error.key) for _, outcome in found if isinstance(outcome, Failed)} == {
        "batch_libreoffice_virker_ikke"
    }


def test_each_hand_has_a_profile_of_its_own_and_writes_in_the_workshop(
    tmp_path: Path, program: str, calls: Path
) -> None:
    outcomes(tmp_path, program, ["fine"] * 100, hands=2)
    told = [line.split() for line in calls.read_text().splitlines()]
    assert all(profile.startswith("-env:UserInstallation=file:///") for _, profile, _ in told)
    assert all(str(tmp_path / "workshop") in profile for _, profile, _ in told)
    assert {folder for _, _, folder in told} == {str(tmp_path / "workshop")}


def test_what_failed_before_stays_failed(tmp_path: Path, program: str) -> None:
    (tmp_path / "workshop").mkdir()
    [(task, _)] = made(tmp_path, ["x"])
    before = Failed(BeregnerError("batch_fil_mangler", fil="x"))
    assert list(with_pdfs([(task, before)], tmp_path / "workshop", 1, program)) == [(task, before)]


def test_a_run_that_is_stopped_ends_the_calls_under_way(tmp_path: Path, program: str, calls: Path) -> None:
    (workshop := tmp_path / "workshop").mkdir()

    def slow() -> Iterator[tuple[Task, Outcome]]:
        yield from made(tmp_path, ["hang"] * 25)
        while not calls.exists():
            time.sleep(0.01)
        raise KeyboardInterrupt

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        list(with_pdfs(slow(), workshop, 1, program))
    assert time.monotonic() - started < 20
    assert threading.active_count() < 10


def test_an_office_that_cannot_be_started_makes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.touch()
    assert Office(str(tmp_path / "gone"), tmp_path, 1).convert([file]) == {}


def test_without_libreoffice_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(office, "_PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(HostError, match=r"libreoffice\.org"):
        find_office()
    with pytest.raises(HostError):
        fill_all(replace(plan_of({"1": {}}), pdf=True), tmp_path / "ud", work=fake_fill)
    assert not (tmp_path / "ud").exists()


@pytest.mark.parametrize(
    ("data", "whole"),
    [(b"%PDF-1.6 x\n%%EOF\n", True), (b"%PDF-1.6 x", False), (b"x %%EOF", False), (b"", False)],
)
def test_half_a_pdf_is_none(data: bytes, whole: bool) -> None:
    assert is_whole_pdf(data) == whole


TRAILER = (
    "%PDF-1.6 {body}\n/CreationDate(D:{date}Z')>>\ntrailer\n"
    "/ID [ <{mark}>\n<{mark}> ]\n/DocChecksum /{mark}\n%%EOF"
)


def pdf_of(body: str, date: str, mark: str) -> bytes:
    return TRAILER.format(body=body, date=date, mark=mark * 32).encode()


def test_two_pdfs_of_the_same_are_the_same_and_of_others_not() -> None:
    one, two = pdf_of("a", "20260101010101", "A"), pdf_of("a", "20270101010101", "B")
    assert one != two
    assert without_clock(one) == without_clock(two)
    assert len(without_clock(one)) == len(one)
    other = without_clock(pdf_of("b", "20260101010101", "A"))
    assert other.partition(b"/ID")[2] != without_clock(one).partition(b"/ID")[2]


def plan_with_pdfs(texts: dict[str, str], *, only_pdf: bool = False) -> Plan:
    plan = plan_of({number: {"tal": text} for number, text in texts.items()})
    card = replace(plan.template, kind="elev" if only_pdf else "skole")
    files = {one.number: f"{one.number}.pdf" if only_pdf else one.file for one in plan.units}
    units = tuple(
        replace(one, file=files[one.number], figures=figures_of({"tal": texts[one.number]}))
        for one in plan.units
    )
    return replace(plan, template=card, units=units, pdf=True)


@pytest.fixture
def on_path(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{Path(program).parent}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.usefixtures("on_path")
def test_a_pdf_lies_beside_each_workbook_and_is_proven(tmp_path: Path) -> None:
    out = tmp_path / "ud"
    plan = plan_with_pdfs({"u1": "a", "u2": "b"})
    assert not fill_all(plan, out, jobs=1, work=fake_fill).needs_a_person
    names = sorted(path.name for path in (out / "skoler").iterdir())
    assert names == ["u1_skole-u1.pdf", "u1_skole-u1.xlsx", "u2_skole-u2.pdf", "u2_skole-u2.xlsx"]
    assert verify_folder(out) == (4, [])
    assert sorted(path.name for path in (out / "forvaltning").iterdir()) == ["manifest.json", "oversigt.xlsx"]
    assert len(fill_all(plan, out, jobs=1, work=fake_fill).kept) == 2
    (out / "skoler/u1_skole-u1.pdf").unlink()
    assert list(fill_all(plan, out, jobs=1, work=fake_fill).made) == ["u1"]


@pytest.mark.usefixtures("on_path")
def test_a_workbook_kept_without_pdf_keeps_its_pdf_and_a_new_one_does_not(tmp_path: Path) -> None:
    out = tmp_path / "ud"
    plan = plan_with_pdfs({"u1": "a", "u2": "b"})
    fill_all(plan, out, jobs=1, work=fake_fill)
    changed = replace(plan_with_pdfs({"u1": "a", "u2": "changed"}), pdf=False)
    summary = fill_all(changed, out, jobs=1, work=fake_fill)
    assert (list(summary.kept), list(summary.made)) == (["u1"], ["u2"])
    assert sorted(path.name for path in (out / "skoler").glob("*.pdf")) == ["u1_skole-u1.pdf"]
    assert verify_folder(out) == (3, [])


@pytest.mark.usefixtures("on_path")
def test_of_a_pupil_the_pdf_alone_is_left(tmp_path: Path) -> None:
    out = tmp_path / "ud"
    summary = fill_all(
        plan_with_pdfs({"u1": "a", "u2": "nothing"}, only_pdf=True), out, jobs=1, work=fake_fill
    )
    assert [one.unit.number for one in summary.unmade] == ["u2"]
    assert [path.name for path in (out / "skoler").rglob("*")] == ["u1.pdf"]
    assert sorted(path.name for path in (out / "forvaltning").iterdir()) == ["manifest.json", "oversigt.xlsx"]
    manifest = read_manifest(OutputFolder(out))
    assert manifest is not None
    assert [record.file for record in manifest.records] == ["u1.pdf"]
    assert verify_folder(out)[0] == 1


@pytest.mark.usefixtures("on_path")
def test_a_pdf_somebody_changed_is_never_written_over(tmp_path: Path) -> None:
    out = tmp_path / "ud"
    fill_all(plan_with_pdfs({"u1": "a"}), out, jobs=1, work=fake_fill)
    changed = out / "skoler/u1_skole-u1.pdf"
    changed.write_bytes(b"signed")
    summary = fill_all(plan_with_pdfs({"u1": "b"}), out, jobs=1, work=fake_fill)
    assert [one.error.key for one in summary.unmade] == ["batch_fil_aendret"]
    assert changed.read_bytes() == b"signed"
    assert verify_folder(out)[1]
