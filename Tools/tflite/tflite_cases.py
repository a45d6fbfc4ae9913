"""Random int8 models of one operator, with what it needs before it, and what TFLite Micro answers."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from tflite_micro import runtime
from tflite_writer import CODE, TYPE, Quantization, Writer, schema


class Network(Writer):
    """A random model."""

    def value(self, largest: int = 9) -> int:
        """A feature map, or a tensor of fewer dimensions."""
        rank = self.choice(3, 3, 3, 2, 1)
        return self.tensor([1] + [self.integer(1, largest) for _ in range(rank)], self.quantization())

    # What several kinds are made of.

    def activation(self) -> int:
        return self.choice(0, 0, 1, 3)

    def window(self, options: Any, height: int, width: int, dilates: bool) -> tuple[list[int], int, int]:
        """Random strides and padding in the options; kernel, and the output's rows and columns."""
        while True:
            kernel = [self.integer(1, 5), self.integer(1, 5)]
            stride = [self.integer(1, 3), self.integer(1, 3)]
            dilation = [self.integer(1, 3), self.integer(1, 3)] if dilates and self.integer(0, 3) == 0 else [1, 1]
            same = self.integer(0, 1) == 0
            spans = [(k - 1) * d + 1 for k, d in zip(kernel, dilation)]
            if same:
                rows, columns = -(-height // stride[0]), -(-width // stride[1])
            else:
                rows = (height - spans[0]) // stride[0] + 1
                columns = (width - spans[1]) // stride[1] + 1
            if same or (height >= spans[0] and width >= spans[1]):
                break
        options.padding = 0 if same else 1
        options.strideH, options.strideW = stride
        if dilates:
            options.dilationHFactor, options.dilationWFactor = dilation
        return kernel, rows, columns

    def weights(self, shape: Sequence[int], axis: int, per_channel: bool, source: int) -> list[int]:
        """Weights and bias (or none)."""
        channels = shape[axis]
        scales = [self.scale(0.002, 0.05) for _ in range(channels if per_channel else 1)]
        values: np.ndarray = self.random.integers(-127, 128, size=shape).astype(np.int8)
        if self.real:
            values = values.astype(np.float32) / 128
        weights = self.tensor(shape, (scales, 0), TYPE.INT8, values, axis)
        if self.integer(0, 4) == 0:
            return [weights]
        if self.real:
            real = self.random.uniform(-1, 1, size=channels).astype(np.float32)
            return [weights, self.tensor([channels], None, TYPE.FLOAT32, real)]
        bias = self.random.integers(-3000, 3000, size=channels).astype(np.int32)
        scale = np.float32(self.quantized(source)[0]) * np.asarray(scales, np.float32)
        return [weights, self.tensor([channels], (scale, 0), TYPE.INT32, bias)]

    def convolution(
        self,
        source: int,
        channels: int | None = None,
        quantization: Quantization | None = None,
        pointwise: bool = False,
    ) -> int:
        _, height, width, depth = self.shape(source)
        options = schema.Conv2DOptionsT()
        kernel, rows, columns = self.window(options, height, width, True)
        if pointwise:
            kernel, rows, columns = [1, 1], height, width
            options.padding, options.strideH, options.strideW = 1, 1, 1
            options.dilationHFactor = options.dilationWFactor = 1
        groups = 1
        if not pointwise and depth % 2 == 0 and self.integer(0, 3) == 0:
            groups = 2
        channels = channels or groups * self.integer(1, 6)
        options.fusedActivationFunction = self.activation()
        constants = self.weights([channels, *kernel, depth // groups], 0, self.integer(0, 3) > 0, source)
        return self.add(
            CODE.CONV_2D,
            [source] + constants,
            [1, rows, columns, channels],
            quantization or (self.scale(0.02, 0.5), self.quantization()[1]),
            options,
            3,
        )

    def dense(self, source: int, keeps: bool = False) -> int:
        count = int(np.prod(self.shape(source)))
        options = schema.FullyConnectedOptionsT()
        options.fusedActivationFunction, options.keepNumDims = self.activation(), keeps
        features = self.integer(1, 12)
        constants = self.weights([features, count], 0, self.integer(0, 2) == 0, source)
        if len(constants) == 1:
            constants.append(-1)
        shape = self.shape(source)[:-1] + [features] if keeps else [1, features]
        return self.add(
            CODE.FULLY_CONNECTED,
            [source] + constants,
            shape,
            (self.scale(0.02, 0.5), self.quantization()[1]),
            options,
            4,
        )


# The numbers of a network's input and output.
Ends = tuple[int, int]
KINDS: dict[str, Callable[[Network], Ends]] = {}


def kind(function: Callable[[Network], Ends]) -> Callable[[Network], Ends]:
    """Registers a kind of models under the function's name, less an underscore that tells it from Python's own."""
    KINDS[function.__name__.rstrip("_")] = function
    return function


@kind
def convolution(n: Network) -> Ends:
    source = n.feature_map()
    return source, n.convolution(source)


@kind
def depthwise_convolution(n: Network) -> Ends:
    source = n.feature_map()
    _, height, width, depth = n.shape(source)
    options = schema.DepthwiseConv2DOptionsT()
    kernel, rows, columns = n.window(options, height, width, True)
    options.depthMultiplier = n.choice(1, 1, 2, 3)
    options.fusedActivationFunction = n.activation()
    channels = depth * options.depthMultiplier
    constants = n.weights([1, *kernel, channels], 3, n.integer(0, 3) > 0, source)
    return source, n.add(
        CODE.DEPTHWISE_CONV_2D,
        [source] + constants,
        [1, rows, columns, channels],
        (n.scale(0.02, 0.5), n.quantization()[1]),
        options,
        3,
    )


@kind
def dense(n: Network) -> Ends:
    if n.integer(0, 1) == 0:
        source = n.tensor([1, n.integer(1, 80)], n.quantization())
        return source, n.dense(source)
    source = n.tensor([1, 1, 1, n.integer(1, 80)], n.quantization())
    return source, n.dense(source, keeps=n.integer(0, 1) == 0)


@kind
def add(n: Network) -> Ends:
    source = n.feature_map()
    channels = n.integer(1, 8)
    first, second = n.convolution(source, channels, pointwise=True), n.convolution(source, channels, pointwise=True)
    options = schema.AddOptionsT()
    options.fusedActivationFunction = n.activation()
    return source, n.add(
        CODE.ADD, [first, second], n.shape(first), (n.scale(0.02, 0.5), n.quantization()[1]), options, 2
    )


PAIRS = {CODE.ADD: schema.AddOptionsT, CODE.SUB: schema.SubOptionsT, CODE.MUL: schema.MulOptionsT}


def pair(n: Network, code: int, first: int, second: int) -> int:
    """An element-wise operator on two tensors, the output broadcast from both."""
    options = PAIRS[code]()
    options.fusedActivationFunction = n.activation()
    shapes = [[1] * (4 - len(n.shape(t))) + n.shape(t) for t in (first, second)]
    shape = [max(extents) for extents in zip(*shapes)]
    return n.add(code, [first, second], shape, (n.scale(0.02, 0.5), n.quantization()[1]), options, 2)


def two_convolutions(n: Network, code: int) -> Ends:
    source = n.feature_map()
    channels = n.integer(1, 8)
    first, second = n.convolution(source, channels, pointwise=True), n.convolution(source, channels, pointwise=True)
    return source, pair(n, code, first, second)


@kind
def subtract(n: Network) -> Ends:
    return two_convolutions(n, CODE.SUB)


@kind
def multiply(n: Network) -> Ends:
    return two_convolutions(n, CODE.MUL)


def broadcast(n: Network, code: int) -> Ends:
    """Each axis is whole in both operands, or one of them has a single element there."""
    source = n.feature_map()
    _, height, width, _ = n.shape(source)
    channels = n.integer(2, 8)
    small = [[n.integer(0, 2) == 0 for _ in range(3)] for _ in range(2)]
    if n.integer(0, 2) == 0:
        small = n.choice(
            [[False] * 3, [True, True, False]], [[True, True, False], [False] * 3], [[False] * 3, [True] * 3]
        )
    operands: list[int] = []
    for rows, columns, depth in small:
        is_single = depth and not (operands and n.shape(operands[0])[3] == 1)
        value = n.convolution(source, 1 if is_single else channels, pointwise=True)
        options = schema.Pool2DOptionsT()
        options.padding, options.strideH, options.strideW = 1, 1, 1
        options.filterHeight, options.filterWidth = height if rows else 1, width if columns else 1
        shape = [1, 1 if rows else height, 1 if columns else width, n.shape(value)[3]]
        operands.append(n.add(CODE.MAX_POOL_2D, [value], shape, n.quantized(value), options, 2))
    return source, pair(n, code, *operands)


@kind
def add_broadcast(n: Network) -> Ends:
    return broadcast(n, CODE.ADD)


@kind
def subtract_broadcast(n: Network) -> Ends:
    return broadcast(n, CODE.SUB)


@kind
def multiply_broadcast(n: Network) -> Ends:
    return broadcast(n, CODE.MUL)


def constant_operand(n: Network, code: int) -> Ends:
    source = n.feature_map()
    _, height, width, depth = n.shape(source)
    shape = n.choice(
        [],
        [1],
        [depth],
        [depth],
        [1, 1, 1, depth],
        [1, 1, depth],
        [1, height, width, depth],
        [height, width, depth],
        [width, depth],
        [width, 1],
        [height, 1, 1],
        [1, height, 1, depth],
    )
    values: np.ndarray = n.random.integers(-128, 128, size=shape).astype(np.int8)
    if n.real:
        values = values.astype(np.float32) / 32
    constant = n.tensor(shape, n.quantization(), TYPE.INT8, values)
    return source, pair(n, code, *n.choice((source, constant), (constant, source)))


@kind
def add_constant(n: Network) -> Ends:
    return constant_operand(n, CODE.ADD)


@kind
def subtract_constant(n: Network) -> Ends:
    return constant_operand(n, CODE.SUB)


@kind
def multiply_constant(n: Network) -> Ends:
    return constant_operand(n, CODE.MUL)


@kind
def grown_constant(n: Network) -> Ends:
    """A constant that is larger than the value that it is combined with."""
    source = n.tensor([1, n.integer(1, 3), 1, n.integer(1, 5)], n.quantization())
    _, height, _, depth = n.shape(source)
    shape = n.choice([1, height, n.integer(2, 5), depth], [n.integer(2, 5), 1], [n.integer(2, 4), depth])
    values = n.random.integers(-128, 128, size=shape).astype(np.int8)
    constant = n.tensor(shape, n.quantization(), TYPE.INT8, values.astype(np.float32) / 32 if n.real else values)
    return source, pair(n, n.choice(*PAIRS), *n.choice((source, constant), (constant, source)))


@kind
def extremum(n: Network) -> Ends:
    """Maxima and minima of two values or of a value and a constant, all of one scale."""
    source = n.feature_map()
    _, height, width, depth = n.shape(source)
    code = n.choice(CODE.MAXIMUM, CODE.MINIMUM)
    if n.integer(0, 1) == 0:
        other = n.add(CODE.RELU, [source], n.shape(source), n.quantized(source))
    else:
        shape = n.choice([1, height, width, depth], [1, 1, 1, depth], [depth], [1], [1, height, 1, 1])
        values = n.random.integers(-128, 128, size=shape).astype(np.int8)
        other = n.tensor(shape, n.quantized(source), TYPE.INT8, values.astype(np.float32) / 32 if n.real else values)
    operands = n.choice([source, other], [other, source])
    options = schema.MaximumMinimumOptionsT()
    return source, n.add(code, operands, n.shape(source), n.quantized(source), options, 2)


@kind
def vectors(n: Network) -> Ends:
    """Vectors with constants and with feature maps of one position."""
    source = n.tensor([1, n.integer(1, 20)], n.quantization())
    length = n.shape(source)[1]
    values = n.random.integers(-128, 128, size=n.choice([length], [1, length], [1])).astype(np.int8)
    constant = n.tensor(values.shape, n.quantization(), TYPE.INT8, values.astype(np.float32) / 32 if n.real else values)
    options = PAIRS[CODE.MUL]()
    return source, n.add(CODE.MUL, [source, constant], n.shape(source), n.quantization(), options, 2)


@kind
def logistic(n: Network) -> Ends:
    source = n.tensor(n.shape(n.feature_map()), (n.scale(0.001, 1), n.quantization()[1]))
    return source, n.add(CODE.LOGISTIC, [source], n.shape(source), (1 / 256, -128), version=2)


@kind
def tanh(n: Network) -> Ends:
    source = n.tensor(n.shape(n.feature_map()), (n.scale(0.001, 1), n.quantization()[1]))
    return source, n.add(CODE.TANH, [source], n.shape(source), (1 / 128, 0), version=2)


@kind
def hard_swish(n: Network) -> Ends:
    source = n.tensor(n.shape(n.feature_map()), (n.scale(0.002, 0.4), n.quantization()[1]))
    return source, n.add(CODE.HARD_SWISH, [source], n.shape(source), n.quantization())


@kind
def squeeze_and_excite(n: Network) -> Ends:
    """Channels weighed by what a mean over all positions says (Hu et al. 2018)."""
    source = n.feature_map()
    channels = n.integer(1, 8)
    value = n.convolution(source, channels, pointwise=True)
    options = schema.ReducerOptionsT()
    options.keepDims = True
    small = n.add(CODE.MEAN, [value, n.constant([1, 2])], [1, 1, 1, channels], n.quantization(), options, 2)
    small = n.convolution(small, channels, pointwise=True)
    gate = n.add(CODE.LOGISTIC, [small], n.shape(small), (1 / 256, -128), version=2)
    return source, pair(n, CODE.MUL, *n.choice((value, gate), (gate, value)))


def pool(n: Network, code: int) -> Ends:
    source = n.feature_map()
    _, height, width, depth = n.shape(source)
    options = schema.Pool2DOptionsT()
    (options.filterHeight, options.filterWidth), rows, columns = n.window(options, height, width, False)
    options.fusedActivationFunction = n.activation()
    return source, n.add(code, [source], [1, rows, columns, depth], n.quantized(source), options, 2)


@kind
def max_pool(n: Network) -> Ends:
    return pool(n, CODE.MAX_POOL_2D)


@kind
def average_pool(n: Network) -> Ends:
    return pool(n, CODE.AVERAGE_POOL_2D)


@kind
def mean(n: Network) -> Ends:
    source = n.feature_map()
    options = schema.ReducerOptionsT()
    options.keepDims = n.integer(0, 1) == 0
    channels = n.shape(source)[3]
    axes = n.constant([1, 2])
    shape = [1, 1, 1, channels] if options.keepDims else [1, channels]
    return source, n.add(CODE.MEAN, [source, axes], shape, n.quantization(), options, 2)


@kind
def pad(n: Network) -> Ends:
    source = n.feature_map()
    amounts = [[0, 0]] + [[n.integer(0, 3), n.integer(0, 3)] for _ in range(3)]
    shape = [e + sum(a) for e, a in zip(n.shape(source), amounts)]
    return source, n.add(CODE.PAD, [source, n.constant(amounts)], shape, n.quantized(source), schema.PadOptionsT(), 2)


@kind
def reshape(n: Network) -> Ends:
    source = n.feature_map()
    _, height, width, depth = n.shape(source)
    shape = n.choice([1, height * width * depth], [1, height, width * depth], [1, depth, height, width])
    middle = n.add(CODE.RESHAPE, [source, n.constant(shape)], shape, n.quantized(source))
    if len(shape) == 2:
        return source, n.dense(middle)
    return source, middle


@kind
def squeeze(n: Network) -> Ends:
    source = n.tensor([1, 1, n.integer(1, 9), n.integer(1, 9)], n.quantization())
    options = schema.SqueezeOptionsT()
    options.squeezeDims = [1]
    shape = [1] + n.shape(source)[2:]
    return source, n.add(CODE.SQUEEZE, [source], shape, n.quantized(source), options)


@kind
def concatenation(n: Network) -> Ends:
    options = schema.ConcatenationOptionsT()
    axis = n.choice(1, 2, 3, 3)
    options.axis = n.choice(axis, axis - 4)
    source = n.feature_map()
    shared = (n.scale(0.02, 0.5), n.quantization()[1])
    channels = None if axis == 3 else n.integer(1, 6)
    parts = [n.convolution(source, channels, pointwise=True, quantization=shared) for _ in range(n.integer(2, 4))]
    if axis < 3 and n.integer(0, 1):
        # Parts of different extents.
        shape = n.shape(parts[0])
        shape[axis] = n.integer(1, shape[axis])
        bounds = [n.constant([0, 0, 0, 0]), n.constant(shape)]
        parts[0] = n.add(CODE.SLICE, [parts[0]] + bounds, shape, shared, schema.SliceOptionsT(), 3)
    shape = n.shape(parts[0])
    shape[axis] = sum(n.shape(part)[axis] for part in parts)
    return source, n.add(CODE.CONCATENATION, parts, shape, shared, options, 2)


@kind
def strided_slice(n: Network) -> Ends:
    source = n.value()
    extents = n.shape(source)
    rank = len(extents)
    begins: list[int] = []
    ends: list[int] = []
    strides: list[int] = []
    shape: list[int] = []
    options = schema.StridedSliceOptionsT()
    options.beginMask = options.endMask = options.shrinkAxisMask = 0
    for axis, extent in enumerate(extents):
        stride = n.choice(1, 1, 2, 3)
        begin = n.integer(0, extent - 1)
        end = n.integer(begin + 1, extent)
        masks = n.integer(0, 7) if axis else 3
        shrinks = axis and rank > 2 and len(shape) > 1 and n.integer(0, 5) == 0
        if masks & 1:
            options.beginMask |= 1 << axis
        if masks & 2:
            options.endMask |= 1 << axis
        if shrinks:
            options.shrinkAxisMask |= 1 << axis
        first, last = 0 if masks & 1 else begin, extent if masks & 2 else end
        begins.append(begin if n.integer(0, 1) else begin - extent)
        ends.append(end if n.integer(0, 1) or end == extent else end - extent)
        if end == extent and n.integer(0, 3) == 0:
            ends[-1] = extent + 5
        strides.append(stride)
        if not shrinks:
            shape.append(len(range(first, last, stride)))
    bounds = [n.constant(begins), n.constant(ends), n.constant(strides)]
    return source, n.add(CODE.STRIDED_SLICE, [source] + bounds, shape, n.quantized(source), options, 2)


@kind
def strided_slice_masks(n: Network) -> Ends:
    """Ellipses and new axes, which TFLite Micro ignores: NumPy is the reference."""
    source = n.feature_map()
    _, height, width, depth = n.shape(source)

    def part(extent: int) -> slice:
        first = n.integer(0, extent - 1)
        return slice(first, n.integer(first + 1, extent), n.integer(1, 2))

    choices: list[tuple[Any, ...]] = [
        (Ellipsis, part(depth)),
        (slice(None), n.integer(0, height - 1), Ellipsis),
        (slice(None), n.integer(0, height - 1), None, part(width)),
        (slice(None), part(height), Ellipsis, part(depth)),
        (None, 0, part(height), Ellipsis, part(depth)),
        (slice(None), n.integer(-height, -1), Ellipsis, None),
    ]
    index = n.choice(*choices)
    options = schema.StridedSliceOptionsT()
    options.beginMask = options.endMask = options.shrinkAxisMask = 0
    options.ellipsisMask = options.newAxisMask = 0
    begins: list[int] = []
    ends: list[int] = []
    strides: list[int] = []
    for number, entry in enumerate(index):
        begin, end, stride = 0, 0, 1
        if entry is Ellipsis:
            options.ellipsisMask |= 1 << number
        elif entry is None:
            options.newAxisMask |= 1 << number
        elif isinstance(entry, int):
            options.shrinkAxisMask |= 1 << number
            begin, end = entry, entry + 1
        elif entry == slice(None):
            options.beginMask |= 1 << number
            options.endMask |= 1 << number
        else:
            begin, end, stride = entry.start, entry.stop, entry.step
        begins.append(begin)
        ends.append(end)
        strides.append(stride)
    bounds = [n.constant(begins), n.constant(ends), n.constant(strides)]
    n.reference = lambda values: values[index]
    shape = list(np.zeros(n.shape(source))[index].shape)
    return source, n.add(CODE.STRIDED_SLICE, [source] + bounds, shape, n.quantized(source), options, 2)


@kind
def slice_(n: Network) -> Ends:
    source = n.value()
    extents = n.shape(source)
    begins = [0] + [n.integer(0, extent - 1) for extent in extents[1:]]
    shape = [1] + [n.integer(1, extent - begin) for extent, begin in zip(extents[1:], begins[1:])]
    sizes = [
        -1 if begin + size == extent and n.integer(0, 1) else size
        for begin, size, extent in zip(begins, shape, extents)
    ]
    bounds = [n.constant(begins), n.constant(sizes)]
    return source, n.add(CODE.SLICE, [source] + bounds, shape, n.quantized(source), schema.SliceOptionsT(), 3)


@kind
def split(n: Network) -> Ends:
    rank, count = n.choice(3, 3, 2, 1), n.integer(1, 4)
    shape = [1] + [n.integer(1, 6) for _ in range(rank)]
    axis = n.integer(1, rank)
    part = list(shape)
    shape[axis] *= count
    source = n.tensor(shape, n.quantization())
    options = schema.SplitOptionsT()
    options.numSplits = count
    parts = n.add_several(
        CODE.SPLIT,
        [n.constant(n.choice(axis, axis - rank - 1)), source],
        [part] * count,
        n.quantized(source),
        options,
        2,
    )
    if count == 1 or n.integer(0, 3) == 0:
        return source, parts[n.integer(0, count - 1)]
    options = schema.ConcatenationOptionsT()
    options.axis = rank
    return source, n.add(
        CODE.CONCATENATION, parts[::-1], part[:-1] + [part[-1] * count], n.quantized(source), options, 2
    )


@kind
def split_v(n: Network) -> Ends:
    rank = n.choice(3, 3, 2, 1)
    sizes = [n.integer(1, 5) for _ in range(n.integer(1, 4))]
    shape = [1] + [n.integer(1, 6) for _ in range(rank)]
    axis = n.integer(1, rank)
    shape[axis] = sum(sizes)
    source = n.tensor(shape, n.quantization())
    options = schema.SplitVOptionsT()
    options.numSplits = len(sizes)
    shapes = [shape[:axis] + [size] + shape[axis + 1 :] for size in sizes]
    if n.integer(0, 1):
        sizes[n.integer(0, len(sizes) - 1)] = -1
    parts = n.add_several(
        CODE.SPLIT_V,
        [source, n.constant(sizes), n.constant(n.choice(axis, axis - rank - 1))],
        shapes,
        n.quantized(source),
        options,
    )
    return source, parts[n.integer(0, len(sizes) - 1)]


@kind
def transpose(n: Network) -> Ends:
    source = n.value()
    extents = n.shape(source)
    order = [0] + [int(axis) + 1 for axis in n.random.permutation(len(extents) - 1)]
    return source, n.add(
        CODE.TRANSPOSE,
        [source, n.constant(order)],
        [extents[axis] for axis in order],
        n.quantized(source),
        schema.TransposeOptionsT(),
        2,
    )


def resize(n: Network, code: int, options: Any, exclusive: bool) -> Ends:
    source = n.feature_map()
    _, height, width, depth = n.shape(source)
    size = [n.choice(2 * height, n.integer(1, 20), n.integer(1, 60)), n.choice(2 * width, n.integer(1, 20))]
    options.alignCorners = n.integer(0, 1) == 1
    options.halfPixelCenters = n.integer(0, 1) == 1 and not (exclusive and options.alignCorners)
    return source, n.add(code, [source, n.constant(size)], [1, *size, depth], n.quantized(source), options, 3)


@kind
def resize_nearest(n: Network) -> Ends:
    return resize(n, CODE.RESIZE_NEAREST_NEIGHBOR, schema.ResizeNearestNeighborOptionsT(), False)


@kind
def resize_bilinear(n: Network) -> Ends:
    return resize(n, CODE.RESIZE_BILINEAR, schema.ResizeBilinearOptionsT(), True)


@kind
def transpose_conv(n: Network) -> Ends:
    source = n.feature_map()
    _, height, width, depth = n.shape(source)
    options = schema.TransposeConvOptionsT()
    kernel, stride = [n.integer(1, 5), n.integer(1, 5)], [n.integer(1, 3), n.integer(1, 3)]
    options.padding = n.integer(0, 1)
    options.strideH, options.strideW = stride
    options.fusedActivationFunction = n.activation()
    shape = [1]
    for extent, size, step in zip([height, width], kernel, stride):
        # All outputs from which a convolution would lead back to the input.
        largest = extent * step if options.padding == 0 else (extent - 1) * step + size + step - 1
        shape.append(n.choice(largest, largest - n.integer(0, step - 1)))
    shape.append(n.integer(1, 7))
    constants = n.weights([shape[3], *kernel, depth], 0, n.integer(0, 3) > 0, source)
    return source, n.add(
        CODE.TRANSPOSE_CONV,
        [n.constant(shape), constants[0], source] + constants[1:],
        shape,
        (n.scale(0.02, 0.5), n.quantization()[1]),
        options,
        3,
    )


@kind
def softmax(n: Network) -> Ends:
    source = n.choice(n.feature_map(), n.tensor([1, n.integer(1, 40)], n.quantization()))
    options = schema.SoftmaxOptionsT()
    options.beta = 1.0
    return source, n.add(CODE.SOFTMAX, [source], n.shape(source), (1 / 256, -128), options, 2)


@kind
def relu(n: Network) -> Ends:
    source = n.feature_map()
    return source, n.add(CODE.RELU, [source], n.shape(source), n.quantization(), version=2)


@kind
def relu6(n: Network) -> Ends:
    source = n.feature_map()
    return source, n.add(CODE.RELU6, [source], n.shape(source), n.quantized(source), version=2)


@kind
def leaky_relu(n: Network) -> Ends:
    source = n.feature_map()
    options = schema.LeakyReluOptionsT()
    options.alpha = float(np.float32(n.random.uniform(0, 1)))
    return source, n.add(CODE.LEAKY_RELU, [source], n.shape(source), n.quantization(), options, 2)


@kind
def quantize(n: Network) -> Ends:
    source = n.feature_map()
    return source, n.add(CODE.QUANTIZE, [source], n.shape(source), n.quantization(), version=2)


@kind
def float_ends(n: Network) -> Ends:
    shape = n.shape(n.feature_map())
    source = n.tensor(shape, None, TYPE.FLOAT32)
    middle = n.add(CODE.QUANTIZE, [source], shape, n.quantization())
    result = n.convolution(middle)
    return source, n.add(CODE.DEQUANTIZE, [result], n.shape(result), None, kind=TYPE.FLOAT32, version=2)


@kind
def uint8_ends(n: Network) -> Ends:
    shape = n.shape(n.feature_map())
    scale, zero = n.quantization()
    source = n.tensor(shape, (scale, zero + 128), TYPE.UINT8)
    middle = n.add(CODE.QUANTIZE, [source], shape, n.choice((scale, zero), n.quantization()))
    scale, zero = n.quantization()
    result = n.convolution(middle, quantization=(scale, zero))
    return source, n.add(CODE.QUANTIZE, [result], n.shape(result), (scale, zero + 128), kind=TYPE.UINT8)


# Kinds that have no float32 form: their ends are of other types than what lies between.
INT8_ONLY = ("quantize", "float_ends", "uint8_ends")
# A model, its input and its output.
Case = tuple[bytes, np.ndarray, np.ndarray]


def answer(n: Network, data: bytes, given: np.ndarray) -> np.ndarray:
    """TFLite Micro's output."""
    if n.reference:
        return np.ascontiguousarray(n.reference(given))
    interpreter = runtime.Interpreter.from_bytes(data, arena_size=1 << 20)
    interpreter.set_input(given, 0)
    interpreter.invoke()
    return np.array(interpreter.get_output(0))


def float_case(name: str, seed: Sequence[int]) -> Case:
    """A float32 model, its input and its output."""
    n = Network(seed, real=True)
    source, output = KINDS[name](n)
    data = n.bytes(source, output)
    given = n.random.uniform(-4, 8, size=n.shape(source)).astype(np.float32)
    return data, given, answer(n, data, given)


def case(name: str, seed: Sequence[int]) -> Case:
    """A model, and input and output as int8."""
    n = Network(seed)
    source, output = KINDS[name](n)
    data = n.bytes(source, output)
    values = n.random.integers(-128, 128, size=n.shape(source)).astype(np.int8)
    given: np.ndarray = values
    if name == "float_ends":
        scale, zero = n.quantized(n.operators[0].outputs[0])
        given = np.float32(scale) * (values.astype(np.float32) - zero)
    elif name == "uint8_ends":
        given = (values.astype(np.int16) + 128).astype(np.uint8)
    result = answer(n, data, given)
    if name == "float_ends":
        scale, zero = n.quantized(n.operators[-1].inputs[0])
        result = np.rint(result / np.float32(scale) + zero).astype(np.int8)
    elif name == "uint8_ends":
        result = (result.astype(np.int16) - 128).astype(np.int8)
    return data, values, result


def number(name: str) -> int:
    """What a kind's cases are drawn from, whatever other kinds there are."""
    return zlib.crc32(name.encode())


def text(data: bytes | np.ndarray) -> str:
    return base64.b64encode(bytes(data)).decode()


def encoded(model: bytes, given: np.ndarray, result: np.ndarray) -> dict[str, str]:
    """A case as the fixtures have it."""
    return {"model": text(model), "input": text(given.tobytes()), "output": text(result.tobytes())}
