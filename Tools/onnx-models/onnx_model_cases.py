"""Random small ONNX networks of scikit-learn's operators, of branches of a computed condition and of extremes, and some
that are quantized in parts, with ONNX Runtime's answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from onnx import TensorProto, helper
from onnx_cases import Case
from onnx_computed_cases import encoded_case
from onnx_writer import Network

ML = "ai.onnx.ml"


def numbers(net: Network, *shape: int) -> list[float]:
    """Random numbers for a setting."""
    return [float(number) for number in net.random.normal(0, 0.7, shape).ravel()]


def linear(net: Network, index: int) -> str:
    """Classifiers and regressors that are weighted sums."""
    x = net.input(1, 5)
    if index == 0:
        x = net.add("Scaler", x, domain=ML, offset=numbers(net, 5), scale=numbers(net, 5))
        _, scores = net.add("LinearClassifier", x, outputs=2, domain=ML, coefficients=numbers(net, 4, 5),
                            intercepts=numbers(net, 4), classlabels_ints=[0, 1, 2, 3],
                            post_transform="SOFTMAX")  # fmt: skip
        return str(scores)
    if index == 1:
        x = net.add("Binarizer", x, domain=ML, threshold=0.2)
        label, scores = net.add("LinearClassifier", x, outputs=2, domain=ML, coefficients=numbers(net, 3, 5),
                                intercepts=numbers(net, 3), classlabels_ints=[7, -3, 9],
                                post_transform="LOGISTIC")  # fmt: skip
        scores = net.add("Normalizer", scores, domain=ML, norm="L1")
        return str(net.add("Add", scores, net.add("Cast", label, to=TensorProto.FLOAT)))
    x = net.add("Normalizer", x, domain=ML, norm="L2" if index == 2 else "MAX")
    return str(net.add("LinearRegressor", x, domain=ML, coefficients=numbers(net, 2, 5), intercepts=numbers(net, 2),
                       targets=2))  # fmt: skip


def support_vectors(net: Network, index: int) -> str:
    """Regressors of support vectors."""
    x = net.input(1, 4)
    settings: dict[str, Any] = {"coefficients": numbers(net, 6), "support_vectors": numbers(net, 6, 4), "n_supports": 6}
    kernel = ("RBF", "LINEAR")[index]
    return str(net.add("SVMRegressor", x, domain=ML, kernel_type=kernel, kernel_params=[0.3, 0.0, 3.0],
                       rho=[0.4], **settings))  # fmt: skip


def features(net: Network, index: int) -> str:
    """Elements that are picked, and classes at computed places."""
    x = net.input(1, 6)
    if index == 0:
        return str(net.add("ArrayFeatureExtractor", x, net.constant([[4, 0, 4]], np.int64), domain=ML))
    place = net.add("ArgMax", x, axis=1, keepdims=0)
    label = net.add("ArrayFeatureExtractor", net.constant([5, 1, 8, 2, 9, 4], np.int64), place, domain=ML)
    return str(net.add("Cast", label, to=TensorProto.FLOAT))


def branch(net: Network, index: int) -> str:
    """What a computed condition chooses."""
    x = net.input(1, 3, 4)
    weights = net.weights(4, 4)
    condition = net.add("Less" if index else "Greater", net.add("ReduceMean", x, keepdims=0), net.constant(0.0))
    value = helper.make_tensor_value_info("made", TensorProto.FLOAT, None)
    yes = helper.make_graph([helper.make_node("MatMul", [x, weights], ["made"])], "yes", [], [value])
    no = helper.make_graph([helper.make_node("Neg", [x], ["made"])], "no", [], [value])
    return str(net.add("If", condition, then_branch=yes, else_branch=no))


def matrices(net: Network, index: int) -> str:
    """Products with several constant matrices."""
    x = net.input(1, 3, 4, 5)
    if index == 0:
        return str(net.add("MatMul", x, net.weights(1, 3, 5, 2)))
    return str(net.add("MatMul", net.weights(3, 2, 4), x))


def extremes(net: Network, index: int) -> str:
    """The largest or the smallest element and its place; an angle."""
    x = net.input(1, 4, 5)
    values, places = net.add("TopK", x, net.constant([1], np.int64), outputs=2, axis=1 + index, largest=1 - index)
    return str(net.add("Atan", net.add("Add", values, net.add("Cast", places, to=TensorProto.FLOAT))))


def rounded(net: Network, index: int) -> str:
    """Networks that are quantized in parts: a first layer in reals, or a normalization between integers."""

    def quantized(value: str, scale: float, zero: int, kind: type) -> Any:
        numbers = net.constant(np.float32(scale)), net.constant(zero, kind)
        return net.add("DequantizeLinear", net.add("QuantizeLinear", value, *numbers), *numbers)

    def integers(*shape: int) -> Any:
        values = net.constant(net.random.integers(-127, 128, shape), np.int8)
        return net.add("DequantizeLinear", values, net.constant(np.float32(0.007)), net.constant(0, np.int8))

    x = net.input(1, 3, 6, 5)
    if index == 0:
        x = quantized(net.add("Relu", net.add("Conv", x, net.weights(4, 3, 3, 3))), 0.013, 3, np.uint8)
        x = quantized(net.add("Conv", x, integers(4, 4, 3, 3), group=1), 0.021, -12, np.int8)
        return str(net.add("GlobalAveragePool", x))
    x = quantized(net.add("Conv", quantized(x, 0.02, 128, np.uint8), integers(4, 3, 3, 3)), 0.03, 120, np.uint8)
    x = net.add("InstanceNormalization", x, net.weights(4), net.weights(4))
    return str(net.add("ReduceMean", quantized(x, 0.01, 5, np.int8), axes=[2, 3]))


# What is in each kind, and how many of it.
KINDS: dict[str, tuple[Callable[[Network, int], str], int]] = {
    "linear": (linear, 4),
    "support_vectors": (support_vectors, 2),
    "features": (features, 2),
    "branch": (branch, 2),
    "extremes": (extremes, 2),
    "matrices": (matrices, 2),
    "rounded": (rounded, 2),
}


def model_case(kind: str, index: int) -> Case:
    """A network, inputs and answers, as the tests' fixtures hold them."""
    net = Network([200 + sorted(KINDS).index(kind), index])
    net.output(KINDS[kind][0](net, index))
    return encoded_case(net)
