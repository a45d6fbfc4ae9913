"""What a file says, as `apus inspect --json` and `reader-facts` tell it."""

from __future__ import annotations

import struct
from typing import Any

from checks import check
from compact_form import read_compact
from constants import weight_form
from enrolled import read_enrolled
from fields import FormatError, StricterError, crc32c
from full_form import check_start, read_full
from metadata import Metadata, check_output, read_metadata
from records import GATES, LAYERS, WIDE_LAYERS, Constants, Model, Operator, Tensor

MEANINGS = ("values", "logits", "probabilities", "independentProbabilities", "probability")
RULES = ("never", "output", "margin", "sum")
# Of very many channels, checksums of pixels are of the first ones.
CHANNELS = 64


def read(data: bytes) -> tuple[Model, list[Constants]]:
    """A model that can be run, and the constants of its operators.
    Raises `FormatError` where there is none."""
    version, form, size = check_start(data)
    model = read_compact(data[:size]) if version == 2 and form == 1 else read_full(data[:size], version)
    constants = check(model)
    model.enrolled = read_enrolled(model, data[size:])
    return model, constants


def read_names(model: Model) -> Metadata:
    """What people need, checked.
    Raises `FormatError` where it is not as described."""
    for output in model.outputs:
        check_output(model, output)
    return read_metadata(model)


def facts(model: Model, constants: list[Constants]) -> dict[str, Any]:
    """What running needs."""
    operators = [operator_facts(model, each, has) for each, has in zip(model.operators, constants)]
    return {
        "form": model.form,
        "file_bytes": len(model.data),
        "constants_bytes": sum(has.size for has in constants)
        if model.is_compact
        else model.constants[1] - model.constants[0],
        "arena_bytes": model.arena,
        "operator_mask": sum({1 << operator.record[0] for operator in model.operators}),
        "multiply_accumulates": sum(operator["multiply_accumulates"] for operator in operators),
        "inputs": [tensor_facts(value) for value in model.sources[: model.inputs]],
        "states": [state_facts(model, index) for index in range(len(model.states))],
        "outputs": [
            {"tensor": tensor_facts(model.values[output.value]), "value": output.value} for output in model.outputs
        ],
        "operators": operators,
    }


def tensor_facts(value: Tensor) -> dict[str, Any]:
    return {
        "shape": list(value.extents[3 - value.rank :]),
        "element": ("int8", "int16", "int32")[value.elements],
        "arena_offset": value.offset,
        "scale": value.scale,
        "zero_point": value.zero_point,
    }


def state_facts(model: Model, index: int) -> dict[str, Any]:
    state, start = model.states[index], model.starting[model.inputs + index]
    result = {"tensor": tensor_facts(state), "update": model.updates[index], "has_starting_values": start is not None}
    if start is not None:
        result["starting_checksum"] = crc32c(model.data[start : start + state.size])
    return result


def operator_facts(model: Model, operator: Operator, constants: Constants) -> dict[str, Any]:
    output = operator.output
    shape = output.extents if output.rank > 1 else (output.channels,)
    result = {
        "kind": operator.kind,
        "output": "×".join(map(str, shape)),
        "inputs": list(operator.inputs),
        "bytes": output.size,
        "arena_offset": output.offset,
        "scale": output.scale,
        "zero_point": output.zero_point,
        "clamp": list(operator.clamp),
        "payload_checksum": crc32c(operator.record[28:61]),
        "constants_bytes": constants.size,
        "multiply_accumulates": multiply_accumulates(model, operator, constants),
    }
    if operator.kind in (*LAYERS, *GATES):
        pairs = [number for pair in zip(constants.multipliers, constants.shifts) for number in pair]
        result["biases_checksum"] = crc32c(struct.pack(f"<{len(constants.biases)}i", *constants.biases))
        result["factors_checksum"] = crc32c(struct.pack(f"<{len(pairs)}i", *pairs))
    if constants.weights:
        form = f"{len(constants.weights)}{weight_form(operator)}"
        packed = struct.pack(f"<{form}", *constants.weights)
        if operator.kind in WIDE_LAYERS:
            count = len(constants.biases)
            packed = struct.pack(f"<{count}q{count}i", *constants.biases, *constants.multipliers) + packed
            packed += struct.pack(f"<{count}b", *constants.shifts)
        result["weights_checksum"] = crc32c(packed)
    return result


def multiply_accumulates(model: Model, operator: Operator, constants: Constants) -> int:
    """What every element of the output (of the input, where that is scattered) takes."""
    source, output, taken = model.values[operator.inputs[0]], operator.output, len(constants.weights)
    match operator.kind:
        case "convolution" | "depthwiseConvolution" | "dense":
            return output.height * output.width * taken
        case "wideConvolution":
            return output.height * output.width * taken
        case "transposedConvolution" | "wideTransposedConvolution":
            return source.height * source.width * taken
        case "lstm" | "gru" | "simpleRNN":
            return source.height * source.width * taken
        case "svdf":
            memory = model.values[operator.inputs[1]]
            return source.height * source.width * memory.height * memory.width * (source.channels + memory.channels)
        case "enrolled":
            return len(model.enrolled) * source.count
        case "matrixProduct":
            return output.count * source.extents[1 if operator.record[37] & 1 else 2]
        case _:
            return 0


def name_facts(model: Model, names: Metadata) -> dict[str, Any]:
    """What people and image loaders need."""
    outputs = []
    for index, output in enumerate(model.outputs):
        told: dict[str, Any] = {
            "name": names.outputs.get(index),
            "meaning": MEANINGS[output.meaning],
            "classes": names.classes.get(index),
            "temperature": output.temperature,
            "rule": RULES[output.rule],
            "number": output.number,
        }
        if output.rule == 3:
            told["table"] = list(struct.unpack_from("<256H", model.data, output.table))
        outputs.append(told)
    pixels: list[dict[str, Any] | None] = [None] * model.inputs
    for index, rule in names.pixels.items():
        channels = min(model.sources[index].channels, CHANNELS)
        rows = rule.table if len(rule.table) > 1 else rule.table * channels
        integers = [integer for row in rows[:channels] for integer in row]
        pixels[index] = {
            "encoding": rule.encoding,
            "style": rule.style,
            "fit": rule.fit,
            "order": rule.order,
            "offsets": rule.offsets,
            "divisors": rule.divisors,
            "table_checksum": crc32c(struct.pack(f"{len(integers)}b", *integers)),
        }
    return {
        "name": names.name,
        "input_names": [names.inputs.get(index) for index in range(model.inputs)],
        "state_names": [names.states.get(index) for index in range(len(model.states))],
        "outputs": outputs,
        "operator_names": names.operators,
        "pixels": pixels,
    }


def inspection(data: bytes) -> dict[str, Any]:
    """All facts of a file under the names that `apus inspect --json` has for them.
    Raises `FormatError` where the file is refused."""
    model, constants = read(data)
    names = read_names(model)
    result, told = facts(model, constants), name_facts(model, names)

    def called(known: str | None, what: str, index: int, count: int) -> str:
        return known if known is not None else what if count == 1 else f"{what}{index}"

    for index, value in enumerate(result["inputs"]):
        value["name"] = called(names.inputs.get(index), "input", index, model.inputs)
    for index, state in enumerate(result["states"]):
        state["tensor"]["name"] = names.states.get(index, f"state{index}")
    for index, output in enumerate(result["outputs"]):
        output["tensor"]["name"] = called(names.outputs.get(index), "output", index, len(model.outputs))
        output |= {key: value for key, value in told["outputs"][index].items() if key != "name"}
        output["classes"] = output["classes"] or []
    for index, operator in enumerate(result["operators"]):
        operator["name"] = names.operators[index] if names.operators else f"#{index}"
    first = model.sources[0]
    return {
        **result,
        "name": names.name,
        "style": names.pixels[0].style if 0 in names.pixels else "raw",
        "input": "×".join(map(str, first.extents)) if first.rank > 1 else str(first.channels),
        "input_tensor": result["inputs"][0],
        "output_tensor": result["outputs"][0]["tensor"],
        "gives_probabilities": result["outputs"][0]["meaning"] == "probabilities",
        "classes": result["outputs"][0]["classes"],
        "enrolled": model.enrolled,
        "pixels": told["pixels"],
    }


def verdict(data: bytes) -> dict[str, Any]:
    """What `reader-facts` says of a file."""
    try:
        model, constants = read(data)
    except FormatError as refusal:
        return {"refused": str(refusal), "stricter": isinstance(refusal, StricterError)}
    result = facts(model, constants)
    try:
        result["metadata"] = name_facts(model, read_names(model))
    except FormatError as refusal:
        result["metadata_refused"] = str(refusal)
    return {"facts": result}
