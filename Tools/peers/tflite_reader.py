"""Reads int8 .tflite files for the exporters."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Sequence
from typing import Any

import flatbuffers
import numpy as np
from tflite_writer import schema

NAMES = {value: name for name, value in vars(schema.BuiltinOperator).items() if isinstance(value, int)}
TYPES = {schema.TensorType.INT8: np.int8, schema.TensorType.INT32: np.int32, schema.TensorType.FLOAT32: np.float32}


@dataclasses.dataclass
class Tensor:
    index: int
    shape: list[int]
    scale: np.ndarray  # one for the tensor, or one for each channel
    zero: int
    values: np.ndarray | None  # where it is not computed

    @property
    def data(self) -> np.ndarray:
        """The elements of a constant."""
        assert self.values is not None
        return self.values


@dataclasses.dataclass
class Operator:
    kind: str
    inputs: list[Tensor]
    output: Tensor
    options: Any

    def pads(self, kernel: Sequence[int]) -> list[int]:
        """Top, left, bottom and right padding, TFLite's way: what is odd goes to the end."""
        if self.options.padding != schema.Padding.SAME:
            return [0, 0, 0, 0]
        sizes = zip(self.inputs[0].shape[1:3], self.output.shape[1:3], kernel, self.strides)
        totals = [max((out - 1) * stride + k - size, 0) for size, out, k, stride in sizes]
        return [total // 2 for total in totals] + [total - total // 2 for total in totals]

    @property
    def strides(self) -> list[int]:
        return [self.options.strideH, self.options.strideW]

    @property
    def activation(self) -> str:
        """NONE, RELU or RELU6."""
        return {0: "NONE", 1: "RELU", 3: "RELU6"}[int(getattr(self.options, "fusedActivationFunction", 0))]

    @property
    def clamps(self) -> bool:
        """Whether the activation does more than saturating to int8 does anyway."""
        if self.activation == "NONE":
            return False
        scale, zero = float(self.output.scale[0]), self.output.zero
        top = 1e9 if self.activation == "RELU" else 6
        return (-128 - zero) * scale < -scale / 2 or (127 - zero) * scale > top + scale / 2


class Network:
    """A network with one input and one output; batch 1, NHWC."""

    def __init__(self, path: str | pathlib.Path) -> None:
        model = load(path)
        graph = model.subgraphs[0]
        self.tensors = [tensor(index, entry, model.buffers) for index, entry in enumerate(graph.tensors)]
        self.input, self.output = self.tensors[graph.inputs[0]], self.tensors[graph.outputs[0]]
        self.operators = []
        for entry in graph.operators:
            code = model.operatorCodes[entry.opcodeIndex]
            kind = NAMES[max(code.builtinCode, code.deprecatedBuiltinCode)]
            inputs = [self.tensors[i] for i in entry.inputs if i >= 0]
            self.operators.append(Operator(kind, inputs, self.tensors[entry.outputs[0]], entry.builtinOptions))


def tensor(index: int, entry: Any, buffers: Sequence[Any]) -> Tensor:
    quantization, shape = entry.quantization, [int(extent) for extent in entry.shape]
    scale, zero = np.ones(1, np.float32), 0
    if quantization is not None and quantization.scale is not None:
        scale, zero = np.asarray(quantization.scale, np.float32), int(quantization.zeroPoint[0])
    data = buffers[entry.buffer].data
    values: np.ndarray | None = None
    if data is not None and len(data):
        values = np.frombuffer(bytes(data), TYPES[entry.type]).reshape(shape)
    return Tensor(index, shape, scale, zero, values)


def load(path: str | pathlib.Path) -> Any:
    return schema.ModelT.InitFromObj(schema.Model.GetRootAs(pathlib.Path(path).read_bytes()))


def save(model: Any, path: pathlib.Path) -> None:
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    path.write_bytes(builder.Output())


def prepare(source: pathlib.Path, fixed: pathlib.Path, logits: pathlib.Path) -> None:
    """Writes the network as `fixed` with batch 1 instead of any, and as `logits` without the softmax at its end.

    With a batch that is free, OpenVINO prepares for all of them and is slower. After a softmax, differences in steps
    would say little: it spreads one step of its input over many or none of its output.
    """
    model = load(source)
    graph = model.subgraphs[0]
    for each in graph.tensors:
        each.shapeSignature = None
    save(model, fixed)
    last = graph.operators[-1]
    code = model.operatorCodes[last.opcodeIndex]
    if NAMES[max(code.builtinCode, code.deprecatedBuiltinCode)] == "SOFTMAX":
        graph.operators.pop()
        graph.outputs = list(last.inputs)
        model.signatureDefs = None
    save(model, logits)
