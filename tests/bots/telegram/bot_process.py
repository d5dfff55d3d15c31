"""`wegwijs telegram` as a real process, for tests that kill it, and the database that it leaves."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from bot_api import TOKEN, BotApi

WEGWIJS = Path(sys.executable).with_name("wegwijs")


class BotProcess:
    """Starts, is killed, starts again."""

    def __init__(self, home: Path, api: BotApi) -> None:
        self.home = home
        clean = {k: v for k, v in os.environ.items() if not k.startswith("WEGWIJS_")}
        self._environment = {
            **clean,
            "WEGWIJS_HOME": str(home),
            "WEGWIJS_TELEGRAM_TOKEN": TOKEN,
            "WEGWIJS_TELEGRAM_API": api.url,
        }
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Begin to work."""
        self.let_leases_run_out()
        self._process = subprocess.Popen(
            [WEGWIJS, "telegram"], env=self._environment, stderr=subprocess.DEVNULL, text=True
        )

    def kill(self) -> None:
        """As a power cut does it."""
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, signal.SIGKILL)

    def died(self) -> None:
        """Wait for its end."""
        assert self._process is not None
        self._process.wait(60)

    def stop(self) -> None:
        """As an operator does it."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(60)

    def let_leases_run_out(self) -> None:
        """What a dead process held is free after two minutes; tests do not wait for that."""
        if (self.home / "wegwijs.db").exists():
            for table in ("arrivals", "deliveries"):
                self.query(f"UPDATE {table} SET leased_until = NULL")

    def query(self, statement: str) -> list[Any]:
        """Look into the database, or change it."""
        with closing(sqlite3.connect(self.home / "wegwijs.db", timeout=30)) as connection:
            try:
                rows = connection.execute(statement).fetchall()
            except sqlite3.OperationalError as error:
                if "no such table" not in str(error):
                    raise
                return []
            connection.commit()
            return rows


@contextmanager
def bot_process(home: Path, api: BotApi) -> Iterator[BotProcess]:
    """A process that surely ends."""
    process = BotProcess(home, api)
    try:
        yield process
    finally:
        api.on_call = api.on_done = None
        process.kill()
