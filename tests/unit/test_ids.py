"""Ids: version 7, the time in front, and never the same twice."""

import time

from loanmgr.domain.ids import new_id


def test_they_are_version_7_of_the_rfc():
    made = new_id()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_they_begin_with_the_time():
    before = time.time_ns() // 1_000_000
    made = new_id().int >> 80
    assert before <= made <= time.time_ns() // 1_000_000


def test_no_two_are_the_same():
    assert len({new_id() for _ in range(20_000)}) == 20_000
