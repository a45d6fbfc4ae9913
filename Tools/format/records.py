"""What all forms say: values, operators, outputs, states."""

from __future__ import annotations

import dataclasses
import struct
from dataclasses import dataclass

KINDS = {
    1: "convolution",
    2: "depthwiseConvolution",
    3: "dense",
    4: "maxPool",
    5: "averagePool",
    6: "globalAveragePool",
    7: "add",
    8: "rescale",
    9: "leakyReLU",
    10: "softmax",
    11: "concatenate",
    12: "pad",
    13: "view",
    14: "multiply",
    15: "subtract",
    16: "lookup",
    17: "transposedConvolution",
    18: "resizeNearest",
    19: "resizeBilinear",
    20: "slice",
    21: "transpose",
    22: "maximum",
    23: "minimum",
    24: "requantize",
    25: "wideAdd",
    26: "argMax",
    27: "enrolled",
    28: "reduceSum",
    29: "reduceMaximum",
    30: "reduceMinimum",
    31: "divide",
    32: "squaredDifference",
    33: "prelu",
    34: "matrixProduct",
    35: "logSoftmax",
    36: "l2Normalization",
    37: "gather",
    38: "wideConvolution",
    39: "embedding",
    40: "wideTransposedConvolution",
    41: "wideLeakyReLU",
    42: "wideSubtract",
    43: "wideMultiply",
    44: "wideMaxPool",
    45: "wideAveragePool",
    46: "wideSigmoid",
    47: "wideTanh",
    48: "zeros",
    49: "lstm",
    50: "gru",
    51: "simpleRNN",
    52: "svdf",
    53: "wideReduceSum",
    54: "wideMaximum",
    55: "wideMinimum",
    56: "wideSoftmax",
}
# Rows of a recurrent layer for each unit.
GATES = {"lstm": 4, "gru": 3, "simpleRNN": 1}
LAYERS = ("convolution", "depthwiseConvolution", "dense", "transposedConvolution")
WIDE_POOLS = ("wideMaxPool", "wideAveragePool")
POOLS = ("maxPool", "averagePool", *WIDE_POOLS)
PAIRS = ("add", "subtract", "multiply", "maximum", "minimum", "divide", "squaredDifference", "prelu")
REDUCTIONS = ("reduceSum", "wideReduceSum", "reduceMaximum", "reduceMinimum")
WIDE_FUNCTIONS = ("wideSigmoid", "wideTanh")
WIDE_EXTREMA = ("wideMaximum", "wideMinimum")
WIDE_LAYERS = ("wideConvolution", "wideTransposedConvolution")
WINDOWED = (*LAYERS[:2], LAYERS[3], *POOLS, *WIDE_LAYERS)


@dataclass
class Tensor:
    """A value: where it lies in the arena, its extents, what its integers stand for."""

    offset: int
    height: int
    width: int
    channels: int
    scale: float
    zero_point: int
    rank: int
    elements: int
    reserved: int = 0

    @staticmethod
    def at(data: bytes, start: int) -> Tensor:
        return Tensor(*struct.unpack_from("<IHHIfbBBB", data, start))

    def packed(self) -> bytes:
        return struct.pack("<IHHIfbBBB", *dataclasses.astuple(self))

    @property
    def extents(self) -> tuple[int, int, int]:
        return self.height, self.width, self.channels

    @property
    def count(self) -> int:
        return self.height * self.width * self.channels

    @property
    def size(self) -> int:
        """Bytes."""
        return self.count << self.elements

    @property
    def end(self) -> int:
        return self.offset + self.size

    @property
    def largest(self) -> int:
        """The largest |x - zero point|."""
        if self.elements:
            return 1 << 15
        return max(self.zero_point + 128, 127 - self.zero_point)

    def meets(self, other: Tensor) -> bool:
        """Whether they have bytes in common."""
        return self.offset < other.end and other.offset < self.end


@dataclass
class Window:
    kernel: tuple[int, int]
    stride: tuple[int, int]
    dilation: tuple[int, int]
    padding: tuple[int, int]


@dataclass
class Operator:
    """An operator's record of 64 bytes, whichever form it comes from, and its output."""

    record: bytes
    output: Tensor

    @property
    def kind(self) -> str:
        return KINDS[self.record[0]]

    @property
    def clamp(self) -> tuple[int, int]:
        low, high = struct.unpack_from("<bb", self.record, 2)
        return low, high

    @property
    def inputs(self) -> tuple[int, ...]:
        return struct.unpack_from(f"<{self.record[1]}H", self.record, 28)

    @property
    def constants(self) -> int:
        """Where they start."""
        return self.numbers("I", 24)[0]

    @property
    def window(self) -> Window:
        kh, kw, sh, sw, dh, dw, top, left = self.numbers("8H", 32)
        return Window((kh, kw), (sh, sw), (dh, dw), (top, left))

    @property
    def constant_operand(self) -> int:
        """0 none, 1 the first, 2 the second."""
        return self.record[47] if self.kind in PAIRS else 0

    @property
    def constant_extents(self) -> tuple[int, ...]:
        """Of the constant operand."""
        return tuple(n if self.record[49] >> axis & 1 else 1 for axis, n in enumerate(self.output.extents))

    def numbers(self, form: str, at: int) -> tuple[int, ...]:
        return struct.unpack_from("<" + form, self.record, at)


@dataclass
class Output:
    value: int
    meaning: int
    rule: int
    number: int
    temperature: float
    table: int
    """Where the table of rule 3 starts in the file."""


@dataclass
class Constants:
    """What an operator has: a layer all four, others weights (a table, an operand's elements) alone."""

    biases: list[int]
    multipliers: list[int]
    shifts: list[int]
    weights: list[int]
    size: int
    """Bytes that they take in the file."""


@dataclass
class Model:
    """A file, read and not yet checked."""

    data: bytes
    version: int
    form: str
    arena: int
    inputs: int
    sources: list[Tensor]
    """Inputs, then states."""
    starting: list[int | None]
    """Of each source, where its starting values are in the file."""
    operators: list[Operator]
    outputs: list[Output]
    updates: list[int]
    constants: tuple[int, int]
    """Where they are in the file: first byte, and the one behind the last."""
    metadata: int
    enrolled: list[str] = dataclasses.field(default_factory=list)
    """Names of the classes whose rows are behind the file."""

    @property
    def values(self) -> list[Tensor]:
        return self.sources + [operator.output for operator in self.operators]

    @property
    def states(self) -> list[Tensor]:
        return self.sources[self.inputs :]

    @property
    def is_compact(self) -> bool:
        return self.form == "compact"
