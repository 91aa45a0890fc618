"""The server's ASGI application: our routes behind the guard, nothing of xlwings Server's own.

xlwings Server brings the token check, office.js, the licence check and the list of functions. Its
own routes are left out: they run one function at a time, send whole workbooks and answer anyone.
"""

from __future__ import annotations

import gc
import logging
import os
import sys

from starlette.routing import Router

from xl_beregner.addin import pages, settings
from xl_beregner.addin.guard import Guard
from xl_beregner.addin.routes import routes
from xl_beregner.addin.settings import Settings
from xl_beregner.hosts import officejs
from xl_beregner.texts import say

log = logging.getLogger("xl_beregner.addin")

_SECONDS_A_THREAD = 0.001


def application(given: Settings) -> Guard:
    """Build the application; the licence of xlwings is checked here."""
    officejs.xlwings_server()
    for name, found, tested in officejs.untested():
        log.warning(say("addin.anden_version", pakke=name, fundet=found, proevet=tested))
    pages.catalogue("da")
    return Guard(Router(routes(given), redirect_slashes=False), given)


def from_environment() -> Guard:
    """Build the application in a process of the server's own."""
    os.environ["XLWINGS_ON_SERVER"] = "true"
    made = application(settings.read(os.environ))
    _tune()
    return made


def _tune() -> None:
    """Keep one long call from holding up the short ones.

    A whole column is a million rows as lists: looked through for garbage again and again while it
    is read, it took four times as long. And a thread that computes gives way more often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 50)
    sys.setswitchinterval(_SECONDS_A_THREAD)
