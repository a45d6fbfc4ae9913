"""Networks of an open batch, whose first states are made by FILL of a computed shape. TFLite Micro refuses these; with
what FILL makes as a constant it runs the same network."""

from __future__ import annotations

from typing import Any

import flatbuffers
import numpy as np
from tflite_writer import schema


def with_constant_fills(content: bytes, interpreter: Any) -> bytes | None:
    """The network with what its FILL operators make as constants; None where it has none.
    - Parameter interpreter: LiteRT's, with the network, after a run."""
    model = schema.ModelT.InitFromPackedBuf(content, 0)
    graph = model.subgraphs[0]
    kept, has_some = [], False
    for operator in graph.operators:
        code = model.operatorCodes[operator.opcodeIndex]
        if max(code.builtinCode, code.deprecatedBuiltinCode) != schema.BuiltinOperator.FILL:
            kept.append(operator)
            continue
        number = operator.outputs[0]
        buffer = schema.BufferT()
        values = np.ascontiguousarray(interpreter.get_tensor(number))
        buffer.data = np.frombuffer(values.tobytes(), np.uint8)
        graph.tensors[number].buffer = len(model.buffers)
        model.buffers.append(buffer)
        has_some = True
    if not has_some:
        return None
    graph.operators = kept
    builder = flatbuffers.Builder(4 * len(content))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())
