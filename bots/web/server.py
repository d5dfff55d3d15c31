"""The web app on a socket: everything it needs is looked at before it says that it runs."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable

import uvicorn
from threadpoolctl import threadpool_limits

from bots.bootstrap import build
from bots.web.app import create

# Seconds; Python's own 5 ms is long for answers that go through twenty turns of the database.
SWITCH_EVERY = 0.0005


def listen(host: str, port: int) -> socket.socket:
    """A socket of our own (port 0 takes a free one). Raises OSError when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        # Listening already here: two processes may bind one address as long as neither listens.
        listening.listen(2048)
    except OSError:
        listening.close()
        raise
    return listening


async def serve(listening: socket.socket, *, ready: Callable[[], None]) -> None:
    """Serve until interrupted. Raises what the database raises when it is away at the start."""
    house = await build()
    ready()
    config = uvicorn.Config(
        create(house), log_level="warning", access_log=False, server_header=False
    )
    # Each question has a thread of its own. Given more, the algebra of one waits, spinning, for the
    # cores that the others are using: 150 ms of processor a question instead of 45.
    # While a question is computed the database's threads and the streams get their turn sooner.
    sys.setswitchinterval(SWITCH_EVERY)
    with threadpool_limits(limits=1, user_api="blas"):
        await uvicorn.Server(config).serve(sockets=[listening])
