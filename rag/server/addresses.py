"""Which addresses are on the public internet. Pure.

``ipaddress.is_global`` alone lets through IPv4 addresses wrapped into IPv6 ones, and some
registered ranges that lead inside.
"""

import ipaddress
from collections.abc import Iterable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Public by their registration, yet they lead inside: 6to4 relays, a cloud's own services.
_REFUSED = [
    ipaddress.ip_network(net)
    for net in ("192.88.99.0/24", "168.63.129.16/32", "3fff::/20", "5f00::/16", "64:ff9b:1::/48")
]
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")


def is_public(address: str) -> bool:
    """Whether an address, and every IPv4 address inside it, is on the public internet."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_global(inner) for inner in (parsed, *_inside(parsed)))


def _inside(address: Address) -> Iterable[Address]:
    """The IPv4 addresses that an IPv6 address leads to: mapped, 6to4, Teredo, NAT64, compatible."""
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if address in _NAT64 or address in _COMPATIBLE:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


def _global(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return True  # decided by what is inside
        if address.is_site_local or address in _COMPATIBLE:
            return False
        if address in _NAT64 or address.sixtofour:
            return True  # the same; versions of Python differ about 6to4
    return (
        address.is_global
        and not (address.is_multicast or address.is_reserved or address.is_link_local)
        and not any(address in network for network in _REFUSED)
    )
