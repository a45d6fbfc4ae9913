"""Random models of int16 activations and int8 weights, and of indices and other whole numbers, and what TFLite Micro
answers."""

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
        options.fusedActivationFunction = n.activation()
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
def wide_pools(n: WideNetwork) -> Ends:
    source = n.map()
    _, height, width, depth = n.shape(source)
    value = source
    for code in (CODE.MAX_POOL_2D, CODE.AVERAGE_POOL_2D):
        options = schema.Pool2DOptionsT()
        (options.filterHeight, options.filterWidth), rows, columns = n.window(options, height, width, False)
        options.fusedActivationFunction = n.activation()
        value = n.add(code, [value], [1, rows, columns, depth], n.quantized(source), options, 3, TYPE.INT16)
        height, width = rows, columns
    return source, value


@kind
def wide_functions(n: WideNetwork) -> Ends:
    source = n.wide([1, n.integer(1, 5), n.integer(1, 9)])
    # Powers of two need no multiplier.
    n.tensors[source].quantization.scale = [n.choice(2.0**-12, 2.0**-11, n.scale(0.00005, 0.001))]
    shape, step = n.shape(source), (2.0**-15, 0)
    one = n.add(n.choice(CODE.LOGISTIC, CODE.TANH), [source], shape, step, None, 2, TYPE.INT16)
    return source, n.add(n.choice(CODE.LOGISTIC, CODE.TANH), [one], shape, step, None, 2, TYPE.INT16)


@kind
def wide_means(n: WideNetwork) -> Ends:
    source = n.map()
    _, height, width, depth = n.shape(source)
    axes = n.choice([1, 2], [3], [2], [1, 2, 3])
    options = schema.ReducerOptionsT()
    options.keepDims = n.choice(True, False)
    extents = [1, height, width, depth]
    kept = [1 if axis in axes else extent for axis, extent in enumerate(extents)]
    shape = kept if options.keepDims else [extent for axis, extent in enumerate(extents) if axis not in axes]
    code = n.choice(CODE.MEAN, CODE.MEAN, CODE.SUM)
    quantization = (n.scale(0.0001, 0.001) * (len(axes) * 4 if code == CODE.SUM else 1), 0)
    inputs = [source, n.constant(axes)]
    return source, n.add(code, inputs, shape, quantization, options, 2, TYPE.INT16)


@kind
def wide_extrema(n: WideNetwork) -> Ends:
    source = n.map()
    shape, quantization = n.shape(source), n.quantized(source)
    other = n.choice([1, 1, 1, shape[3]], [1, 1, 1, 1], shape)
    data = n.random.integers(-32768, 32768, size=other).astype(np.int16)
    constant = n.tensor(other, quantization, TYPE.INT16, data)
    options, value = schema.MaximumMinimumOptionsT(), source
    for code in (CODE.MAXIMUM, CODE.MINIMUM):
        pair = n.choice([value, constant], [constant, value])
        value = n.add(code, pair, shape, quantization, options, 3, TYPE.INT16)
    return source, value


@kind
def wide_softmax(n: WideNetwork) -> Ends:
    source = n.wide([1, n.integer(1, 4), n.integer(1, 12)])
    n.tensors[source].quantization.scale = [n.choice(2.0**-12, n.scale(0.00003, 0.001))]
    options = schema.SoftmaxOptionsT()
    options.beta = 1.0
    return source, n.add(CODE.SOFTMAX, [source], n.shape(source), (2.0**-15, 0), options, 2, TYPE.INT16)


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


def rows(n: WideNetwork) -> Ends:
    """Rows of a table by their indices, and something that is made of them."""
    count, features = n.integer(8, 20), n.integer(1, 6)
    source = n.tensor([1, n.integer(1, 7)], None, TYPE.INT32)
    values: np.ndarray = n.random.integers(-128, 128, size=[count, features]).astype(np.int8)
    quantization = n.quantization()
    table = n.tensor([count, features], quantization, TYPE.INT8, values.astype(np.float32) / 100 if n.real else values)
    shape = [1, n.shape(source)[1], features]
    options = schema.GatherOptionsT()
    picked = n.add(CODE.GATHER, [table, source], shape, quantization, options, 2)
    return source, n.add(CODE.ADD, [picked, picked], shape, n.quantization(), schema.AddOptionsT(), 2)


def truncated_rows(n: WideNetwork) -> Ends:
    """Rows by indices that real numbers are cast to."""
    source, output = rows(n)
    given = n.tensor(n.shape(source), None, TYPE.FLOAT32)
    operators = n.operators
    n.operators = []
    indices = n.add(CODE.CAST, [given], n.shape(source), None, schema.CastOptionsT(), 1, TYPE.INT32)
    for operator in operators:
        operator.inputs = [indices if number == source else number for number in operator.inputs]
    n.operators += operators
    return given, output


def whole_numbers(n: WideNetwork) -> Ends:
    """Sums and products of whole numbers, with constants and without."""
    shape = [1, n.integer(1, 5), n.integer(1, 4)]
    source = n.tensor(shape, None, TYPE.INT32)
    constant = n.constant(n.random.integers(-9, 9, size=shape[2]).tolist())
    total = n.add(CODE.ADD, [source, constant], shape, None, schema.AddOptionsT(), 1, TYPE.INT32)
    product = n.add(CODE.MUL, [total, source], shape, None, schema.MulOptionsT(), 1, TYPE.INT32)
    return source, n.add(CODE.SUB, [product, constant], shape, None, schema.SubOptionsT(), 1, TYPE.INT32)


# By kind: the network, and whether it is float.
INDEX_KINDS: dict[str, tuple[Callable[[WideNetwork], Ends], bool]] = {
    "rows": (rows, False),
    "real_rows": (rows, True),
    "truncated_rows": (truncated_rows, True),
    "whole_numbers": (whole_numbers, True),
}


def index_case(name: str, seed: Sequence[int]) -> Case:
    """A model, its input as int32 or float32, and its output as int8, int32 or float32."""
    function, is_real = INDEX_KINDS[name]
    n = WideNetwork(seed, is_real)
    source, output = function(n)
    data = n.bytes(source, output)
    given: np.ndarray = n.random.integers(0, 8, size=n.shape(source)).astype(np.int32)
    if name == "truncated_rows":
        given = (given + n.random.uniform(0, 0.99, size=given.shape)).astype(np.float32)
    return data, given, answer(n, data, given)


def unsigned_means(seed: Sequence[int]) -> Case:
    """Means over windows of a uint8 network behind a convolution that changes nothing, and by NumPy what TFLite's
    kernel for uint8 makes of them: it rounds half up."""
    n = WideNetwork(seed)
    height, width, channels = n.integer(4, 7), n.integer(4, 7), n.integer(1, 4)
    quantization = (1 / 16, 0)
    shape = [1, height, width, channels]
    source = n.tensor(shape, quantization, TYPE.UINT8)
    identity = np.eye(channels, dtype=np.uint8).reshape([channels, 1, 1, channels])
    weights = n.tensor(list(identity.shape), (1, 0), TYPE.UINT8, identity)
    bias = n.tensor([channels], quantization, TYPE.INT32, np.zeros(channels, np.int32))
    options = schema.Conv2DOptionsT()
    options.padding = options.strideW = options.strideH = 1
    options.dilationWFactor = options.dilationHFactor = 1
    copy = n.add(CODE.CONV_2D, [source, weights, bias], shape, quantization, options, 1, TYPE.UINT8)
    rows, columns = n.choice((2, 2), (4, 3), (2, 4))
    pooling = schema.Pool2DOptionsT()
    pooling.filterHeight, pooling.filterWidth = rows, columns
    pooling.strideH = pooling.strideW = pooling.padding = 1
    made = [1, height - rows + 1, width - columns + 1, channels]
    output = n.add(CODE.AVERAGE_POOL_2D, [copy], made, quantization, pooling, 1, TYPE.UINT8)
    given = n.random.integers(0, 256, size=shape).astype(np.uint8)
    windows = np.lib.stride_tricks.sliding_window_view(given.astype(np.int64), (rows, columns), axis=(1, 2))
    count = rows * columns
    means = (windows.sum(axis=(-2, -1)) + count // 2) // count
    return n.bytes(source, output), given, means.astype(np.uint8)


def wide_case(name: str, seed: Sequence[int]) -> Case:
    """A model, and its input and output as int16, or as int32."""
    n = WideNetwork(seed)
    source, output = WIDE_KINDS[name](n)
    data = n.bytes(source, output)
    given = n.random.integers(-32768, 32768, size=n.shape(source)).astype(np.int16)
    return data, given, answer(n, data, given)
