"""The error of a command that can never work as given: nothing was done, the command must change."""

from __future__ import annotations

from xl_beregner.errors import OutputError


class RefusedError(OutputError):
    """A wrong folder, school or template name; the command line ends with its own exit code."""
