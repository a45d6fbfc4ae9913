"""Names, and what pixels become."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

from fields import FormatError, Stream, decoded, require
from records import Model, Output

NAME, INPUT, STATE, OUTPUT, PIXELS, CLASSES, OPERATORS = range(1, 8)


@dataclass
class Pixels:
    """How an image becomes an input."""

    encoding: str
    style: str
    fit: str
    order: str
    offsets: list[float]
    divisors: list[float]
    table: list[list[int]]
    """The integer of every pixel, of all channels or of each."""


@dataclass
class Metadata:
    name: str = ""
    inputs: dict[int, str] = dataclasses.field(default_factory=dict)
    states: dict[int, str] = dataclasses.field(default_factory=dict)
    outputs: dict[int, str] = dataclasses.field(default_factory=dict)
    pixels: dict[int, Pixels] = dataclasses.field(default_factory=dict)
    classes: dict[int, list[str]] = dataclasses.field(default_factory=dict)
    operators: list[str] | None = None


def check_output(model: Model, output: Output) -> None:
    """Refuses an output of which something impossible is said."""
    if model.version == 1:
        return
    value, rule, number = model.values[output.value], output.rule, output.number
    require(output.meaning <= 4 and rule <= 3, "an output's meaning or rule is unknown")
    require(output.meaning != 4 or value.count == 1, "one probability has several elements")
    require(rule == 0 or (value.elements == 0 and output.meaning in (1, 2, 3)), "a rule is not for such an output")
    possible = (
        -128 <= number <= 128 if output.meaning == 4 else number == 0,
        0 <= number < value.count,
        0 <= number <= 255,
        number >= 0 and value.count <= 1 << 15,
    )
    require(possible[rule], "the number of a rule is impossible")
    require(output.temperature > 0 and math.isfinite(output.temperature), "a temperature is not positive")
    if rule == 3:
        require(output.table + 512 <= model.constants[1], "the table of a rule does not end where it must")
    else:
        require(output.table == 0, "an output has a table without a rule")


def read_metadata(model: Model) -> Metadata:
    """The metadata of a checked model."""
    return read_first_version(model) if model.version == 1 else read_entries(model)


def read_entries(model: Model) -> Metadata:
    stream, result, last = Stream(model.data, model.metadata), Metadata(), (0, 0)
    counts = {INPUT: model.inputs, STATE: len(model.states), OUTPUT: len(model.outputs)}
    counts |= {PIXELS: counts[INPUT], CLASSES: counts[OUTPUT]}
    while stream.at < stream.limit:
        tag = stream.number("B")
        if tag == 0:
            require(not any(stream.data[stream.at :]), "bytes behind the metadata are not zero")
            break
        index = stream.number("B")
        require(tag <= OPERATORS, f"metadata of tag {tag} are unknown")
        require(last < (tag, index), "metadata are not in order")
        require(index < counts.get(tag, 1), "metadata belong to what is not there")
        last, size = (tag, index), stream.size()
        content = stream.bytes(size)
        part = Stream(content, 0)
        if tag in (NAME, INPUT, STATE, OUTPUT):
            require(size <= 255, "a name is longer than 255 bytes")
            name = decoded(content)
            if tag == NAME:
                result.name = name
            else:
                (result.inputs, result.states, result.outputs)[tag - INPUT][index] = name
        elif tag == PIXELS:
            result.pixels[index] = read_pixels(part, model.sources[index].channels)
        elif tag == CLASSES:
            output = model.outputs[index]
            count = 2 if output.meaning == 4 else model.values[output.value].count
            result.classes[index] = [part.text() for _ in range(count)]
        else:
            result.operators = [part.text() for _ in model.operators]
        require(tag < PIXELS or part.at == size, "an entry of the metadata is too long")
    return result


def read_pixels(stream: Stream, channels: int) -> Pixels:
    encoding, style, fit, order, scope = stream.bytes(5)
    require(encoding <= 2 and style <= 1 and fit <= 2 and order <= 1 and scope <= 7, "the pixels' rule is unknown")
    told = (channels if scope & 2 else 1) if scope & 1 else 0
    offsets = [stream.real() for _ in range(told)]
    divisors = [stream.real() for _ in range(told)]
    sound = all(map(math.isfinite, offsets + divisors)) and 0 not in divisors
    require(sound, "a pixel's offset or divisor is not finite, or is divided by zero")
    count = channels if scope & 4 else 1
    if encoding == 0:
        table = [[pixel - 128 for pixel in range(256)]]
    elif encoding == 1:
        shift = stream.number("B")
        require(shift <= 30, f"pixels are shifted by {shift} bits")
        table = []
        for _ in range(count):
            multiplier, addend = stream.number("i"), stream.number("i")
            require(255 * abs(multiplier) + abs(addend) < 1 << 31, "pixels leave 32 bits")
            table.append([min(max((pixel * multiplier + addend) >> shift, -128), 127) for pixel in range(256)])
    else:
        table = [[stream.number("b") for _ in range(256)] for _ in range(count)]
    return Pixels(
        ("shifted", "linear", "table")[encoding],
        ("photograph", "digit")[style],
        ("crop", "stretch", "pad")[fit],
        ("rgb", "bgr")[order],
        offsets,
        divisors,
        table,
    )


def read_first_version(model: Model) -> Metadata:
    """Strings, then a table."""
    style, flags = model.data[6:8]
    require(style <= 1 and flags <= 3, "flags are unknown")
    classes = int.from_bytes(model.data[22:24], "little")
    if classes not in (0, model.operators[-1].output.count):
        raise FormatError(f"there are {classes} names of classes")
    stream, result = Stream(model.data, model.metadata), Metadata()
    result.name = stream.text()
    if classes:
        result.classes[0] = [stream.text() for _ in range(classes)]
    if flags & 2:
        result.operators = [stream.text() for _ in model.operators]
    table = [[pixel - 128 for pixel in range(256)]]
    if flags & 1:
        table = [[stream.number("b") for _ in range(256)] for _ in range(model.sources[0].channels)]
    require(stream.at == stream.limit, "bytes follow the metadata")
    encoding = "table" if flags & 1 else "shifted"
    result.pixels[0] = Pixels(encoding, ("photograph", "digit")[style], "crop", "rgb", [], [], table)
    return result
