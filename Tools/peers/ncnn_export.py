"""Writes an int8 .tflite network for ncnn, as ncnn's own ncnn2int8 would: MODEL.param and MODEL.bin.

Weights keep their values. ncnn's activations have no zero points, so that their scales are made from the largest
magnitude a value can have, and answers are a few steps off. Convolutions are int8, and their outputs too where only
convolutions follow; dense layers quantize their input; all else is float, as there are no int8 kernels for it.

  ncnn_export.py MODEL.tflite MODEL.param ISA
"""

from __future__ import annotations

import json
import pathlib
import struct
import sys
from typing import Any

import numpy as np
import tflite_reader

INT8_FLAG = 0x000D4B38
INT8, REQUANTIZING = 1, 101
CONVOLUTIONS = ("CONV_2D", "DEPTHWISE_CONV_2D")


class Exporter:
    def __init__(self, network: tflite_reader.Network) -> None:
        self.network = network
        self.lines: list[str] = []
        self.blobs, self.weights = 0, bytearray()
        self.names: dict[int, list[str]] = {}
        self.flattened: dict[int, list[int]] = {}
        self.consumers: dict[int, list[tflite_reader.Operator]] = {}
        for operator in network.operators:
            for each in operator.inputs:
                self.consumers.setdefault(each.index, []).append(operator)

    def layer(self, kind: str, inputs: list[str], tensor: tflite_reader.Tensor, parameters: dict[int, Any]) -> None:
        """Adds a layer, and a split after it where several others read what it makes."""
        readers = self.consumers.get(tensor.index, [])
        name = f"t{tensor.index}"
        self.write(kind, name, inputs, [name], parameters)
        self.names[tensor.index] = [name]
        if len(readers) > 1:
            copies = [f"{name}_{number}" for number in range(len(readers))]
            self.write("Split", f"split{tensor.index}", [name], copies, {})
            self.names[tensor.index] = copies

    def write(self, kind: str, name: str, inputs: list[str], outputs: list[str], parameters: dict[int, Any]) -> None:
        words = [kind, name, len(inputs), len(outputs), *inputs, *outputs]
        self.lines.append(" ".join(map(str, words + [f"{key}={value}" for key, value in parameters.items()])))
        self.blobs += len(outputs)

    def take(self, tensor: tflite_reader.Tensor) -> str:
        return self.names[tensor.index].pop()

    def activation(self, operator: tflite_reader.Operator) -> dict[int, Any]:
        choices: dict[str, dict[int, Any]] = {"NONE": {}, "RELU": {9: 1}, "RELU6": {9: 3, -23310: "2,0.0,6.0"}}
        return choices[operator.activation]

    def keep(self, operator: tflite_reader.Operator, values: np.ndarray, requantizes: bool) -> None:
        """Appends a layer's constants: weights, bias, and the scales of weights, input and maybe output."""
        source, kernel, bias = operator.inputs
        data = np.ascontiguousarray(values).tobytes()
        self.weights += struct.pack("<I", INT8_FLAG) + data + bytes(-len(data) % 4)
        scales = np.broadcast_to(kernel.scale, [len(bias.data)])
        self.weights += (bias.data * np.float64(source.scale[0]) * scales).astype(np.float32).tobytes()
        self.weights += (1 / scales).astype(np.float32).tobytes() + multiplier(source)
        if requantizes:
            self.weights += multiplier(operator.output)

    def convolution(self, operator: tflite_reader.Operator) -> None:
        depthwise = operator.kind == "DEPTHWISE_CONV_2D"
        values = operator.inputs[1].data.transpose(*((3, 0, 1, 2) if depthwise else (0, 3, 1, 2)))
        readers = self.consumers.get(operator.output.index, [])
        requantizes = bool(readers) and all(each.kind in CONVOLUTIONS for each in readers)
        top, left, bottom, right = operator.pads(values.shape[2:])
        parameters = {
            0: values.shape[0],
            1: values.shape[3],
            11: values.shape[2],
            3: operator.strides[1],
            13: operator.strides[0],
            4: left,
            15: right,
            14: top,
            16: bottom,
            5: 1,
            6: values.size,
            8: REQUANTIZING if requantizes else INT8,
            **self.activation(operator),
        }
        if depthwise:
            parameters[7] = operator.inputs[0].shape[3]
        self.keep(operator, values, requantizes)
        kind = "ConvolutionDepthWise" if depthwise else "Convolution"
        self.layer(kind, [self.take(operator.inputs[0])], operator.output, parameters)

    def dense(self, operator: tflite_reader.Operator) -> None:
        source, kernel = operator.inputs[:2]
        # ncnn flattens channels first.
        shape = self.flattened.get(source.index, [source.shape[1]])
        order = np.arange(source.shape[1]).reshape(shape)
        order = order.transpose(2, 0, 1) if len(shape) == 3 else order
        values = kernel.data[:, order.reshape(-1)]
        self.keep(operator, values, False)
        parameters = {0: values.shape[0], 1: 1, 2: values.size, 8: INT8, **self.activation(operator)}
        self.layer("InnerProduct", [self.take(source)], operator.output, parameters)

    def pool(self, operator: tflite_reader.Operator) -> None:
        options = operator.options
        parameters = {
            0: 0 if operator.kind == "MAX_POOL_2D" else 1,
            1: options.filterWidth,
            11: options.filterHeight,
            2: options.strideW,
            12: options.strideH,
            5: 1,
        }
        if [options.filterHeight, options.filterWidth] == operator.inputs[0].shape[1:3]:
            parameters = {0: parameters[0], 4: 1}
        self.layer("Pooling", [self.take(operator.inputs[0])], operator.output, parameters)

    def sum(self, operator: tflite_reader.Operator) -> None:
        inputs = [self.take(each) for each in operator.inputs]
        if operator.activation == "NONE":
            self.layer("BinaryOp", inputs, operator.output, {0: 0})
            return
        name = f"sum{operator.output.index}"
        self.write("BinaryOp", name, inputs, [name], {0: 0})
        kind, parameters = ("ReLU", {}) if operator.activation == "RELU" else ("Clip", {0: 0.0, 1: 6.0})
        self.layer(kind, [name], operator.output, parameters)

    def add(self, operator: tflite_reader.Operator) -> None:
        kind = operator.kind
        if kind in CONVOLUTIONS:
            self.convolution(operator)
        elif kind == "FULLY_CONNECTED":
            self.dense(operator)
        elif kind in ("MAX_POOL_2D", "AVERAGE_POOL_2D"):
            self.pool(operator)
        elif kind == "ADD":
            self.sum(operator)
        elif kind == "SOFTMAX":
            self.layer("Softmax", [self.take(operator.inputs[0])], operator.output, {0: 0, 1: 1})
        elif kind == "RESHAPE":
            self.flattened[operator.output.index] = operator.inputs[0].shape[1:]
            self.layer("Flatten", [self.take(operator.inputs[0])], operator.output, {})
        else:
            raise NotImplementedError(f"{kind} has no ncnn form here")

    def export(self, path: pathlib.Path) -> None:
        shape = self.network.input.shape[1:]
        extents = {0: shape[1], 1: shape[0], 2: shape[2]} if len(shape) == 3 else {0: shape[0]}
        self.layer("Input", [], self.network.input, extents)
        for operator in self.network.operators:
            self.add(operator)
        path.write_text("\n".join(["7767517", f"{len(self.lines)} {self.blobs}", *self.lines]) + "\n")
        path.with_suffix(".bin").write_bytes(self.weights)


def multiplier(tensor: tflite_reader.Tensor) -> bytes:
    """What reals of a tensor are multiplied with to become int8 without a zero point."""
    scale, zero = float(tensor.scale[0]), tensor.zero
    return np.float32(127 / (scale * max(127 - zero, 128 + zero))).tobytes()


def main() -> None:
    source, result, _ = sys.argv[1:]
    network = tflite_reader.Network(source)
    Exporter(network).export(pathlib.Path(result))
    facts = {
        "input": [float(network.input.scale[0]), network.input.zero, f"t{network.input.index}"],
        "output": [float(network.output.scale[0]), network.output.zero, f"t{network.output.index}"],
    }
    pathlib.Path(result + ".json").write_text(json.dumps(facts))


if __name__ == "__main__":
    main()
