"""Random models of operators that move elements along any axes, reduce them, or multiply matrices. Adds its kinds to
`KINDS`."""

from __future__ import annotations

import numpy as np
from tflite_cases import Ends, Network, answer, kind
from tflite_writer import CODE, TYPE, schema


def any_value(n: Network, lowest: int = 1, highest: int = 5) -> int:
    """A tensor of one to five axes, the first being a batch of 1 or not."""
    rank = n.integer(lowest, highest)
    shape = [n.integer(1, 5) for _ in range(rank)]
    if rank > 1 and n.integer(0, 2) > 0:
        shape[0] = 1
    return n.tensor(shape, n.quantization())


def axis_of(n: Network, rank: int) -> tuple[int, int]:
    """An axis, and a number for it, which may count from the end."""
    axis = n.integer(0, rank - 1)
    return axis, n.choice(axis, axis - rank)


@kind
def pack(n: Network) -> Ends:
    source = any_value(n, 1, 3)
    shape = n.shape(source)
    options = schema.PackOptionsT()
    axis = n.integer(0, len(shape))
    options.axis, options.valuesCount = n.choice(axis, axis - len(shape) - 1), n.integer(1, 3)
    other = n.add(CODE.RELU6, [source], shape, n.quantized(source), version=2)
    inputs = [n.choice(source, other) for _ in range(options.valuesCount)]
    made = shape[:axis] + [options.valuesCount] + shape[axis:]
    return source, n.add(CODE.PACK, inputs, made, n.quantized(source), options)


@kind
def unpack(n: Network) -> Ends:
    source = any_value(n, 2, 4)
    shape = n.shape(source)
    options = schema.UnpackOptionsT()
    axis, options.axis = axis_of(n, len(shape))
    options.num = shape[axis]
    parts = n.add_several(
        CODE.UNPACK, [source], [shape[:axis] + shape[axis + 1 :]] * options.num, n.quantized(source), options
    )
    return source, parts[n.integer(0, options.num - 1)]


@kind
def expand_dims(n: Network) -> Ends:
    source = any_value(n, 1, 4)
    shape = n.shape(source)
    axis = n.integer(0, len(shape))
    number = n.choice(axis, axis - len(shape) - 1)
    grown = n.add(
        CODE.EXPAND_DIMS,
        [source, n.constant(number)],
        shape[:axis] + [1] + shape[axis:],
        n.quantized(source),
        schema.ExpandDimsOptionsT(),
    )
    return source, n.add(CODE.RELU6, [grown], n.shape(grown), n.quantized(source), version=2)


@kind
def any_pad(n: Network) -> Ends:
    source = any_value(n, 1, 4)
    shape = n.shape(source)
    amounts = [[n.choice(0, n.integer(0, 3)), n.choice(0, n.integer(0, 3))] for _ in shape]
    made = [extent + sum(amount) for extent, amount in zip(shape, amounts)]
    return source, n.add(CODE.PAD, [source, n.constant(amounts)], made, n.quantized(source), schema.PadOptionsT(), 2)


@kind
def pad_v2(n: Network) -> Ends:
    source = any_value(n, 2, 4)
    shape = n.shape(source)
    amounts = [[0, 0]] + [[n.integer(0, 2), n.integer(0, 2)] for _ in shape[1:]]
    made = [extent + sum(amount) for extent, amount in zip(shape, amounts)]
    filler = np.array(n.choice(n.integer(-128, 127), n.quantized(source)[1]), np.int8)
    data = filler.astype(np.float32) if n.real else filler
    value = n.tensor([], n.quantized(source), TYPE.INT8, data)
    return source, n.add(
        CODE.PADV2, [source, n.constant(amounts), value], made, n.quantized(source), schema.PadV2OptionsT(), 2
    )


@kind
def mirror_pad(n: Network) -> Ends:
    source = n.tensor([1, n.integer(3, 6), n.integer(3, 6), n.integer(3, 6)], n.quantization())
    shape = n.shape(source)
    options = schema.MirrorPadOptionsT()
    options.mode = n.integer(0, 1)
    amounts = [[0, 0]] + [[n.integer(0, 2), n.integer(0, 2)] for _ in shape[1:]]
    made = [extent + sum(amount) for extent, amount in zip(shape, amounts)]
    return source, n.add(CODE.MIRROR_PAD, [source, n.constant(amounts)], made, n.quantized(source), options, 2)


@kind
def gather(n: Network) -> Ends:
    source = any_value(n, 1, 4)
    shape = n.shape(source)
    options = schema.GatherOptionsT()
    axis, options.axis = axis_of(n, len(shape))
    options.batchDims = 0
    indices = [n.integer(0, shape[axis] - 1) for _ in range(n.integer(1, 6))]
    made = shape[:axis] + [len(indices)] + shape[axis + 1 :]
    return source, n.add(CODE.GATHER, [source, n.constant(indices)], made, n.quantized(source), options)


@kind
def gather_nd(n: Network) -> Ends:
    source = any_value(n, 1, 4)
    shape = n.shape(source)
    depth = n.integer(1, len(shape))
    count = n.integer(1, 5)
    indices = [[n.integer(0, extent - 1) for extent in shape[:depth]] for _ in range(count)]
    made = [count, *shape[depth:]]
    options = schema.GatherNdOptionsT()
    return source, n.add(CODE.GATHER_ND, [source, n.constant(indices)], made, n.quantized(source), options)


@kind
def select(n: Network) -> Ends:
    source = any_value(n, 1, 4)
    shape, quantization = n.shape(source), n.quantized(source)
    flags = n.random.integers(0, 2, size=n.choice(shape, shape[-1:])).astype(np.bool_)
    condition = n.tensor(list(flags.shape), None, TYPE.BOOL, flags)
    other = n.add(CODE.RELU6, [source], shape, quantization)
    pair = n.choice([source, other], [other, source])
    return source, n.add(CODE.SELECT_V2, [condition, *pair], shape, quantization, schema.SelectV2OptionsT())


@kind
def space_to_depth(n: Network) -> Ends:
    block = n.integer(1, 3)
    source = n.tensor([1, block * n.integer(1, 3), block * n.integer(1, 3), n.integer(1, 4)], n.quantization())
    _, height, width, depth = n.shape(source)
    options = schema.SpaceToDepthOptionsT()
    options.blockSize = block
    made = [1, height // block, width // block, depth * block * block]
    return source, n.add(CODE.SPACE_TO_DEPTH, [source], made, n.quantized(source), options)


@kind
def depth_to_space(n: Network) -> Ends:
    block = n.integer(1, 3)
    source = n.tensor([1, n.integer(1, 4), n.integer(1, 4), block * block * n.integer(1, 4)], n.quantization())
    _, height, width, depth = n.shape(source)
    options = schema.DepthToSpaceOptionsT()
    options.blockSize = block
    made = [1, height * block, width * block, depth // (block * block)]
    return source, n.add(CODE.DEPTH_TO_SPACE, [source], made, n.quantized(source), options)


@kind
def any_transpose(n: Network) -> Ends:
    source = any_value(n, 2, 5)
    shape = n.shape(source)
    order = [int(axis) for axis in n.random.permutation(len(shape))]
    return source, n.add(
        CODE.TRANSPOSE,
        [source, n.constant(order)],
        [shape[axis] for axis in order],
        n.quantized(source),
        schema.TransposeOptionsT(),
        2,
    )


@kind
def any_concatenation(n: Network) -> Ends:
    source = any_value(n, 2, 4)
    shape = n.shape(source)
    options = schema.ConcatenationOptionsT()
    axis, options.axis = axis_of(n, len(shape))
    count = n.choice(2, 3, 9)
    made = list(shape)
    made[axis] *= count
    return source, n.add(CODE.CONCATENATION, [source] * count, made, n.quantized(source), options, 2)


@kind
def any_slice(n: Network) -> Ends:
    source = any_value(n, 2, 5)
    shape = n.shape(source)
    begins = [n.choice(0, n.integer(0, extent - 1)) for extent in shape]
    sizes = [n.choice(extent - begin, n.integer(1, extent - begin)) for begin, extent in zip(begins, shape)]
    return source, n.add(
        CODE.SLICE, [source, n.constant(begins), n.constant(sizes)], sizes, n.quantized(source), schema.SliceOptionsT()
    )


@kind
def backwards(n: Network) -> Ends:
    source = n.tensor([1, n.integer(2, 6), n.integer(2, 6), n.integer(2, 6)], n.quantization())
    shape = n.shape(source)
    options = schema.StridedSliceOptionsT()
    options.beginMask = options.endMask = 15
    options.ellipsisMask = options.newAxisMask = options.shrinkAxisMask = 0
    strides = [1] + [n.choice(1, -1, -2) for _ in shape[1:]]
    made = [-(-extent // abs(step)) for extent, step in zip(shape, strides)]
    zeros = n.constant([0] * 4)
    return source, n.add(
        CODE.STRIDED_SLICE, [source, zeros, zeros, n.constant(strides)], made, n.quantized(source), options, 2
    )


@kind
def dilated(n: Network) -> Ends:
    """A dilated convolution as converters write it: of samples that are dealt out and put together again."""
    block = [n.integer(1, 3), n.integer(1, 3)]
    kernel = [n.integer(1, 3), n.integer(1, 3)]
    source = n.tensor([1, n.integer(6, 12), n.integer(6, 12), n.integer(1, 4)], n.quantization())
    _, height, width, depth = n.shape(source)
    paddings, crops, inner = [], [], []
    for extent, step, size in zip([height, width], block, kernel):
        before = n.integer(0, 2)
        after = -(extent + before) % step + step * n.integer(0, 1)
        paddings.append([before, after])
        inner.append((extent + before + after) // step)
        crops.append([n.integer(0, 1), n.integer(0, 1)])
        if inner[-1] < size + 1:
            return dilated(n)
    count = block[0] * block[1]
    divided = n.add(
        CODE.SPACE_TO_BATCH_ND,
        [source, n.constant(block), n.constant(paddings)],
        [count, *inner, depth],
        n.quantized(source),
        schema.SpaceToBatchNDOptionsT(),
        2,
    )
    options = schema.Conv2DOptionsT()
    options.padding, options.strideH, options.strideW = 1, 1, 1
    options.dilationHFactor = options.dilationWFactor = 1
    options.fusedActivationFunction = n.activation()
    channels = n.integer(1, 4)
    rows, columns = (extent - size + 1 for extent, size in zip(inner, kernel))
    constants = n.weights([channels, *kernel, depth], 0, n.integer(0, 3) > 0, source)
    quantization = (n.scale(0.02, 0.5), n.quantization()[1])
    convolved = n.add(CODE.CONV_2D, [divided, *constants], [count, rows, columns, channels], quantization, options, 3)
    made = [extent * step - sum(crop) for extent, step, crop in zip([rows, columns], block, crops)]

    def whole(given: np.ndarray) -> np.ndarray:
        """The same with the convolution itself dilated: TFLite Micro deals out padding that is not the zero point."""
        m = Network([0], n.real)
        m.tensors, m.buffers = list(n.tensors), list(n.buffers)
        amounts = [[0, 0], *paddings, [0, 0]]
        shape = [1, height + sum(paddings[0]), width + sum(paddings[1]), depth]
        padded = m.add(CODE.PAD, [source, m.constant(amounts)], shape, m.quantized(source), schema.PadOptionsT(), 2)
        spread = schema.Conv2DOptionsT()
        spread.padding, spread.strideH, spread.strideW = 1, 1, 1
        spread.dilationHFactor, spread.dilationWFactor = block
        spread.fusedActivationFunction = options.fusedActivationFunction
        full = [1, rows * block[0], columns * block[1], channels]
        result = m.add(CODE.CONV_2D, [padded, *constants], full, quantization, spread, 3)
        begins = [0, crops[0][0], crops[1][0], 0]
        sizes = [1, *made, channels]
        cut = m.add(
            CODE.SLICE, [result, m.constant(begins), m.constant(sizes)], sizes, quantization, schema.SliceOptionsT()
        )
        return answer(m, m.bytes(source, cut), given)

    n.reference = whole
    return source, n.add(
        CODE.BATCH_TO_SPACE_ND,
        [convolved, n.constant(block), n.constant(crops)],
        [1, *made, channels],
        quantization,
        schema.BatchToSpaceNDOptionsT(),
        2,
    )


@kind
def dense_rows(n: Network) -> Ends:
    shape = [1] + [n.integer(1, 5) for _ in range(n.integer(1, 2))] + [n.integer(1, 20)]
    source = n.tensor(shape, n.quantization())
    options = schema.FullyConnectedOptionsT()
    options.fusedActivationFunction, options.keepNumDims = n.activation(), n.integer(0, 1) == 0
    features = n.integer(1, 12)
    constants = n.weights([features, shape[-1]], 0, n.integer(0, 2) == 0, source)
    if len(constants) == 1:
        constants.append(-1)
    made = shape[:-1] + [features] if options.keepNumDims else [int(np.prod(shape[:-1])), features]
    return source, n.add(
        CODE.FULLY_CONNECTED, [source, *constants], made, (n.scale(0.02, 0.5), n.quantization()[1]), options, 4
    )


@kind
def open_batch(n: Network) -> Ends:
    """A flattening as Keras 3 writes it where the batch is open: to a shape that is computed."""
    source = n.feature_map()
    shape = n.shape(source)
    options = schema.ShapeOptionsT()
    options.outType = TYPE.INT32
    found = n.add(CODE.SHAPE, [source], [4], None, options, kind=TYPE.INT32)
    bounds = schema.StridedSliceOptionsT()
    bounds.beginMask = bounds.endMask = bounds.ellipsisMask = bounds.newAxisMask = 0
    bounds.shrinkAxisMask = 1
    batch = n.add(
        CODE.STRIDED_SLICE,
        [found, n.constant([0]), n.constant([1]), n.constant([1])],
        [],
        None,
        bounds,
        kind=TYPE.INT32,
    )
    packing = schema.PackOptionsT()
    packing.axis, packing.valuesCount = 0, 2
    target = n.add(CODE.PACK, [batch, n.constant(int(np.prod(shape)))], [2], None, packing, kind=TYPE.INT32)
    flat = n.add(
        CODE.RESHAPE, [source, target], [1, int(np.prod(shape))], n.quantized(source), schema.ReshapeOptionsT()
    )
    return source, n.dense(flat)
