"""Models that the importer must refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from tflite_cases import Network, text
from tflite_writer import CODE, TYPE, schema


def refused() -> list[dict[str, Any]]:
    """Models that the importer must refuse, and words that its error must hold."""
    cases: list[dict[str, Any]] = []

    def put(words: list[str], build: Callable[[Network, int], int | tuple[int, int]]) -> None:
        n = Network(3)
        source = n.tensor([1, 4, 4, 2], (0.1, 3))
        built = build(n, source)
        source, output = built if isinstance(built, tuple) else (source, built)
        cases.append({"words": words, "model": text(n.bytes(source, output))})

    def fused(options: Any) -> Any:
        options.fusedActivationFunction = 4
        return options

    same = [1, 4, 4, 2]

    def custom(name: str) -> Callable[[Network, int], int]:
        return lambda n, s: n.add(CODE.CUSTOM, [s], same, (0.1, 3), custom=name)

    put(["operator 0 (CUMSUM)"], lambda n, s: n.add(CODE.CUMSUM, [s], same, (0.1, 3)))
    put(["operator 1 (LSTM)"], lambda n, s: n.add(CODE.LSTM, [n.add(CODE.RELU, [s], same, (0.1, 3))], same, (0.1, 3)))
    put(
        [
            "has 4 operators that are not supported: CUMSUM (2), TOPK_V2 (1: operator 1), "
            "RELU of version 9 (1: operator 3)"
        ],
        lambda n, s: min(
            n.add(code, [s], same, (0.1, 3), version=version)
            for code, version in [(CODE.CUMSUM, 1), (CODE.TOPK_V2, 1), (CODE.CUMSUM, 1), (CODE.RELU, 9)]
        ),
    )
    for name, accelerator in [("edgetpu-custom-op", "the Edge TPU"), ("ethos-u", "Ethos-U")]:
        put([f"is compiled for {accelerator}"], custom(name))
    put(["operator 0 (TANH)", "1/128"], lambda n, s: n.add(CODE.TANH, [s], same, (0.1, 0)))
    put(["operator 0 (CUSTOM Mine)"], lambda n, s: n.add(CODE.CUSTOM, [s], same, (0.1, 3), custom="Mine"))
    put(["operator 0 (RELU)", "version 9"], lambda n, s: n.add(CODE.RELU, [s], same, (0.1, 3), version=9))
    put(["operator 0 (RELU)", "INT16", "INT8"], lambda n, s: n.add(CODE.RELU, [s], same, (0.1, 0), kind=TYPE.INT16))
    put(["operator 0 (RELU6)", "scale 0.2"], lambda n, s: n.add(CODE.RELU6, [s], same, (0.2, 3)))
    put(
        ["operator 0 (RELU)", "not computed"],
        lambda n, s: n.add(CODE.RELU, [n.tensor(same, (0.1, 0), data=np.zeros(32, np.int8))], same, (0.1, 3)),
    )
    put(
        ["operator 0 (ADD)", "not computed"],
        lambda n, s: n.add(
            CODE.ADD,
            [n.tensor(same, (0.1, 0), data=np.zeros(32, np.int8)) for _ in range(2)],
            same,
            (0.1, 3),
            schema.AddOptionsT(),
        ),
    )
    put(
        ["operator 0 (MUL)", "4×4×2", "2×4×2"],
        lambda n, s: n.add(
            CODE.MUL,
            [s, n.tensor([2, 4, 2], (0.1, 0), data=np.zeros(16, np.int8))],
            same,
            (0.1, 3),
            schema.MulOptionsT(),
        ),
    )
    put(
        ["operator 0 (SUB)", "2×4×4×2"],
        lambda n, s: n.add(
            CODE.SUB,
            [s, n.tensor([2, 4, 4, 2], (0.1, 0), data=np.zeros(64, np.int8))],
            same,
            (0.1, 3),
            schema.SubOptionsT(),
        ),
    )
    put(["operator 0 (MUL)", "TANH"], lambda n, s: n.add(CODE.MUL, [s, s], same, (0.1, 3), fused(schema.MulOptionsT())))
    put(["operator 0 (LOGISTIC)", "1/256"], lambda n, s: n.add(CODE.LOGISTIC, [s], same, (0.1, -128)))
    put(["operator 0 (RELU)", "4×4×3"], lambda n, s: n.add(CODE.RELU, [s], [1, 4, 4, 3], (0.1, 3)))
    put(["2×4×4×2"], lambda n, s: n.add(CODE.RELU, [s], [2, 4, 4, 2], (0.1, 3)))
    put(["INT16"], lambda n, s: (t := n.tensor(same, (0.1, 0), TYPE.INT16), n.add(CODE.RELU, [t], same, (0.1, 3))))
    put(["axis 4 of 4"], lambda n, s: n.add(CODE.MEAN, [s, n.constant([4])], [1, 4, 2], (0.1, 3)))
    put(["paddings"], lambda n, s: n.add(CODE.PAD, [s, n.constant([[-1, 0]] + [[0, 0]] * 3)], same, (0.1, 3)))

    def without_scale(n: Network, s: int) -> int:
        n.tensors[s].quantization = None
        return n.add(CODE.RELU, [s], same, (0.1, 3))

    put(["tensor 0", "one scale"], without_scale)

    def strided(
        n: Network, s: int, begins: list[int], ends: list[int], strides: list[int], shape: list[int], **masks: int
    ) -> int:
        options = schema.StridedSliceOptionsT()
        options.beginMask = options.endMask = options.ellipsisMask = options.newAxisMask = 0
        options.shrinkAxisMask = 0
        for mask, value in masks.items():
            setattr(options, mask, value)
        bounds = [n.constant(begins), n.constant(ends), n.constant(strides)]
        return n.add(CODE.STRIDED_SLICE, [s] + bounds, shape, (0.1, 3), options, 2)

    put(
        ["operator 0 (STRIDED_SLICE)", "a stride of 0"],
        lambda n, s: strided(n, s, [0, 3, 0, 0], [1, 0, 4, 2], [1, 0, 1, 1], [1, 3, 4, 2]),
    )
    put(
        ["operator 0 (STRIDED_SLICE)", "hold nothing"],
        lambda n, s: strided(n, s, [0, 3, 0, 0], [1, 3, 4, 2], [1, 1, 1, 1], [1, 1, 4, 2]),
    )
    put(
        ["operator 0 (STRIDED_SLICE)", "index 4 of 4"],
        lambda n, s: strided(n, s, [0, 4, 0, 0], [1, 5, 4, 2], [1, 1, 1, 1], [1, 4, 2], shrinkAxisMask=2),
    )
    put(
        ["operator 0 (STRIDED_SLICE)", "several ellipses"],
        lambda n, s: strided(n, s, [0, 0], [0, 0], [1, 1], same, ellipsisMask=3),
    )
    put(
        ["operator 0 (STRIDED_SLICE)", "counted from begins"],
        lambda n, s: strided(n, s, [0, 1, 0, 0], [1, 2, 4, 2], [1, 1, 1, 1], [1, 2, 4, 2], offset=True),
    )
    put(
        ["operator 0 (STRIDED_SLICE)", "output of shape"],
        lambda n, s: strided(n, s, [0, 0, 0, 0], [1, 2, 4, 2], [1, 1, 1, 1], [1, 4, 2, 2]),
    )
    put(
        ["operator 0 (SLICE)", "begin [0, 4, 0, 0]"],
        lambda n, s: n.add(CODE.SLICE, [s, n.constant([0, 4, 0, 0]), n.constant([1, 1, 4, 2])], [1, 1, 4, 2], (0.1, 3)),
    )

    def split(n: Network, s: int, axis: int, count: int, shape: list[int]) -> int:
        options = schema.SplitOptionsT()
        options.numSplits = count
        return n.add_several(CODE.SPLIT, [n.constant(axis), s], [shape] * count, (0.1, 3), options, 2)[0]

    put(["operator 0 (SPLIT)", "axis 4 of 4"], lambda n, s: split(n, s, 4, 1, same))
    put(["operator 0 (SPLIT)", "3 parts"], lambda n, s: split(n, s, 1, 3, [1, 1, 4, 2]))
    put(
        ["operator 0 (SPLIT_V)", "parts of [1, 4]"],
        lambda n, s: n.add_several(
            CODE.SPLIT_V, [s, n.constant([1, 4]), n.constant(1)], [[1, 1, 4, 2], [1, 4, 4, 2]], (0.1, 3)
        )[0],
    )

    put(
        ["operator 0 (TRANSPOSE)", "order of axes"],
        lambda n, s: n.add(CODE.TRANSPOSE, [s, n.constant([0, 1, 1, 3])], same, (0.1, 3)),
    )

    put(
        ["operator 0 (RESIZE_NEAREST_NEIGHBOR)", "a size of [4]"],
        lambda n, s: n.add(CODE.RESIZE_NEAREST_NEIGHBOR, [s, n.constant([4])], same, (0.1, 3)),
    )
    put(
        ["operator 0 (RESIZE_NEAREST_NEIGHBOR)", "a size out of range"],
        lambda n, s: n.add(CODE.RESIZE_NEAREST_NEIGHBOR, [s, n.constant([4, 0])], same, (0.1, 3)),
    )

    def bilinear(n: Network, s: int) -> int:
        options = schema.ResizeBilinearOptionsT()
        options.alignCorners = options.halfPixelCenters = True
        return n.add(CODE.RESIZE_BILINEAR, [s, n.constant([4, 4])], same, (0.1, 3), options)

    put(["operator 0 (RESIZE_BILINEAR)", "both aligned corners and half-pixel centers"], bilinear)

    def transposed(n: Network, s: int, shape: list[int], wanted: list[int]) -> int:
        options = schema.TransposeConvOptionsT()
        options.strideH = options.strideW = 2
        weights = n.tensor([2, 3, 3, 2], (0.1, 0), TYPE.INT8, np.ones([2, 3, 3, 2], np.int8))
        return n.add(CODE.TRANSPOSE_CONV, [n.constant(wanted), weights, s], shape, (0.1, 3), options, 4)

    put(["operator 0 (TRANSPOSE_CONV)", "1×8×8×2"], lambda n, s: transposed(n, s, [1, 8, 8, 2], [1, 7, 8, 2]))
    put(
        ["operator 0 (TRANSPOSE_CONV)", "a padding out of range"],
        lambda n, s: transposed(n, s, [1, 30, 8, 2], [1, 30, 8, 2]),
    )

    def softmax(n: Network, s: int) -> int:
        options = schema.SoftmaxOptionsT()
        options.beta = 2.0
        return n.add(CODE.SOFTMAX, [s], same, (1 / 256, -128), options)

    put(["operator 0 (SOFTMAX)", "beta 2"], softmax)

    def convolution(n: Network, s: int, fused: int = 0, weight: int = 1, zero: int = 0) -> int:
        options = schema.Conv2DOptionsT()
        options.strideH = options.strideW = 1
        options.fusedActivationFunction = fused
        data = np.full([2, 1, 1, 2], weight, np.int8)
        weights = n.tensor([2, 1, 1, 2], (0.1, zero), TYPE.INT8, data)
        return n.add(CODE.CONV_2D, [s, weights], same, (0.1, 3), options, 3)

    def repeated(n: Network, _: int) -> tuple[int, int]:
        data = n.random.integers(-127, 128, size=[32, 3, 3, 32]).astype(np.int8)
        weights = n.tensor(data.shape, (0.01, 0), TYPE.INT8, data)
        value = n.tensor([1, 4, 4, 32], (0.1, 3))
        source = value
        for _ in range(40):
            options = schema.Conv2DOptionsT()
            options.strideH = options.strideW = 1
            value = n.add(CODE.CONV_2D, [value, weights], [1, 4, 4, 32], (0.1, 3), options, 3)
        return source, value

    put(["same constants"], repeated)
    put(["operator 0 (CONV_2D)", "TANH"], lambda n, s: convolution(n, s, fused=4))
    put(["operator 0 (CONV_2D)", "RELU_N1_TO_1"], lambda n, s: convolution(n, s, fused=2))
    put(["operator 0 (CONV_2D)", "-128"], lambda n, s: convolution(n, s, weight=-128))
    put(["operator 0 (CONV_2D)", "zero point"], lambda n, s: convolution(n, s, zero=4))
    return cases
