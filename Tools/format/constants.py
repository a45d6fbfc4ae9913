"""Constants of operators: where they are and what they say, in either form."""

from __future__ import annotations

import struct

from fields import require
from records import GATES, LAYERS, WIDE_LAYERS, Constants, Model, Operator, Tensor


def weight_count(model: Model, operator: Operator, source: Tensor) -> int:
    """The weights of a layer, the entries of a table, the elements of a constant operand, the bytes of an svdf."""
    channels = operator.output.channels
    match operator.kind:
        case "convolution" | "wideConvolution":
            kernel, groups = operator.window.kernel, operator.numbers("H", 48)[0]
            return channels * kernel[0] * kernel[1] * (source.channels // groups)
        case "transposedConvolution" | "wideTransposedConvolution":
            return channels * operator.window.kernel[0] * operator.window.kernel[1] * source.channels
        case "depthwiseConvolution":
            return channels * operator.window.kernel[0] * operator.window.kernel[1]
        case "dense":
            return channels * source.count
        case "lstm" | "gru" | "simpleRNN":
            return GATES[operator.kind] * channels * (source.channels + channels)
        case "svdf":
            memory = model.values[operator.inputs[1]]
            rows = memory.height * memory.width
            return 4 * channels + rows * source.channels + memory.size
        case "lookup":
            return 256
        case "embedding":
            return channels * int(operator.numbers("I", 32)[0])
        case "gather":
            return operator.output.extents[operator.record[32]] if operator.record[32] <= 2 else 0
        case _:
            extents = operator.constant_extents
            return extents[0] * extents[1] * extents[2] if operator.constant_operand else 0


def weight_form(operator: Operator) -> str:
    """How `struct` calls what a weight is stored as."""
    if operator.kind == "gather":
        return "H"
    return "h" if operator.kind in WIDE_LAYERS and operator.record[61] else "b"


def read_constants(model: Model, index: int) -> Constants:
    """What an operator has, checked to lie where constants may."""
    operator = model.operators[index]
    weights = weight_count(model, operator, model.values[operator.inputs[0]])
    encoding, shift = operator.record[62], operator.record[63]
    is_wide = operator.kind in WIDE_LAYERS
    channels = operator.output.channels if operator.kind in LAYERS or is_wide else 0
    if operator.kind in GATES:
        channels = 2 * GATES[operator.kind] * operator.output.channels
    small_biases, small_multipliers = encoding & 1, encoding & 2
    parts = [
        (channels, "q" if is_wide else "h" if small_biases else "i"),
        (channels, "B" if small_multipliers else "i"),
        (weights, weight_form(operator)),
        (0 if small_multipliers else channels, "b"),
    ]
    order = (0, 1, 3, 2) if model.is_compact and not is_wide else (0, 1, 2, 3)
    size = sum(count * struct.calcsize(form) for count, form in parts)
    if size == 0:
        return Constants([], [], [], [], 0)
    start = operator.constants + (0 if model.is_compact else model.constants[0])
    require(model.is_compact or operator.constants % 4 == 0, "constants are not aligned")
    require(start + size <= model.constants[1], "constants do not end where they must")
    read: list[list[int]] = [[], [], [], []]
    for part in order:
        count, form = parts[part]
        read[part] = list(struct.unpack_from(f"<{count}{form}", model.data, start))
        start += count * struct.calcsize(form)
    biases, multipliers, values, shifts = read
    if small_biases:
        biases = [(((bias << shift) + (1 << 31)) & 0xFFFFFFFF) - (1 << 31) for bias in biases]
    if small_multipliers:
        shifts = [-(code >> 3) for code in multipliers]
        multipliers = [(8 + (code & 7)) << 27 for code in multipliers]
    return Constants(biases, multipliers, shifts, values, size)
