"""Files of NumPy's arrays, sound and not."""

from __future__ import annotations

import struct

from npy import ArrayError, int8_rows
from support import FolderTest


def array(header: str, elements: bytes, version: int = 1) -> bytes:
    text = header.encode("latin-1")
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text + elements


class Int8RowsTests(FolderTest):
    def rows(self, data: bytes) -> list[list[int]]:
        return int8_rows(self.write("a.npy", data))

    def test_rows(self) -> None:
        header = "{'descr': '|i1', 'fortran_order': False, 'shape': (2, 1, 3), }"
        for version in (1, 2):
            data = array(header, b"\x00\x01\xff\x80\x7f\x02", version)
            self.assertEqual(self.rows(data), [[0, 1, -1], [-128, 127, 2]])

    def test_refusals(self) -> None:
        def header(descr: str = "'|i1'", order: str = "False", shape: str = "(1, 2)") -> str:
            return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}}}"

        for data in (
            b"",
            b"\x93NUMPY",
            b"\x93NUMPY\x03\x00",
            array(header(), b"\x00"),
            array(header(), b"\x00\x00\x00"),
            array(header(descr="'<f4'"), bytes(8)),
            array(header(order="True"), bytes(2)),
            array(header(shape="()"), b"\x00"),
            array(header(shape="(0, 2)"), b""),
            array(header(shape="(-1, -2)"), bytes(2)),
            array(header(shape="(True, 2)"), bytes(2)),
            array(header(shape="[1, 2]"), bytes(2)),
            array(header(shape="(1.0, 2)"), bytes(2)),
            array("{'descr': '|i1'}", b""),
            array("__import__('os')", b""),
            array("(" * 5000, b""),
            array("{", b""),
            array("[]", b""),
            b"\x93NUMPY\x01\x00\xff\xff{",
        ):
            with self.subTest(data[:60]), self.assertRaises(ArrayError) as caught:
                self.rows(data)
            self.assertTrue(str(caught.exception).startswith(f"{self.folder}/a.npy: "))
            self.assertNotIn("\n", str(caught.exception))
