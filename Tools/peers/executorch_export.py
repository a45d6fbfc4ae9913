"""Writes an int8 .tflite network for ExecuTorch, lowered to XNNPACK.

The network is built again in PyTorch. What PyTorch's quantization would put in, the quantize and dequantize operators
around each layer and the int8 weights, is written down with the .tflite file's own values, so that ExecuTorch computes
the same network. Input and output are float32, as ExecuTorch's are; quantizing them is part of the network.

  executorch_export.py MODEL.tflite MODEL.pte ISA
"""

from __future__ import annotations

import json
import pathlib
import sys

import numpy as np
import tflite_reader
import torch
from executorch.backends.xnnpack.partition.xnnpack_partitioner import XnnpackPartitioner
from executorch.exir import to_edge_transform_and_lower
from torch.ao.quantization.fx import _decomposed  # noqa: F401, registers quantized_decomposed

OPERATIONS = torch.ops.quantized_decomposed


class Network(torch.nn.Module):  # type: ignore[misc]
    def __init__(self, network: tflite_reader.Network) -> None:
        super().__init__()
        self.network = network
        for operator in network.operators:
            self.keep_constants(operator)

    def keep_constants(self, operator: tflite_reader.Operator) -> None:
        output, kind = operator.output, operator.kind
        if kind not in ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"):
            return
        source, kernel, bias = operator.inputs
        order = {"CONV_2D": (0, 3, 1, 2), "DEPTHWISE_CONV_2D": (3, 0, 1, 2), "FULLY_CONNECTED": (0, 1)}[kind]
        values = kernel.data.transpose(order)
        real = bias.data * (np.float64(source.scale[0]) * kernel.scale)
        scales = np.broadcast_to(kernel.scale, [values.shape[0]])
        self.keep(f"weights{output.index}", values)
        self.keep(f"scales{output.index}", np.asarray(scales, np.float32))
        self.keep(f"zeros{output.index}", np.zeros(len(scales), np.int64))
        self.register_parameter(
            f"bias{output.index}",
            torch.nn.Parameter(torch.from_numpy(np.asarray(real, np.float32)), requires_grad=False),
        )

    def keep(self, name: str, values: np.ndarray) -> None:
        self.register_buffer(name, torch.from_numpy(np.ascontiguousarray(values)))

    def quantize(self, value: torch.Tensor, tensor: tflite_reader.Tensor) -> torch.Tensor:
        return OPERATIONS.quantize_per_tensor(value, float(tensor.scale[0]), tensor.zero, -128, 127, torch.int8)

    def real(self, value: torch.Tensor, tensor: tflite_reader.Tensor) -> torch.Tensor:
        """A dequantized value, once for each use: XNNPACK's passes take no other graph."""
        return OPERATIONS.dequantize_per_tensor(value, float(tensor.scale[0]), tensor.zero, -128, 127, torch.int8)

    def constants(self, operator: tflite_reader.Operator) -> tuple[torch.Tensor, torch.Tensor]:
        index = operator.output.index
        weights = OPERATIONS.dequantize_per_channel(
            getattr(self, f"weights{index}"),
            getattr(self, f"scales{index}"),
            getattr(self, f"zeros{index}"),
            0,
            -127,
            127,
            torch.int8,
        )
        return weights, getattr(self, f"bias{index}")

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        values = {self.network.input.index: self.quantize(image, self.network.input)}
        for operator in self.network.operators:
            inputs = [self.real(values[each.index], each) for each in operator.inputs if each.index in values]
            result = self.run(operator, inputs)
            if operator.kind == "SOFTMAX":
                return result
            if operator.clamps:
                result = torch.clamp(result, 0, 6 if operator.activation == "RELU6" else None)
            values[operator.output.index] = self.quantize(result, operator.output)
        return self.real(values[self.network.output.index], self.network.output)

    def run(self, operator: tflite_reader.Operator, inputs: list[torch.Tensor]) -> torch.Tensor:
        kind, functions, options = operator.kind, torch.nn.functional, operator.options
        if kind in ("CONV_2D", "DEPTHWISE_CONV_2D"):
            return self.convolution(operator, inputs[0])
        if kind == "FULLY_CONNECTED":
            return functions.linear(inputs[0], *self.constants(operator))
        if kind == "ADD":
            return inputs[0] + inputs[1]
        if kind == "MAX_POOL_2D":
            return functions.max_pool2d(inputs[0], [options.filterHeight, options.filterWidth], operator.strides)
        if kind == "AVERAGE_POOL_2D":
            return torch.mean(inputs[0], [2, 3], keepdim=True)
        if kind == "RESHAPE":
            # Channels last is the order in memory, too, so that this moves nothing.
            image = inputs[0] if inputs[0].shape[2:] == (1, 1) else inputs[0].permute(0, 2, 3, 1)
            return torch.flatten(image, 1)
        if kind == "SOFTMAX":
            return functions.softmax(inputs[0], -1)
        raise NotImplementedError(f"{kind} has no PyTorch form here")

    def convolution(self, operator: tflite_reader.Operator, value: torch.Tensor) -> torch.Tensor:
        weights, bias = self.constants(operator)
        top, left, bottom, right = operator.pads(weights.shape[2:])
        padding: int | tuple[int, int] = (top, left)
        if (top, left) != (bottom, right):
            value, padding = torch.nn.functional.pad(value, (left, right, top, bottom)), 0
            value = self.real(self.quantize(value, operator.inputs[0]), operator.inputs[0])
        groups = operator.inputs[0].shape[3] if operator.kind == "DEPTHWISE_CONV_2D" else 1
        return torch.nn.functional.conv2d(value, weights, bias, operator.strides, padding, 1, groups)


def main() -> None:
    source, result, _ = sys.argv[1:]
    network = tflite_reader.Network(source)
    shape = network.input.shape
    image = torch.zeros([1, shape[3], *shape[1:3]] if len(shape) == 4 else shape)
    exported = torch.export.export(Network(network).eval(), (image,))
    program = to_edge_transform_and_lower(exported, partitioner=[XnnpackPartitioner()])
    outside = [node.name for node in program.exported_program().graph.nodes if node.op == "call_function"]
    print("ExecuTorch runs:", ", ".join(outside))
    pathlib.Path(result).write_bytes(program.to_executorch().buffer)
    facts = {
        name: [float(tensor.scale[0]), tensor.zero]
        for name, tensor in (("input", network.input), ("output", network.output))
    }
    pathlib.Path(result + ".json").write_text(json.dumps(facts))


if __name__ == "__main__":
    main()
