"""What must be true of an operator: extents, windows, scales, constants, accumulators."""

from __future__ import annotations

import math

from constants import read_constants
from fields import require
from records import (
    GATES,
    LAYERS,
    PAIRS,
    POOLS,
    REDUCTIONS,
    WIDE_EXTREMA,
    WIDE_FUNCTIONS,
    WIDE_LAYERS,
    WIDE_POOLS,
    WINDOWED,
    Constants,
    Model,
    Operator,
    Tensor,
)

# The bytes of the payload that a kind uses, behind the window's.
PAYLOADS = {
    "convolution": [48, 49],
    "globalAveragePool": range(32, 37),
    "add": range(32, 50),
    "subtract": range(32, 50),
    "multiply": [*range(32, 37), 47, 48, 49],
    "maximum": [47, 48, 49],
    "minimum": [47, 48, 49],
    "rescale": range(32, 37),
    "requantize": range(32, 37),
    "enrolled": range(32, 37),
    "wideAdd": range(32, 47),
    "softmax": range(32, 37),
    "leakyReLU": range(32, 42),
    "concatenate": [60],
    "pad": range(32, 38),
    "resizeNearest": [32],
    "resizeBilinear": [32],
    "slice": range(32, 48),
    "transpose": range(32, 35),
    "reduceSum": range(32, 38),
    "reduceMaximum": [37],
    "reduceMinimum": [37],
    "divide": [*range(32, 37), 47, 48, 49],
    "squaredDifference": range(32, 50),
    "prelu": [*range(32, 42), 47, 48, 49],
    "matrixProduct": range(32, 38),
    "logSoftmax": [*range(32, 37), *range(40, 45)],
    "gather": [32],
    "lstm": range(36, 55),
    "gru": [*range(44, 48), 50, 54],
    "simpleRNN": [*range(44, 48), 50, 54],
    "svdf": range(40, 52),
    "wideConvolution": [48, 49, 50, *range(52, 56), 61],
    "wideTransposedConvolution": [48, 49, 50, *range(52, 56), 61],
    "embedding": range(32, 36),
    "wideLeakyReLU": range(32, 42),
    "wideSubtract": range(32, 47),
    "wideMultiply": range(32, 37),
    "wideReduceSum": range(32, 38),
    **dict.fromkeys((*WIDE_FUNCTIONS, "wideSoftmax"), range(32, 37)),
    **dict.fromkeys(WIDE_POOLS, range(52, 56)),
}
# How many values a kind takes that does not take one.
INPUTS = {
    "wideAdd": 2,
    "wideSubtract": 2,
    "wideMultiply": 2,
    **dict.fromkeys(WIDE_EXTREMA, 2),
    "matrixProduct": 2,
    "lstm": 3,
    "gru": 3,
    "simpleRNN": 2,
    "svdf": 2,
}
# Operators whose inputs and output have the same scale and zero point.
ALIKE = (
    *("maxPool", "averagePool", "concatenate", "pad", "view", "slice", "transpose", "maximum", "minimum"),
    *("resizeNearest", "resizeBilinear", "reduceMaximum", "reduceMinimum", "gather", *WIDE_POOLS),
    *WIDE_EXTREMA,
)
# The scales, of which it has one, and the zero point of what a kind makes, and the most channels that it takes.
FIXED = {
    "softmax": ((1 / 256,), -128, 4095),
    "logSoftmax": (tuple(2.0**-bits for bits in range(4, 13)), 127, 4095),
    "l2Normalization": (tuple(2.0**-bits for bits in range(7, 13)), 0, 32768),
}
# The elements that a kind takes and those that it makes, where they are not those of i8. A view's are the same.
ELEMENTS = {
    "view": ((0, 1, 2), (0, 1, 2)),
    **dict.fromkeys(("slice", "pad", "transpose", "concatenate", "gather", "resizeNearest"), ((0, 1, 2), (0, 1, 2))),
    "requantize": ((0, 1, 2), (0, 1, 2)),
    **dict.fromkeys(("wideAdd", "wideLeakyReLU", "wideSubtract", "wideMultiply", *WIDE_POOLS), ((1,), (1,))),
    **dict.fromkeys((*WIDE_FUNCTIONS, *WIDE_EXTREMA, "wideReduceSum", "wideSoftmax"), ((1,), (1,))),
    **dict.fromkeys(("wideConvolution", "wideTransposedConvolution"), ((0, 1), (0, 1))),
    "embedding": ((2,), (0,)),
    "argMax": ((0,), (2,)),
    "zeros": ((0, 1, 2), (0, 1, 2)),
}
# The ranges of a kind's shifts, one for all or one for each, where they are not -31 … 30.
SHIFTS = {
    "softmax": [(0, 31)],
    **{kind: [(0, 31)] for kind in WIDE_FUNCTIONS},
    "logSoftmax": [(0, 31), (-31, 0)],
    "add": [(-31, 0)],
    "subtract": [(-31, 0)],
    "wideAdd": [(-31, 0)],
    "wideSubtract": [(-31, 0)],
    "squaredDifference": [(-31, 0), (-31, 0), (-31, 30)],
    "divide": [(-31, 23)],
}
# The largest accumulator: 2³¹ - 1, less room for the zero point.
LARGEST = (1 << 31) - 1 - 256


def check_operator(model: Model, index: int) -> Constants:
    """Refuses what an operator cannot do; answers its constants."""
    operator = model.operators[index]
    sources = [model.values[number] for number in operator.inputs]
    source, output, kind = sources[0], operator.output, operator.kind
    check_record(operator, model.is_compact)
    takes, makes = ELEMENTS.get(kind, ((0,), (0,)))
    memory = kind in GATES or kind == "svdf"
    given = all(each.elements in takes for each in (sources[:1] if memory else sources)) and output.elements in makes
    require(given, f"{kind} does not take or make such elements")
    check_extents(operator, sources)
    if kind in WINDOWED:
        check_window(operator, source)
    if kind in ALIKE:
        require(all(alike(each, output) for each in sources), f"scales or zero points of {kind} differ")
        constant = operator.constant_operand and operator.numbers("b", 48)[0] != output.zero_point
        require(not constant, f"the zero point of a constant of {kind} differs")
    if kind in FIXED:
        scales, zero_point, channels = FIXED[kind]
        require(output.scale in scales, f"{kind} has another scale")
        require(output.zero_point == zero_point, f"{kind} has another zero point")
        require(output.channels <= channels, f"{kind} has too many channels")
    constants = read_constants(model, index)
    if kind == "gather":
        extent = source.extents[operator.record[32]]
        require(all(place < extent for place in constants.weights), "what is picked is not there")
    check_numbers(operator, sources, constants)
    return constants


def alike(first: Tensor, second: Tensor) -> bool:
    """Whether the integers of two values stand for the same numbers, as far as scales are told."""
    scales = first.scale == second.scale or 0 in (first.scale, second.scale)
    return scales and (first.zero_point, first.elements) == (second.zero_point, second.elements)


def check_record(operator: Operator, is_compact: bool) -> None:
    """The number of inputs, and reserved bytes."""
    record, kind = operator.record, operator.kind
    require(operator.clamp[0] <= operator.clamp[1], "a clamp is empty")
    one = 2 if kind in PAIRS and not operator.constant_operand else INPUTS.get(kind, 1)
    require(record[1] >= 2 if kind == "concatenate" else record[1] == one, f"{kind} has {record[1]} inputs")
    used = {*range(28, 28 + 2 * record[1]), *PAYLOADS.get(kind, []), *(range(32, 48) if kind in WINDOWED else [])}
    reserved = any(record[at] for at in range(28, 64) if at not in used)
    require(is_compact or not reserved, "reserved bytes are not zero")
    if kind in PAIRS:
        require(record[47] <= 2 and record[49] <= (7 if record[47] else 0), "a constant operand is unknown")


def check_extents(operator: Operator, sources: list[Tensor]) -> None:
    source, output, kind = sources[0], operator.output, operator.kind
    extents = {
        "dense": (1, 1, output.channels),
        "enrolled": (1, 1, output.channels),
        "globalAveragePool": (1, 1, source.channels),
        **dict.fromkeys(POOLS, (*output.extents[:2], source.channels)),
        "resizeNearest": (*output.extents[:2], source.channels),
        "resizeBilinear": (*output.extents[:2], source.channels),
        **dict.fromkeys(("rescale", "requantize", "leakyReLU", "wideLeakyReLU", "lookup", *FIXED), source.extents),
        **dict.fromkeys((*WIDE_FUNCTIONS, "wideSoftmax"), source.extents),
    }
    follows = output.extents == extents.get(kind, output.extents)
    if kind in WIDE_LAYERS:
        groups = operator.numbers("H", 48)[0]
        low, high = operator.numbers("2h", 52)
        end = 127 if output.elements == 0 else 32767
        follows = groups > 0 and source.channels % groups == output.channels % groups == 0
        follows = follows and operator.record[50] <= 1 and operator.record[61] <= 1
        follows = follows and source.elements == output.elements and -end - 1 <= low <= high <= end
        follows = follows and (groups == 1 or kind == "wideConvolution")
    elif kind in WIDE_POOLS:
        low, high = operator.numbers("2h", 52)
        follows = follows and low <= high
    elif kind == "embedding":
        follows = output.height * output.width == source.count and 0 < operator.numbers("I", 32)[0] < 1 << 31
    elif kind == "convolution":
        groups = operator.numbers("H", 48)[0]
        follows = groups > 0 and source.channels % groups == output.channels % groups == 0
    elif kind == "depthwiseConvolution":
        follows = output.channels % source.channels == 0
    elif kind in REDUCTIONS:
        mask = operator.record[37]
        kept = [n for axis, n in enumerate(source.extents) if not mask >> axis & 1]
        follows = 1 <= mask <= 7 and output.count == math.prod(kept)
    elif kind == "matrixProduct":
        flags = operator.record[37]
        (one, *left), (other, *right) = sources[0].extents, sources[1].extents
        rows, inner = reversed(left) if flags & 1 else left
        height, columns = reversed(right) if flags & 2 else right
        follows = flags <= 3 and inner == height and output.extents == (max(one, other), rows, columns)
        follows = follows and (one == other or 1 in (one, other))
    elif kind == "gather":
        axis = operator.record[32]
        require(axis <= 2, f"there is no axis {axis}")
        pairs = enumerate(zip(source.extents, output.extents))
        follows = all(a == b for place, (a, b) in pairs if place != axis)
    elif kind in PAIRS:
        operands: list[tuple[int, ...]] = [each.extents for each in sources]
        if operator.constant_operand:
            operands.append(operator.constant_extents)
        follows = all(a == whole or b == whole for whole, a, b in zip(output.extents, *operands))
        follows = follows and all(n in (1, whole) for each in operands for n, whole in zip(each, output.extents))
        if kind == "prelu":
            follows = follows and operator.constant_operand == 2 and source.extents == output.extents
    elif kind in ("wideAdd", "wideSubtract", "wideMultiply", *WIDE_EXTREMA):
        follows = all(each.extents == output.extents for each in sources)
    elif kind == "argMax":
        follows = output.count == source.height * source.width
    elif kind == "concatenate":
        axis = operator.record[60]
        require(axis <= 2, f"there is no axis {axis}")
        along = (2, 1, 0)[axis]
        follows = sum(each.extents[along] for each in sources) == output.extents[along] and all(
            each.extents[other] == output.extents[other] for each in sources for other in range(3) if other != along
        )
    elif kind == "pad":
        before = operator.numbers("3H", 32)
        follows = all(a + n <= m for a, n, m in zip(before, source.extents, output.extents))
    elif kind == "view":
        follows = source.count == output.count and source.offset == output.offset
    elif kind == "slice":
        row, column, channel, down, across, deep = operator.numbers("2HI2HI", 32)
        parts = zip((row, column, channel), (down, across, deep), source.extents, output.extents)
        follows = all(step > 0 and first + (m - 1) * step < n for first, step, n, m in parts)
    elif kind == "transpose":
        axes = operator.record[32:35]
        follows = sorted(axes) == [0, 1, 2] and output.extents == tuple(source.extents[axis] for axis in axes)
    elif kind == "resizeNearest":
        follows = follows and operator.record[32] <= 3
    elif kind == "resizeBilinear":
        follows = follows and operator.record[32] <= 2
    elif kind in GATES or kind == "svdf":
        follows = follows_sequence(operator, sources)
    require(follows, f"the extents or settings of {kind} do not follow")


def follows_sequence(operator: Operator, sources: list[Tensor]) -> bool:
    """Whether an operator makes a value of every step of a sequence, or of the last, and has such memory."""
    source, output, kind, flags = sources[0], operator.output, operator.kind, operator.record[54]
    steps, made, units = source.height * source.width, output.height * output.width, output.channels
    if kind == "svdf":
        memory = sources[1]
        return made == steps and memory.height * memory.width % units == 0 and memory.elements < 2
    follows = made in (1, steps) and flags <= (1 if kind == "lstm" else 3)
    hidden = sources[1]
    wanted = 2 * units if kind == "gru" and flags & 2 else units
    follows = follows and (hidden.count, hidden.elements, hidden.zero_point) == (wanted, 0, output.zero_point)
    if kind in ("lstm", "gru"):
        follows = follows and (sources[2].count, sources[2].elements) == (units, 1)
    if kind == "lstm":
        shift, clip = operator.numbers("bH", 51)
        follows = follows and -30 <= shift <= 14 and clip <= 32767
    return follows


def check_window(operator: Operator, source: Tensor) -> None:
    window, output, kind = operator.window, operator.output, operator.kind
    if kind in (*POOLS, "transposedConvolution", "wideTransposedConvolution"):
        require(window.dilation == (1, 1), f"{kind} has dilations")
    require(0 not in window.kernel + window.stride + window.dilation, f"a window of {kind} is empty")
    require(window.kernel[0] * window.kernel[1] < 1 << 31, f"a window of {kind} is too large")
    sides = zip(window.kernel, window.stride, window.dilation, window.padding, source.extents, output.extents)
    for kernel, stride, dilation, padding, before, after in sides:
        if kind not in ("transposedConvolution", "wideTransposedConvolution"):
            reach = (after - 1) * stride + (kernel - 1) * dilation
            require(reach < 1 << 31, f"a window of {kind} goes too far")
        if kind in POOLS:
            require(padding < kernel and (after - 1) * stride - padding < before, f"a window of {kind} is outside")
    if kind in POOLS:
        most = 1 << (15 if kind in WIDE_POOLS else 23)
        require(window.kernel[0] * window.kernel[1] <= most, f"a window of {kind} is too large")


def factors(operator: Operator) -> list[tuple[int, int]]:
    """The multipliers with their shifts that a record has."""
    match operator.kind:
        case "globalAveragePool" | "rescale" | "requantize" | "softmax" | "multiply" | "enrolled" | "reduceSum":
            multiplier, shift = operator.numbers("ib", 32)
            return [(multiplier, shift)]
        case "divide" | "matrixProduct" | "wideMultiply" | "wideReduceSum" | "wideSoftmax":
            multiplier, shift = operator.numbers("ib", 32)
            return [(multiplier, shift)]
        case "wideSigmoid" | "wideTanh":
            multiplier, shift = operator.numbers("ib", 32)
            return [(multiplier, shift)]
        case "logSoftmax":
            there, back = operator.numbers("ib", 32), operator.numbers("ib", 40)
            return [(there[0], there[1]), (back[0], back[1])]
        case "add" | "subtract" | "wideAdd" | "wideSubtract" | "squaredDifference":
            numbers = operator.numbers("3i3b", 32)
            return list(zip(numbers[:3], numbers[3:]))
        case "lstm":
            numbers = operator.numbers("3i3b", 36)
            return list(zip(numbers[:3], numbers[3:]))
        case "gru" | "simpleRNN":
            return [(operator.numbers("i", 44)[0], operator.numbers("b", 50)[0])]
        case "svdf":
            numbers = operator.numbers("2i2b", 40)
            return list(zip(numbers[:2], numbers[2:]))
        case "leakyReLU" | "wideLeakyReLU" | "prelu":
            numbers = operator.numbers("2i2b", 32)
            return list(zip(numbers[:2], numbers[2:]))
        case _:
            return []


def check_numbers(operator: Operator, sources: list[Tensor], constants: Constants) -> None:
    """Multipliers and shifts, and that accumulators cannot overflow."""
    source, kind = sources[0], operator.kind
    own = factors(operator)
    told = own + list(zip(constants.multipliers, constants.shifts))
    shifts = SHIFTS.get(kind, [(-31, 30)])
    limits = shifts * len(told) if len(shifts) == 1 else shifts
    sound = all(m >= 0 and low <= s <= high for (m, s), (low, high) in zip(told, limits))
    require(sound, f"a factor of {kind} is outside its range")
    require(kind != "lstm" or all(s <= 0 for _, s in own), f"a factor of {kind} is above 1")
    second = sources[-1].largest
    if operator.constant_operand:
        zero_point = operator.numbers("b", 48)[0]
        second = max(zero_point + 128, 127 - zero_point)
    match kind:
        case "lstm":
            largest = [0] * 3
        case "gru" | "simpleRNN":
            largest = [1 << 15]
        case "requantize" if source.elements == 2:
            largest = [1 << 30]
        case "rescale" | "requantize" | "leakyReLU" | "wideLeakyReLU":
            largest = [source.largest] * len(told)
        case "wideMultiply":
            largest = [1 << 30]
        case "wideSigmoid" | "wideTanh":
            multiplier, shift = told[0]
            require(multiplier <= (32767 if shift else 65535), f"a factor of {kind} is outside its range")
            largest = []
        case "wideSoftmax":
            require(source.channels <= 65536, f"{kind} has too many channels")
            largest = [65535]
        case "globalAveragePool":
            largest = [source.largest * source.height * source.width]
        case "reduceSum" | "wideReduceSum":
            largest = [source.largest * (source.count // operator.output.count)]
        case "multiply":
            largest = [source.largest * second]
        case "prelu":
            largest = [source.largest, source.largest * second]
        case "matrixProduct":
            inner = source.extents[1 if operator.record[37] & 1 else 2]
            largest = [source.largest * second * inner]
        case "squaredDifference":
            first = source.largest
            if operator.constant_operand == 1:
                first, second = second, first
            parts = [((n << 7) * m >> 31) + 1 for n, (m, _) in zip((first, second), told)]
            difference = sum((part >> -s) + 1 for part, (_, s) in zip(parts, told))
            largest = [0, 0, difference * difference]
        case _:
            largest = []
    if kind in LAYERS or kind in WIDE_LAYERS:
        require(all(m == 0 or m >= 1 << 30 for m in constants.multipliers), f"a multiplier of {kind} is too small")
        sums = [source.largest * total for total in magnitudes(operator, constants.weights)]
        largest = [abs(bias) + total for bias, total in zip(constants.biases, sums)]
    if kind in GATES:
        require(all(m == 0 or m >= 1 << 30 for m in constants.multipliers), f"a multiplier of {kind} is too small")
        rows, features = len(constants.biases) // 2, source.channels
        split = rows * features
        for values, taps, magnitude in (
            (constants.weights[:split], features, source.largest),
            (constants.weights[split:], operator.output.channels, sources[1].largest),
        ):
            largest += [magnitude * sum(map(abs, values[n * taps : (n + 1) * taps])) for n in range(rows)]
        own_count = len(own)
        biased = [abs(bias) + total for bias, total in zip(constants.biases, largest[own_count:])]
        largest = largest[:own_count] + biased
    if kind in WIDE_LAYERS and operator.record[50]:
        require(all(m == 0 or bound < 1 << 47 for bound, (m, _) in zip(largest, told)), "a sum may leave 48 bits")
        require(all(shift < 8 for _, shift in told), f"a factor of {kind} is outside its range")
        return
    for bound, (multiplier, shift) in zip(largest, told):
        is_dead = kind in (*LAYERS, *WIDE_LAYERS) and multiplier == 0
        require(is_dead or bound << max(shift, 0) <= LARGEST, f"a sum of {kind} may leave 32 bits")


def magnitudes(operator: Operator, weights: list[int]) -> list[int]:
    """The sums of weights' magnitudes for each output channel."""
    channels = operator.output.channels
    if operator.kind == "depthwiseConvolution":
        return [sum(map(abs, weights[channel::channels])) for channel in range(channels)]
    each = len(weights) // channels
    return [sum(map(abs, weights[start : start + each])) for start in range(0, len(weights), each)]
