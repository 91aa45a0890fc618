"""Templates filled: what a template asks for, written into it, with everything else left as it was.

The file format itself lies below in `ooxml`; where values come from lies beside, in `fields`.
"""

from __future__ import annotations

from xl_beregner.filling.fill import Filled, Template, fill_template

__all__ = ["Filled", "Template", "fill_template"]
