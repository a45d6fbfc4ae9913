"""Damaged models (Sources/ApusModel/ApusModel.docc/FORMAT.md), which readers must refuse."""

from __future__ import annotations

import struct

# Where the header has the form, the checksum and the numbers of inputs and states.
FORM, FILE_BYTES, CHECKSUM, INPUT_COUNT, STATE_COUNT = 6, 8, 12, 36, 37
HEADER_BYTES, SOURCE_BYTES = 40, 24


def is_compact(data: bytes) -> bool:
    """Whether a file has the compact form, in which records have no fixed places."""
    return data[FORM] == 1


def file_bytes(data: bytes) -> int:
    """Bytes of the file itself, behind which rows of enrolled classes may stand."""
    return int.from_bytes(data[FILE_BYTES:CHECKSUM], "little")


def first_record(data: bytes) -> int:
    """Where the first operator's record begins in the full form."""
    return HEADER_BYTES + SOURCE_BYTES * (data[INPUT_COUNT] + data[STATE_COUNT])


def crc32c(data: bytes) -> int:
    """The CRC-32C of Castagnoli, as iSCSI has it (RFC 3720)."""
    table = []
    for byte in range(256):
        entry = byte
        for _ in range(8):
            entry = entry >> 1 ^ (0x82F63B78 if entry & 1 else 0)
        table.append(entry)
    state = 0xFFFFFFFF
    for byte in data:
        state = state >> 8 ^ table[(state ^ byte) & 255]
    return state ^ 0xFFFFFFFF


def with_checksum(data: bytes) -> bytes:
    """The same file with the checksum that belongs to it."""
    checksum = crc32c(data[:CHECKSUM] + bytes(4) + data[CHECKSUM + 4 : file_bytes(data)])
    return data[:CHECKSUM] + struct.pack("<I", checksum) + data[CHECKSUM + 4 :]


def replaced(data: bytes, at: int, with_bytes: bytes) -> bytes:
    """The same file with other bytes at a place, and the checksum that belongs to it."""
    return with_checksum(data[:at] + with_bytes + data[at + len(with_bytes) :])


def flipped(data: bytes, at: int) -> bytes:
    """The same file with a bit turned over, for which the checksum is wrong."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def operator_left_out(mask: int) -> int:
    """A kind of operator that a build for some kinds leaves out: the first. Kinds follow each other from 1 on."""
    return next(kind for kind in range(1, 256) if not mask >> kind & 1)
