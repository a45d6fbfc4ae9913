"""Small ONNX networks, put together operator by operator."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Array = NDArray[Any]
FLOAT = TensorProto.FLOAT


class Network:
    """A network with constants drawn at random."""

    def __init__(self, seed: list[int], opset: int = 17) -> None:
        self.random = np.random.default_rng(seed)
        self.opset = opset
        self.domains = {"": opset}
        self.nodes: list[onnx.NodeProto] = []
        self.inputs: list[onnx.ValueInfoProto] = []
        self.outputs: list[onnx.ValueInfoProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.count = 0

    def name(self) -> str:
        """A name that nothing has yet."""
        self.count += 1
        return f"v{self.count}"

    def input(self, *shape: int | str, kind: int = FLOAT) -> str:
        """Another input."""
        name = f"x{len(self.inputs)}"
        self.inputs.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def constant(self, values: object, kind: type | None = None) -> str:
        """A constant of the file."""
        array = np.asarray(values)
        if kind:
            array = array.astype(kind)
        elif array.dtype == np.float64:
            array = array.astype(np.float32)
        name = self.name()
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def weights(self, *shape: int, scale: float = 0.5) -> str:
        """A constant of random reals."""
        return self.constant(self.random.normal(0, scale, shape))

    def add(self, kind: str, *inputs: str, outputs: int = 1, domain: str = "", **attributes: Any) -> Any:
        """Another operator: the name of what it makes, or names where there are several."""
        names = [self.name() for _ in range(outputs)]
        if domain:
            self.domains[domain] = 1
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def output(self, name: str, kind: int = FLOAT) -> None:
        """Another output."""
        self.outputs.append(helper.make_tensor_value_info(name, kind, None))

    def model(self) -> onnx.ModelProto:
        """The network."""
        graph = helper.make_graph(self.nodes, "g", self.inputs, self.outputs, self.constants)
        opsets = [helper.make_opsetid(domain, version) for domain, version in self.domains.items()]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)
