"""Random int8 operators, and what TFLite Micro's reference kernels answer."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import flatbuffers
import numpy as np
from tflite_micro import runtime
from tflite_writer import schema

Choice = TypeVar("Choice")
# What a test reads of a case, or of one of its values.
Facts = dict[str, Any]


def text(array: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


class Builder:
    """A model of one operator."""

    def __init__(self) -> None:
        self.buffers = [b""]
        self.tensors: list[Any] = []

    def tensor(
        self,
        shape: Sequence[int],
        scale: Any = None,
        zero: int = 0,
        kind: int = schema.TensorType.INT8,
        data: np.ndarray | None = None,
        axis: int = 0,
    ) -> int:
        tensor = schema.TensorT()
        tensor.shape, tensor.type, tensor.buffer = list(shape), kind, 0
        if data is not None:
            tensor.buffer = len(self.buffers)
            self.buffers.append(np.ascontiguousarray(data).tobytes())
        if scale is not None:
            scales = [float(s) for s in np.atleast_1d(np.float32(scale))]
            tensor.quantization = schema.QuantizationParametersT()
            tensor.quantization.scale = scales
            tensor.quantization.zeroPoint = [int(zero)] * len(scales)
            tensor.quantization.quantizedDimension = axis
        self.tensors.append(tensor)
        return len(self.tensors) - 1

    def run(
        self,
        code: int,
        options: Any,
        kind: int,
        inputs: list[int],
        output: int,
        runtime_inputs: list[int],
        arrays: list[np.ndarray],
        version: int = 1,
    ) -> np.ndarray:
        operator = schema.OperatorT()
        operator.opcodeIndex, operator.inputs, operator.outputs = 0, inputs, [output]
        operator.builtinOptions, operator.builtinOptionsType = options, kind
        opcode = schema.OperatorCodeT()
        opcode.builtinCode, opcode.version = code, version
        opcode.deprecatedBuiltinCode = min(code, 127)
        graph = schema.SubGraphT()
        graph.tensors, graph.operators = self.tensors, [operator]
        graph.inputs, graph.outputs = runtime_inputs, [output]
        model = schema.ModelT()
        model.version, model.subgraphs, model.operatorCodes = 3, [graph], [opcode]
        model.buffers = []
        for data in self.buffers:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(data, dtype=np.uint8) if data else None
            model.buffers.append(buffer)
        file = flatbuffers.Builder(1024)
        file.Finish(model.Pack(file), b"TFL3")
        interpreter = runtime.Interpreter.from_bytes(bytes(file.Output()), arena_size=1 << 20)
        for index, array in enumerate(arrays):
            interpreter.set_input(array, index)
        interpreter.invoke()
        return np.array(interpreter.get_output(0))


ACTIVATIONS = {
    "none": schema.ActivationFunctionType.NONE,
    "relu": schema.ActivationFunctionType.RELU,
    "relu6": schema.ActivationFunctionType.RELU6,
}


class Cases:
    def __init__(self, seed: int | Sequence[int]) -> None:
        self.random = np.random.default_rng(seed)

    def integer(self, low: int, high: int) -> int:
        return int(self.random.integers(low, high + 1))

    def choice(self, *values: Choice) -> Choice:
        return values[self.integer(0, len(values) - 1)]

    def scale(self, low: float = 0.004, high: float = 0.2) -> float:
        return float(np.float32(np.exp(self.random.uniform(np.log(low), np.log(high)))))

    def zero(self) -> int:
        return self.choice(-128, 127, 0, self.integer(-128, 127), self.integer(-40, 40))

    def int8(self, shape: Sequence[int], low: int = -128) -> np.ndarray:
        values = self.random.integers(low, 128, size=shape).astype(np.int8)
        if self.integer(0, 4) == 0:
            values = np.where(self.random.random(shape) < 0.5, values, self.choice(-127, 127)).astype(np.int8)
        return values

    def quantization(self, **scales: float) -> Facts:
        return {"scale": self.scale(**scales), "zeroPoint": self.zero()}

    def value(self, shape: Sequence[int], **scales: float) -> Facts:
        return {"shape": list(shape), **self.quantization(**scales)}

    def window(self, height: int, width: int, dilation: bool = True) -> tuple[Facts, list[int]]:
        """A window and its TFLite options; SAME or VALID, as TFLite has them."""
        while True:
            kernel = [self.integer(1, 5), self.integer(1, 5)]
            stride = [self.integer(1, 3), self.integer(1, 3)]
            dilations = [1, 1]
            if dilation and self.integer(0, 3) == 0:
                dilations = [self.integer(1, 3), self.integer(1, 3)]
            same = bool(self.integer(0, 1))
            span = [(k - 1) * d + 1 for k, d in zip(kernel, dilations)]
            if same:
                size = [-(-height // stride[0]), -(-width // stride[1])]
            else:
                if span[0] > height or span[1] > width:
                    continue
                size = [(height - span[0]) // stride[0] + 1, (width - span[1]) // stride[1] + 1]
            return {"kernel": kernel, "stride": stride, "dilation": dilations, "same": same}, size

    def weights(
        self, shape: Sequence[int], fan: int, input_scale: float, output_scale: float, channels: int, per_tensor: bool
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Weights, their scales and a bias for which outputs spread over int8."""
        values = self.int8(shape, low=-127)
        # Accumulators of about 74 · 74 · sqrt(fan) should become about 25.
        target = output_scale * 25 / (input_scale * 5500 * np.sqrt(fan))
        count = 1 if per_tensor else channels
        scales = np.asarray(target * np.exp(self.random.uniform(-1.5, 1.5, count)), np.float32)
        bias = self.random.integers(-20000, 20000, channels).astype(np.int32)
        return values, scales, bias

    def layer(
        self,
        case: Facts,
        builder: Builder,
        input_value: Facts,
        weight_shape: Sequence[int],
        channels: int,
        fan: int,
        axis: int,
        per_tensor: bool = False,
    ) -> tuple[int, int]:
        values, scales, bias = self.weights(
            weight_shape, fan, input_value["scale"], case["output"]["scale"], channels, per_tensor
        )
        case["weightScales"] = [float(s) for s in scales]
        case["weights"], case["bias"] = text(values), text(bias)
        weight = builder.tensor(weight_shape, scales, data=values, axis=axis)
        bias_scale = np.float32(input_value["scale"]) * scales
        offset = builder.tensor([channels], bias_scale, kind=schema.TensorType.INT32, data=bias)
        return weight, offset

    def start(self, *input_values: Facts) -> tuple[Builder, list[np.ndarray], list[int]]:
        builder = Builder()
        arrays = [self.int8([1] + v["shape"]) for v in input_values]
        tensors = [builder.tensor([1] + v["shape"], v["scale"], v["zeroPoint"]) for v in input_values]
        return builder, arrays, tensors

    def finish(
        self,
        case: Facts,
        builder: Builder,
        arrays: list[np.ndarray],
        code: int,
        options: Any,
        kind: int,
        inputs: list[int],
        runtime_inputs: list[int],
        version: int = 1,
    ) -> Facts:
        output = case["output"]
        tensor = builder.tensor([1] + output["shape"], output["scale"], output["zeroPoint"])
        answer = builder.run(code, options, kind, inputs, tensor, runtime_inputs, arrays, version)
        case["inputData"], case["outputData"] = [text(a) for a in arrays], text(answer)
        return case

    def window_options(self, options: Any, window: Facts, dilation: bool = True) -> None:
        options.padding = schema.Padding.SAME if window["same"] else schema.Padding.VALID
        options.strideH, options.strideW = window["stride"]
        if dilation:
            options.dilationHFactor, options.dilationWFactor = window["dilation"]

    def convolution(self) -> Facts:
        groups = self.choice(1, 1, 1, 2, 3)
        channels = groups * self.integer(1, 6 if groups == 1 else 3)
        if self.integer(0, 9) == 0:
            channels = groups * 24
        outputs = groups * self.integer(1, 7 if groups == 1 else 3)
        height, width = self.integer(3, 9), self.integer(3, 9)
        window, size = self.window(height, width)
        value = self.value([height, width, channels])
        activation = self.choice("none", "relu", "relu6")
        case = {
            "inputs": [value],
            "output": self.value(size + [outputs]),
            "window": window,
            "groups": groups,
            "activation": activation,
        }
        builder, arrays, tensors = self.start(value)
        shape = [outputs] + window["kernel"] + [channels // groups]
        fan = shape[1] * shape[2] * shape[3]
        weight, bias = self.layer(case, builder, value, shape, outputs, fan, 0, self.integer(0, 5) == 0)
        options = schema.Conv2DOptionsT()
        self.window_options(options, window)
        options.fusedActivationFunction = ACTIVATIONS[activation]
        return self.finish(
            case,
            builder,
            arrays,
            schema.BuiltinOperator.CONV_2D,
            options,
            schema.BuiltinOptions.Conv2DOptions,
            [tensors[0], weight, bias],
            tensors,
            3,
        )

    def depthwise_convolution(self) -> Facts:
        channels, multiplier = self.integer(1, 9), self.choice(1, 1, 2, 3)
        if self.integer(0, 9) == 0:
            channels = 40
        height, width = self.integer(3, 9), self.integer(3, 9)
        window, size = self.window(height, width)
        outputs = channels * multiplier
        value = self.value([height, width, channels])
        activation = self.choice("none", "relu", "relu6")
        case = {
            "inputs": [value],
            "output": self.value(size + [outputs]),
            "window": window,
            "multiplier": multiplier,
            "activation": activation,
        }
        builder, arrays, tensors = self.start(value)
        shape = [1] + window["kernel"] + [outputs]
        fan = shape[1] * shape[2]
        weight, bias = self.layer(case, builder, value, shape, outputs, fan, 3)
        options = schema.DepthwiseConv2DOptionsT()
        self.window_options(options, window)
        options.depthMultiplier = multiplier
        options.fusedActivationFunction = ACTIVATIONS[activation]
        return self.finish(
            case,
            builder,
            arrays,
            schema.BuiltinOperator.DEPTHWISE_CONV_2D,
            options,
            schema.BuiltinOptions.DepthwiseConv2DOptions,
            [tensors[0], weight, bias],
            tensors,
            3,
        )

    def dense(self) -> Facts:
        features, outputs = self.integer(1, 60), self.integer(1, 9)
        value = self.value([features])
        activation = self.choice("none", "relu", "relu6")
        case = {"inputs": [value], "output": self.value([outputs]), "activation": activation}
        builder, arrays, tensors = self.start(value)
        per_tensor = bool(self.integer(0, 1))
        weight, bias = self.layer(case, builder, value, [outputs, features], outputs, features, 0, per_tensor)
        options = schema.FullyConnectedOptionsT()
        options.fusedActivationFunction = ACTIVATIONS[activation]
        return self.finish(
            case,
            builder,
            arrays,
            schema.BuiltinOperator.FULLY_CONNECTED,
            options,
            schema.BuiltinOptions.FullyConnectedOptions,
            [tensors[0], weight, bias],
            tensors,
            4,
        )

    def pool(self, code: int) -> Facts:
        height, width, channels = self.integer(2, 10), self.integer(2, 10), self.integer(1, 40)
        window, size = self.window(height, width, dilation=False)
        value = self.value([height, width, channels])
        activation = self.choice("none", "none", "relu", "relu6")
        output = {**value, "shape": size + [channels]}
        case = {"inputs": [value], "output": output, "window": window, "activation": activation}
        builder, arrays, tensors = self.start(value)
        options = schema.Pool2DOptionsT()
        self.window_options(options, window, dilation=False)
        options.filterHeight, options.filterWidth = window["kernel"]
        options.fusedActivationFunction = ACTIVATIONS[activation]
        return self.finish(
            case, builder, arrays, code, options, schema.BuiltinOptions.Pool2DOptions, tensors, tensors, 2
        )

    def max_pool(self) -> Facts:
        return self.pool(schema.BuiltinOperator.MAX_POOL_2D)

    def average_pool(self) -> Facts:
        return self.pool(schema.BuiltinOperator.AVERAGE_POOL_2D)

    def global_average_pool(self) -> Facts:
        value = self.value([self.integer(1, 9), self.integer(1, 9), self.integer(1, 40)])
        output = self.choice({**value}, self.value([], low=0.01, high=0.05))
        output["shape"] = [value["shape"][2]]
        case = {"inputs": [value], "output": output}
        builder, arrays, tensors = self.start(value)
        axes = builder.tensor([2], kind=schema.TensorType.INT32, data=np.array([1, 2], np.int32))
        options = schema.ReducerOptionsT()
        options.keepDims = False
        return self.finish(
            case,
            builder,
            arrays,
            schema.BuiltinOperator.MEAN,
            options,
            schema.BuiltinOptions.ReducerOptions,
            tensors + [axes],
            tensors,
            2,
        )

    def add(self) -> Facts:
        shape = [self.integer(1, 6), self.integer(1, 6), self.integer(1, 9)]
        first, second = self.value(shape), self.value(shape)
        activation = self.choice("none", "relu", "relu6")
        case = {"inputs": [first, second], "output": self.value(shape), "activation": activation}
        builder, arrays, tensors = self.start(first, second)
        options = schema.AddOptionsT()
        options.fusedActivationFunction = ACTIVATIONS[activation]
        return self.finish(
            case,
            builder,
            arrays,
            schema.BuiltinOperator.ADD,
            options,
            schema.BuiltinOptions.AddOptions,
            tensors,
            tensors,
            2,
        )

    def pair(self, code: int, options: Any, kind: int) -> Facts:
        """Two values whose extents are whole or 1, or a value and a constant; a value takes the model's input."""
        shape = [self.integer(1, 6), self.integer(1, 6), self.integer(1, 9)]
        first, second = self.value(shape), self.value(shape)
        form = self.choice("plain", "plain", "first", "second")
        if form != "plain":
            small = self.choice([1, 1, shape[2]], [1, 1, 1], [shape[0], 1, shape[2]], [1, shape[1], 1], shape)
            (first if form == "first" else second)["shape"] = small
        activation = self.choice("none", "relu", "relu6")
        case: Facts = {"inputs": [first, second], "output": self.value(shape), "activation": activation}
        builder = Builder()
        arrays = [self.int8([1] + v["shape"]) for v in (first, second)]
        data: list[np.ndarray | None] = [
            arrays[0] if form == "first" else None,
            arrays[1] if form == "second" else None,
        ]
        tensors = [
            builder.tensor([1] + v["shape"], v["scale"], v["zeroPoint"], data=d) for v, d in zip((first, second), data)
        ]
        if form != "plain":
            place = ["first", "second"].index(form)
            case["constant"] = {"isFirst": place == 0, "data": text(arrays[place]), **case["inputs"].pop(place)}
            arrays.pop(place)
        options.fusedActivationFunction = ACTIVATIONS[activation]
        values = [t for t, d in zip(tensors, data) if d is None]
        return self.finish(case, builder, arrays, code, options, kind, tensors, values, 2)

    def subtract(self) -> Facts:
        return self.pair(schema.BuiltinOperator.SUB, schema.SubOptionsT(), schema.BuiltinOptions.SubOptions)

    def multiply(self) -> Facts:
        return self.pair(schema.BuiltinOperator.MUL, schema.MulOptionsT(), schema.BuiltinOptions.MulOptions)

    def add_constant(self) -> Facts:
        while "constant" not in (
            case := self.pair(schema.BuiltinOperator.ADD, schema.AddOptionsT(), schema.BuiltinOptions.AddOptions)
        ):
            pass
        return case

    def sigmoid(self) -> Facts:
        value = self.value([self.integer(1, 6), self.integer(1, 6), self.integer(1, 9)], low=0.001, high=1)
        case = {"inputs": [value], "output": {**value, "scale": 1 / 256, "zeroPoint": -128}}
        builder, arrays, tensors = self.start(value)
        return self.finish(case, builder, arrays, schema.BuiltinOperator.LOGISTIC, None, 0, tensors, tensors, 2)

    def hard_swish(self) -> Facts:
        return self.elementwise(schema.BuiltinOperator.HARD_SWISH)

    def elementwise(
        self, code: int, output: Facts | None = None, options: Any = None, kind: int = 0, extra: Facts | None = None
    ) -> Facts:
        value = self.value([self.integer(1, 6), self.integer(1, 6), self.integer(1, 9)])
        output = self.value([]) if output is None else {**value, **output}
        output["shape"] = value["shape"]
        case = {"inputs": [value], "output": output, **(extra or {})}
        builder, arrays, tensors = self.start(value)
        version = 1 if code == schema.BuiltinOperator.HARD_SWISH else 2
        return self.finish(case, builder, arrays, code, options, kind, tensors, tensors, version)

    def relu(self) -> Facts:
        return self.elementwise(schema.BuiltinOperator.RELU)

    def relu6(self) -> Facts:
        return self.elementwise(schema.BuiltinOperator.RELU6, output={})

    def leaky_re_lu(self) -> Facts:
        slope = float(np.float32(self.choice(0.0, 0.01, 0.1, 0.3, 1.0)))
        options = schema.LeakyReluOptionsT()
        options.alpha = slope
        return self.elementwise(
            schema.BuiltinOperator.LEAKY_RELU,
            options=options,
            kind=schema.BuiltinOptions.LeakyReluOptions,
            extra={"slope": slope},
        )

    def softmax(self) -> Facts:
        shape = (
            [self.integer(2, 60)]
            if self.integer(0, 1)
            else [self.integer(1, 3), self.integer(1, 4), self.integer(1, 12)]
        )
        value = self.value(shape, low=0.001, high=1)
        output = {"shape": shape, "scale": 1 / 256, "zeroPoint": -128}
        case = {"inputs": [value], "output": output}
        builder, arrays, tensors = self.start(value)
        options = schema.SoftmaxOptionsT()
        options.beta = 1.0
        return self.finish(
            case,
            builder,
            arrays,
            schema.BuiltinOperator.SOFTMAX,
            options,
            schema.BuiltinOptions.SoftmaxOptions,
            tensors,
            tensors,
            2,
        )

    def concatenate(self) -> Facts:
        height, width, parts = self.integer(1, 5), self.integer(1, 5), self.integer(2, 5)
        first = self.value([height, width, self.integer(1, 9)])
        values = [first] + [{**first, "shape": [height, width, self.integer(1, 9)]} for _ in range(parts - 1)]
        channels = sum(v["shape"][2] for v in values)
        case = {"inputs": values, "output": {**first, "shape": [height, width, channels]}}
        builder, arrays, tensors = self.start(*values)
        options = schema.ConcatenationOptionsT()
        options.axis, options.fusedActivationFunction = 3, schema.ActivationFunctionType.NONE
        return self.finish(
            case,
            builder,
            arrays,
            schema.BuiltinOperator.CONCATENATION,
            options,
            schema.BuiltinOptions.ConcatenationOptions,
            tensors,
            tensors,
            2,
        )

    def pad(self) -> Facts:
        value = self.value([self.integer(1, 5), self.integer(1, 5), self.integer(1, 6)])
        amounts = [[self.integer(0, 3), self.integer(0, 3)] for _ in range(3)]
        shape = [n + sum(a) for n, a in zip(value["shape"], amounts)]
        case = {"inputs": [value], "output": {**value, "shape": shape}, "amounts": amounts}
        builder, arrays, tensors = self.start(value)
        border = builder.tensor([4, 2], kind=schema.TensorType.INT32, data=np.array([[0, 0]] + amounts, np.int32))
        return self.finish(
            case,
            builder,
            arrays,
            schema.BuiltinOperator.PAD,
            schema.PadOptionsT(),
            schema.BuiltinOptions.PadOptions,
            tensors + [border],
            tensors,
            2,
        )

    def rescale(self) -> Facts:
        return self.elementwise(
            schema.BuiltinOperator.QUANTIZE,
            options=schema.QuantizeOptionsT(),
            kind=schema.BuiltinOptions.QuantizeOptions,
        )


# By the names of files.
KINDS: dict[str, Callable[[Cases], Facts]] = {
    "convolution": Cases.convolution,
    "depthwiseConvolution": Cases.depthwise_convolution,
    "dense": Cases.dense,
    "maxPool": Cases.max_pool,
    "averagePool": Cases.average_pool,
    "globalAveragePool": Cases.global_average_pool,
    "add": Cases.add,
    "relu": Cases.relu,
    "relu6": Cases.relu6,
    "leakyReLU": Cases.leaky_re_lu,
    "softmax": Cases.softmax,
    "concatenate": Cases.concatenate,
    "pad": Cases.pad,
    "rescale": Cases.rescale,
    "subtract": Cases.subtract,
    "multiply": Cases.multiply,
    "addConstant": Cases.add_constant,
    "sigmoid": Cases.sigmoid,
    "hardSwish": Cases.hard_swish,
}
