"""Random models of int16 activations and int8 weights, and what TFLite Micro answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from tflite_cases import Case, Ends, Network, answer
from tflite_writer import CODE, TYPE, schema

WIDE_KINDS: dict[str, Callable[[WideNetwork], Ends]] = {}


class WideNetwork(Network):
    """A random model whose values have 16 bits."""

    def wide(self, shape: Sequence[int]) -> int:
        return self.tensor(shape, (self.scale(0.0001, 0.001), 0), TYPE.INT16)

    def map(self) -> int:
        return self.wide([1, self.integer(2, 7), self.integer(2, 7), self.integer(1, 6)])

    def wide_weights(self, shape: Sequence[int], axis: int, source: int, output: float, count: int) -> list[int]:
        """Weights with scales by which sums reach the output's range, and a bias of 64 bits or none."""
        fan = int(np.prod(shape)) // shape[axis]
        middle = output * 8000 / (self.quantized(source)[0] * 74 * 19000 * np.sqrt(fan))
        scales = [float(np.float32(middle * np.exp(self.random.uniform(-1, 1)))) for _ in range(count)]
        values: np.ndarray = self.random.integers(-127, 128, size=shape).astype(np.int8)
        bias = self.random.integers(-200000, 200000, size=shape[axis]).astype(np.int64)
        products = np.float32(self.quantized(source)[0]) * np.asarray(scales, np.float32)
        return [
            self.tensor(shape, (scales, 0), TYPE.INT8, values, axis),
            self.tensor([shape[axis]], (products, 0), TYPE.INT64, bias),
        ]

    def made(self, code: int, inputs: Sequence[int], shape: Sequence[int], options: Any, version: int) -> int:
        """Adds an operator that makes int16 of a scale of its own."""
        quantization = (self.scale(0.0002, 0.002), 0)
        return self.add(code, inputs, shape, quantization, options, version, TYPE.INT16)

    def moved(self, code: int, source: int, more: Sequence[int], shape: Sequence[int], options: Any = None) -> int:
        """Adds an operator that keeps the scale."""
        version = 1 if code == CODE.RESHAPE else 4
        return self.add(code, [source, *more], shape, self.quantized(source), options, version, TYPE.INT16)


def kind(function: Callable[[WideNetwork], Ends]) -> Callable[[WideNetwork], Ends]:
    """Registers a kind of models."""
    WIDE_KINDS[function.__name__] = function
    return function


@kind
def wide_convolution(n: WideNetwork) -> Ends:
    source = n.map()
    _, height, width, depth = n.shape(source)
    options = schema.Conv2DOptionsT()
    kernel, rows, columns = n.window(options, height, width, True)
    channels, scale = n.integer(1, 6), n.scale(0.0002, 0.002)
    shape = [channels, *kernel, depth]
    constants = n.wide_weights(shape, 0, source, scale, channels)
    options.fusedActivationFunction = n.activation()
    # Without a bias sums have 32 bits, for which there is room over few taps.
    if int(np.prod(kernel)) * depth < 16 and n.integer(0, 2) == 0:
        constants.pop()
    inputs, made = [source, *constants], [1, rows, columns, channels]
    return source, n.add(CODE.CONV_2D, inputs, made, (scale, 0), options, 4, TYPE.INT16)


@kind
def wide_depthwise_convolution(n: WideNetwork) -> Ends:
    source = n.map()
    _, height, width, depth = n.shape(source)
    options = schema.DepthwiseConv2DOptionsT()
    kernel, rows, columns = n.window(options, height, width, True)
    options.depthMultiplier, scale = n.choice(1, 1, 2), n.scale(0.0002, 0.002)
    channels = depth * options.depthMultiplier
    constants = n.wide_weights([1, *kernel, channels], 3, source, scale, channels)
    options.fusedActivationFunction = n.activation()
    inputs, made = [source, *constants], [1, rows, columns, channels]
    return source, n.add(CODE.DEPTHWISE_CONV_2D, inputs, made, (scale, 0), options, 5, TYPE.INT16)


@kind
def wide_dense(n: WideNetwork) -> Ends:
    source, units, scale = n.wide([1, n.integer(1, 40)]), n.integer(1, 9), n.scale(0.0002, 0.002)
    shape = [units, n.shape(source)[1]]
    constants = n.wide_weights(shape, 0, source, scale, n.choice(1, units))
    options = schema.FullyConnectedOptionsT()
    options.fusedActivationFunction = n.activation()
    inputs = [source, *constants]
    return source, n.add(CODE.FULLY_CONNECTED, inputs, [1, units], (scale, 0), options, 7, TYPE.INT16)


@kind
def wide_transposed_convolution(n: WideNetwork) -> Ends:
    source = n.map()
    _, height, width, depth = n.shape(source)
    kernel, channels, scale = [n.integer(1, 4), n.integer(1, 4)], n.integer(1, 5), n.scale(0.0002, 0.002)
    options = schema.TransposeConvOptionsT()
    options.strideH, options.strideW = n.integer(1, 3), n.integer(1, 3)
    options.padding = 1
    rows = (height - 1) * options.strideH + max(kernel[0], options.strideH)
    columns = (width - 1) * options.strideW + max(kernel[1], options.strideW)
    constants = n.wide_weights([channels, *kernel, depth], 0, source, scale, channels)
    made = [1, rows, columns, channels]
    inputs = [n.constant(made), constants[0], source, constants[1]]
    return source, n.add(CODE.TRANSPOSE_CONV, inputs, made, (scale, 0), options, 4, TYPE.INT16)


@kind
def wide_pairs(n: WideNetwork) -> Ends:
    source = n.map()
    shape = n.shape(source)
    other = n.choice([1, 1, 1, shape[3]], [1, 1, 1, 1], shape)
    data = n.random.integers(-32768, 32768, size=other).astype(np.int16)
    constant = n.tensor(other, (n.scale(0.0001, 0.001), 0), TYPE.INT16, data)
    codes = [
        (CODE.ADD, schema.AddOptionsT(), 3),
        (CODE.SUB, schema.SubOptionsT(), 5),
        (CODE.MUL, schema.MulOptionsT(), 4),
    ]
    value = source
    for code, options, version in codes:
        options.potScaleInt16 = False
        pair = n.choice([value, constant], [constant, value]) if code != CODE.MUL else [value, source]
        value = n.made(code, pair, shape, options, version)
    leaky = schema.LeakyReluOptionsT()
    leaky.alpha = 0.1
    return source, n.made(CODE.LEAKY_RELU, [value], shape, leaky, 2)


@kind
def wide_moves(n: WideNetwork) -> Ends:
    source = n.map()
    _, height, width, depth = n.shape(source)
    padded = n.moved(
        CODE.PAD, source, [n.constant([[0, 0], [1, 2], [0, 1], [0, 0]])], [1, height + 3, width + 1, depth]
    )
    slicing = schema.StridedSliceOptionsT()
    bounds = [n.constant(each) for each in ([0, 1, 0, 0], [1, height + 2, width, depth], [1, 1, 1, 1])]
    cut = n.moved(CODE.STRIDED_SLICE, padded, bounds, [1, height + 1, width, depth], slicing)
    joining = schema.ConcatenationOptionsT()
    joining.axis = 3
    joined = n.moved(CODE.CONCATENATION, cut, [cut], [1, height + 1, width, 2 * depth], joining)
    turned = n.moved(CODE.TRANSPOSE, joined, [n.constant([0, 2, 1, 3])], [1, width, height + 1, 2 * depth])
    reshaping = schema.ReshapeOptionsT()
    reshaping.newShape = [1, width * (height + 1), 2 * depth]
    return source, n.moved(CODE.RESHAPE, turned, [n.constant(reshaping.newShape)], reshaping.newShape, reshaping)


@kind
def wide_requantized(n: WideNetwork) -> Ends:
    source = n.map()
    shape = n.shape(source)
    narrow = n.add(CODE.QUANTIZE, [source], shape, (n.scale(0.02, 0.2), n.integer(-40, 40)), None, 1)
    return source, n.made(CODE.QUANTIZE, [narrow], shape, None, 2)


@kind
def wide_to_words(n: WideNetwork) -> Ends:
    source = n.map()
    quantization = (n.scale(1e-7, 1e-5), 0)
    return source, n.add(CODE.QUANTIZE, [source], n.shape(source), quantization, None, 2, TYPE.INT32)


def wide_case(name: str, seed: Sequence[int]) -> Case:
    """A model, and its input and output as int16, or as int32."""
    n = WideNetwork(seed)
    source, output = WIDE_KINDS[name](n)
    data = n.bytes(source, output)
    given = n.random.integers(-32768, 32768, size=n.shape(source)).astype(np.int16)
    return data, given, answer(n, data, given)
