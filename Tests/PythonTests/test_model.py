"""The Python package against `apus run`: Tools/test-wheel installs the one and names the other in $APUS."""

from __future__ import annotations

import os
import pathlib
import subprocess
import tempfile
import threading
import unittest

import apus
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CORPUS = ROOT / "Tests/Fuzzing/Corpus/apus"
MODELS = [CORPUS / f"{form}-{name}.apus" for form in ("full", "compact") for name in ("straight", "branched", "moving")]


def random_inputs(model: apus.Model, count: int) -> np.ndarray:
    generator = np.random.default_rng(7)
    return generator.integers(-128, 128, size=(count, *model.inputs[0].shape)).astype(np.int8)


class ModelTests(unittest.TestCase):
    def test_integers_are_those_of_apus_run(self) -> None:
        for path in MODELS:
            model = apus.Model(path)
            inputs = random_inputs(model, 5)
            with tempfile.TemporaryDirectory() as folder:
                given, made = f"{folder}/in.npy", f"{folder}/out.npy"
                np.save(given, inputs)
                command = [os.environ["APUS"], "run", str(path), "--input", given, "--output", made]
                subprocess.run(command, check=True, capture_output=True)
                expected = np.load(made)
            found = model.run(inputs)
            assert isinstance(found, np.ndarray)
            self.assertEqual(found.dtype, np.int8)
            self.assertTrue(np.array_equal(found, expected), path.name)
            single = model.run(inputs[2])
            assert isinstance(single, np.ndarray)
            self.assertTrue(np.array_equal(single, expected[2]))

    def test_real_numbers_go_in_and_come_out_by_scale(self) -> None:
        model = apus.Model(MODELS[0])
        inputs = random_inputs(model, 3)
        integers = model.run(inputs)
        # Less than half a step from the grid.
        real = model.inputs[0].real(inputs) + np.float32(0.4) * np.float32(model.inputs[0].scale)
        found = model.run(real)
        assert isinstance(found, np.ndarray) and isinstance(integers, np.ndarray)
        self.assertEqual(found.dtype, np.float32)
        self.assertTrue(np.array_equal(found, model.outputs[0].real(integers)))

    def test_halves_are_rounded_away_from_zero_and_ends_are_held(self) -> None:
        each = apus.Input("x", (5,), np.dtype(np.int8), 0.5, 10)
        values = np.array([0.25, -0.25, 0.24, 1e30, -1e30])
        self.assertEqual(each.quantized(values).tolist(), [11, 9, 10, 127, -128])

    def test_values_go_by_name(self) -> None:
        model = apus.Model(MODELS[0].read_bytes())
        inputs = random_inputs(model, 2)
        plain, named = model.run(inputs), model.run({model.inputs[0].name: inputs})
        assert isinstance(plain, np.ndarray) and isinstance(named, dict)
        self.assertEqual(list(named), [each.name for each in model.outputs])
        self.assertTrue(np.array_equal(named[model.outputs[0].name], plain))

    def test_the_decision_is_the_largest(self) -> None:
        model = apus.Model(MODELS[0])
        for sample in random_inputs(model, 5):
            scores = model.run(sample)
            assert isinstance(scores, np.ndarray)
            if model.outputs[0].meaning == "logits":
                self.assertEqual(model.decision(), int(scores.argmax()))

    def test_pictures_become_inputs(self) -> None:
        model = next(each for each in map(apus.Model, MODELS) if each.inputs[0].shape[-1] in (1, 3))
        pixels = np.zeros(model.inputs[0].shape, np.uint8)
        prepared = model.prepared(pixels)
        self.assertEqual((prepared.dtype, prepared.shape), (np.dtype(np.int8), pixels.shape))
        scores = model.run(prepared)
        assert isinstance(scores, np.ndarray)
        self.assertIn(model.classify(pixels), [None, *range(scores.size)])
        with self.assertRaises(apus.ApusError):
            model.prepared(pixels.astype(np.float32))

    def test_models_run_in_several_threads(self) -> None:
        model = apus.Model(MODELS[1])
        inputs = random_inputs(model, 40)
        expected = model.run(inputs)
        wrong: list[bool] = []
        assert isinstance(expected, np.ndarray)

        def work() -> None:
            for _ in range(5):
                found = model.run(inputs)
                assert isinstance(found, np.ndarray)
                if not np.array_equal(found, expected):
                    wrong.append(True)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_what_is_wrong_is_said(self) -> None:
        data = bytearray(MODELS[0].read_bytes())
        data[-1] ^= 1
        for bad, words in ((b"", "cut off"), (bytes(data), "checksum"), (b"x" * 100, "not an .apus file")):
            with self.assertRaisesRegex(apus.ApusError, words):
                apus.Model(bad)
        with self.assertRaises(FileNotFoundError):
            apus.Model("/there/is/no.apus")
        model = apus.Model(MODELS[0])
        shape = model.inputs[0].shape
        for given, words in (
            (np.zeros((1, 2, 3, 4, 5), np.int8), "takes"),
            (np.zeros(shape, np.int64), "int64"),
            (np.full(shape, np.nan, np.float32), "not finite"),
            ({"other": np.zeros(shape, np.int8)}, "was given other"),
        ):
            with self.assertRaisesRegex(apus.ApusError, words):
                model.run(given)


if __name__ == "__main__":
    unittest.main()
