"""Which addresses a stranger's URL may lead to: every network that is refused, with its reason.

`ipaddress.is_global` is no help here: it calls multicast, 6to4 and NAT64 addresses global (CPython 3.11). The rows
follow the IANA special-purpose registries (RFC 6890 and its updates) and hold the metadata addresses of clouds.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

REFUSED: Final[tuple[tuple[Network, str], ...]] = tuple(
    (ip_network(network), reason)
    for network, reason in (
        ("0.0.0.0/8", "this network, RFC 791; Linux connects 0.0.0.0 to itself"),
        ("10.0.0.0/8", "private, RFC 1918"),
        ("100.64.0.0/10", "shared by a carrier's customers, RFC 6598; Alibaba's metadata is 100.100.100.200"),
        ("127.0.0.0/8", "loopback, RFC 1122"),
        ("169.254.0.0/16", "link-local, RFC 3927; cloud metadata is 169.254.169.254, ECS credentials 169.254.170.2"),
        ("172.16.0.0/12", "private, RFC 1918"),
        ("192.0.0.0/24", "protocol assignments, RFC 6890; Oracle's old metadata is 192.0.0.192"),
        ("192.0.2.0/24", "documentation, RFC 5737"),
        ("192.31.196.0/24", "AS112 for reverse names, RFC 7535"),
        ("192.52.193.0/24", "AMT relays, RFC 7450"),
        ("192.88.99.0/24", "6to4 relays, RFC 7526"),
        ("192.168.0.0/16", "private, RFC 1918"),
        ("192.175.48.0/24", "AS112 for reverse names, RFC 7534"),
        ("198.18.0.0/15", "benchmarks, RFC 2544"),
        ("198.51.100.0/24", "documentation, RFC 5737"),
        ("203.0.113.0/24", "documentation, RFC 5737"),
        ("224.0.0.0/4", "multicast, RFC 5771"),
        ("240.0.0.0/4", "reserved, RFC 1112; 255.255.255.255 is broadcast, RFC 919"),
        ("168.63.129.16/32", "Azure's host agent: a public number that every Azure machine finds at home"),
        ("::/96", "unspecified, loopback and IPv4-compatible, RFC 4291"),
        ("::ffff:0:0:0/96", "IPv4-translated, RFC 2765"),
        ("64:ff9b::/96", "NAT64, RFC 6052: the translator decides where it leads"),
        ("64:ff9b:1::/48", "NAT64 of one's own network, RFC 8215"),
        ("100::/64", "discard, RFC 6666"),
        ("100:0:0:1::/64", "dummy prefix, RFC 9780"),
        (
            "2001::/23",
            "protocol assignments, RFC 2928, with Teredo (RFC 4380), benchmarks (RFC 5180) and ORCHID (RFC 7343)",
        ),
        ("2001:db8::/32", "documentation, RFC 3849"),
        ("2002::/16", "6to4, RFC 3056: the embedded IPv4 address decides where it leads"),
        ("2620:4f:8000::/48", "AS112 for reverse names, RFC 7534"),
        ("3fff::/20", "documentation, RFC 9637"),
        ("5f00::/16", "segment routing, RFC 9602"),
        ("fc00::/7", "unique local, RFC 4193; AWS metadata is fd00:ec2::254, Google's fd20:ce::254"),
        ("fe80::/10", "link-local, RFC 4291"),
        ("fec0::/10", "site-local, RFC 3879"),
        ("ff00::/8", "multicast, RFC 4291"),
    )
)


def refusal_reason(address: Address, *, allowed: Sequence[Network] = ()) -> str | None:
    """Return why an address may not be called, or none when it may.

    An IPv4-mapped address is judged as the IPv4 address it is (the kernel connects to that). Where an IPv4 address is
    embedded in another way, both must pass: allowing `64:ff9b::/96` does not allow `64:ff9b::10.0.0.1`.
    """
    for part in _judged(address):
        if any(part in network for network in allowed if network.version == part.version):
            continue
        for network, reason in REFUSED:
            if network.version == part.version and part in network:
                return reason
    return None


def _judged(address: Address) -> tuple[Address, ...]:
    if isinstance(address, IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address, address.sixtofour)
    if address.teredo is not None:
        server, client = address.teredo
        return (address, server, client)
    if any(address in network for network in _LAST_32_BITS):
        return (address, IPv4Address(int(address) & 0xFFFFFFFF))
    return (address,)


_LAST_32_BITS: Final = tuple(IPv6Network(network) for network in ("::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48"))
"""Prefixes whose last 32 bits are an IPv4 address (RFC 6052, 2.2, for /96; sites inside RFC 8215's /48 use /96)."""
