"""``new --example`` writes the synthetic municipality, says that it is one, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from xl_beregner import texts

Run = Callable[..., Result]


def test_it_tells_what_it_wrote_and_what_to_run_next(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "eksempel"
    result = run("new", folder, "--example")
    assert result.exit_code == 0
    assert "24 skoler" in result.output
    assert "opdigtet" in result.output
    assert f"xl-beregner check {folder}" in result.output
    assert {path.name for path in folder.iterdir()} == {
        "README.md", "skoler.csv", "elever.csv", "prognoser.csv", "omsaetning.csv", "indstillinger.csv",
    }  # fmt: skip


def test_it_never_writes_over_a_dataset(run: Run, tmp_path: Path) -> None:
    (tmp_path / "skoler.csv").write_text("skole_nr;skole\n1;A\n", "utf-8")
    result = run("new", tmp_path, "--example")
    assert result.exit_code != 0
    assert texts.say("fejl.dataset_findes", sti=str(tmp_path / "skoler.csv")) in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["skoler.csv"]
