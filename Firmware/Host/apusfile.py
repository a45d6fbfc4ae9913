"""What the firmware's tools read of an .apus file (Sources/ApusModel/FORMAT.md). Length and checksum are checked here,
all else by the reader in the firmware."""
import struct
import typing

KINDS = {1: "convolution", 2: "depthwiseConvolution", 3: "dense", 4: "maxPool", 5: "averagePool",
         6: "globalAveragePool", 7: "add", 8: "rescale", 9: "leakyReLU", 10: "softmax", 11: "concatenate",
         12: "pad", 13: "view", 14: "multiply", 15: "subtract", 16: "lookup", 17: "transposedConvolution",
         18: "resizeNearest", 19: "resizeBilinear", 20: "slice", 21: "transpose"}
HEADER, RECORD, TENSOR = 64, 64, 40


class ModelError(Exception):
    """Not a file that firmware can be made of."""


def crc32c(data):
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    state = 0xFFFFFFFF
    for byte in data:
        state = state >> 8 ^ table[(state ^ byte) & 255]
    return state ^ 0xFFFFFFFF


def with_checksum(data):
    """The same file with the checksum that belongs to it."""
    return data[:12] + struct.pack("<I", crc32c(data[:12] + bytes(4) + data[16:])) + data[16:]


class Tensor:
    def __init__(self, data, at):
        self.offset, self.height, self.width, self.channels, self.scale, self.zero = \
            struct.unpack_from("<IHHIfb", data, at)
        self.count = self.height * self.width * self.channels


class Window(typing.NamedTuple):
    height: int
    width: int
    stride_height: int
    stride_width: int
    dilation_height: int
    dilation_width: int
    top: int
    left: int


class Model:
    def __init__(self, path):
        self.path = path
        with open(path, "rb") as file:
            self.data = data = file.read()
        if len(data) < HEADER or data[:4] != b"APUS":
            raise ModelError(f"{path}: this is not an .apus model")
        if struct.unpack_from("<I", data, 8)[0] != len(data) or with_checksum(data) != data:
            raise ModelError(f"{path}: the model is cut off or damaged: its length or checksum is wrong")
        self.arena_bytes, self.operator_count, self.class_count = struct.unpack_from("<IHH", data, 16)
        self.metadata, = struct.unpack_from("<I", data, 32)
        if HEADER + RECORD * self.operator_count > len(data):
            raise ModelError(f"{path}: the model is cut off")
        self.values = [Tensor(data, TENSOR)]
        self.kinds = []
        for index in range(self.operator_count):
            at = HEADER + RECORD * index
            if data[at] not in KINDS:
                raise ModelError(f"{path}: operator {index} is of kind {data[at]}, for which there is no kernel")
            self.kinds.append(KINDS[data[at]])
            self.values.append(Tensor(data, at + 4))
        self.input, self.output = self.values[0], self.values[-1]

    @property
    def mask(self):
        """A bit for each kind of operator that the model has."""
        return sum({1 << kind for kind, name in KINDS.items() if name in self.kinds})

    def inputs(self, index):
        """Which values an operator takes: 0 is the model's input, k what operator k - 1 makes."""
        at = HEADER + RECORD * index
        return struct.unpack_from(f"<{self.data[at + 1]}H", self.data, at + 28)

    def window(self, index):
        return Window(*struct.unpack_from("<8H", self.data, HEADER + RECORD * index + 32))

    def window_area(self, index):
        return self.window(index).height * self.window(index).width

    def groups(self, index):
        return struct.unpack_from("<H", self.data, HEADER + RECORD * index + 48)[0]

    def string(self, index):
        at = self.metadata
        for _ in range(index):
            at += 1 + self.data[at]
        return self.data[at + 1:at + 1 + self.data[at]].decode()

    def class_name(self, index):
        return self.string(1 + index) if self.class_count else str(index)

    def operator_name(self, index):
        return self.string(1 + self.class_count + index) if self.data[7] & 2 else str(index)

    @property
    def multiply_accumulates(self):
        return sum(map(self.operator_multiply_accumulates, range(self.operator_count)))

    def operator_multiply_accumulates(self, index):
        source, made, area = self.values[self.inputs(index)[0]], self.values[index + 1], self.window_area(index)
        return {"convolution": lambda: made.count * area * source.channels // self.groups(index),
                "depthwiseConvolution": lambda: made.count * area,
                "dense": lambda: made.count * source.count,
                "transposedConvolution": lambda: source.count * area * made.channels,
                }.get(self.kinds[index], lambda: 0)()

    def echo(self):
        """An .apus file that answers with its input: a single view. Run on images, it says what this model sees."""
        pixels = 256 * self.input.channels if self.data[7] & 1 else 0
        name = b"\x04echo"
        table = self.data[len(self.data) - pixels:] if pixels else b""
        record = struct.pack("<BBbb", 13, 1, -128, 127) + self.data[TENSOR:TENSOR + 20]
        record = record.ljust(RECORD, b"\0")
        arena = self.input.offset + (self.input.count + 15) // 16 * 16
        size = HEADER + RECORD + len(name) + len(table)
        header = b"APUS" + struct.pack("<HBBIIIHHIII", 1, self.data[6], self.data[7] & 1, size, 0, arena, 1, 0,
                                       HEADER + RECORD, 0, HEADER + RECORD) + bytes(4)
        header += self.data[TENSOR:TENSOR + 20] + bytes(4)
        return with_checksum(header + record + name + table)
