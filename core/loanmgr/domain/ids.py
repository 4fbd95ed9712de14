"""Ids for things without a label code: UUID version 7 (RFC 9562), made with the request."""

import os
import time
from uuid import UUID


def new_id() -> UUID:
    """Make an id; ids of one computer sort roughly by time, but no code may rely on that."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76  # version
    value = value & ~(0x3 << 62) | 0x2 << 62  # variant
    return UUID(int=value)
