"""Networks whose weights are int8 and whose activations are float ("dynamic range" quantization), with weights that
are float as well. LiteRT's kernels for such networks round the activations to int8 anew at each operator; what the file
says the weights are is what an importer can be right about."""

from __future__ import annotations

from typing import Any

import flatbuffers
import numpy as np
from tflite_writer import schema

TYPE = schema.TensorType


def with_float_weights(content: bytes) -> bytes | None:
    """The network with int8 weights of float operators as the numbers that they stand for; None where it has none."""
    model = schema.ModelT.InitFromPackedBuf(content, 0)
    has_some = False
    for graph in model.subgraphs:
        for operator in graph.operators:
            code = model.operatorCodes[operator.opcodeIndex]
            if max(code.builtinCode, code.deprecatedBuiltinCode) == schema.BuiltinOperator.DEQUANTIZE:
                continue
            if all(graph.tensors[number].type != TYPE.FLOAT32 for number in operator.outputs):
                continue
            for number in operator.inputs:
                has_some |= number >= 0 and made_real(model, graph.tensors[number])
    if not has_some:
        return None
    builder = flatbuffers.Builder(4 * len(content))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def made_real(model: Any, tensor: Any) -> bool:
    """Makes a constant of int8 one of float32; whether it was one."""
    data, quantization = model.buffers[tensor.buffer].data, tensor.quantization
    if tensor.type != TYPE.INT8 or data is None or not len(data) or quantization is None or quantization.scale is None:
        return False
    values = np.frombuffer(bytes(data), np.int8).reshape(tensor.shape).astype(np.float32)
    scales = np.asarray(quantization.scale, np.float32)
    zeros = np.asarray(quantization.zeroPoint if quantization.zeroPoint is not None else [0], np.float32)
    extents = [1] * values.ndim
    if len(scales) > 1:
        extents[quantization.quantizedDimension] = len(scales)
    origin = zeros.reshape(extents) if len(zeros) == len(scales) else np.float32(0)
    reals = (values - origin) * scales.reshape(extents)
    buffer = schema.BufferT()
    buffer.data = np.frombuffer(reals.astype(np.float32).tobytes(), np.uint8)
    model.buffers.append(buffer)
    tensor.buffer, tensor.type, tensor.quantization = len(model.buffers) - 1, TYPE.FLOAT32, None
    return True
