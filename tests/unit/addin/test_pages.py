"""The pages and files the server gives."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from xl_beregner import texts
from xl_beregner.addin import pages
from xl_beregner.hosts.groups import GROUPS

Make = Callable[..., Any]
NAMES = [f"BEREGNER_{name}" for names in GROUPS.values() for name in names]


class Page(HTMLParser):
    """The ids, links, headings and open elements of a page."""

    VOID = ("meta", "link", "br", "img", "input")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "a":
            self.links.append(str(found["href"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_help_page_has_every_function_at_its_address(server: Make, language: str) -> None:
    answer = server()(f"/help?lang={language}")
    text = answer.body.decode()
    page = Page(text)
    assert page.open == []
    assert f'<html lang="{language}">' in text
    assert {name.lower() for name in NAMES} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert page.headings.count(1) == 1


def test_what_stands_in_texts_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(texts.words("da"), "addin.hjaelp.titel", "<script>alert(1)</script>")  # type: ignore[arg-type]
    pages.help_page.cache_clear()
    try:
        assert b"<script>" not in pages.help_page("da")
    finally:
        pages.help_page.cache_clear()


def test_an_unknown_language_is_danish(server: Make) -> None:
    assert server()("/help?lang=<b>").body == server()("/help").body


def test_the_client_script_names_every_function_and_is_javascript(server: Make, tmp_path: Path) -> None:
    script = server()("/functions/functions.js").body.decode()
    assert all(f'"{name}"' in script for name in NAMES)
    assert "FILLED IN" not in script
    assert '"token":false' in script
    file = tmp_path / "functions.js"
    file.write_text(script, "utf-8")
    subprocess.run(["node", "--check", str(file)], check=True, timeout=60)


def test_the_list_of_functions_links_to_the_address_asked(server: Make) -> None:
    listed = server()("/functions/functions.json", headers={"host": "localhost:9000"}).told
    assert listed["functions"][0]["helpUrl"].startswith("http://localhost:9000/help#beregner_")


def test_the_pane_comes_with_its_language_and_office_js(server: Make) -> None:
    page = server()("/pane.html?lang=sv").body.decode()
    assert '<html lang="sv"' in page
    (address,) = re.findall(r'src="(/vendor/[^"]*office\.js)"', page)
    answer = server()(address)
    assert answer.body == (pages.office_js() or Path()).joinpath("office.js").read_bytes()
    assert "max-age=86400" in answer.headers["cache-control"]


def test_every_file_the_pane_asks_for_is_served(server: Make) -> None:
    asked = server()
    page = asked("/pane.html").body.decode()
    for address in re.findall(r'(?:src|href)="(/[^"#]*)"', page):
        assert asked(address).status == 200, address


@pytest.mark.parametrize("path", ["/pane/words.json", "/functions/catalogue.json", "/health"])
def test_what_the_pane_reads_is_json(server: Make, path: str) -> None:
    assert server()(f"{path}?lang=sv").told


def test_the_manifest_is_of_the_address_asked(server: Make) -> None:
    answer = server()("/manifest.xml", headers={"host": "localhost:9000"})
    assert answer.status == 200
    assert b"localhost:9000/pane.html" in answer.body
