"""The full form of version 2, and version 1."""

from __future__ import annotations

import struct

from fields import UNIT, crc32c, require
from records import KINDS, Model, Operator, Output, Tensor

NOWHERE = 0xFFFFFFFF


def check_start(data: bytes) -> tuple[int, int, int]:
    """The version, the byte behind it and the bytes of a whole file, which rows of enrolled classes may follow."""
    require(len(data) >= 20 and data[:4] == b"APUS", "it is not an .apus file")
    version, form, size, checksum = struct.unpack_from("<HBxII", data, 4)
    require(version in (1, 2), f"version {version} is unknown")
    require(20 <= size <= len(data), f"{size} bytes expected, {len(data)} found")
    require(crc32c(data[:12] + bytes(4) + data[16:size]) == checksum, "the checksum is wrong")
    require(version == 1 or (form <= 1 and data[7] == 0), f"form {form} is unknown")
    return version, form, size


def operator_at(data: bytes, at: int) -> Operator:
    record = data[at : at + 64]
    require(record[0] in KINDS, f"kind {record[0]} is unknown")
    require(1 <= record[1] <= 16, f"an operator has {record[1]} inputs")
    return Operator(record, Tensor.at(record, 4))


def read_full(data: bytes, version: int) -> Model:
    """The records of a file whose start is checked."""
    require(len(data) >= 64 if version == 1 else len(data) >= 40, "the header does not end")
    arena, operators, classes, constants, size, metadata = struct.unpack_from("<IHHIII", data, 16)
    inputs, states, outputs, reserved = (1, 0, 0, 0) if version == 1 else data[36:40]
    require(version == 1 or (reserved == 0 and classes == 0), "reserved bytes are not zero")
    require(1 <= operators <= 4096, f"there are {operators} operators")
    require(inputs > 0 and (outputs > 0 or version == 1), "there is no input or no output")
    first = 40 + 24 * (inputs + states)
    last = first + 64 * operators + 16 * outputs + 2 * states
    require(last <= constants and constants % UNIT == 0, "the constants section is not behind the records")
    spare = 4 if version == 2 else 0
    require(constants + size + spare <= len(data), "the constants section does not end in the file")
    require(constants + size <= metadata <= len(data), "the metadata are not behind the constants")
    require(arena % UNIT == 0 and arena < 1 << 31, "the arena is no multiple of 16, or too large")
    places = range(40, first, 24)
    starts = [struct.unpack_from("<I", data, at + 20)[0] for at in places]
    require(not any(starts[:inputs]), "an input has starting values")
    records = [operator_at(data, first + 64 * index) for index in range(operators)]
    ends = [output_at(data, first + 64 * operators + 16 * index, constants) for index in range(outputs)]
    if version == 1:
        require(metadata % UNIT == 0, "the metadata are not aligned")
        meaning = 2 if records[-1].kind == "softmax" else 1
        ends = [Output(operators, meaning, 0, 0, 1, 0)]
    return Model(
        data,
        version,
        "full" if version == 2 else "version 1",
        arena,
        inputs,
        [Tensor.at(data, at) for at in places],
        [None if index < inputs or start == NOWHERE else constants + start for index, start in enumerate(starts)],
        records,
        ends,
        list(struct.unpack_from(f"<{states}H", data, last - 2 * states)),
        (constants, constants + size),
        metadata,
    )


def output_at(data: bytes, at: int, constants: int) -> Output:
    value, meaning, rule, number, temperature, table = struct.unpack_from("<HBBifI", data, at)
    return Output(value, meaning, rule, number, temperature, constants + table if rule == 3 else table)
