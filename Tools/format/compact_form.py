"""The compact form: the records of the full form, from the bytes in which they differ from a start."""

from __future__ import annotations

import struct

from fields import Stream, StricterError, require
from full_form import output_at
from memory_plan import place
from records import KINDS, WINDOWED, Model, Operator, Output, Tensor

CHANNELS, ZERO_POINT, CONSTANTS, HEIGHT, WIDTH, CLAMP, RANK, SCALE, INPUTS = (
    1 << bit for bit in (0, 1, 2, 3, 4, 13, 14, 15, 16)
)
OF_SOURCES = CHANNELS | ZERO_POINT | CONSTANTS | HEIGHT | WIDTH | RANK | SCALE


def read_compact(data: bytes) -> Model:
    """The records of a file whose start is checked, with places in the arena."""
    inputs, states, outputs, count = data[16:20]
    require(inputs > 0 and outputs > 0 and count > 0, "there is no input, no output or no operator")
    require(inputs + states + count <= 250, "there are more than 250 values")
    stream = Stream(data, 20)
    values: list[Tensor] = []
    starting: list[int | None] = []
    for index in range(inputs + states):
        source, start = read_source(stream, index >= inputs)
        values.append(source)
        starting.append(start)
    operators: list[Operator] = []
    for _ in range(count):
        operator = read_operator(stream, values)
        values.append(operator.output)
        operators.append(operator)
    ends = [read_output(stream, len(values)) for _ in range(outputs)]
    updates = [stream.size(16) for _ in range(states)]
    for number in [end.value for end in ends] + updates:
        require(number < len(values), f"value {number} does not exist")
    constants = (0, len(data) - 4)
    sources = values[: inputs + states]
    model = Model(data, 2, "compact", 0, inputs, sources, starting, operators, ends, updates, constants, stream.at)
    place(model)
    return model


def read_values(stream: Stream, tensor: Tensor, mask: int) -> int:
    """The bits 0, 1 and 2, which sources and operators have alike.
    Answers where constants start; 0 where there are none."""
    if mask & CHANNELS:
        tensor.channels = stream.size()
    if mask & ZERO_POINT:
        tensor.zero_point = stream.number("b")
    if not mask & CONSTANTS:
        return 0
    size = stream.size()
    start = stream.at
    stream.bytes(size)
    return start


def read_extents(stream: Stream, tensor: Tensor, mask: int) -> None:
    if mask & HEIGHT:
        tensor.height = stream.size(16)
    if mask & WIDTH:
        tensor.width = stream.size(16)
    if mask & RANK:
        tensor.elements, tensor.rank = divmod(stream.size(16), 256)
    if mask & SCALE:
        tensor.scale = stream.real()


def read_source(stream: Stream, is_state: bool) -> tuple[Tensor, int | None]:
    """An input or a state, and where its starting values are."""
    mask = stream.size()
    require(mask & ~(OF_SOURCES if is_state else OF_SOURCES & ~CONSTANTS) == 0, "a source has unknown bits")
    tensor = Tensor(0, 1, 1, 0, 0, 0, 0, 0)
    start = read_values(stream, tensor, mask)
    read_extents(stream, tensor, mask)
    return tensor, start if mask & CONSTANTS else None


def read_operator(stream: Stream, values: list[Tensor]) -> Operator:
    """An operator after some values."""
    record, kind, mask = bytearray(64), stream.number("B"), stream.size()
    require(kind in KINDS, f"kind {kind} is unknown")
    require(mask < 1 << 17, "an operator has unknown bits")
    if KINDS[kind] in WINDOWED:
        struct.pack_into("<4H", record, 36, 1, 1, 1, 1)
    distances = [stream.size() for _ in range(stream.size())] if mask & INPUTS else [1]
    require(1 <= len(distances) <= 16, f"an operator has {len(distances)} inputs")
    require(all(1 <= distance <= len(values) for distance in distances), "an input does not exist")
    struct.pack_into(f"<{len(distances)}H", record, 28, *(len(values) - distance for distance in distances))
    encoding = stream.size(16) if mask & CONSTANTS else 0
    require(encoding & ~0x1F03 == 0, "constants are stored otherwise")
    first = values[len(values) - distances[0]]
    output = Tensor(0, *first.extents, 0, first.zero_point, first.rank, first.elements)
    start = read_values(stream, output, mask)
    read_extents(stream, output, mask)
    for group in range(5, 13):
        if mask & 1 << group:
            pair = stream.size(16), stream.size(16)
            struct.pack_into("<2H", record, 12 + 4 * group, *pair)
    if any(record[62:]):
        raise StricterError("the last group of a payload says how biases and multipliers are stored")
    low, high = (stream.number("b"), stream.number("b")) if mask & CLAMP else (-128, 127)
    struct.pack_into("<BBbb20sI", record, 0, kind, len(distances), low, high, output.packed(), start)
    struct.pack_into("<H", record, 62, encoding)
    return Operator(bytes(record), output)


def read_output(stream: Stream, values: int) -> Output:
    meaning = stream.number("B")
    if meaning < 255:
        return Output(values - 1, meaning, 0, 0, 1, 0)
    output = output_at(stream.bytes(16), 0, 0)
    if output.rule == 3:
        output.table = stream.at
        stream.bytes(512)
    return output
