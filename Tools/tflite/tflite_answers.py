"""What TFLite Micro or LiteRT answers to random inputs of a file. Run as a program of its own, since a network that
these do not know may end the process.

  python3 tflite_answers.py NETWORK.tflite ANSWERS.npz SEED int8|float"""

from __future__ import annotations

import json
import pathlib
import sys
import zipfile
from typing import Any

import numpy as np

# How many times each network runs, one after the other.
RUNS = 3
# The range of random numbers for float inputs.
LOWEST, HIGHEST = -1.0, 1.0


def drawn(random: np.random.Generator, shape: list[int], kind: np.dtype[Any]) -> np.ndarray:
    """A random input."""
    if kind == np.float32:
        return random.uniform(LOWEST, HIGHEST, size=shape).astype(np.float32)
    if kind in (np.int8, np.uint8):
        limits = np.iinfo(kind)
        return random.integers(limits.min, limits.max + 1, size=shape).astype(kind)
    if kind == np.bool_:
        return random.integers(0, 2, size=shape).astype(kind)
    return random.integers(0, 8, size=shape).astype(kind)


class LiteRT:
    """LiteRT's reference kernels. Where a float network has int8 weights they get float ones: with the others they
    would round the activations too."""

    name = "LiteRT"

    def __init__(self, path: str, kind: str) -> None:
        from ai_edge_litert.interpreter import Interpreter, OpResolverType
        from tflite_hybrid import with_float_weights

        real = with_float_weights(pathlib.Path(path).read_bytes()) if kind == "float" else None
        if real:
            self.name = "LiteRT with float weights"

        def interpreter(kernels: OpResolverType) -> Interpreter:
            return Interpreter(
                None if real else path,
                real,
                experimental_op_resolver_type=kernels,
                experimental_preserve_all_tensors=True,
            )

        try:
            self.interpreter = interpreter(OpResolverType.BUILTIN_REF)
        except ValueError:
            # There are no reference kernels for some operators, as for ELU.
            self.interpreter = interpreter(OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES)
        self.declared = self.extents()
        self.interpreter.allocate_tensors()
        self.inputs = self.interpreter.get_input_details()
        self.outputs = self.interpreter.get_output_details()

    def extents(self) -> list[list[int]]:
        """The shapes of all tensors, as the file declares them or as a run has found them."""
        return [list(entry["shape"]) for entry in self.interpreter.get_tensor_details()]

    def shapes(self) -> list[tuple[list[int], np.dtype[Any]]]:
        return [(list(entry["shape"]), np.dtype(entry["dtype"])) for entry in self.inputs]

    def answers(self, given: list[np.ndarray]) -> list[np.ndarray]:
        for entry, value in zip(self.inputs, given):
            self.interpreter.set_tensor(entry["index"], value)
        self.interpreter.invoke()
        return [np.array(self.interpreter.get_tensor(entry["index"])) for entry in self.outputs]


class Micro:
    """TFLite Micro's reference kernels."""

    name = "TFLite Micro"

    def __init__(self, content: bytes, inputs: int, outputs: int) -> None:
        from tflite_micro import runtime

        self.interpreter = runtime.Interpreter.from_bytes(content, arena_size=max(1 << 26, 8 * len(content)))
        self.input_count, self.output_count = inputs, outputs

    def answers(self, given: list[np.ndarray]) -> list[np.ndarray]:
        for index, value in enumerate(given):
            self.interpreter.set_input(value, index)
        self.interpreter.invoke()
        return [np.array(self.interpreter.get_output(index)) for index in range(self.output_count)]


def main() -> None:
    path, target, seed, kind = sys.argv[1:5]
    reference = LiteRT(path, kind)
    shapes = reference.shapes()
    random = np.random.default_rng(int(seed))
    given = [[drawn(random, shape, kind) for shape, kind in shapes] for _ in range(RUNS)]
    found = [reference.answers(inputs) for inputs in given]
    name = reference.name
    if kind == "int8":
        # The process may end here: what LiteRT says is kept first.
        save(target, name, given, found)
        # TFLite Micro takes the declared shapes for true, those of several samples in place of one too.
        if reference.extents() != reference.declared:
            return
        from tflite_fills import with_constant_fills

        content = pathlib.Path(path).read_bytes()
        content = with_constant_fills(content, reference.interpreter) or content
        micro = Micro(content, len(given[0]), len(found[0]))
        found = [micro.answers(inputs) for inputs in given]
        name = micro.name
    save(target, name, given, found)


def save(target: str, name: str, given: list[list[np.ndarray]], found: list[list[np.ndarray]]) -> None:
    arrays: dict[str, np.ndarray] = {}
    for prefix, runs in (("in", given), ("out", found)):
        for index in range(len(runs[0])):
            arrays[f"{prefix}{index}"] = np.stack([run[index] for run in runs])
    text = json.dumps({"name": name, "inputs": len(given[0]), "outputs": len(found[0])})
    arrays["about"] = np.array(text)
    with zipfile.ZipFile(target, "w") as archive:
        for key, array in arrays.items():
            with archive.open(f"{key}.npy", "w") as entry:
                np.lib.format.write_array(entry, array)


if __name__ == "__main__":
    main()
