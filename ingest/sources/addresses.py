"""Web addresses: one way of writing each, and which of them may be fetched."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import quote, urldefrag, urlsplit, urlunsplit

from ingest.blocks import UnreadableError
from ingest.settings import IngestSettings

_PRIVATE = (
    "dit adres ligt in een privénetwerk en wordt niet gelezen; de beheerder kan de host toestaan "
    "met WEGWIJS_INGEST_ALLOW_HOSTS"
)
# RFC 6052: an IPv4 address in the last 32 bits.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def canonical(url: str) -> str:
    """An address without fragment, user, default port and trailing '?', its host in lower case.

    Raises ValueError for what is no address.
    """
    parts = urlsplit(urldefrag(url.strip()).url)
    host = (parts.hostname or "").lower()
    if not host:
        raise ValueError("no host")
    if ":" in host:
        host = f"[{ipaddress.IPv6Address(host)}]"
    elif not host.isascii():
        host = host.encode("idna").decode()
    scheme = parts.scheme.lower()
    port = parts.port
    if port and (scheme, port) not in (("http", 80), ("https", 443)):
        host = f"{host}:{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return urlunsplit((scheme, host, path, query, ""))


def host_of(url: str) -> str:
    """Host and port of a canonical address."""
    return urlsplit(url).netloc


def checked_addresses(host: str, port: int | None, settings: IngestSettings) -> list[str]:
    """The addresses of a host, all of them public unless the operator allowed the host.

    Raises UnreadableError for private, loopback, link-local and reserved addresses.
    """
    try:
        found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreadableError("de site is niet te vinden; controleer het adres") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    names = {host.lower(), f"{host.lower()}:{port}" if port else host.lower()}
    if not names & settings.allowed_hosts and not all(map(is_public, addresses)):
        raise UnreadableError(_PRIVATE)
    return addresses


def is_public(address: str) -> bool:
    """Whether an address, and the IPv4 address that may be hidden in it, is of the internet."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if not ip.is_global or ip.is_multicast:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return True
    inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64:
        inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return all(four is None or four.is_global for four in inner)
