"""Small int8 networks of both forms that ONNX Runtime's quantization writes, with its answers."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
from onnx import TensorProto
from onnx_cases import answers
from onnx_writer import Array, Network

Case = dict[str, Any]
# Scale and zero point of the inputs.
INPUT = (0.02, 3)


class QuantizedNetwork(Network):
    """A network whose values are quantized."""

    kind: type = np.int8

    def scale(self, scale: object, zero_point: object) -> tuple[str, str]:
        """A scale and a zero point."""
        points = np.asarray(zero_point)
        return self.constant(np.asarray(scale, np.float32)), self.constant(points.astype(self.kind))

    def point(self, value: int) -> int:
        """An int8 zero point as one of the values' type."""
        return value + 128 if self.kind is np.uint8 else value

    def quantized(self, x: str, scale: float, zero_point: int = 0) -> str:
        """A value rounded to integers and back."""
        parameters = self.scale(scale, self.point(zero_point))
        return self.add("DequantizeLinear", self.add("QuantizeLinear", x, *parameters), *parameters)

    def int8_weights(self, *shape: int, axis: int | None = 0) -> str:
        """Integers and their scales, dequantized."""
        values = self.constant(self.random.integers(-127, 128, shape).astype(np.int8))
        if axis is None:
            return self.add("DequantizeLinear", values, self.constant(np.float32(0.003)), self.constant(np.int8(0)))
        scales = self.constant(self.random.uniform(0.001, 0.006, shape[axis]))
        points = self.constant(np.zeros(shape[axis], np.int8))
        return self.add("DequantizeLinear", values, scales, points, axis=axis)


def between(net: QuantizedNetwork) -> str:
    """Convolution, rectifier, pool and dense layer between quantizations."""
    x = net.quantized(net.input("n", 3, 8, 7), *INPUT)
    y = net.add("Conv", x, net.int8_weights(6, 3, 3, 3), net.weights(6), pads=[1, 1, 1, 1])
    y = net.quantized(net.add("Relu", y), 0.02, -128)
    y = net.quantized(net.add("MaxPool", y, kernel_shape=[2, 2], strides=[2, 2]), 0.02, -128)
    y = net.add("Reshape", y, net.constant([-1, 6 * 4 * 3], np.int64))
    return net.quantized(net.add("Gemm", y, net.int8_weights(5, 72, axis=None), net.weights(5), transB=1), 0.04, 5)


def joined(net: QuantizedNetwork) -> str:
    """A sum, a joint of other scales, a depthwise convolution, a mean and a softmax left in reals."""
    x = net.quantized(net.input(1, 4, 6, 6), *INPUT)
    a = net.quantized(net.add("Conv", x, net.int8_weights(4, 4, 1, 1)), 0.015, 2)
    b = net.quantized(net.add("Conv", x, net.int8_weights(4, 1, 3, 3), net.weights(4), group=4, pads=[1] * 4), 0.03, -7)
    s = net.quantized(net.add("Add", a, b), 0.04, 1)
    c = net.quantized(net.add("Concat", s, a, axis=1), 0.04, 1)
    m = net.quantized(net.add("ReduceMean", c, axes=[2, 3], keepdims=0), 0.01, 0)
    y = net.quantized(net.add("MatMul", m, net.int8_weights(8, 5, axis=1)), 0.02, 0)
    return net.quantized(net.add("Softmax", y, axis=-1), 1 / 256, -128)


def operators(net: QuantizedNetwork) -> str:
    """The operators of integers, of uint8."""
    net.kind = np.uint8
    p, q, r = net.scale(INPUT[0], 131), net.scale(0.03, 120), net.scale(0.05, 128)
    x = net.add("QuantizeLinear", net.input(1, 3, 5, 6), *p)
    scales = net.random.uniform(0.001, 0.006, 4)
    weights = net.constant(net.random.integers(-127, 128, (4, 3, 3, 3)).astype(np.int8))
    w = (weights, net.constant(scales), net.constant(np.zeros(4, np.int8)))
    bias = net.constant(net.random.integers(-500, 500, 4).astype(np.int32))
    y = net.add("QLinearConv", x, *p, *w, *q, bias, pads=[1, 1, 1, 1])
    z = net.add("QLinearAdd", y, *q, y, *q, *r, domain="com.microsoft")
    z = net.add("QLinearGlobalAveragePool", z, *r, *r, domain="com.microsoft")
    z = net.add("Reshape", z, net.constant([1, -1], np.int64))
    matrix = net.constant(net.random.integers(-127, 128, (4, 3)).astype(np.int8))
    m = (matrix, net.constant(np.float32(0.004)), net.constant(np.int8(0)))
    y = net.add("QGemm", z, *r, *m, net.constant(np.array([9, -20, 4], np.int32)), *q, domain="com.microsoft")
    return net.add("DequantizeLinear", y, *q)


def partial(net: QuantizedNetwork) -> str:
    """Weights of uint8 with a zero point, a normalization between integers, and a sum at the end left in reals."""
    x = net.quantized(net.input(1, 3, 6, 5), *INPUT)
    weights = net.constant(net.random.integers(0, 256, (4, 3, 3, 3)).astype(np.uint8))
    w = net.add("DequantizeLinear", weights, net.constant(np.float32(0.003)), net.constant(np.uint8(121)))
    y = net.quantized(net.add("Conv", x, w, net.weights(4)), 0.03, 4)
    variance = net.constant(net.random.uniform(0.5, 2, 4))
    y = net.add("BatchNormalization", y, net.weights(4), net.weights(4), net.weights(4), variance)
    y = net.quantized(y, 0.02, -3)
    y = net.add("Reshape", net.add("GlobalAveragePool", y), net.constant([1, 4], np.int64))
    y = net.quantized(y, 0.01, 0)
    y = net.quantized(net.add("MatMul", y, net.int8_weights(4, 5, axis=1)), 0.01, 0)
    return net.add("Add", y, net.weights(5))


CASES: dict[str, Callable[[QuantizedNetwork], str]] = {
    "between": between,
    "joined": joined,
    "operators": operators,
    "partial": partial,
}


def int8_case(kind: str) -> Case:
    """A network, int8 inputs and answers, channels last, as the tests' fixtures hold them."""
    net = QuantizedNetwork([7, sorted(CASES).index(kind)], opset=13)
    net.output(CASES[kind](net), TensorProto.FLOAT)
    shape = [dim.dim_value or 1 for dim in net.inputs[0].type.tensor_type.shape.dim]
    integers = net.random.integers(-128, 128, shape).astype(np.int8)
    reals = ((integers.astype(np.float32) - INPUT[1]) * np.float32(INPUT[0])).astype(np.float32)
    model = net.model().SerializeToString()
    [output] = answers(model, [reals])

    def encoded(array: Array, kind: type) -> str:
        moved = np.moveaxis(array, 1, -1) if array.ndim == 4 else array
        return base64.b64encode(np.ascontiguousarray(moved, kind).tobytes()).decode()

    return {
        "model": base64.b64encode(model).decode(),
        "inputs": [encoded(integers, np.int8)],
        "outputs": [encoded(output, np.float32)],
    }
