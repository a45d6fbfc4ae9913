"""Writes an int8 .tflite network as ONNX with the same weights, scales and zero points.

The form is QDQ with unsigned activations and signed weights, which ONNX Runtime's documentation recommends for x86
with VNNI. Without VNNI sums of that form saturate; with unsigned weights they do not, so AVX2 gets these. Networks are
channels first, as ONNX has them; ONNX Runtime turns them to channels last by itself.

  onnx_export.py MODEL.tflite MODEL.onnx ISA
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import onnx
import tflite_reader
from onnx import TensorProto, helper, numpy_helper


class Exporter:
    def __init__(self, network: tflite_reader.Network, unsigned: bool) -> None:
        self.network, self.unsigned = network, unsigned
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def constant(self, name: str, values: np.ndarray) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, inputs: list[str], name: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def parameters(self, tensor: tflite_reader.Tensor) -> list[str]:
        """Names of the tensor's scale and zero point; int8 becomes uint8."""
        scale, zero = f"scale{tensor.index}", f"zero{tensor.index}"
        if not any(each.name == scale for each in self.initializers):
            self.constant(scale, np.array(tensor.scale[0], np.float32))
            self.constant(zero, np.array(tensor.zero + 128, np.uint8))
        return [scale, zero]

    def real(self, tensor: tflite_reader.Tensor) -> str:
        """A dequantized value: each use has a node of its own, as the fusions want it."""
        return self.node(
            "DequantizeLinear", [f"t{tensor.index}", *self.parameters(tensor)], f"real{tensor.index}_{len(self.nodes)}"
        )

    def quantize(self, name: str, tensor: tflite_reader.Tensor) -> None:
        self.node("QuantizeLinear", [name, *self.parameters(tensor)], f"t{tensor.index}")

    def real_constant(self, name: str, values: np.ndarray, scale: np.ndarray) -> str:
        """A dequantized constant, quantized along its first axis where it has several scales."""
        several, zero = len(scale) > 1, 0
        if self.unsigned and values.dtype == np.int8:
            values, zero = (values.astype(np.int16) + 128).astype(np.uint8), 128
        scales = self.constant(f"{name}_scale", np.asarray(scale if several else scale[0], np.float32))
        zeros = self.constant(f"{name}_zero", np.full(len(scale) if several else (), zero, values.dtype))
        inputs = [self.constant(f"{name}_q", values), scales, zeros]
        return self.node("DequantizeLinear", inputs, name, **({"axis": 0} if several else {}))

    def weights(self, operator: tflite_reader.Operator, weights: np.ndarray) -> list[str]:
        name = f"t{operator.output.index}"
        source, kernel, bias = operator.inputs
        scale = np.float32(source.scale[0]) * kernel.scale
        return [
            self.real_constant(f"{name}_weights", weights, kernel.scale),
            self.real_constant(f"{name}_bias", bias.data, scale),
        ]

    def finish(self, name: str, operator: tflite_reader.Operator) -> None:
        if operator.clamps:
            limits = [self.constant(f"{name}_low", np.array(0, np.float32))]
            if operator.activation == "RELU6":
                limits.append(self.constant(f"{name}_high", np.array(6, np.float32)))
            name = self.node("Clip", [name, *limits], f"{name}_clipped")
        self.quantize(name, operator.output)

    def convolution(self, operator: tflite_reader.Operator, weights: np.ndarray, group: int) -> str:
        kernel = list(weights.shape[2:])
        inputs = [self.real(operator.inputs[0]), *self.weights(operator, weights)]
        return self.node(
            "Conv",
            inputs,
            f"conv{operator.output.index}",
            kernel_shape=kernel,
            strides=operator.strides,
            pads=operator.pads(kernel),
            group=group,
        )

    def pool(self, kind: str, operator: tflite_reader.Operator) -> str:
        options, source = operator.options, operator.inputs[0]
        kernel = [options.filterHeight, options.filterWidth]
        name = f"pool{operator.output.index}"
        if kind == "AveragePool" and kernel == source.shape[1:3]:
            return self.node("GlobalAveragePool", [self.real(source)], name)
        return self.node(
            kind, [self.real(source)], name, kernel_shape=kernel, strides=operator.strides, pads=operator.pads(kernel)
        )

    def reshape(self, operator: tflite_reader.Operator) -> None:
        """A change of shape only; where it is not 1×1 that is flattened, the order of ONNX differs."""
        source, output = operator.inputs[0], operator.output
        shape = self.constant(f"shape{output.index}", np.array(output.shape, np.int64))
        name = f"t{source.index}"
        if len(source.shape) == 4 and source.shape[1:3] != [1, 1]:
            name = self.node("Transpose", [name], f"nhwc{output.index}", perm=[0, 2, 3, 1])
        self.node("Reshape", [name, shape], f"t{output.index}")

    def add(self, operator: tflite_reader.Operator) -> None:
        kind, output = operator.kind, operator.output
        if kind == "CONV_2D":
            weights = operator.inputs[1].data.transpose(0, 3, 1, 2)
            name = self.convolution(operator, weights, 1)
        elif kind == "DEPTHWISE_CONV_2D":
            weights = operator.inputs[1].data.transpose(3, 0, 1, 2)
            name = self.convolution(operator, weights, operator.inputs[0].shape[3])
        elif kind == "FULLY_CONNECTED":
            inputs = [self.real(operator.inputs[0]), *self.weights(operator, operator.inputs[1].data)]
            name = self.node("Gemm", inputs, f"gemm{output.index}", transB=1)
        elif kind == "ADD":
            name = self.node("Add", [self.real(each) for each in operator.inputs], f"add{output.index}")
        elif kind == "MAX_POOL_2D":
            name = self.pool("MaxPool", operator)
        elif kind == "AVERAGE_POOL_2D":
            name = self.pool("AveragePool", operator)
        elif kind == "SOFTMAX":
            name = self.node("Softmax", [self.real(operator.inputs[0])], f"softmax{output.index}", axis=-1)
        elif kind == "RESHAPE":
            self.reshape(operator)
            return
        else:
            raise NotImplementedError(f"{kind} has no ONNX form here")
        self.finish(name, operator)

    def model(self) -> onnx.ModelProto:
        for operator in self.network.operators:
            self.add(operator)
        source, result = self.network.input, self.network.output
        graph = helper.make_graph(
            self.nodes,
            "apus",
            [helper.make_tensor_value_info(f"t{source.index}", TensorProto.UINT8, channels_first(source.shape))],
            [helper.make_tensor_value_info(f"t{result.index}", TensorProto.UINT8, channels_first(result.shape))],
            self.initializers,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.checker.check_model(model)
        return model


def channels_first(shape: list[int]) -> list[int]:
    return [shape[0], shape[3], *shape[1:3]] if len(shape) == 4 else shape


def main() -> None:
    source, result, isa = sys.argv[1:]
    onnx.save(Exporter(tflite_reader.Network(source), isa == "avx2").model(), result)


if __name__ == "__main__":
    main()
