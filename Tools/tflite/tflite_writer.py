"""Builds .tflite files, operator by operator; check-tflite and bench-peers use it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import flatbuffers
import numpy as np

try:
    from tflite_micro.tensorflow.lite.micro.python import schema_py_generated as schema
except ImportError:
    from ai_edge_litert import schema_py_generated as schema

CODE, TYPE = schema.BuiltinOperator, schema.TensorType
Choice = TypeVar("Choice")
# One scale or those of channels, and the zero point.
Quantization = tuple[Any, int]


class Writer:
    """A model under construction; tensors are known by number, and what is computed is int8 unless told otherwise."""

    def __init__(self, seed: int | Sequence[int], real: bool = False) -> None:
        """With `real`, the same networks in float32."""
        self.real = real
        self.random = np.random.default_rng(seed)
        self.tensors: list[Any] = []
        self.buffers = [b""]
        self.operators: list[Any] = []
        self.codes: list[Any] = []
        self.subgraphs = 1
        # What answers in place of TFLite Micro where that lacks something.
        self.reference: Callable[[np.ndarray], np.ndarray] | None = None

    def integer(self, low: int, high: int) -> int:
        return int(self.random.integers(low, high + 1))

    def choice(self, *values: Choice) -> Choice:
        return values[self.integer(0, len(values) - 1)]

    def scale(self, low: float = 0.004, high: float = 0.2) -> float:
        return float(np.float32(np.exp(self.random.uniform(np.log(low), np.log(high)))))

    def quantization(self) -> Quantization:
        return self.scale(), self.choice(-128, 127, 0, self.integer(-128, 127), self.integer(-40, 40))

    def tensor(
        self,
        shape: Sequence[int],
        quantization: Quantization | None = None,
        kind: int = TYPE.INT8,
        data: np.ndarray | None = None,
        axis: int = 0,
    ) -> int:
        """Adds a tensor, with data a constant one.
        - Returns: its number."""
        if self.real and kind == TYPE.INT8:
            quantization, kind = None, TYPE.FLOAT32
        tensor = schema.TensorT()
        tensor.shape, tensor.type, tensor.buffer = list(shape), kind, 0
        tensor.name = f"t{len(self.tensors)}"
        if data is not None:
            tensor.buffer = len(self.buffers)
            self.buffers.append(np.ascontiguousarray(data).tobytes())
        if quantization is not None:
            scales = [float(s) for s in np.atleast_1d(np.float32(quantization[0]))]
            tensor.quantization = schema.QuantizationParametersT()
            tensor.quantization.scale = scales
            tensor.quantization.zeroPoint = [int(quantization[1])] * len(scales)
            tensor.quantization.quantizedDimension = axis
        self.tensors.append(tensor)
        return len(self.tensors) - 1

    def constant(self, values: int | Sequence[Any]) -> int:
        """Adds a constant of 32-bit integers.
        - Returns: its number."""
        return self.tensor(np.shape(values), None, TYPE.INT32, np.array(values, np.int32))

    def shape(self, tensor: int) -> list[int]:
        return list(self.tensors[tensor].shape)

    def quantized(self, tensor: int) -> tuple[float, int]:
        if self.real:
            return 1, 0
        parameters = self.tensors[tensor].quantization
        return parameters.scale[0], parameters.zeroPoint[0]

    def feature_map(self, channels: int | None = None) -> int:
        shape = [1, self.integer(1, 9), self.integer(1, 9), channels or self.integer(1, 10)]
        return self.tensor(shape, self.quantization())

    def add(
        self,
        code: int,
        inputs: Sequence[int],
        shape: Sequence[int],
        quantization: Quantization | None,
        options: Any = None,
        version: int = 1,
        kind: int = TYPE.INT8,
        custom: str | None = None,
    ) -> int:
        """Adds an operator of one output.
        - Returns: the output's number."""
        return self.add_several(code, inputs, [shape], quantization, options, version, kind, custom)[0]

    def add_several(
        self,
        code: int,
        inputs: Sequence[int],
        shapes: Sequence[Sequence[int]],
        quantization: Quantization | None,
        options: Any = None,
        version: int = 1,
        kind: int = TYPE.INT8,
        custom: str | None = None,
    ) -> list[int]:
        """Adds an operator.
        - Returns: the numbers of its outputs."""
        outputs = [self.tensor(each, quantization, kind) for each in shapes]
        entry = schema.OperatorCodeT()
        entry.builtinCode, entry.version = code, version
        entry.deprecatedBuiltinCode, entry.customCode = min(code, 127), custom
        self.codes.append(entry)
        operator = schema.OperatorT()
        operator.opcodeIndex, operator.inputs, operator.outputs = len(self.codes) - 1, inputs, outputs
        if options is not None:
            operator.builtinOptions = options
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, type(options).__name__[:-1])
        self.operators.append(operator)
        return outputs

    def bytes(self, source: int, output: int, metadata: Sequence[Any] = ()) -> bytes:
        graph = schema.SubGraphT()
        graph.tensors, graph.operators = self.tensors, self.operators
        graph.inputs, graph.outputs = [source], [output]
        model = schema.ModelT()
        model.version, model.subgraphs = 3, [graph] * self.subgraphs
        model.operatorCodes, model.buffers, model.metadata = self.codes, [], list(metadata) or None
        for data in self.buffers:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(data, dtype=np.uint8) if data else None
            model.buffers.append(buffer)
        file = flatbuffers.Builder(1024)
        file.Finish(model.Pack(file), b"TFL3")
        return bytes(file.Output())
