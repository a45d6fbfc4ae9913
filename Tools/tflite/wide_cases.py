"""Random operators of int16 activations, with int8 weights where they have some."""

from __future__ import annotations

from typing import Any

import numpy as np
from operator_cases import ACTIVATIONS, Builder, Cases, Facts, text
from tflite_writer import schema

Operator = schema.BuiltinOperator
Options = schema.BuiltinOptions
INT16 = schema.TensorType.INT16


class WideCases(Cases):
    def wide(self, shape: list[int], low: float = 0.0001, high: float = 0.001) -> Facts:
        return {"shape": shape, "scale": self.scale(low=low, high=high), "zeroPoint": 0}

    def int16(self, shape: list[int]) -> np.ndarray:
        return self.random.integers(-32768, 32768, size=shape).astype(np.int16)

    def run(
        self,
        case: Facts,
        builder: Builder,
        arrays: list[np.ndarray],
        code: int,
        options: Any,
        kind: int,
        inputs: list[int],
        taken: list[int],
        version: int,
    ) -> Facts:
        tensor = builder.tensor([1] + case["output"]["shape"], case["output"]["scale"], 0, kind=INT16)
        answer = builder.run(code, options, kind, inputs, tensor, taken, arrays, version)
        case["inputData"], case["outputData"] = [text(array) for array in arrays], text(answer)
        return case

    def layer_of(
        self, case: Facts, shape: list[int], fan: int, axis: int, wide_sums: bool
    ) -> tuple[Builder, list[int]]:
        """The model's input, weights and biases."""
        value, output = case["inputs"][0], case["output"]
        channels = shape[axis]
        values = self.int8(shape, low=-127)
        # Accumulators of about 74 · 19,000 · sqrt(fan) become about 8,000.
        target = output["scale"] * 8000 / (value["scale"] * 74 * 19000 * np.sqrt(fan))
        scales = np.asarray(target * np.exp(self.random.uniform(-1.5, 1.5, channels)), np.float32)
        kind = schema.TensorType.INT64 if wide_sums else schema.TensorType.INT32
        bias = self.random.integers(-200000, 200000, channels).astype(np.int64 if wide_sums else np.int32)
        case.update(weightScales=[float(s) for s in scales], weights=text(values), wideSums=wide_sums)
        case["bias"] = text(bias.astype(np.int64))
        builder = Builder()
        tensors = [
            builder.tensor([1] + value["shape"], value["scale"], 0, kind=INT16),
            builder.tensor(shape, scales, data=values, axis=axis),
            builder.tensor([channels], np.float32(value["scale"]) * scales, kind=kind, data=bias),
        ]
        return builder, tensors

    def convolution_of(self, depthwise: bool) -> Facts:
        height, width, channels = self.integer(3, 7), self.integer(3, 7), self.integer(1, 6)
        window, size = self.window(height, width)
        multiplier = self.choice(1, 1, 2)
        outputs = channels * multiplier if depthwise else self.integer(1, 6)
        activation = self.choice("none", "relu", "relu6")
        case: Facts = {"inputs": [self.wide([height, width, channels])], "output": self.wide(size + [outputs])}
        case.update(window=window, activation=activation, multiplier=multiplier)
        kernel = window["kernel"]
        shape = [1, *kernel, outputs] if depthwise else [outputs, *kernel, channels]
        fan = kernel[0] * kernel[1] * (1 if depthwise else channels)
        # Biases of 32 bits mean sums of 32 bits, which few taps leave room for.
        wide_sums = depthwise or fan > 20 or bool(self.integer(0, 2))
        builder, tensors = self.layer_of(case, shape, fan, 3 if depthwise else 0, wide_sums)
        options = schema.DepthwiseConv2DOptionsT() if depthwise else schema.Conv2DOptionsT()
        self.window_options(options, window)
        if depthwise:
            options.depthMultiplier = multiplier
        options.fusedActivationFunction = ACTIVATIONS[activation]
        code = Operator.DEPTHWISE_CONV_2D if depthwise else Operator.CONV_2D
        kind = Options.DepthwiseConv2DOptions if depthwise else Options.Conv2DOptions
        array = self.int16([1] + case["inputs"][0]["shape"])
        return self.run(case, builder, [array], code, options, kind, tensors, tensors[:1], 5)

    def convolution16(self) -> Facts:
        return self.convolution_of(False)

    def depthwise16(self) -> Facts:
        return self.convolution_of(True)

    def dense16(self) -> Facts:
        features, outputs = self.integer(1, 40), self.integer(1, 9)
        activation = self.choice("none", "relu", "relu6")
        case: Facts = {"inputs": [self.wide([features])], "output": self.wide([outputs]), "activation": activation}
        builder, tensors = self.layer_of(case, [outputs, features], features, 0, True)
        options = schema.FullyConnectedOptionsT()
        options.fusedActivationFunction = ACTIVATIONS[activation]
        array = self.int16([1, features])
        kind = Options.FullyConnectedOptions
        return self.run(case, builder, [array], Operator.FULLY_CONNECTED, options, kind, tensors, tensors[:1], 7)

    def pair16(self, code: int, options: Any, kind: int, **scales: float) -> Facts:
        shape = [self.integer(1, 4), self.integer(1, 4), self.integer(1, 6)]
        case: Facts = {"inputs": [self.wide(shape), self.wide(shape)], "output": self.wide(shape, **scales)}
        builder = Builder()
        tensors = [builder.tensor([1] + shape, value["scale"], 0, kind=INT16) for value in case["inputs"]]
        arrays = [self.int16([1] + shape) for _ in tensors]
        if code == Operator.LEAKY_RELU:
            case["slope"] = options.alpha
            case["inputs"], tensors, arrays = case["inputs"][:1], tensors[:1], arrays[:1]
        return self.run(case, builder, arrays, code, options, kind, tensors, tensors, 5)

    def subtract16(self) -> Facts:
        return self.pair16(Operator.SUB, schema.SubOptionsT(), Options.SubOptions)

    def multiply16(self) -> Facts:
        return self.pair16(Operator.MUL, schema.MulOptionsT(), Options.MulOptions, low=0.0005, high=0.005)

    def pool16(self, code: int) -> Facts:
        height, width, channels = self.integer(3, 7), self.integer(3, 7), self.integer(1, 6)
        window, size = self.window(height, width, dilation=False)
        shape = [height, width, channels]
        value, activation = self.wide(shape), self.choice("none", "relu", "relu6")
        case: Facts = {"inputs": [value], "output": {**value, "shape": size + [channels]}}
        case.update(window=window, activation=activation)
        options = schema.Pool2DOptionsT()
        options.filterHeight, options.filterWidth = window["kernel"]
        self.window_options(options, window, dilation=False)
        options.fusedActivationFunction = ACTIVATIONS[activation]
        builder = Builder()
        tensors = [builder.tensor([1] + shape, value["scale"], 0, kind=INT16)]
        array, kind = self.int16([1] + shape), Options.Pool2DOptions
        return self.run(case, builder, [array], code, options, kind, tensors, tensors, 3)

    def max_pool16(self) -> Facts:
        return self.pool16(Operator.MAX_POOL_2D)

    def average_pool16(self) -> Facts:
        return self.pool16(Operator.AVERAGE_POOL_2D)

    def leaky16(self) -> Facts:
        options = schema.LeakyReluOptionsT()
        options.alpha = float(np.float32(self.choice(0.0, 0.01, 0.3)))
        return self.pair16(Operator.LEAKY_RELU, options, Options.LeakyReluOptions)

    def function16(self, code: int, powers: list[int]) -> Facts:
        shape = [self.integer(1, 4), self.integer(1, 8)]
        value = self.wide(shape, low=0.00003)
        # Powers of two need no multiplier.
        value["scale"] = self.choice(value["scale"], *(2.0**power for power in powers))
        case: Facts = {"inputs": [value], "output": {"shape": shape, "scale": 2.0**-15, "zeroPoint": 0}}
        builder = Builder()
        tensors = [builder.tensor([1] + shape, value["scale"], 0, kind=INT16)]
        options, kind = None, Options.NONE
        if code == Operator.SOFTMAX:
            options, kind = schema.SoftmaxOptionsT(), Options.SoftmaxOptions
            options.beta = 1.0
        return self.run(case, builder, [self.int16([1] + shape)], code, options, kind, tensors, tensors, 2)

    def sigmoid16(self) -> Facts:
        return self.function16(Operator.LOGISTIC, [-12])

    def tanh16(self) -> Facts:
        return self.function16(Operator.TANH, [-12, -11])

    def softmax16(self) -> Facts:
        return self.function16(Operator.SOFTMAX, [-12])

    def reduction16(self, code: int) -> Facts:
        shape = [self.integer(2, 4), self.integer(2, 5), self.integer(2, 6)]
        axes = self.choice([0, 1], [2], [1], [0], [1, 2])
        kept = [extent for axis, extent in enumerate(shape) if axis not in axes]
        value, output = self.wide(shape), self.wide(kept)
        if code == Operator.SUM:
            output["scale"] *= 4 * len(axes)
        case: Facts = {"inputs": [value], "output": output, "axes": axes}
        builder = Builder()
        tensors = [
            builder.tensor([1] + shape, value["scale"], 0, kind=INT16),
            builder.tensor([len(axes)], None, kind=schema.TensorType.INT32, data=np.array(axes, np.int32) + 1),
        ]
        options, kind = schema.ReducerOptionsT(), Options.ReducerOptions
        return self.run(case, builder, [self.int16([1] + shape)], code, options, kind, tensors, tensors[:1], 2)

    def mean16(self) -> Facts:
        return self.reduction16(Operator.MEAN)

    def sum16(self) -> Facts:
        return self.reduction16(Operator.SUM)

    def extremum16(self, code: int) -> Facts:
        shape = [self.integer(1, 4), self.integer(1, 4), self.integer(1, 6)]
        value = self.wide(shape)
        case: Facts = {"inputs": [value, value], "output": value}
        builder = Builder()
        tensors = [builder.tensor([1] + shape, value["scale"], 0, kind=INT16) for _ in range(2)]
        arrays = [self.int16([1] + shape) for _ in tensors]
        options, kind = schema.MaximumMinimumOptionsT(), Options.MaximumMinimumOptions
        return self.run(case, builder, arrays, code, options, kind, tensors, tensors, 3)

    def maximum16(self) -> Facts:
        return self.extremum16(Operator.MAXIMUM)

    def minimum16(self) -> Facts:
        return self.extremum16(Operator.MINIMUM)


# By the names of files.
WIDE_KINDS = {
    "convolution16": WideCases.convolution16,
    "depthwiseConvolution16": WideCases.depthwise16,
    "dense16": WideCases.dense16,
    "subtract16": WideCases.subtract16,
    "multiply16": WideCases.multiply16,
    "leakyReLU16": WideCases.leaky16,
    "maxPool16": WideCases.max_pool16,
    "averagePool16": WideCases.average_pool16,
    "sigmoid16": WideCases.sigmoid16,
    "tanh16": WideCases.tanh16,
    "mean16": WideCases.mean16,
    "sum16": WideCases.sum16,
    "maximum16": WideCases.maximum16,
    "minimum16": WideCases.minimum16,
    "softmax16": WideCases.softmax16,
}
