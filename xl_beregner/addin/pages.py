"""The pages and files the server gives: the help page, the client script, the words of the pane."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson

from xl_beregner import __version__, texts
from xl_beregner.addin.settings import Settings
from xl_beregner.hosts import officejs

STATIC = Path(__file__).parent / "static"
_LANGUAGE = re.compile(r'(<html\b[^>]*\blang=")[^"]*(")')
_MOST_AT_A_TIME = 50


def office_js() -> Path | None:
    """Find the folder of office.js as xlwings Server brings it; its version is in the path."""
    package = find_spec("xlwings_server")
    if package is None or not package.submodule_search_locations:
        return None
    vendored = Path(package.submodule_search_locations[0]) / "static" / "vendor" / "office-js"
    return max(vendored.glob("*/dist"), default=None)


@lru_cache(maxsize=8)
def metadata(language: str, base: str) -> bytes:
    """Write ``functions.json``: what Excel is told of the functions."""
    return orjson.dumps(officejs.metadata(language, f"{base}/help"))


@lru_cache(maxsize=8)
def catalogue(language: str) -> bytes:
    """Write all cards and groups, for the pane."""
    return orjson.dumps({**officejs.cards(language), "version": __version__})


def script(settings: Settings) -> bytes:
    """Write the client script, with its functions and what it must know of this server."""
    told = {
        "functions": [
            function["name"] for group in officejs.cards()["groups"] for function in group["functions"]
        ],
        "token": not settings.anonymous,
        "seconds": settings.seconds,
        "atMost": _MOST_AT_A_TIME,
        "words": {language: _words(language) for language in texts.LANGUAGES},
    }
    template = (STATIC / "functions.js").read_text("utf-8")
    return template.replace('"FILLED IN BY THE SERVER"', orjson.dumps(told).decode()).encode()


def _words(language: str) -> Mapping[str, str]:
    """Give the sentences the client script itself may have to say, by short keys."""
    own = "addin.klient."
    return {key.removeprefix(own): text for key, text in texts.words(language).items() if key.startswith(own)}


def pane(language: str) -> bytes:
    """Give the task pane, its language told to screen readers."""
    page = (STATIC / "pane.html").read_text("utf-8")
    return _LANGUAGE.sub(rf"\g<1>{language}\g<2>", page, count=1).encode()


# --- Help --------------------------------------------------------------------------------------
@lru_cache(maxsize=8)
def help_page(language: str) -> bytes:
    """Write the page of all functions, each at the address Excel's help link asks for."""
    told = officejs.cards(language)
    with texts.speaking(language):
        title = texts.say("addin.hjaelp.titel")
        opening = escape(texts.say("addin.hjaelp.indledning", version=__version__))
        index = "".join(_group_index(group) for group in told["groups"])
        body = "".join(_group(group) for group in told["groups"])
        return (
            f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{escape(title)}</title>"
            f'<link rel="stylesheet" href="/static/help.css"></head><body><header><h1>{escape(title)}</h1>'
            f"<p>{opening}</p>{_languages(language)}"
            f'</header><nav aria-label="{escape(texts.say("addin.hjaelp.indhold"))}">{index}</nav>'
            f"<main>{body}</main></body></html>"
        ).encode()


def _languages(spoken: str) -> str:
    links = (
        f'<a href="/help?lang={one}" lang="{one}" hreflang="{one}">'
        f"{escape(texts.say('addin.hjaelp.sprog', one))}</a>"
        for one in texts.LANGUAGES
        if one != spoken
    )
    return f"<p>{' · '.join(links)}</p>"


def _group_index(group: Mapping[str, Any]) -> str:
    items = "".join(
        f'<li><a href="#{_anchor(one)}">{escape(one["name"])}</a> {escape(one["short"])}</li>'
        for one in group["functions"]
    )
    return f"<h2>{escape(group['heading'])}</h2><ul>{items}</ul>"


def _group(group: Mapping[str, Any]) -> str:
    return f"<h2>{escape(group['heading'])}</h2>" + "".join(_function(one) for one in group["functions"])


def _function(card: Mapping[str, Any]) -> str:
    arguments = "".join(
        f"<dt>{escape(one['name'])}</dt><dd>{escape(one['help'])}</dd>" for one in card["arguments"]
    )
    columns = "".join(f"<li>{escape(column)}</li>" for column in card["columns"])
    errors = "".join(
        f"<dt>{escape(one['code'])}</dt><dd>{escape(one['meaning'])}</dd>" for one in card["errors"]
    )
    return (
        f'<section id="{_anchor(card)}" aria-labelledby="{_anchor(card)}_navn">'
        f'<h3 id="{_anchor(card)}_navn">{escape(card["name"])}</h3>'
        f"<p><code>={escape(card['call'])}</code></p><p>{escape(card['description'])}</p>"
        f"<h4>{_said('argumenter')}</h4><dl>{arguments}</dl>"
        f"<h4>{_said('svar')}</h4><p>{escape(card['answer'])}</p><ol>{columns}</ol>"
        f"<h4>{_said('eksempel')}</h4><p><code>{escape(card['example'])}</code></p>"
        f"<h4>{_said('fejl')}</h4><dl>{errors}</dl></section>"
    )


def _said(key: str) -> str:
    return escape(texts.say(f"addin.hjaelp.{key}"))


def _anchor(card: Mapping[str, Any]) -> str:
    return escape(card["name"].lower())
