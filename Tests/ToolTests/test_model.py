"""What the tools make of `apus inspect`, and of what goes wrong there."""

from __future__ import annotations

import os
import unittest.mock

from host import HostError
from model import KernelMemory, Model, ModelError
from support import FACTS, FolderTest, told, told_facts


class ModelTests(FolderTest):
    def test_facts(self) -> None:
        model = Model(told_facts(self))
        self.assertEqual(model.data, b"APUS")
        self.assertEqual(model.input.elements, 4)
        self.assertEqual(model.output.zero_point, 5)
        # As a number of single precision.
        self.assertEqual(model.output.scale, 0.10000000149011612)
        self.assertEqual(model.memory("dsp"), KernelMemory(320, 368))
        self.assertEqual([operator.name for operator in model.operators], ["head"])
        self.assertEqual(model.class_name(1), "b")
        self.assertEqual(Model(told_facts(self, classes=[])).class_name(1), "1")

    def test_unknown_kernels(self) -> None:
        with self.assertRaises(ModelError):
            Model(told_facts(self)).memory("avx")

    def test_another_version_of_apus(self) -> None:
        path = told_facts(self)
        told(self, str({key: value for key, value in FACTS.items() if key == "file_bytes"}).replace("'", '"'))
        with self.assertRaisesRegex(ModelError, "another version"):
            Model(path)

    def test_a_file_that_changes(self) -> None:
        with self.assertRaisesRegex(ModelError, "changed"):
            Model(told_facts(self, file_bytes=5))

    def test_apus_fails_or_is_missing(self) -> None:
        told(self, "", status=1)
        with self.assertRaises(HostError):
            Model(self.folder / "model.apus")
        with unittest.mock.patch.dict(os.environ, APUS="/nowhere/apus"), self.assertRaisesRegex(HostError, "not there"):
            Model(self.folder / "model.apus")
