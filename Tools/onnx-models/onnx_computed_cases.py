"""Random small ONNX networks that compare, choose, look up, repeat and slide over several samples, with ONNX Runtime's
answers."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
from onnx import TensorProto, helper
from onnx_cases import Case, answers
from onnx_writer import Array, Network


def integers(net: Network, *values: int) -> str:
    """A constant of whole numbers."""
    return net.constant(values, np.int64)


def comparison(net: Network, index: int) -> str:
    """Conditions, what is made of them and what they choose."""
    x, y = net.input(1, 3, 5), net.input(1, 3, 5)
    rounded = net.add("Round", x), net.add("Round", y)
    if index == 0:
        above = net.add("Greater", x, y)
        same = net.add("Equal", *rounded)
        both = net.add("And", net.add("Not", above), net.add("GreaterOrEqual", *rounded))
        other = net.add("Xor", net.add("Or", both, same), net.add("Less", y, net.constant(0.1)))
        last = net.add("LessOrEqual", *rounded)
        parts = [net.add("Cast", part, to=TensorProto.FLOAT) for part in (above, same, both, other, last)]
        return net.add("Concat", *parts, axis=2)
    if index == 1:
        chosen = net.add("Where", net.add("Greater", x, net.constant(0.0)), net.add("Exp", y), net.constant(-np.inf))
        return net.add("Softmax", chosen, axis=2)
    if index == 2:
        whole = net.add("Cast", net.add("Mul", x, net.constant(7.0)), to=TensorProto.INT64)
        parts = [whole, net.add("Div", whole, integers(net, 3)), net.add("Mod", whole, integers(net, 3))]
        parts.append(net.add("Cast", net.add("Cast", rounded[1], to=TensorProto.BOOL), to=TensorProto.INT64))
        return net.add("Cast", net.add("Concat", *parts, axis=1), to=TensorProto.FLOAT)
    return net.add("Add", net.add("Mod", x, net.constant(0.3), fmod=1), net.add("Trilu", y, upper=0))


def lookup(net: Network, index: int) -> str:
    """Computed indices of constants and of values, elements in the place of others."""
    x = net.input(1, 4, 6)
    size = net.add("Abs", net.add("Mul", x, net.constant(1.5)))
    places = net.add("Cast", net.add("Clip", size, net.constant(0.0), net.constant(3.0)), to=TensorProto.INT64)
    if index == 0:
        rows = net.add("Gather", net.weights(4, 3), places)
        columns = net.add("Gather", net.weights(2, 6), net.add("ArgMax", x, axis=2, keepdims=0), axis=1)
        return net.add("Add", net.add("ReduceMean", rows, axes=[1, 2], keepdims=0), net.add("ReduceSum", columns))
    if index == 1:
        first = net.add("ArgMax", x, axis=2, keepdims=0)
        return net.add("Gather", net.input(1, 6, 5), first, axis=1)
    if index == 2:
        found = net.add("GatherElements", x, places, axis=1)
        return net.add("GatherElements", found, net.constant([[[5, -6], [1, 1]]], np.int64), axis=2)
    if index == 3:
        updates = net.add("Slice", x, integers(net, 0), integers(net, 2), integers(net, 1))
        moved = net.add("ScatterND", x, net.constant([[[0, 3], [0, 1]]], np.int64), updates)
        return net.add("ScatterElements", net.constant(np.zeros((1, 4, 6))), net.constant([[[5, -6, 2]]], np.int64),
                       net.add("Slice", moved, integers(net, 0, 1), integers(net, 1, 4), integers(net, 1, 2)),
                       axis=2)  # fmt: skip
    marks = net.add(
        "OneHot", net.add("Sub", places, integers(net, 2)), integers(net, 3), net.constant([0.25, 2.0]), axis=2
    )
    return net.add("ReduceMean", marks, axes=[1], keepdims=0)


def einsum(net: Network, index: int) -> str:
    """Products of axes by letters."""
    x, y = net.input(1, 2, 3, 4), net.input(1, 2, 5, 4)
    if index == 0:
        return net.add("ReduceSum", net.add("Einsum", x, y, equation="bhid,bhjd->bijh"), integers(net, 3))
    if index == 1:
        return net.add("Einsum", x, net.weights(2, 4, 5), equation="bhid,hdk->bik")
    return net.add("Einsum", net.add("Squeeze", x, integers(net, 0)), y, equation="hid,bhjd->ijb")


def samples(net: Network, index: int) -> str:
    """Windows over axes that a reshaping has made samples, and over volumes."""
    if index == 0:
        x = net.add("Reshape", net.input(1, 5, 6, 4), integers(net, 5, 3, 4, 2))
        x = net.add("Conv", x, net.weights(4, 3, 3, 2), net.weights(4), pads=[1, 0, 2, 1], strides=[2, 1])
        x = net.add("MaxPool", x, kernel_shape=[2, 2], pads=[1, 0, 0, 0], strides=[1, 1])
        return net.add("Reshape", net.add("Conv", x, net.weights(4, 1, 2, 1), group=4), integers(net, 1, -1))
    if index == 1:
        x = net.add("Reshape", net.input(1, 24, 3), integers(net, 4, 2, 9))
        x = net.add("AveragePool", net.add("Conv", x, net.weights(3, 2, 4), strides=[2], pads=[1, 1]), kernel_shape=[2])
        return net.add("Reshape", net.add("GlobalMaxPool", net.add("Relu", x)), integers(net, 1, 12))
    x = net.input(1, 2, 6, 5, 4)
    x = net.add(
        "Conv", x, net.weights(4, 1, 3, 2, 3), net.weights(4), group=2, pads=[1, 0, 1, 0, 1, 1], strides=[2, 1, 1]
    )
    x = net.add("MaxPool", x, kernel_shape=[2, 2, 2], pads=[0, 0, 0, 1, 0, 0])
    x = net.add("AveragePool", x, kernel_shape=[2, 1, 1]) if index == 2 else x
    return net.add("Reshape", net.add("Concat", x, net.add("Tanh", x), axis=1), integers(net, 1, -1))


def body(inputs: list[str], outputs: list[str], kinds: dict[str, int], nodes: list[Any]) -> Any:
    """The graph within a loop.
    - Parameter kinds: the types of values that are no reals."""

    def value(name: str) -> Any:
        return helper.make_tensor_value_info(name, kinds.get(name, TensorProto.FLOAT), [] if name in kinds else None)

    return helper.make_graph(nodes, "body", [value(name) for name in inputs], [value(name) for name in outputs])


def loop(net: Network, index: int) -> str:
    """Loops of so many rounds as a constant says or an axis has, and sequences backwards."""
    if index == 0:
        x = net.input(1, 4)
        w = net.weights(4, 4)
        nodes = [
            helper.make_node("MatMul", ["state", w], ["product"]),
            helper.make_node("Tanh", ["product"], ["next"]),
            helper.make_node("Cast", ["round"], ["number"], to=TensorProto.FLOAT),
            helper.make_node("Add", ["next", "number"], ["made"]),
            helper.make_node("Identity", ["goes"], ["on"]),
        ]
        kinds = {"round": TensorProto.INT64, "goes": TensorProto.BOOL, "on": TensorProto.BOOL}
        inner = body(["round", "goes", "state"], ["on", "next", "made"], kinds, nodes)
        last, all_rounds = net.add("Loop", net.constant(3, np.int64), net.constant(True), x, outputs=2, body=inner)
        return net.add("Add", net.add("ReduceSum", all_rounds, integers(net, 0)), last)
    if index == 1:
        x = net.input(1, 5, 3)
        nodes = [
            helper.make_node("Mul", ["state", "x"], ["product"]),
            helper.make_node("Sigmoid", ["product"], ["next"]),
            helper.make_node("Sub", ["next", "x"], ["made"]),
        ]
        inner = body(["state", "x"], ["next", "made"], {}, nodes)
        rows = net.add("Squeeze", x, integers(net, 0))
        last, made = net.add("Scan", net.weights(3), rows, outputs=2, body=inner, num_scan_inputs=1,
                             scan_input_directions=[1])  # fmt: skip
        return net.add("Unsqueeze", net.add("Mul", made, last), integers(net, 0))
    x = net.add("Transpose", net.input(1, 6, 3), perm=[1, 0, 2])
    return net.add("Transpose", net.add("ReverseSequence", x, integers(net, 4)), perm=[1, 0, 2])


# What is in each kind, and how many of it.
KINDS: dict[str, tuple[Callable[[Network, int], str], int]] = {
    "comparison": (comparison, 4),
    "lookup": (lookup, 5),
    "einsum": (einsum, 3),
    "loop": (loop, 3),
    "samples": (samples, 4),
}


def computed_case(kind: str, index: int) -> Case:
    """A network, inputs and answers, as the tests' fixtures hold them."""
    make, _ = KINDS[kind]
    net = Network([100 + sorted(KINDS).index(kind), index])
    net.output(make(net, index))
    return encoded_case(net)


def encoded_case(net: Network) -> Case:
    """A network with inputs and answers, those of four axes channels last."""
    inputs = [
        net.random.normal(0, 1, [dim.dim_value for dim in entry.type.tensor_type.shape.dim]).astype(np.float32)
        for entry in net.inputs
    ]
    model = net.model().SerializeToString()

    def encoded(array: Array, is_map: bool) -> str:
        moved = np.moveaxis(array, 1, -1) if is_map else array
        return base64.b64encode(np.ascontiguousarray(moved, np.float32).tobytes()).decode()

    outputs: list[Any] = answers(model, inputs)
    return {
        "model": base64.b64encode(model).decode(),
        "inputs": [encoded(array, array.ndim == 4) for array in inputs],
        "outputs": [encoded(array, array.ndim == 4) for array in outputs],
    }
