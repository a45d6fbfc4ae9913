"""Random small ONNX networks of each kind, with ONNX Runtime's answers."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
import onnxruntime
from onnx_writer import Array, Network

Case = dict[str, Any]


def convolution(net: Network, index: int) -> str:
    """Strides, borders, groups, dilation; one axis; SAME padding."""
    if index == 3:
        x = net.input("batch", 4, 11)
        return net.add("Conv", x, net.weights(6, 4, 3), net.weights(6), strides=[2], pads=[1, 0])
    x = net.input("batch", 4, 9, 8)
    settings: list[dict[str, Any]] = [
        {"strides": [2, 1], "pads": [1, 0, 2, 1]},
        {"group": 2, "dilations": [2, 1]},
        {"auto_pad": "SAME_LOWER", "strides": [2, 3]},
        {},
        {"group": 4, "auto_pad": "SAME_UPPER"},
    ]
    outputs = 8 if index == 4 else 6
    group = settings[index].get("group", 1)
    return net.add("Conv", x, net.weights(outputs, 4 // group, 3, 2), net.weights(outputs), **settings[index])


def scaled_convolution(net: Network, index: int) -> str:
    """Bias and factors behind the convolution become part of it; not where others see its value."""
    x = net.input(1, 3, 6, 5)
    y = net.add("Conv", x, net.weights(4, 3, 2, 2))
    z = net.add("Add", y, net.weights(4, 1, 1))
    if index == 1:
        z = net.add("Div", net.add("Mul", z, net.weights(1, 4, 1, 1)), net.constant(2.0))
    if index == 2:
        z = net.add("Sub", net.add("Add", z, y), net.weights(1, 4, 1, 4))
    return z


def normalization(net: Network, index: int) -> str:
    """In any place: behind a convolution, before it, of vectors."""
    if index == 2:
        x = net.input("n", 7)
        channels = 7
    else:
        x = net.input("n", 4, 5, 6)
        channels = 4
    y = net.add("Conv", x, net.weights(4, 4, 3, 3)) if index == 0 else x
    variance = net.constant(net.random.uniform(0.5, 2, channels))
    y = net.add("BatchNormalization", y, net.weights(channels), net.weights(channels), net.weights(channels), variance)
    return net.add("Conv", y, net.weights(4, 4, 3, 3)) if index == 1 else y


def transposed_convolution(net: Network, index: int) -> str:
    """Strides, what is left out and added, groups, dilation, a given shape."""
    if index == 3:
        x = net.input(1, 3, 6)
        return net.add("ConvTranspose", x, net.weights(3, 2, 4), strides=[2], pads=[1, 1])
    x = net.input(1, 4, 5, 4)
    settings: list[dict[str, Any]] = [
        {"strides": [2, 2], "pads": [2, 1, 2, 1], "output_padding": [1, 1]},
        {"strides": [2, 3], "group": 2},
        {"dilations": [2, 1], "auto_pad": "SAME_UPPER", "strides": [2, 2]},
        {},
        {"strides": [2, 2], "output_shape": [10, 8], "group": 4},
    ]
    group = settings[index].get("group", 1)
    return net.add("ConvTranspose", x, net.weights(4, 8 // group, 3, 3), net.weights(8), **settings[index])


def dense(net: Network, index: int) -> str:
    """Gemm and MatMul, behind the flattening of a feature map too, and over the last axis of more."""
    if index == 0:
        x = net.add("Flatten", net.add("Relu", net.input("n", 3, 4, 5)))
        return net.add("Gemm", x, net.weights(7, 60), net.weights(7), transB=1, alpha=0.5, beta=2.0)
    if index == 1:
        x = net.add("Reshape", net.input("n", 2, 3, 2), net.constant([-1, 12], np.int64))
        return net.add("Add", net.add("MatMul", x, net.weights(12, 3)), net.weights(3))
    if index == 2:
        return net.add("Add", net.weights(4), net.add("MatMul", net.input(1, 5, 6), net.weights(6, 4)))
    if index == 3:
        return net.add("MatMul", net.weights(4, 5), net.input(1, 5, 3))
    x = net.add("MaxPool", net.input("n", 3, 4, 6), kernel_shape=[2, 2], strides=[2, 2])
    return net.add("MatMul", net.add("Reshape", x, net.constant([0, 3, -1], np.int64)), net.weights(6, 4))


def pool(net: Network, index: int) -> str:
    """Borders that count and do not, windows that begin inside alone, SAME padding, everything."""
    if index == 5:
        x = net.input(1, 3, 9)
        y = net.add("MaxPool", x, kernel_shape=[3], strides=[2])
        return net.add("AveragePool", y, kernel_shape=[2], pads=[1, 1], count_include_pad=1)
    x = net.input(1, 3, 7, 8)
    settings: list[tuple[str, dict[str, Any]]] = [
        ("MaxPool", {"kernel_shape": [3, 2], "strides": [2, 3], "ceil_mode": 1, "pads": [1, 0, 1, 1]}),
        ("AveragePool", {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1], "count_include_pad": 1}),
        ("AveragePool", {"kernel_shape": [2, 3], "auto_pad": "SAME_UPPER", "strides": [2, 2]}),
        ("GlobalAveragePool", {}),
        ("GlobalMaxPool", {}),
    ]
    kind, attributes = settings[index]
    return net.add(kind, x, **attributes)


def combination(net: Network, index: int) -> str:
    """Two values, or a value and a constant, of other extents."""
    if index == 0:
        x = net.input(1, 3, 4, 5)
        return net.add("Mul", net.add("Sub", net.constant(2.0), x), net.weights(3, 1, 5))
    if index == 1:
        x, y = net.input(1, 3, 4, 5), net.input(1, 3, 1, 1)
        return net.add("Max", net.add("Mul", x, net.add("Sigmoid", y)), net.add("Tanh", x), net.weights(4, 1))
    if index == 2:
        x = net.input(1, 6)
        return net.add("Sum", x, net.add("Pow", x, net.constant(2.0)), net.weights(6), net.weights(1, 6))
    x = net.input(1, 4, 6)
    y = net.add("Transpose", net.input(1, 6, 4), perm=[0, 2, 1])
    return net.add("Add", x, y)


def rearrangement(net: Network, index: int) -> str:
    """Transposes and reshapings that cost nothing, and some that do; parts and joints along any axis."""

    def shape(*extents: int) -> str:
        return net.constant(extents, np.int64)

    if index == 0:  # ShuffleNet's channel shuffle
        x = net.add("Relu", net.input("n", 6, 3, 4))
        x = net.add("Reshape", x, shape(0, 2, 3, 3, 4))
        return net.add("Reshape", net.add("Transpose", x, perm=[0, 2, 1, 3, 4]), shape(0, 6, 3, 4))
    if index == 1:  # depth to space
        x = net.add("Relu", net.input("n", 8, 3, 2))
        x = net.add("Reshape", x, shape(-1, 2, 2, 2, 3, 2))
        return net.add("Reshape", net.add("Transpose", x, perm=[0, 1, 4, 2, 5, 3]), shape(-1, 2, 6, 4))
    if index == 2:  # a vector of a feature map, without a dense layer
        x = net.add("Reshape", net.add("Relu", net.input("n", 3, 4, 2)), shape(-1, 24))
        return net.add("Concat", x, net.add("Tanh", x), axis=1)
    if index == 3:
        x = net.add("Relu", net.input(1, 6, 5, 4))
        a, b, c = net.add("Split", x, shape(1, 2, 3), outputs=3, axis=1)
        y = net.add("Concat", c, a, b, axis=1)
        z = net.add("Slice", y, shape(1, -3), shape(100, -1), shape(2, 3))
        return net.add("Concat", z, net.add("Sigmoid", z), axis=2)
    if index == 4:  # the shape of a value, computed
        x = net.add("Relu", net.input("n", 3, 4, 4))
        n = net.add("Gather", net.add("Shape", x), net.constant(0, np.int64), axis=0)
        n = net.add("Unsqueeze", n, shape(0))
        return net.add("Reshape", x, net.add("Concat", n, shape(-1), axis=0))
    x = net.add("Relu", net.input(1, 4, 3, 5))
    y = net.add("Pad", x, shape(0, 0, 1, 2, 0, 1, 0, 1))
    z = net.add("Gather", y, net.constant([1, 3], np.int64), axis=1)
    return net.add("Transpose", net.add("ReduceMean", z, axes=[2], keepdims=0), perm=[0, 2, 1])


def function(net: Network, index: int) -> str:
    """Functions of one number."""
    x = net.input(1, 3, 4, 5)
    if index == 0:
        return net.add("Clip", net.add("LeakyRelu", x, alpha=0.2), net.constant(-0.25), net.constant(0.5))
    if index == 1:
        return net.add("HardSwish", net.add("Clip", x, net.constant(0.0), net.constant(6.0)))
    if index == 2:
        return net.add("Softmax", net.add("Dropout", x), axis=1)
    return net.add("Softmax", net.add("Tanh", x), axis=2)


def functions(net: Network, index: int) -> str:
    """The functions that are tables in int8."""
    x = net.input(1, 3, 4, 5)
    kinds = [
        ["Exp", "Neg", "Elu", "Softplus", "Log", "Abs", "Sqrt"],
        ["Selu", "Softsign", "Erf", "Floor", "Sin", "Sign", "Cos"],
        ["Celu", "HardSigmoid", "Round", "Ceil", "ThresholdedRelu"],
    ]
    if index < 3:
        for kind in kinds[index]:
            x = net.add("Mul", net.add(kind, x), net.constant(1.5))
        return x
    if index == 3:  # HardSwish and SiLU in parts
        x = net.add("Mul", x, net.add("HardSigmoid", x, alpha=1 / 6, beta=0.5))
        return net.add("Mul", net.add("Sigmoid", x), x)
    if index == 4:
        return net.add("PRelu", net.add("PRelu", x, net.weights(3, 1, 1)), net.constant([[[1.5]]]))
    y = net.add("Div", net.constant(1.0), net.add("Add", net.add("Exp", x), net.constant(1.0)))
    return net.add("Div", x, net.add("Pow", net.add("Abs", y), net.constant(1.5)))


def reduction(net: Network, index: int) -> str:
    """Reductions over any axes, softmax in parts, normalizations made of them."""
    x = net.add("Relu", net.input(1, 4, 3, 5))
    if index == 0:
        return net.add("ReduceSum", net.add("ReduceMax", x, axes=[2], keepdims=1), net.constant([1], np.int64))
    if index == 1:
        y = net.add("Exp", x)
        y = net.add("Div", y, net.add("ReduceSum", y, net.constant([1], np.int64)))
        return net.add("ReduceLogSumExp", y, axes=[3])
    if index == 2:
        y = net.add("InstanceNormalization", x, net.weights(4), net.weights(4))
        return net.add("LRN", y, size=3, alpha=0.1, beta=0.5, bias=2.0)
    if index == 3:
        y = net.add("Reshape", x, net.constant([0, 2, -1], np.int64))
        y = net.add("InstanceNormalization", y, net.constant(np.ones(2)), net.constant(np.zeros(2)))
        return net.add("Mul", net.add("Reshape", y, net.constant([1, 4, 3, 5], np.int64)), net.weights(4, 1, 1))
    if index == 4:
        y = net.add("LayerNormalization", net.input(1, 6, 8), net.weights(8), net.weights(8))
        return net.add("Add", net.add("ReduceL2", y, axes=[1], keepdims=1), net.add("ReduceMean", x, axes=[1, 2, 3]))
    return net.add("LogSoftmax", net.add("ReduceMean", x, axes=[1], keepdims=0), axis=1)


def product(net: Network, index: int) -> str:
    """Products of two computed values: attention, and one matrix for all."""
    x = net.input(1, 6, 8)
    q, k, v = (net.add("MatMul", x, net.weights(8, 8)) for _ in range(3))
    if index == 0:  # two heads
        heads = [
            net.add("Transpose", net.add("Reshape", y, net.constant([0, 6, 2, 4], np.int64)), perm=order)
            for y, order in ((q, [0, 2, 1, 3]), (k, [0, 2, 3, 1]), (v, [0, 2, 1, 3]))
        ]
        scores = net.add("Softmax", net.add("MatMul", heads[0], heads[1]), axis=-1)
        y = net.add("Transpose", net.add("MatMul", scores, heads[2]), perm=[0, 2, 1, 3])
        return net.add("Reshape", y, net.constant([0, 0, 8], np.int64))
    if index == 1:
        return net.add("MatMul", q, net.add("Transpose", k, perm=[0, 2, 1]))
    return net.add("Gemm", net.add("Squeeze", q, net.constant([0], np.int64)),
                   net.add("Squeeze", k, net.constant([0], np.int64)), net.weights(6), transB=1, alpha=0.5)  # fmt: skip


def resize(net: Network, index: int) -> str:
    """The resizings of this kit, and those that are matrices or choices."""
    x = net.add("Relu", net.input(1, 3, 5, 4))
    none = ""
    sizes: list[tuple[dict[str, Any], list[int]]] = [
        ({"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}, [10, 12]),
        ({"mode": "linear"}, [8, 7]),
        ({"mode": "linear", "coordinate_transformation_mode": "align_corners"}, [9, 2]),
        ({"mode": "cubic"}, [7, 9]),
        ({"mode": "nearest"}, [7, 3]),
        ({"mode": "linear", "coordinate_transformation_mode": "pytorch_half_pixel"}, [1, 6]),
    ]
    settings, size = sizes[index]
    if index == 0:
        return net.add("Resize", x, none, net.constant([1.0, 1, 2, 3]), **settings)
    return net.add("Resize", x, none, none, net.constant([1, 3, *size], np.int64), **settings)


def border(net: Network, index: int) -> str:
    """Borders of other kinds, parts backwards, repetition, choices, blocks."""

    def integers(*values: int) -> str:
        return net.constant(values, np.int64)

    x = net.add("Relu", net.input(1, 4, 3, 5))
    if index == 0:
        y = net.add("Pad", x, integers(0, 0, 1, 2, 0, 0, 2, 1), mode="reflect")
        return net.add("Pad", y, integers(0, 1, 0, 0, 0, 0, 1, 0), mode="edge")
    if index == 1:
        y = net.add("Pad", x, integers(0, 0, 1, 0, 0, 1, 0, 2), net.constant(0.75))
        return net.add("Slice", y, integers(-1, 4), integers(-100, 0), integers(3, 2), integers(-1, -2))
    if index == 2:
        y = net.add("Expand", net.add("ReduceMean", x, axes=[2, 3]), integers(1, 4, 2, 3))
        return net.add("Tile", y, integers(1, 1, 2, 1))
    if index == 3:
        return net.add("SpaceToDepth", net.add("DepthToSpace", x, blocksize=2, mode="CRD"), blocksize=2)
    if index == 4:
        y = net.add("DepthToSpace", x, blocksize=2)
        return net.add("Conv", y, net.weights(2, 1, 3, 3))
    if index == 5:
        mask = net.constant(net.random.integers(0, 2, (3, 5)).astype(bool))
        return net.add("Where", mask, x, net.add("Neg", x))
    y = net.add("Concat", net.weights(1, 2, 3, 5), x, net.weights(1, 1, 3, 5), axis=1)
    return net.add("Gather", y, integers(5, 0, 3), axis=1)


# What is in each kind, and how many of it.
KINDS: dict[str, tuple[Callable[[Network, int], str], int]] = {
    "convolution": (convolution, 5),
    "scaled_convolution": (scaled_convolution, 3),
    "normalization": (normalization, 3),
    "transposed_convolution": (transposed_convolution, 5),
    "dense": (dense, 5),
    "pool": (pool, 6),
    "combination": (combination, 4),
    "rearrangement": (rearrangement, 6),
    "function": (function, 4),
    "functions": (functions, 6),
    "reduction": (reduction, 6),
    "product": (product, 3),
    "resize": (resize, 6),
    "border": (border, 7),
}

# Kinds whose values of three axes are feature maps without rows.
SPATIAL = {"convolution", "transposed_convolution", "pool"}


def answers(model: bytes, inputs: list[Array]) -> list[Array]:
    """ONNX Runtime's outputs, without its optimizations."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    names = [entry.name for entry in session.get_inputs()]
    return [np.asarray(value) for value in session.run(None, dict(zip(names, inputs, strict=True)))]


def case(kind: str, index: int) -> Case:
    """A network, inputs and answers, as the tests' fixtures hold them."""
    make, _ = KINDS[kind]
    net = Network([sorted(KINDS).index(kind), index])
    net.output(make(net, index))
    inputs = []
    for entry in net.inputs:
        extents = [dim.dim_value or 1 for dim in entry.type.tensor_type.shape.dim]
        inputs.append(net.random.normal(0, 1, extents).astype(np.float32))
    model = net.model().SerializeToString()
    outputs = answers(model, inputs)

    def encoded(array: Array) -> str:
        # Of three axes the second is the channels where a convolution or pool has them.
        is_map = array.ndim == 4 or (array.ndim == 3 and kind in SPATIAL)
        moved = np.moveaxis(array, 1, -1) if is_map else array
        return base64.b64encode(np.ascontiguousarray(moved, np.float32).tobytes()).decode()

    return {
        "model": base64.b64encode(model).decode(),
        "inputs": [encoded(array) for array in inputs],
        "outputs": [encoded(array) for array in outputs],
    }
