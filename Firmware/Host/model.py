"""What the firmware's tools know of an .apus file: what `apus inspect` says of it."""

from __future__ import annotations

import json
import math
import pathlib
import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

from command_line import ToolError
from host import apus


class ModelError(ToolError):
    """`apus inspect` speaks of a model otherwise than these tools expect."""


def single(number: float) -> float:
    """The nearest number of single precision, in which `apus` computes."""
    nearest: float = struct.unpack("f", struct.pack("f", number))[0]
    return nearest


class Tensor(NamedTuple):
    """An input or an output of a model."""

    # Its name; of a single one "input" or "output".
    name: str
    shape: list[int]
    scale: float
    zero_point: int
    # int8, int16 or int32
    element: str

    @property
    def elements(self) -> int:
        return math.prod(self.shape)

    @property
    def byte_count(self) -> int:
        return self.elements * int(self.element.removeprefix("int")) // 8


class Output(NamedTuple):
    """What an output is, and what it means."""

    tensor: Tensor
    # logits, probabilities, independentProbabilities, probability or values
    meaning: str
    # When there is none of the classes: never, output, margin or sum; and what the rule compares with.
    rule: str
    number: int
    # What hosts divide logits by before they become probabilities.
    temperature: float = 1.0
    # Of the rule sum, what each score counts, from -128 on.
    table: Sequence[int] = ()


def _tensor(facts: dict[str, Any]) -> Tensor:
    return Tensor(facts["name"], facts["shape"], single(facts["scale"]), facts["zero_point"], facts["element"])


class Operator(NamedTuple):
    """An operator of a model."""

    name: str
    kind: str
    multiply_accumulates: int


class Parts(NamedTuple):
    """The parts of the runtime that a model needs."""

    # A bit for each kind of operator (OperatorKind in Sources/ApusModel).
    operators: int
    # A bit for each feature (ModelFeature in Sources/ApusModel).
    features: int


# All parts of the runtime.
ALL_PARTS = Parts(2**64 - 1, 2**32 - 1)


class KernelMemory(NamedTuple):
    """What a set of kernels needs of a microcontroller's memory to run a model."""

    # The arena: what was planned for the model, and scratch memory that has no room in it; and the records of the
    # compact form in front of it.
    arena_bytes: int
    # What apus_model_size of the C interface says: the arena, and the session in front of it.
    library_bytes: int


class Model:
    """A sound model. `apus` is asked once."""

    def __init__(self, path: str | pathlib.Path) -> None:
        self.path = str(path)
        facts = json.loads(apus("inspect", self.path, "--json"))
        try:
            self._read(facts)
        except (KeyError, TypeError) as error:
            raise ModelError(f"apus inspect {self.path} --json is of another version of the kit: {error!r}") from None
        self.data = pathlib.Path(path).read_bytes()
        # Rows of enrolled classes stand behind the file.
        if len(self.data) != facts["file_bytes"] and not facts.get("enrolled"):
            raise ModelError(f"{self.path}: the file has changed in the meantime")

    def _read(self, facts: dict[str, Any]) -> None:
        # The arena that was planned, on which portable operators run.
        self.arena_bytes: int = facts["arena_bytes"]
        self.parts = Parts(facts["operator_mask"], facts["feature_mask"])
        # Memory for the records of the compact form, in front of the arena.
        self.record_bytes: int = (facts["record_bytes"] + 15) & ~15
        self.inputs = [_tensor(tensor) for tensor in facts["inputs"]]
        self.outputs = [
            Output(
                _tensor(output["tensor"]),
                output["meaning"],
                output["rule"],
                output["number"],
                single(output["temperature"]),
                output.get("table") or (),
            )
            for output in facts["outputs"]
        ]
        self.input, self.output = self.inputs[0], self.outputs[0].tensor
        self.classes: list[str] = facts["classes"]
        # Whether the outputs are probabilities, and not the logits of these.
        self.gives_probabilities: bool = facts["gives_probabilities"]
        self.operators = [
            Operator(each["name"], each["kind"], each["multiply_accumulates"]) for each in facts["operators"]
        ]
        self.multiply_accumulates: int = facts["multiply_accumulates"]
        self._kernel_sets: dict[str, Any] = facts["kernel_sets"]

    def memory(self, kernels: str) -> KernelMemory:
        """What a set of kernels needs."""
        if kernels not in self._kernel_sets:
            raise ModelError(f"apus knows no kernels called {kernels}")
        facts = self._kernel_sets[kernels]
        return KernelMemory(self.record_bytes + facts["arena_bytes"], facts["library_bytes"])

    @property
    def input_bytes(self) -> int:
        """Bytes of all inputs together."""
        return sum(each.byte_count for each in self.inputs)

    @property
    def output_bytes(self) -> int:
        """Bytes of all outputs together."""
        return sum(each.tensor.byte_count for each in self.outputs)

    def class_name(self, index: int) -> str:
        """What an output is called: its class, or its number where the model has no names."""
        return self.classes[index] if self.classes else str(index)
