"""Random recurrent ONNX networks, as PyTorch and Keras write them, with ONNX Runtime's answers."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from onnx_cases import Case, answers
from onnx_writer import Network

STEPS, FEATURES, UNITS = 5, 3, 4
GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}


def layer(net: Network, kind: str, x: str, directions: int, outputs: int, *more: str, **settings: Any) -> Any:
    """An operator with random weights and biases."""
    rows = GATES[kind] * UNITS
    weights = [
        net.weights(directions, rows, FEATURES),
        net.weights(directions, rows, UNITS),
        net.weights(directions, 2 * rows),
    ]
    return net.add(kind, x, *weights, *more, outputs=outputs, hidden_size=UNITS, **settings)


def sequence(net: Network, kind: str) -> list[str]:
    """All steps of one direction, without the axis of directions."""
    y = layer(net, kind, net.input(STEPS, 1, FEATURES), 1, 1)
    return [net.add("Squeeze", y, net.constant([1], np.int64))]


def both_directions(net: Network, kind: str) -> list[str]:
    """Samples first, both directions beside each other: what PyTorch makes."""
    x = net.add("Transpose", net.input("n", STEPS, FEATURES), perm=[1, 0, 2])
    settings = {"GRU": {"linear_before_reset": 1}}.get(kind, {})
    y = layer(net, kind, x, 2, 1, direction="bidirectional", **settings)
    joined = net.add("Reshape", net.add("Transpose", y, perm=[0, 2, 1, 3]), net.constant([0, 0, -1], np.int64))
    return [net.add("Transpose", joined, perm=[1, 0, 2])]


def last_states(net: Network, kind: str) -> list[str]:
    """All steps and the last states, of a layer that runs backwards from zeros."""
    zeros = net.constant(np.zeros([1, 1, UNITS]))
    states = ["", zeros, zeros] if kind == "LSTM" else ["", zeros]
    count = 3 if kind == "LSTM" else 2
    made = layer(net, kind, net.input(STEPS, 1, FEATURES), 1, count, *states, direction="reverse")
    return [net.add("Flatten", name, axis=0) for name in made]


def given_states(net: Network, kind: str) -> list[str]:
    """The last hidden state alone, of a layer that starts from what it is given."""
    x = net.input(STEPS, 1, FEATURES)
    states = ["", *(net.input(1, 1, UNITS) for _ in range(2 if kind == "LSTM" else 1))]
    own: dict[str, dict[str, Any]] = {"RNN": {"activations": ["Relu"]}, "GRU": {"linear_before_reset": 1}}
    settings = own.get(kind, {})
    _, last = layer(net, kind, x, 1, 2, *states, **settings)
    return [net.add("Flatten", last, axis=0)]


MAKERS = (sequence, both_directions, last_states, given_states)


def recurrent_cases() -> dict[str, list[Case]]:
    """Cases of every kind of layer, as the tests' fixtures hold them."""
    return {kind.lower(): [case(kind, index) for index in range(len(MAKERS))] for kind in GATES}


def case(kind: str, index: int) -> Case:
    net = Network([100, len(kind), index])
    for name in MAKERS[index](net, kind):
        net.output(name)
    inputs = []
    for entry in net.inputs:
        extents = [dim.dim_value or 1 for dim in entry.type.tensor_type.shape.dim]
        inputs.append(net.random.normal(0, 1, extents).astype(np.float32))
    model = net.model().SerializeToString()

    def encoded(array: Any) -> str:
        return base64.b64encode(np.ascontiguousarray(array, np.float32).tobytes()).decode()

    return {
        "model": base64.b64encode(model).decode(),
        "inputs": [encoded(array) for array in inputs],
        "outputs": [encoded(array) for array in answers(model, inputs)],
    }
