"""Every network of the table, its neighbours, and the laws of the check."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.adapters.http.addresses import REFUSED, refusal_reason


@pytest.mark.parametrize(
    "text",
    [
        *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
        *("169.254.169.254", "169.254.170.2", "100.64.0.1", "100.100.100.200", "192.0.0.192", "168.63.129.16"),
        *("192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "192.88.99.1", "224.0.0.1", "239.255.255.255"),
        *("240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1"),
        *("::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::8.8.8.8"),
        *(
            "64:ff9b:1::10.0.0.1",
            "100::1",
            "2001::1",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "2001:2::1",
            "2001:10::1",
        ),
        *("2001:db8::1", "2002:7f00:1::", "2002:808:808::", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254"),
        *("fd20:ce::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1"),
    ],
)
def test_address_of_no_public_host_is_refused(text):
    assert refusal_reason(ip_address(text))


@pytest.mark.parametrize(
    "text",
    [
        *("8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255"),
        *("172.32.0.0", "192.0.1.1", "198.17.255.255", "198.20.0.0", "223.255.255.255", "168.63.129.15"),
        *("::ffff:8.8.8.8", "2606:4700::1111", "2001:4860:4860::8888", "2a00:1450::1", "2001:200::1"),
    ],
)
def test_public_neighbour_passes(text):
    assert refusal_reason(ip_address(text)) is None


def test_every_row_has_a_reason_with_its_origin():
    assert all("RFC" in reason or "Azure" in reason for _, reason in REFUSED)


def test_network_of_ones_own_passes_before_the_table():
    assert refusal_reason(ip_address("10.1.2.3"), allowed=[ip_network("10.1.0.0/16")]) is None
    assert refusal_reason(ip_address("10.2.2.3"), allowed=[ip_network("10.1.0.0/16")])


def test_mapped_address_is_judged_as_the_one_it_is():
    assert refusal_reason(ip_address("::ffff:10.1.2.3"), allowed=[ip_network("10.1.0.0/16")]) is None


def test_allowing_a_translator_does_not_allow_what_lies_behind():
    allowed = [ip_network("64:ff9b::/96"), ip_network("2002::/16")]
    assert refusal_reason(ip_address("64:ff9b::8.8.8.8"), allowed=allowed) is None
    assert refusal_reason(ip_address("64:ff9b::10.0.0.1"), allowed=allowed)
    assert refusal_reason(ip_address("2002:a00:1::"), allowed=allowed)


IPV4 = st.integers(0, 2**32 - 1).map(IPv4Address)
IPV6 = st.integers(0, 2**128 - 1).map(IPv6Address)


@given(IPV4 | IPV6)
def test_what_passes_is_global_by_the_standard_library_too(address):
    if refusal_reason(address) is None:
        assert address.is_global
        assert not address.is_multicast


@given(IPV4)
def test_mapped_form_gets_the_same_verdict(address):
    mapped = IPv6Address(f"::ffff:{address}")
    assert refusal_reason(mapped) == refusal_reason(address)


@given(IPV4)
def test_no_other_embedded_form_passes(address):
    number = int(address)
    for prefix in ("::", "::ffff:0:0:0", "64:ff9b::", "64:ff9b:1::"):
        assert refusal_reason(IPv6Address(int(IPv6Address(prefix)) | number))
    assert refusal_reason(IPv6Address(0x2002 << 112 | number << 80))
