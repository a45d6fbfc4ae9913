"""Models and what enters and leaves them."""

from __future__ import annotations

import ctypes
import os
import pathlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from apus._library import STATUSES, load

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"
# What outputs mean, by the number that the file has.
MEANINGS = ("values", "logits", "probabilities", "independent probabilities", "probability")
ELEMENTS: dict[int, np.dtype[Any]] = {1: np.dtype(np.int8), 2: np.dtype(np.int16), 4: np.dtype(np.int32)}
# Memory of sessions and models starts at a multiple of this.
ALIGNMENT = 64

_library = load()


class ApusError(Exception):
    """Why a model cannot be read, or does not take what it is given: one sentence."""


@dataclass(frozen=True)
class Input:
    """What a model is given for each run. An integer q stands for scale * (q - zero_point)."""

    name: str
    # Rows, columns and channels of a feature map, steps and features of a sequence, or features.
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    scale: float
    zero_point: int

    def quantized(self, values: Array) -> Array:
        """Real numbers as integers: the nearest ones, halves away from zero, within the range that there is."""
        steps = np.asarray(values, np.float64) / np.float64(np.float32(self.scale))
        rounded = np.copysign(np.floor(np.abs(steps) + 0.5), steps) + self.zero_point
        limits = np.iinfo(self.dtype)
        return np.clip(rounded, limits.min, limits.max).astype(self.dtype)

    def real(self, integers: Array) -> Array:
        """Integers as the real numbers that they stand for."""
        distance = integers.astype(np.float64) - self.zero_point
        return (distance * np.float64(np.float32(self.scale))).astype(np.float32)


@dataclass(frozen=True)
class Output(Input):
    """What a model gives after each run."""

    # "values", "logits", "probabilities", "independent probabilities" or "probability".
    meaning: str
    # What its classes are called; empty where the model does not say.
    classes: tuple[str, ...]


class Model:
    """A model, ready to run. Models may run in different threads at once; the runs of one follow one another."""

    name: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]

    def __init__(self, source: str | os.PathLike[str] | bytes) -> None:
        """Reads a file, or the bytes of one.
        - Throws: `ApusError` where that is no sound model; `OSError` where it cannot be read."""
        what = "the model" if isinstance(source, bytes) else os.fspath(source)
        data = source if isinstance(source, bytes) else pathlib.Path(source).read_bytes()
        self._lock = threading.Lock()
        self._file, start = _aligned(len(data))
        ctypes.memmove(start, data, len(data))
        size = _library.apus_model_size(start, len(data))
        self._memory, memory = _aligned(size)
        session = ctypes.c_void_p()
        status = _library.apus_open(ctypes.byref(session), start, len(data), memory, size)
        if status != 0:
            reason = STATUSES.get(status, f"a field of it says what is impossible (status {status})")
            raise ApusError(f"{what} cannot be run: {reason}")
        self._session = session
        self.name = self._text(0) or ""
        self.inputs = tuple(
            Input(self._text(1, index) or ("input" if count == 1 else f"input{index}"), *self._facts(index, False)[:4])
            for count in [_library.apus_input_count(session)]
            for index in range(count)
        )
        self.outputs = tuple(
            Output(
                self._text(2, index) or ("output" if count == 1 else f"output{index}"),
                *self._facts(index, True),
                self._classes(index),
            )
            for count in [_library.apus_output_count(session)]
            for index in range(count)
        )

    def __repr__(self) -> str:
        shapes = [", ".join("×".join(map(str, each.shape)) for each in side) for side in (self.inputs, self.outputs)]
        return f"<apus.Model {self.name}: {shapes[0]} → {shapes[1]}>"

    def run(self, values: Array | Mapping[str, Array]) -> Array | dict[str, Array]:
        """What the network makes of one sample, or of several in order where there is one more axis in front.

        - Parameter values: the input, or all inputs by their names. Arrays of real numbers are quantized, and the
          outputs are then real numbers as well; arrays of the input's own integers are taken as they are, and outputs
          are integers.
        - Returns: the output, or all outputs by their names where there are several, or inputs were given by name.
        - Throws: `ApusError` for inputs that are missing, or have other shapes or types."""
        given = dict(values) if isinstance(values, Mapping) else {self.inputs[0].name: values}
        names = [each.name for each in self.inputs]
        if set(given) != set(names):
            raise ApusError(f"{self.name} takes {', '.join(names)}, and was given {', '.join(given) or 'nothing'}")
        arrays = {each.name: np.asarray(given[each.name]) for each in self.inputs}
        is_real = any(array.dtype.kind == "f" for array in arrays.values())
        batches = {len(array) if array.ndim > len(each.shape) else None for each, array in self._pairs(arrays)}
        if len(batches) != 1:
            raise ApusError(f"{self.name} was given different numbers of samples")
        count = batches.pop()
        integers = {each.name: self._integers(each, array, count) for each, array in self._pairs(arrays)}
        results: dict[str, list[Array]] = {each.name: [] for each in self.outputs}
        with self._lock:
            for sample in range(1 if count is None else count):
                for index, each in enumerate(self.inputs):
                    self._view(_library.apus_input_at, index, each)[...] = integers[each.name][sample]
                _library.apus_run(self._session)
                for index, output in enumerate(self.outputs):
                    results[output.name].append(self._view(_library.apus_output_at, index, output).copy())
        made: dict[str, Array] = {}
        for output in self.outputs:
            empty = np.empty((0, *output.shape), output.dtype)
            array = np.stack(results[output.name]) if results[output.name] else empty
            array = output.real(array) if is_real else array
            made[output.name] = array[0] if count is None else array
        if isinstance(values, Mapping) or len(made) > 1:
            return made
        return made[self.outputs[0].name]

    def prepared(self, pixels: Array, index: int = 0) -> Array:
        """The elements of an input that a picture of its own size becomes.
        - Parameter pixels: rows, columns and channels of uint8; one more axis in front for several.
        - Throws: `ApusError` where the input takes no pictures, or others."""
        each = self.inputs[index]
        table = np.empty((each.shape[-1], 256), np.int8)
        row = ctypes.create_string_buffer(256)
        for channel in range(each.shape[-1]):
            if not _library.apus_python_pixels(self._session, index, channel, row):
                raise ApusError(f"{self.name}: the input {each.name} takes no pictures")
            table[channel] = np.frombuffer(row.raw, np.int8)
        array = np.asarray(pixels)
        if array.dtype != np.uint8 or array.shape[-len(each.shape) :] != each.shape:
            raise ApusError(f"{each.name} takes pictures of {each.shape} of uint8, not {array.shape} of {array.dtype}")
        return table[np.arange(each.shape[-1]), array]

    def classify(self, pixels: Array) -> int | None:
        """The class of one picture of the input's own size, rows, columns and channels of uint8; None for none."""
        self.run(self.prepared(pixels))
        return self.decision()

    def decision(self, output: int = 0) -> int | None:
        """The class that an output says after the last run; None where that is none of its classes."""
        index = _library.apus_decision(self._session, output)
        return None if index < 0 else int(index)

    def reset(self) -> None:
        """Gives all state the values that it starts with."""
        with self._lock:
            _library.apus_reset(self._session)

    def _pairs(self, arrays: Mapping[str, Array]) -> list[tuple[Input, Array]]:
        return [(each, arrays[each.name]) for each in self.inputs]

    def _integers(self, each: Input, array: Array, count: int | None) -> Array:
        """Samples of an input in its own elements."""
        if array.shape[array.ndim - len(each.shape) :] != each.shape or array.ndim > len(each.shape) + 1:
            raise ApusError(f"{each.name} takes {each.shape}, not {array.shape}")
        if array.dtype.kind == "f":
            if not np.isfinite(array).all():
                raise ApusError(f"{each.name} was given numbers that are not finite")
            array = each.quantized(array)
        elif array.dtype != each.dtype:
            raise ApusError(f"{each.name} takes {each.dtype} or real numbers, not {array.dtype}")
        return array[None] if count is None else array

    def _view(self, function: Any, index: int, each: Input) -> Array:
        """The elements of an input or output where the library has them."""
        count = ctypes.c_ssize_t()
        address = function(self._session, index, ctypes.byref(count), None)
        data = (ctypes.c_char * (count.value * each.dtype.itemsize)).from_address(address)
        return np.ndarray(each.shape, each.dtype, memoryview(data))

    def _facts(self, index: int, is_output: bool) -> tuple[tuple[int, ...], np.dtype[Any], float, int, str]:
        numbers, scale = (ctypes.c_int64 * 7)(), ctypes.c_float()
        _library.apus_python_describe(self._session, is_output, index, numbers, ctypes.byref(scale))
        rank, *extents, element_bytes, zero_point, meaning = numbers
        shape: tuple[int, ...] = tuple(extents[3 - rank :])
        return shape, ELEMENTS[element_bytes], scale.value, zero_point, MEANINGS[meaning]

    def _text(self, kind: int, index: int = 0, position: int = 0) -> str | None:
        count = ctypes.c_ssize_t()
        address = _library.apus_python_name(self._session, kind, index, position, ctypes.byref(count))
        return ctypes.string_at(address, count.value).decode("utf-8", "replace") if address else None

    def _classes(self, index: int) -> tuple[str, ...]:
        names: list[str] = []
        while (name := self._text(3, index, len(names))) is not None:
            names.append(name)
        return tuple(names)


def _aligned(count: int) -> tuple[Any, int]:
    """Memory for bytes, and where in it they start."""
    buffer = ctypes.create_string_buffer(count + ALIGNMENT)
    return buffer, -(-ctypes.addressof(buffer) // ALIGNMENT) * ALIGNMENT
