"""The e-mail channel: one message to one mail server, and what its answer means."""

from __future__ import annotations

import ssl
from email.errors import MessageError

import aiosmtplib

from assistant.channels import DeliveryError, Outgoing
from bots.email.letter import letter
from bots.email.settings import EmailSettings

# Answers that say "later": RFC 5321, 4.2.1. Everything from 500 on is for good, save what is wrong
# with our own set-up (RFC 4954: sign-in), which an operator can still mend.
_OUR_FAULT = frozenset({530, 534, 535, 538})
GREYLIST_SECONDS = 300.0


class EmailChannel:
    """Sends by SMTP."""

    name = "email"

    def __init__(self, settings: EmailSettings) -> None:
        self._settings = settings

    async def send(self, message: Outgoing) -> None:
        """Hand the mail to the server. Raises DeliveryError; returns when it was accepted."""
        server = self._settings.server
        if server is None:
            raise DeliveryError("er is geen mailserver ingesteld (WEGWIJS_SMTP_URL)")
        try:
            mail = letter(message, self._settings.mail_from)
            await aiosmtplib.send(
                mail,
                sender=self._settings.mail_from,
                recipients=[message.to],
                hostname=server.host,
                port=server.port,
                username=server.user,
                password=server.password,
                use_tls=server.use_tls,
                start_tls=server.start_tls,
                timeout=self._settings.mail_seconds,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [refused.code for refused in error.recipients]
            raise _error(max(codes, default=550)) from None
        except aiosmtplib.SMTPResponseException as error:
            raise _error(error.code) from None
        except aiosmtplib.SMTPTimeoutError:
            raise DeliveryError("de mailserver antwoordt niet op tijd") from None
        except ssl.SSLError:
            raise DeliveryError("de verbinding met de mailserver is niet te beveiligen") from None
        except (aiosmtplib.SMTPException, OSError) as error:
            # The type only: a server's words may repeat the address.
            raise DeliveryError(
                f"de mailserver is niet bereikbaar ({type(error).__name__})"
            ) from None
        except (MessageError, ValueError, UnicodeError):
            raise DeliveryError("van dit bericht is geen e-mail te maken", permanent=True) from None


def _error(code: int) -> DeliveryError:
    permanent = code >= 500 and code not in _OUR_FAULT
    why = "weigert het bericht" if permanent else "wil het bericht nu niet aannemen"
    later = GREYLIST_SECONDS if code in (450, 451, 452) else None
    return DeliveryError(
        f"de mailserver {why} (code {code})", permanent=permanent, retry_after=later
    )
