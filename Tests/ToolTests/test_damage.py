"""Damaged models."""

from __future__ import annotations

from damage import crc32c, first_record, flipped, is_compact, operator_left_out, replaced, with_checksum
from support import FolderTest


class DamageTests(FolderTest):
    def test_the_checksum_of_rfc_3720(self) -> None:
        self.assertEqual(crc32c(b"123456789"), 0xE3069283)
        self.assertEqual(crc32c(bytes(32)), 0x8A9136AA)

    def test_checksums_stand_behind_12_bytes(self) -> None:
        data = with_checksum(bytes(range(32)))
        self.assertEqual(data[:12] + data[16:], bytes(range(12)) + bytes(range(16, 32)))
        self.assertEqual(int.from_bytes(data[12:16], "little"), crc32c(data[:12] + bytes(4) + data[16:]))
        self.assertEqual(with_checksum(data), data)

    def test_other_bytes(self) -> None:
        data = replaced(bytes(32), 20, b"\x01\x02")
        self.assertEqual(data[16:24], b"\x00\x00\x00\x00\x01\x02\x00\x00")
        self.assertEqual(with_checksum(data), data)
        self.assertEqual(flipped(b"\x00\x01\x02", 1), b"\x00\x00\x02")

    def test_records_begin_behind_inputs_and_states(self) -> None:
        header = bytes(6) + b"\0" + bytes(29) + b"\x02\x03"
        self.assertEqual((first_record(header), is_compact(header)), (40 + 5 * 24, False))
        self.assertTrue(is_compact(header[:6] + b"\x01" + header[7:]))

    def test_an_operator_that_is_left_out(self) -> None:
        self.assertEqual(operator_left_out(0b1110), 4)
        self.assertEqual(operator_left_out(0b1100), 1)
