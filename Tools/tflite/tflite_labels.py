"""Models with metadata: names of classes in an archive that follows the network, and how pixels become inputs."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable, Sequence

import flatbuffers
import numpy as np
from tflite_writer import CODE, Writer, schema

# The schema's numbers (tensorflow/tflite-support, metadata_schema.fbs).
AXIS_LABELS, VALUE_LABELS, DESCRIPTIONS = 2, 3, 1
NORMALIZATION = 1


def vector(builder: flatbuffers.Builder, entries: Sequence[int]) -> int:
    """A vector of tables or texts."""
    builder.StartVector(4, len(entries), 4)
    for entry in reversed(entries):
        builder.PrependUOffsetTRelative(entry)
    return int(builder.EndVector())


def floats(builder: flatbuffers.Builder, values: Sequence[float]) -> int:
    builder.StartVector(4, len(values), 4)
    for value in reversed(values):
        builder.PrependFloat32(value)
    return int(builder.EndVector())


def table(builder: flatbuffers.Builder, slots: int, fields: dict[int, int], kinds: dict[int, int]) -> int:
    """A table of references and bytes, by slot."""
    builder.StartObject(slots)
    for slot, reference in fields.items():
        builder.PrependUOffsetTRelativeSlot(slot, reference, 0)
    for slot, kind in kinds.items():
        builder.PrependUint8Slot(slot, kind, 0)
    return int(builder.EndObject())


def metadata(files: Sequence[tuple[str, int]], mean: Sequence[float], deviation: Sequence[float]) -> bytes:
    """A ModelMetadata of one input and one output.
    - Parameters:
      - files: names and kinds of the files that the output names.
      - mean, deviation: what pixels are normalized by; nothing is said where they are empty."""
    builder = flatbuffers.Builder(512)
    entries = []
    for name, kind in files:
        entries.append(table(builder, 5, {0: builder.CreateString(name)}, {2: kind}))
    output = table(builder, 7, {6: vector(builder, entries)}, {})
    units = []
    if mean or deviation:
        options = table(builder, 2, {0: floats(builder, mean), 1: floats(builder, deviation)}, {})
        units.append(table(builder, 2, {1: options}, {0: NORMALIZATION}))
    given = table(builder, 7, {4: vector(builder, units)}, {})
    subgraph = table(builder, 10, {2: vector(builder, [given]), 3: vector(builder, [output])}, {})
    builder.Finish(table(builder, 8, {3: vector(builder, [subgraph])}, {}), b"M001")
    return bytes(builder.Output())


def network(code: int, outputs: int, content: bytes | None, real: bool = False) -> bytes:
    """One operator from as many inputs as outputs, with metadata."""
    writer = Writer(1, real)
    source = writer.tensor([1, outputs], (1 / 127.5, 0))
    options = schema.SoftmaxOptionsT() if code == CODE.SOFTMAX else None
    if options is not None:
        options.beta = 1.0
    result = writer.add(code, [source], [1, outputs], (1 / 256, -128), options, 2)
    entries = []
    if content is not None:
        entry = schema.MetadataT()
        entry.name, entry.buffer = "TFLITE_METADATA", len(writer.buffers)
        writer.buffers.append(content)
        entries.append(entry)
    return writer.bytes(source, result, entries)


def archive(model: bytes, files: dict[str, str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A model with an archive behind it, as tflite-support appends it."""
    whole = io.BytesIO(model)
    with zipfile.ZipFile(whole, "a", compression) as appended:
        for name, text in files.items():
            appended.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text, compression)
    return whole.getvalue()


def labeled() -> dict[str, str]:
    """The fixtures by what they are about."""
    labels = [("labels.txt", AXIS_LABELS)]
    halves = ([127.5], [127.5])
    flowers = {"labels.txt": "daisy\nrose\ntulip\n"}
    described = [("about.txt", DESCRIPTIONS), *labels]
    makers: dict[str, Callable[[], bytes]] = {
        "softmax": lambda: archive(network(CODE.SOFTMAX, 3, metadata(labels, *halves)), flowers),
        "stored": lambda: archive(
            network(CODE.SOFTMAX, 3, metadata(described, [1, 2, 3], [4, 5, 6])),
            {"about.txt": "flowers", **flowers},
            zipfile.ZIP_STORED,
        ),
        "float": lambda: archive(network(CODE.SOFTMAX, 3, metadata(labels, *halves), real=True), flowers),
        "binary": lambda: archive(
            network(CODE.LOGISTIC, 1, metadata([("names", VALUE_LABELS)], [], [])), {"names": "cat\r\ndog\r\n\r\n"}
        ),
        "too few": lambda: archive(network(CODE.SOFTMAX, 3, metadata(labels, *halves)), {"labels.txt": "daisy\nrose"}),
        "missing": lambda: archive(network(CODE.SOFTMAX, 3, metadata(labels, *halves)), {"other.txt": "daisy"}),
        "no archive": lambda: network(CODE.SOFTMAX, 3, metadata(labels, *halves)),
        "unfit": lambda: network(CODE.SOFTMAX, 3, metadata([], [1, 2], [3, 4])),
        "nothing said": lambda: network(CODE.SOFTMAX, 3, metadata([], [], [])),
        "no metadata": lambda: network(CODE.SOFTMAX, 3, None),
        "other schema": lambda: network(CODE.SOFTMAX, 3, np.arange(64, dtype=np.uint8).tobytes()),
    }
    return {name: base64.b64encode(make()).decode() for name, make in makers.items()}
