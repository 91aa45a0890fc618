"""The words the task pane needs, by short keys: its own, and what it recognises in an answer.

The pane itself is ``static/pane.html`` and what it loads; who serves it stands in ``routes``.
"""

from __future__ import annotations

from collections.abc import Mapping

from xl_beregner import texts

_OWN = "pane."
# ``KONTROL`` answers in sentences; the pane finds the problem by its sentence, to show its cell.
_PROBLEM = "funktion.KONTROL.problem."
_HEADING = "overskrift."


def words(language: str) -> Mapping[str, str]:
    """Give the pane's words of a language.

    ``find.titel`` and its like are the pane's own; ``problem.<key>`` is a sentence of ``KONTROL``
    with its blanks; ``overskrift.<key>`` is every heading of a column in any language, ``|`` between.
    """
    found = {}
    for key, sentence in texts.words(language).items():
        if key.startswith(_OWN):
            found[key.removeprefix(_OWN)] = sentence
        elif key.startswith(_PROBLEM):
            found[f"problem.{key.removeprefix(_PROBLEM)}"] = sentence
        elif key.startswith(_HEADING):
            column = key.removeprefix(_HEADING)
            spoken = (texts.words(other)[key] for other in texts.LANGUAGES)
            found[key] = "|".join((column, *spoken))
    return found
