"""What Telegram's refusals mean for a message: try again, when, or never."""

from __future__ import annotations

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from assistant.channels import DeliveryError


def delivery_error(error: TelegramError) -> DeliveryError:
    """The error for the courier. Telegram's own words are left out: they may name people."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        return DeliveryError("Telegram vraagt om te wachten", retry_after=seconds)
    if isinstance(error, Forbidden):
        return DeliveryError("de ontvanger heeft de bot geblokkeerd of is weg", permanent=True)
    if isinstance(error, ChatMigrated):
        return DeliveryError("de groep heeft een ander adres gekregen", permanent=True)
    if isinstance(error, InvalidToken):
        # An operator can still mend it.
        return DeliveryError("Telegram weigert de sleutel (WEGWIJS_TELEGRAM_TOKEN)")
    if isinstance(error, BadRequest):
        gone = "chat not found" in str(error).lower()
        why = "dit gesprek bestaat niet meer" if gone else "Telegram weigert dit bericht"
        return DeliveryError(why, permanent=True)
    if isinstance(error, TimedOut):
        return DeliveryError("Telegram antwoordt niet op tijd")
    if isinstance(error, NetworkError):
        return DeliveryError("Telegram is niet bereikbaar of heeft een storing")
    return DeliveryError(f"Telegram gaf een fout ({type(error).__name__})")
