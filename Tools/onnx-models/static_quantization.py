"""How near int8 comes to a float network: `apus compress` beside ONNX Runtime's static quantization."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx_files import Array, apus, orders, session
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

# The means and deviations of ImageNet's pictures, as torchvision's networks take them.
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


class Samples(CalibrationDataReader):  # type: ignore[misc]
    """Samples for ONNX Runtime, one after the other."""

    def __init__(self, name: str, samples: Array) -> None:
        self.name, self.samples, self.place = name, samples, 0

    def get_next(self) -> dict[str, Array] | None:
        """The next one; none behind the last."""
        if self.place == len(self.samples):
            return None
        self.place += 1
        return {self.name: self.samples[self.place - 1 : self.place]}

    def rewind(self) -> None:
        """Begins anew."""
        self.place = 0


class UnusableError(Exception):
    """Why a file cannot be compared."""


def smooth(random: np.random.Generator, shape: Sequence[int]) -> Array:
    """Numbers of neighbors that are alike, as pictures' are."""
    values = random.standard_normal(shape)
    for axis in range(1, len(shape)):
        if shape[axis] > 8:
            for _ in range(4):
                values = (values + np.roll(values, 1, axis) + np.roll(values, 2, axis)) / 1.9
    return values.astype(np.float32)


def pictures(files: Sequence[pathlib.Path], count: int, height: int, width: int) -> Array:
    """Pictures from files in the extent of a network, channels first, with ImageNet's statistics."""
    from PIL import Image

    chosen = files[:: max(1, len(files) // count)][:count]
    pixels = [np.asarray(Image.open(file).convert("RGB").resize((width, height))) for file in chosen]
    values = (np.stack(pixels).astype(np.float32) / 255 - MEAN) / np.array(DEVIATION)
    return np.ascontiguousarray(values.transpose(0, 3, 1, 2), np.float32)


def decibels(exact: Array, found: Array) -> float:
    """The ratio of signal to noise."""
    noise = float(np.square(exact.astype(np.float64) - found).sum())
    signal = float(np.square(exact.astype(np.float64)).sum())
    return 10 * float(np.log10(signal / noise)) if noise > 0 else float("inf")


def outputs(runtime: onnxruntime.InferenceSession, samples: Array) -> list[Array]:
    """Each output for samples that are run one by one."""
    name = runtime.get_inputs()[0].name
    runs = [runtime.run(None, {name: samples[i : i + 1]}) for i in range(len(samples))]
    return [np.concatenate(values) for values in zip(*runs, strict=True)]


def of_apus(
    program: pathlib.Path, path: pathlib.Path, calibration: Array, test: Array, scratch: pathlib.Path
) -> Iterator[Array]:
    """What the int8 network that `apus compress` makes gives for samples."""
    network, model = scratch / "network.safetensors", scratch / "network.apus"
    for name, values in (("calibration", calibration), ("test", test)):
        np.save(scratch / f"{name}.npy", values)
    layout = ["--layout", "nchw"] if calibration.ndim > 2 else []
    commands: list[list[Any]] = [
        ["import", path, "--out", network],
        ["compress", network, "--input", scratch / "calibration.npy", *layout, "--full-logits", "--out", model],
        ["run", model, "--input", scratch / "test.npy", *layout, "--output", scratch / "y.npy", "--float"],
    ]
    for command in commands:
        complaint = apus(program, *command)
        if complaint:
            raise UnusableError(f"apus {command[0]}: {complaint[:200]}")
    files = sorted(scratch.glob("y*.npy"), key=lambda file: int("0" + "".join(filter(str.isdigit, file.stem))))
    yield from (np.load(file) for file in files)


def of_onnx_runtime(
    path: pathlib.Path, name: str, calibration: Array, test: Array, scratch: pathlib.Path
) -> list[Array]:
    """What ONNX Runtime gives for samples after its own static quantization: QDQ, weights per channel."""
    prepared, quantized = scratch / "prepared.onnx", scratch / "quantized.onnx"
    quant_pre_process(str(path), str(prepared))
    quantize_static(
        str(prepared),
        str(quantized),
        Samples(name, calibration),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
    )
    return outputs(session(quantized, True), test)


def compare(
    program: pathlib.Path, path: pathlib.Path, files: Sequence[pathlib.Path], count: int, scratch: pathlib.Path
) -> tuple[list[float], list[float]]:
    """The ratios of signal to noise of each output, of Apus and of ONNX Runtime.
    - Throws: `UnusableError`."""
    runtime = session(path, True)
    entries = runtime.get_inputs()
    if len(entries) != 1 or entries[0].type != "tensor(float)":
        raise UnusableError("not one input of floats")
    shape = [extent if isinstance(extent, int) and extent > 0 else 1 for extent in entries[0].shape][1:]
    total = count + count // 4
    if len(shape) == 3 and shape[0] == 3 and len(files) >= total:
        samples: NDArray[np.float32] = pictures(files, total, shape[1], shape[2])
    else:
        samples = smooth(np.random.default_rng(7), [total, *shape])
    samples = samples[np.random.default_rng(3).permutation(total)]
    calibration, test = samples[:count], samples[count:]
    exact = outputs(runtime, test)
    ours = list(of_apus(program, path, calibration, test, scratch))
    theirs = of_onnx_runtime(path, entries[0].name, calibration, test, scratch)
    return [max(decibels(e, y) for e in orders_like(x, y)) for x, y in zip(exact, ours, strict=True)], [
        decibels(x, y) for x, y in zip(exact, theirs, strict=True)
    ]


def orders_like(exact: Array, found: Array) -> Iterator[Array]:
    """An output in the orders that Apus may have it in."""
    for candidate in orders(exact):
        if candidate.size == found.size:
            yield candidate.reshape(found.shape)
