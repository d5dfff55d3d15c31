"""The language model itself: the only module that knows LangChain's chat models."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from assistant.writing.settings import WritingSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

# Seconds before the one retry, and characters of a token where a server does not count them.
PAUSE = 0.5
CHARACTERS_A_TOKEN = 3
# What clients log of a request holds the prompt.
_LOUD = (
    *("openai", "mistralai", "anthropic", "langchain", "langsmith"),
    *("httpx", "httpcore", "httpx2", "httpcore2"),
)

Counted = Callable[[int, int], None]


class ModelError(Exception):
    """The language model gave nothing usable; the name of the cause, never its text."""


class MissingPackageError(ModelError):
    """The package of this provider is not installed; `package` is what pip calls it."""

    def __init__(self, package: str) -> None:
        super().__init__(package)
        self.package = package


class Model:
    """A chat model by LangChain's name; it is loaded when first used."""

    def __init__(self, settings: WritingSettings) -> None:
        self.settings = settings
        self._chat: BaseChatModel | None = None

    async def ready(self) -> None:
        """Load it, if that was not done: seconds that no question should pay for. Raises ModelError."""
        if self._chat is None:
            self._chat = await asyncio.to_thread(load, self.settings)

    async def write(self, system: str, asked: str, *, counted: Counted) -> AsyncGenerator[str]:
        """Pieces of text as they come. Raises ModelError.

        `counted` hears the tokens read and written of each attempt, also of one that breaks off.
        What fails on the way there (no connection, 429, 5xx) before the first piece is tried once
        more.
        """
        for attempt in (1, 2):
            begun = False
            try:
                async with aclosing(self._attempt(system, asked, counted)) as pieces:
                    async for piece in pieces:
                        begun = True
                        yield piece
                return
            except ModelError:
                raise
            except Exception as error:  # any client's error
                if begun or attempt == 2 or not on_the_way(error):
                    raise ModelError(type(error).__name__) from None
            await asyncio.sleep(PAUSE)

    async def _attempt(self, system: str, asked: str, counted: Counted) -> AsyncGenerator[str]:
        from langsmith.run_helpers import tracing_context

        await self.ready()
        assert self._chat is not None
        read, written, length = 0, 0, 0
        try:
            # A tracing service named in the environment must not get a copy of what is asked.
            with tracing_context(enabled=False):
                async for chunk in self._chat.astream([("system", system), ("human", asked)]):
                    usage: dict[str, Any] = dict(getattr(chunk, "usage_metadata", None) or {})
                    read += usage.get("input_tokens", 0)
                    written += usage.get("output_tokens", 0)
                    text = str(chunk.text)
                    length += len(text)
                    if text:
                        yield text
        finally:
            counted(
                read or (len(system) + len(asked)) // CHARACTERS_A_TOKEN,
                written or length // CHARACTERS_A_TOKEN,
            )


def load(settings: WritingSettings) -> BaseChatModel:
    """The chat model that is set. Raises MissingPackageError, ModelError."""
    from langchain.chat_models import init_chat_model

    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    wanted: dict[str, Any] = {
        "temperature": 0,
        "max_tokens": settings.llm_max_tokens,
        "timeout": settings.llm_timeout,
        "max_retries": 0,
    }
    if settings.provider == "ollama":
        wanted["num_predict"] = settings.llm_max_tokens
    if settings.llm_base_url:
        wanted["base_url"] = settings.llm_base_url
    if settings.llm_base_url and settings.provider == "openai":
        # The client writes the newer name, which smaller servers pass over.
        wanted["extra_body"] = {"max_tokens": settings.llm_max_tokens}
    key = settings.llm_api_key.get_secret_value()
    if settings.provider == "openai":
        wanted["stream_usage"] = True
        # Its own patience with a silent server; ours covers the whole answer.
        wanted["stream_chunk_timeout"] = None
        # Another server must never get the key that the environment holds for OpenAI.
        key = key or ("-" if settings.llm_base_url else "")
    if key:
        wanted["api_key"] = key
    try:
        chat: BaseChatModel = init_chat_model(settings.llm, **wanted)
        return chat
    except ImportError as error:
        # LangChain's message names the package as pip does; the error itself names the module.
        named = re.search(r"langchain-[a-z-]+", str(error).replace("_", "-"))
        raise MissingPackageError(named.group(0) if named else settings.provider) from None
    except Exception as error:  # an unknown provider, a missing key: any client's error
        raise ModelError(type(error).__name__) from None


def on_the_way(error: BaseException) -> bool:
    """Whether the request failed on its way, so that the same again may well succeed."""
    for cause in _causes(error):
        status = getattr(cause, "status_code", None)
        if isinstance(status, int):
            return status in (408, 409, 425, 429) or status >= 500
        # By name: clients bring HTTP libraries of their own.
        names = {kind.__name__ for kind in type(cause).__mro__}
        if isinstance(cause, OSError) or "TransportError" in names:
            return True
    return False


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
