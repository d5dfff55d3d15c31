"""OpenID Connect: the organisation's own accounts, by the code flow with PKCE.

RFC 6749 (code), RFC 7636 (PKCE), OpenID Connect Core 1.0 section 3.1. The browser keeps what must
come back unchanged in a cookie of ten minutes; the identity token is checked in full: signature,
issuer, audience, nonce, time.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bots.desk.settings import DeskSettings

SECONDS = 600
TIMEOUT = 10.0
# What the identity token may be signed with; never "none", never our own secret.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]


class ProviderError(Exception):
    """The provider did not say who this is."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or "Inloggen via uw organisatie lukte niet. Probeer het opnieuw.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What must come back unchanged: kept in the browser's cookie."""

    state: str
    nonce: str
    verifier: str

    def cookie(self) -> str:
        return ".".join((self.state, self.nonce, self.verifier))

    @classmethod
    def of(cls, cookie: str | None) -> Asked:
        """Raises ProviderError without the cookie: another browser, or too late."""
        parts = (cookie or "").split(".")
        if len(parts) != 3 or not all(parts):
            raise ProviderError("Het inloggen duurde te lang. Begin opnieuw.")
        return cls(*parts)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says it is; the e-mail address was verified there."""

    subject: str
    email: str


class Provider:
    """The organisation's provider, found by its discovery document."""

    def __init__(self, settings: DeskSettings, *, back: str) -> None:
        self._settings, self._back = settings, back

    async def begin(self) -> tuple[str, Asked]:
        """Where to send the browser, and what to keep. Raises ProviderError."""
        asked = Asked(
            secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        )
        async with self._client() as client:
            known = await self._discover(client)
            address, _ = client.create_authorization_url(
                known["authorization_endpoint"],
                state=asked.state,
                nonce=asked.nonce,
                code_verifier=asked.verifier,
            )
        return str(address), asked

    async def finish(self, *, asked: Asked, state: str, code: str) -> Identity:
        """Change the code for an identity. Raises ProviderError."""
        if not code or not secrets.compare_digest(state.encode(), asked.state.encode()):
            raise ProviderError
        try:
            async with self._client() as client:
                known = await self._discover(client)
                token = await client.fetch_token(
                    known["token_endpoint"], code=code, code_verifier=asked.verifier
                )
                keys = (await client.request("GET", known["jwks_uri"], withhold_token=True)).json()
                claims = self._checked(token.get("id_token", ""), keys, known, asked.nonce)
                if "email" not in claims and "userinfo_endpoint" in known:
                    more = (await client.get(known["userinfo_endpoint"])).json()
                    if more.get("sub") == claims["sub"]:
                        claims = {**more, **claims}
        except ProviderError:
            raise
        except Exception as error:  # whatever the far side did wrong: nobody is signed in
            raise ProviderError from error
        email = claims.get("email")
        if not isinstance(email, str) or claims.get("email_verified") is not True:
            raise ProviderError("Uw organisatie gaf geen bevestigd e-mailadres door.")
        return Identity(str(claims["sub"]), email)

    def _checked(
        self, token: str, keys: dict[str, Any], known: dict[str, Any], nonce: str
    ) -> dict[str, Any]:
        try:
            decoded = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)  # type: ignore[arg-type]
            jwt.JWTClaimsRegistry(
                leeway=60,
                iss={"essential": True, "value": known["issuer"]},
                aud={"essential": True, "value": self._settings.client_id},
                exp={"essential": True},
                sub={"essential": True},
                nonce={"essential": True, "value": nonce},
            ).validate(decoded.claims)
        except (JoseError, ValueError) as error:
            raise ProviderError from error
        return dict(decoded.claims)

    async def _discover(self, client: AsyncOAuth2Client) -> dict[str, Any]:
        issuer = self._settings.issuer.rstrip("/")
        try:
            found = await client.request(
                "GET", f"{issuer}/.well-known/openid-configuration", withhold_token=True
            )
            known: dict[str, Any] = found.raise_for_status().json()
        except Exception as error:  # the kinds differ with the HTTP library that authlib finds
            raise ProviderError("De inlogdienst van uw organisatie is niet bereikbaar.") from error
        if str(known.get("issuer", "")).rstrip("/") != issuer:
            raise ProviderError
        return known

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self._settings.client_id,
            self._settings.client_secret.get_secret_value(),
            scope="openid email profile",
            redirect_uri=self._back,
            code_challenge_method="S256",
            timeout=TIMEOUT,
        )
