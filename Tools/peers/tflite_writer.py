"""Builds .tflite files, operator by operator; check-tflite and bench-peers use it."""

import flatbuffers
import numpy as np

try:
    from tflite_micro.tensorflow.lite.micro.python import schema_py_generated as schema
except ImportError:
    from ai_edge_litert import schema_py_generated as schema

CODE, TYPE = schema.BuiltinOperator, schema.TensorType


class Writer:
    """A model under construction; tensors are known by number, and what is computed is int8 unless told otherwise."""

    def __init__(self, seed, real=False):
        """With `real`, the same networks in float32."""
        self.real = real
        self.random = np.random.default_rng(seed)
        self.tensors, self.buffers, self.operators, self.codes = [], [b""], [], []
        self.subgraphs = 1
        # What answers in place of TFLite Micro where that lacks something.
        self.reference = None

    def integer(self, low, high):
        return int(self.random.integers(low, high + 1))

    def choice(self, *values):
        return values[self.integer(0, len(values) - 1)]

    def scale(self, low=0.004, high=0.2):
        return float(np.float32(np.exp(self.random.uniform(np.log(low), np.log(high)))))

    def quantization(self):
        return self.scale(), self.choice(-128, 127, 0, self.integer(-128, 127), self.integer(-40, 40))

    def tensor(self, shape, quantization=None, kind=TYPE.INT8, data=None, axis=0):
        if self.real and kind == TYPE.INT8:
            quantization, kind = None, TYPE.FLOAT32
        tensor = schema.TensorT()
        tensor.shape, tensor.type, tensor.buffer = list(shape), kind, 0
        tensor.name = f"t{len(self.tensors)}"
        if data is not None:
            tensor.buffer = len(self.buffers)
            self.buffers.append(np.ascontiguousarray(data).tobytes())
        if quantization is not None:
            scales = [float(s) for s in np.atleast_1d(np.float32(quantization[0]))]
            tensor.quantization = schema.QuantizationParametersT()
            tensor.quantization.scale = scales
            tensor.quantization.zeroPoint = [int(quantization[1])] * len(scales)
            tensor.quantization.quantizedDimension = axis
        self.tensors.append(tensor)
        return len(self.tensors) - 1

    def constant(self, values, kind=TYPE.INT32):
        return self.tensor(np.shape(values), None, kind, np.array(values, {2: np.int32, 0: np.float32}[kind]))

    def shape(self, tensor):
        return list(self.tensors[tensor].shape)

    def quantized(self, tensor):
        if self.real:
            return 1, 0
        parameters = self.tensors[tensor].quantization
        return parameters.scale[0], parameters.zeroPoint[0]

    def feature_map(self, channels=None):
        shape = [1, self.integer(1, 9), self.integer(1, 9), channels or self.integer(1, 10)]
        return self.tensor(shape, self.quantization())

    def add(self, code, inputs, shape, quantization, options=None, version=1, kind=TYPE.INT8, custom=None):
        """Adds an operator; its output, or the list of its outputs where `shape` is a list of shapes."""
        several = len(shape) > 0 and isinstance(shape[0], list)
        outputs = [self.tensor(each, quantization, kind) for each in (shape if several else [shape])]
        entry = schema.OperatorCodeT()
        entry.builtinCode, entry.version = code, version
        entry.deprecatedBuiltinCode, entry.customCode = min(code, 127), custom
        self.codes.append(entry)
        operator = schema.OperatorT()
        operator.opcodeIndex, operator.inputs, operator.outputs = len(self.codes) - 1, inputs, outputs
        if options is not None:
            operator.builtinOptions = options
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, type(options).__name__[:-1])
        self.operators.append(operator)
        return outputs if several else outputs[0]

    def bytes(self, source, output):
        graph = schema.SubGraphT()
        graph.tensors, graph.operators = self.tensors, self.operators
        graph.inputs, graph.outputs = [source], [output]
        model = schema.ModelT()
        model.version, model.subgraphs = 3, [graph] * self.subgraphs
        model.operatorCodes, model.buffers = self.codes, []
        for data in self.buffers:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(data, dtype=np.uint8) if data else None
            model.buffers.append(buffer)
        file = flatbuffers.Builder(1024)
        file.Finish(model.Pack(file), b"TFL3")
        return bytes(file.Output())
