"""What the `wegwijs` command prints with: tables that fit a terminal, and stay whole in a pipe."""

from __future__ import annotations

import sys
from typing import TextIO

from rich.console import Console
from rich.table import Table

# A pipe or a log has no edge to fit: there a row of a table stays on one line.
_WIDE = 200


def _console(stream: TextIO, *, stderr: bool) -> Console:
    return Console(stderr=stderr, width=None if stream.isatty() else _WIDE)


out, err = _console(sys.stdout, stderr=False), _console(sys.stderr, stderr=True)


def columns(*names: str) -> Table:
    """A table whose names and cells wrap when the terminal is narrow, and are never cut off."""
    table = Table()
    for name in names:
        table.add_column(name, overflow="fold")
    return table
