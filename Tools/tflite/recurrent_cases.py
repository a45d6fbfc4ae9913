"""Random int8 layers that go through sequences, and what TFLite Micro's reference kernels answer over several runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import flatbuffers
import numpy as np
from operator_cases import Builder, Cases, Facts, text
from tflite_micro import runtime
from tflite_writer import schema

LSTM, SVDF = 44, 27


def runs(builder: Builder, code: int, options: Any, kind: int, inputs: list[int], output: int, given: Any) -> Facts:
    """A model of one operator, and what it answers to one input after the other."""
    operator = schema.OperatorT()
    operator.opcodeIndex, operator.inputs, operator.outputs = 0, inputs, [output]
    operator.builtinOptions, operator.builtinOptionsType = options, kind
    opcode = schema.OperatorCodeT()
    opcode.builtinCode, opcode.deprecatedBuiltinCode, opcode.version = code, code, 1
    graph = schema.SubGraphT()
    graph.tensors, graph.operators, graph.inputs, graph.outputs = builder.tensors, [operator], [inputs[0]], [output]
    model = schema.ModelT()
    model.version, model.subgraphs, model.operatorCodes, model.buffers = 3, [graph], [opcode], []
    for data in builder.buffers:
        buffer = schema.BufferT()
        buffer.data = np.frombuffer(data, dtype=np.uint8) if data else None
        model.buffers.append(buffer)
    file = flatbuffers.Builder(1024)
    file.Finish(model.Pack(file), b"TFL3")
    data = bytes(file.Output())
    interpreter = runtime.Interpreter.from_bytes(data, arena_size=1 << 20)
    answers = []
    for array in given:
        interpreter.set_input(array, 0)
        interpreter.invoke()
        answers.append(np.array(interpreter.get_output(0)))
    return {"model": data, "given": given, "answers": answers}


def variable(builder: Builder, shape: list[int], scale: float, zero: float, kind: int) -> int:
    """A tensor that keeps its elements from run to run."""
    number = builder.tensor(shape, scale, int(zero), kind)
    builder.tensors[number].isVariable = True
    return number


def lstm(cases: Cases) -> Facts:
    steps, features, units = cases.integer(1, 6), cases.integer(1, 9), cases.integer(1, 8)
    source, hidden = (
        cases.quantization(low=0.004, high=0.03),
        {"scale": cases.scale(0.0055, 0.01), "zeroPoint": cases.zero()},
    )
    cell = -cases.integer(9, 15)
    clip = cases.choice(0.0, 0.0, 0.75, 3.0)
    builder = Builder()
    x = builder.tensor([1, steps, features], source["scale"], source["zeroPoint"])
    # TFLite's order of gates: input, forget, cell, output.
    scales = [cases.scale(0.002, 0.02) for _ in range(8)]
    weights = [cases.int8([units, features], -127) for _ in range(4)] + [
        cases.int8([units, units], -127) for _ in range(4)
    ]
    numbers = [builder.tensor(w.shape, s, data=w) for w, s in zip(weights, scales)]
    biases = [cases.random.integers(-9000, 9000, size=units).astype(np.int32) for _ in range(4)]
    bias_numbers = [
        builder.tensor([units], source["scale"] * s, kind=schema.TensorType.INT32, data=b)
        for b, s in zip(biases, scales)
    ]
    h = variable(builder, [1, units], hidden["scale"], hidden["zeroPoint"], schema.TensorType.INT8)
    c = variable(builder, [1, units], 2.0**cell, 0, schema.TensorType.INT16)
    y = builder.tensor([1, steps, units], hidden["scale"], int(hidden["zeroPoint"]))
    options = schema.UnidirectionalSequenceLSTMOptionsT()
    options.fusedActivationFunction, options.cellClip = schema.ActivationFunctionType.TANH, clip
    operands = [x, *numbers, -1, -1, -1, *bias_numbers, -1, -1, h, c, -1, -1, -1, -1]
    given = [cases.int8([1, steps, features]) for _ in range(2)]
    kind = schema.BuiltinOptions.UnidirectionalSequenceLSTMOptions
    ran = runs(builder, LSTM, options, kind, operands, y, given)
    return {
        **ran,
        "steps": steps,
        "features": features,
        "units": units,
        "input": source,
        "hidden": hidden,
        "cellScale": 2.0**cell,
        "cellClip": clip,
        "weightScales": scales,
        "weights": [text(each) for each in weights],
        "biases": [each.tolist() for each in biases],
        "inputData": [text(each) for each in given],
        "outputData": [text(each) for each in ran["answers"]],
    }


def svdf(cases: Cases) -> Facts:
    features, units, rank, memory = cases.integer(1, 12), cases.integer(1, 6), cases.integer(1, 3), cases.integer(1, 7)
    filters, wide = units * rank, cases.choice(True, False)
    source, output = cases.quantization(low=0.004, high=0.03), cases.quantization(low=0.02, high=0.2)
    # An int8 state wraps around where its zero point is not 0; TFLite's converter makes none of such.
    state = {"scale": cases.scale(0.001, 0.004) if wide else cases.scale(0.05, 0.2), "zeroPoint": 0}
    if not wide:
        cases.zero()
    feature_scale, time_scale = (
        cases.scale(0.002, 0.02),
        cases.scale(0.0001, 0.0003) if wide else cases.scale(0.005, 0.02),
    )
    feature_weights = cases.int8([filters, features], -127)
    low, high, number = (-9000, 9000, np.int16) if wide else (-127, 127, np.int8)
    time_weights = cases.random.integers(low, high, size=[filters, memory]).astype(number)
    bias = cases.random.integers(-3000, 3000, size=units).astype(np.int32)
    elements = schema.TensorType.INT16 if wide else schema.TensorType.INT8
    builder = Builder()
    x = builder.tensor([1, features], source["scale"], source["zeroPoint"])
    operands = [
        x,
        builder.tensor([filters, features], feature_scale, data=feature_weights),
        builder.tensor([filters, memory], time_scale, kind=elements, data=time_weights),
        builder.tensor(
            [units], float(np.float32(state["scale"]) * np.float32(time_scale)), kind=schema.TensorType.INT32, data=bias
        ),
        variable(builder, [1, filters * memory], state["scale"], state["zeroPoint"], elements),
    ]
    y = builder.tensor([1, units], output["scale"], output["zeroPoint"])
    options = schema.SVDFOptionsT()
    options.rank = rank
    given = [cases.int8([1, features]) for _ in range(memory + 3)]
    ran = runs(builder, SVDF, options, schema.BuiltinOptions.SVDFOptions, operands, y, given)
    return {
        **ran,
        "features": features,
        "units": units,
        "rank": rank,
        "memory": memory,
        "isWide": wide,
        "input": source,
        "output": output,
        "state": state,
        "featureScale": feature_scale,
        "timeScale": time_scale,
        "featureWeights": text(feature_weights),
        "timeWeights": time_weights.astype(int).ravel().tolist(),
        "bias": bias.tolist(),
        "inputData": [text(each) for each in given],
        "outputData": [text(each) for each in ran["answers"]],
    }


KINDS = {"lstm": lstm, "svdf": svdf}


def golden(function: Callable[[Cases], Facts]) -> Callable[[Cases], Facts]:
    """A case as tests have it, without the model."""

    def facts(cases: Cases) -> Facts:
        return {key: value for key, value in function(cases).items() if key not in ("model", "given", "answers")}

    return facts


# Without models.
GOLDEN_KINDS = {name: golden(function) for name, function in KINDS.items()}


def sequence_case(name: str, seed: Sequence[int]) -> tuple[bytes, list[np.ndarray], np.ndarray]:
    """A model of one layer, inputs for several runs in turn, and what TFLite Micro answers."""
    facts = KINDS[name](Cases(seed))
    return facts["model"], facts["given"], np.stack(facts["answers"])
