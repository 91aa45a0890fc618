"""A whole answer of Uddannelsesstatistik.dk: its pages put together, and kept in the dataset's folder.

What was fetched today is not asked for again, so that an interrupted run goes on where it stopped;
without a network what is kept is used, with the day it was fetched. The rows are kept as they came:
what they mean is ``rows``'.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import orjson

from xl_beregner.dataset.uddstat.query import PAGE
from xl_beregner.errors import OutputError, SourceError

FOLDER = "hentet"
ATTRIBUTION = "Kilde: Uddannelsesstatistik.dk"
MOST_PAGES = 200
_LARGEST_KEPT = 256 * 1024 * 1024

Row = Mapping[str, Any]


class Asker(Protocol):
    """Whatever answers one page of a question."""

    base: str

    def ask(self, question: Mapping[str, Any]) -> list[Row]:
        """Send one question and give its rows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """All rows of a question, and the day they were fetched."""

    rows: Sequence[Row]
    fetched: date
    kept: bool  # from the folder, not asked for now


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where answers are kept; ``client`` is None without a network."""

    folder: Path
    base: str
    client: Asker | None
    today: date
    anew: bool = False

    def answer(self, body: Mapping[str, Any]) -> Answer:
        """Give the answer to a question: today's if it is here, else asked for; offline the newest kept."""
        path = self._path(body)
        kept = _kept(path, body)
        if kept and (self.client is None or (kept.fetched == self.today and not self.anew)):
            return kept
        if self.client is None:
            raise SourceError("fetch_ikke_hentet", emne=body["emne"], underemne=body["underemne"])
        rows = all_pages(self.client, body)
        self._keep(path, body, rows)
        return Answer(rows, self.today, kept=False)

    def newest(self) -> date | None:
        """Tell the newest day anything kept here was fetched."""
        found = [_day(_loaded(path)) for path in self.folder.glob("*.json")] if self.folder.is_dir() else []
        return max(filter(None, found), default=None)

    def _path(self, body: Mapping[str, Any]) -> Path:
        asked = orjson.dumps([self.base, body], option=orjson.OPT_SORT_KEYS)
        name = "".join(
            sign for sign in f"{body['emne']}_{body['underemne']}" if sign.isalnum() or sign == "_"
        )
        return self.folder / f"{name[:60]}_{hashlib.sha256(asked).hexdigest()[:16]}.json"

    def _keep(self, path: Path, body: Mapping[str, Any], rows: Sequence[Row]) -> None:
        content = {
            "kilde": ATTRIBUTION,
            "hentet": self.today.isoformat(),
            "tjeneste": self.base,
            "forespoergsel": body,
            "antal_raekker": len(rows),
            "raekker": rows,
        }
        put(path, orjson.dumps(content))


def all_pages(client: Asker, body: Mapping[str, Any]) -> list[Row]:
    """Ask for page after page until one brings nothing more.

    The service's first page answers to 0; its own tool writes 1. So page 1 may be the next page or the
    first once more: a page seen before ends the answer from page 2 on, and no row is counted twice.
    """
    rows: dict[bytes, Row] = {}
    seen: set[bytes] = set()
    for side in range(MOST_PAGES):
        page = client.ask({**body, "side": side, "side_størrelse": PAGE})
        keys = [orjson.dumps(row, option=orjson.OPT_SORT_KEYS) for row in page]
        mark = hashlib.sha256(b"\n".join(keys)).digest()
        if (not page and side > 0) or (mark in seen and side > 1):
            return list(rows.values())
        seen.add(mark)
        rows.update(zip(keys, page, strict=True))
    raise SourceError("fetch_for_mange_sider", antal=MOST_PAGES)


def put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
        os.replace(temporary, path)
    except OSError as error:
        raise OutputError("dataset_ikke_skrevet", sti=str(path), grund=str(error.strerror)) from error
    finally:
        temporary.unlink(missing_ok=True)


def _kept(path: Path, body: Mapping[str, Any]) -> Answer | None:
    """Read what is kept of a question; a damaged file is as good as none."""
    content = _loaded(path)
    day, rows = _day(content), content.get("raekker")
    if day is None or content.get("forespoergsel") != body or not isinstance(rows, list):
        return None
    if content.get("antal_raekker") != len(rows) or not all(isinstance(row, dict) for row in rows):
        return None
    return Answer(rows, day, kept=True)


def _loaded(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST_KEPT:
            return {}
        content = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return {}
    return content if isinstance(content, dict) else {}


def _day(content: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(content.get("hentet")))
    except ValueError:
        return None
