"""LeNet-5 and MobileNetV2 with random weights as int8 .tflite files.

Speed does not depend on what the weights are, but they and the scales are such that values neither vanish nor pile up
at the ends of int8, so that a runtime that computes something else is found out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from tflite_writer import CODE, TYPE, Writer, schema

SAME, VALID = 0, 1
NONE, RELU, RELU6 = 0, 1, 3


class Builder(Writer):
    """Knows the mean square of each value, from which it chooses weights and scales."""

    def __init__(self, seed: int, shape: Sequence[int]) -> None:
        super().__init__(seed)
        self.source = self.tensor(shape, (1 / 64, 0))
        self.power = {self.source: 1.0}

    def scale_for(self, activation: int, power: float) -> tuple[float, int]:
        """Scale and zero point that a value of this mean square needs before its activation."""
        if activation == RELU6:
            return 6 / 255, -128
        reach = 4.5 * float(np.sqrt(power))
        return (reach / 255, -128) if activation == RELU else (2 * reach / 255, 0)

    def constants(self, source: int, shape: Sequence[int], axis: int, inputs: int, per_channel: bool) -> list[int]:
        """Weights that make values of mean square 1, and a bias."""
        values = self.random.normal(0, np.sqrt(1 / (inputs * self.power[source])), shape)
        others = tuple(each for each in range(len(shape)) if each != axis)
        scales = (np.abs(values).max(axis=others) / 127).astype(np.float32)
        if not per_channel:
            scales = scales.max(keepdims=True)
        spread = scales.reshape([-1 if each == axis else 1 for each in range(len(shape))])
        weights = np.rint(values / spread).astype(np.int8)
        bias_scales = np.float32(self.quantized(source)[0]) * scales
        bias = np.rint(self.random.normal(0, 0.1, shape[axis]) / bias_scales).astype(np.int32)
        return [
            self.tensor(shape, (scales, 0), TYPE.INT8, weights, axis),
            self.tensor([shape[axis]], (bias_scales, 0), TYPE.INT32, bias),
        ]

    def finish(
        self,
        code: int,
        inputs: list[int],
        shape: Sequence[int],
        activation: int,
        options: Any,
        version: int,
        power: float = 1.0,
    ) -> int:
        options.fusedActivationFunction = activation
        output = self.add(code, inputs, shape, self.scale_for(activation, power), options, version)
        self.power[output] = power if activation == NONE else power / 2
        return output

    def extents(self, source: int, kernel: int, stride: int, padding: int) -> list[int]:
        _, rows, columns, _ = self.shape(source)
        if padding == SAME:
            return [-(-rows // stride), -(-columns // stride)]
        return [(rows - kernel) // stride + 1, (columns - kernel) // stride + 1]

    def convolution(
        self, source: int, channels: int, kernel: int = 1, stride: int = 1, padding: int = SAME, activation: int = NONE
    ) -> int:
        options = schema.Conv2DOptionsT()
        options.strideH = options.strideW = stride
        options.padding = padding
        depth = self.shape(source)[3]
        constants = self.constants(source, [channels, kernel, kernel, depth], 0, kernel * kernel * depth, True)
        shape = [1, *self.extents(source, kernel, stride, padding), channels]
        return self.finish(CODE.CONV_2D, [source, *constants], shape, activation, options, 3)

    def depthwise(self, source: int, stride: int, activation: int) -> int:
        options = schema.DepthwiseConv2DOptionsT()
        options.strideH = options.strideW = stride
        options.padding, options.depthMultiplier = SAME, 1
        depth = self.shape(source)[3]
        constants = self.constants(source, [1, 3, 3, depth], 3, 9, True)
        shape = [1, *self.extents(source, 3, stride, SAME), depth]
        return self.finish(CODE.DEPTHWISE_CONV_2D, [source, *constants], shape, activation, options, 3)

    def dense(self, source: int, features: int, activation: int = NONE) -> int:
        count = self.shape(source)[1]
        constants = self.constants(source, [features, count], 0, count, False)
        options = schema.FullyConnectedOptionsT()
        return self.finish(CODE.FULLY_CONNECTED, [source, *constants], [1, features], activation, options, 4)

    def sum(self, first: int, second: int) -> int:
        power = self.power[first] + self.power[second]
        return self.finish(CODE.ADD, [first, second], self.shape(first), NONE, schema.AddOptionsT(), 2, power)

    def pool(self, code: int, source: int, extent: int) -> int:
        """Windows side by side; the output has its input's scale."""
        options = schema.Pool2DOptionsT()
        options.filterHeight = options.filterWidth = options.strideH = options.strideW = extent
        options.padding, options.fusedActivationFunction = VALID, NONE
        _, rows, columns, depth = self.shape(source)
        output = self.add(
            code, [source], [1, rows // extent, columns // extent, depth], self.quantized(source), options, 2
        )
        self.power[output] = self.power[source]
        return output

    def flatten(self, source: int) -> int:
        shape = [1, int(np.prod(self.shape(source)))]
        output = self.add(CODE.RESHAPE, [source, self.constant(shape)], shape, self.quantized(source))
        self.power[output] = self.power[source]
        return output


def lenet5() -> bytes:
    n = Builder(5, [1, 28, 28, 1])
    value = n.convolution(n.source, 6, 5, activation=RELU)
    value = n.pool(CODE.MAX_POOL_2D, value, 2)
    value = n.convolution(value, 16, 5, padding=VALID, activation=RELU)
    value = n.flatten(n.pool(CODE.MAX_POOL_2D, value, 2))
    value = n.dense(n.dense(value, 120, RELU), 84, RELU)
    return n.bytes(n.source, n.dense(value, 10))


def mobilenet_v2() -> bytes:
    n = Builder(2, [1, 224, 224, 3])
    value = n.convolution(n.source, 32, 3, 2, activation=RELU6)
    blocks = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
    for expansion, channels, count, stride in blocks:
        for index in range(count):
            value = inverted_residual(n, value, expansion, channels, stride if index == 0 else 1)
    value = n.convolution(value, 1280, activation=RELU6)
    value = n.flatten(n.pool(CODE.AVERAGE_POOL_2D, value, 7))
    return n.bytes(n.source, n.dense(value, 1000))


def inverted_residual(n: Builder, source: int, expansion: int, channels: int, stride: int) -> int:
    depth, value = n.shape(source)[3], source
    if expansion > 1:
        value = n.convolution(value, expansion * depth, activation=RELU6)
    value = n.convolution(n.depthwise(value, stride, RELU6), channels)
    return n.sum(source, value) if stride == 1 and depth == channels else value


RANDOM = {"lenet5": lenet5, "mobilenet-v2": mobilenet_v2}
