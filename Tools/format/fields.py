"""Numbers in bytes, and how a file is refused."""

from __future__ import annotations

import struct

UNIT = 16


class FormatError(Exception):
    """Why a file is refused, in one sentence."""


class StricterError(FormatError):
    """Why a file is refused that ApusModel accepts."""


def require(condition: bool, sentence: str) -> None:
    if not condition:
        raise FormatError(sentence)


def rounded(number: int) -> int:
    """The first multiple of 16 from a number on."""
    return -(-number // UNIT) * UNIT


def polynomial(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
    return byte


TABLE = [polynomial(byte) for byte in range(256)]


def crc32c(data: bytes) -> int:
    """Castagnoli's checksum."""
    state, table = 0xFFFFFFFF, TABLE
    for byte in data:
        state = state >> 8 ^ table[(state ^ byte) & 255]
    return state ^ 0xFFFFFFFF


class Stream:
    """Numbers that follow each other without alignment, from a place in a file up to a limit."""

    def __init__(self, data: bytes, at: int, limit: int | None = None) -> None:
        self.data, self.at, self.limit = data, at, len(data) if limit is None else limit

    def bytes(self, count: int) -> bytes:
        require(self.at + count <= self.limit, f"{count} bytes at {self.at} do not end before {self.limit}")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, form: str) -> int:
        """The number that a letter of `struct` says."""
        value: int = struct.unpack("<" + form, self.bytes(struct.calcsize("<" + form)))[0]
        return value

    def real(self) -> float:
        value: float = struct.unpack("<f", self.bytes(4))[0]
        return value

    def size(self, bits: int = 31) -> int:
        """A number in up to five groups of seven bits, of which so many count."""
        value = 0
        for shift in range(0, 35, 7):
            byte = self.number("B")
            value |= (byte & 127) << shift
            if byte < 128:
                break
        return value & (1 << bits) - 1

    def text(self) -> str:
        """A length in a byte, and so many bytes of UTF-8."""
        return decoded(self.bytes(self.number("B")))


def decoded(text: bytes) -> str:
    return text.decode(errors="replace")
