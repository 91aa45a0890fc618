"""The short guide that lies beside the add-in: how it is installed, and what to do when it is silent."""

from __future__ import annotations

from xl_beregner import __version__
from xl_beregner.texts import say

_STEPS = ("com.vejledning.installer", "com.vejledning.virker", "com.vejledning.fejl")


def guide() -> tuple[str, bytes]:
    """Give the guide's name and its text; Notepad knows it as UTF-8 by its first bytes."""
    text = "\n\n".join(say(step, version=__version__).strip() for step in _STEPS)
    return say("com.vejledning.navn"), text.replace("\n", "\r\n").encode("utf-8-sig")
