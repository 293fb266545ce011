"""Where a webhook may go: not into the service's own network, whatever name its address hides behind.

The name is resolved once, every address that it gives is looked at, and the connection is made to that address: a name
that answers otherwise a moment later (DNS rebinding) changes nothing.

Sources: https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html ·
RFC 6890 (special-purpose addresses) · RFC 6052 (addresses that carry an IPv4 one)
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from models.service_errors import InvalidRequest

LENGTH = 500
_PORTS = {"http": 80, "https": 443}
_CARRIERS = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"), ipaddress.ip_network("::/96"))
_INNER = frozenset({"localhost", "local", "internal", "lan", ""})
_LAST_PORT = 65535

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class RefusedAddressError(Exception):
    """A webhook points where it may not go, or nowhere."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect (`address`, `port`), and who is meant to be there (`host`)."""

    scheme: str
    host: str
    address: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """The address to connect to, in figures."""
        literal = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{literal}:{self.port}{self.path}"

    @property
    def authority(self) -> str:
        """What the `Host` header says."""
        literal = f"[{self.host}]" if ":" in self.host else self.host
        return literal if self.port == _PORTS[self.scheme] else f"{literal}:{self.port}"


def parsed(url: str, *, private: bool) -> SplitResult:
    """The parts of an address that a webhook may have. Raises InvalidRequest, which says what is wrong with it."""
    if len(url) > LENGTH or any(sign.isspace() or not sign.isprintable() for sign in url) or not url.isascii():
        raise InvalidRequest(f"url : {LENGTH} caractères ASCII au plus, sans espace")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise InvalidRequest("url : adresse mal formée") from error
    if parts.scheme not in _PORTS or not host:
        raise InvalidRequest("url : une adresse http:// ou https:// est attendue")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise InvalidRequest("url : ni nom d'utilisateur, ni mot de passe, ni fragment")
    if port is not None and not 0 < port <= _LAST_PORT:
        raise InvalidRequest("url : port inconnu")
    if not private:
        literal = _literal(host)
        inner = "." not in host or host.rstrip(".").rpartition(".")[2] in _INNER
        if not public(literal) if literal else inner:
            raise InvalidRequest("url : les adresses du réseau privé sont refusées")
    return parts


async def target(url: str, *, private: bool) -> Target:
    """Resolve an address. Raises RefusedAddressError where it leads into a private network, or nowhere."""
    try:
        parts = parsed(url, private=private)
    except InvalidRequest as error:
        raise RefusedAddressError(error.detail) from error
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RefusedAddressError(f"nom introuvable : {host}") from error
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not private and not all(public(address) for address in addresses):
        raise RefusedAddressError("adresse du réseau privé refusée")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, str(addresses[0]), port, path)


def public(address: Address) -> bool:
    """Whether an address is of the open Internet, and so is the one that it carries.

    >>> [public(ipaddress.ip_address(text)) for text in ("9.9.9.9", "2620:fe::9")]
    [True, True]
    >>> [public(ipaddress.ip_address(text)) for text in ("10.0.0.1", "169.254.169.254", "::1", "100.64.0.1")]
    [False, False, False, False]
    >>> [public(ipaddress.ip_address(text)) for text in ("::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::")]
    [False, False, False]
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return public(address.ipv4_mapped)
        if any(address in network for network in _CARRIERS):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
