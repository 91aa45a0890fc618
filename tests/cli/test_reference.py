"""``docs/cli.md`` is what the commands say."""

from __future__ import annotations

from pathlib import Path

from xl_beregner.cli.reference import markdown

DOCS = Path(__file__).parents[2] / "docs/cli.md"


def test_docs_cli_md_is_what_the_commands_say() -> None:
    assert DOCS.read_text("utf-8") == markdown(), "make it: python -m xl_beregner.cli.reference > docs/cli.md"
