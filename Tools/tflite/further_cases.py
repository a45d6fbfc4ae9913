"""Random int8 operators beyond those of image classifiers: reductions, quotients, matrices, functions by table."""

from __future__ import annotations

import numpy as np
from operator_cases import Cases, Facts, text
from tflite_writer import schema

Operator = schema.BuiltinOperator
Options = schema.BuiltinOptions


class FurtherCases(Cases):
    def extents(self) -> list[int]:
        return [self.integer(1, 5), self.integer(1, 5), self.integer(1, 8)]

    def operands(self, code: int, options: object, kind: int, case: Facts, version: int = 1) -> Facts:
        """Two values whose extents are whole or 1, or a value and a constant."""
        shape = self.extents()
        first, second = self.value(shape, low=0.02), self.value(shape, low=0.02, high=0.08)
        small = self.choice([1, 1, shape[2]], [1, 1, 1], [shape[0], 1, shape[2]], [1, shape[1], 1], shape)
        second["shape"] = small
        case.update({"inputs": [first, second]})
        if "output" not in case:
            case["output"] = self.value(shape)
        case["output"]["shape"] = shape
        return self.pair_of(code, options, kind, case, version, [first, second], self.choice(True, False))

    def pair_of(
        self, code: int, options: object, kind: int, case: Facts, version: int, values: list[Facts], is_constant: bool
    ) -> Facts:
        builder, arrays, tensors = self.start(*values)
        if code == Operator.DIV:
            # Nothing is divided by zero.
            zero = values[1]["zeroPoint"]
            arrays[1] = np.where(arrays[1] == zero, zero + (1 if zero < 127 else -1), arrays[1]).astype(np.int8)
        if is_constant:
            constant = arrays.pop()
            case["inputs"] = [values[0]]
            case["constant"] = {"isFirst": False, "data": text(constant), **values[1]}
            tensors[1] = builder.tensor(
                [1] + values[1]["shape"], values[1]["scale"], values[1]["zeroPoint"], data=constant
            )
        runtime = tensors[:1] if is_constant else tensors
        return self.finish(case, builder, arrays, code, options, kind, tensors, runtime, version)

    def prelu(self) -> Facts:
        shape = self.extents()
        value, slopes = self.value(shape), self.value([1, 1, shape[2]], low=0.0005, high=0.01)
        slopes["shape"] = self.choice([1, 1, shape[2]], [1, 1, 1], shape)
        case: Facts = {"inputs": [value, slopes], "output": self.value(shape)}
        return self.pair_of(Operator.PRELU, None, 0, case, 1, [value, slopes], True)

    def divide(self) -> Facts:
        activation = self.choice("none", "relu", "relu6")
        options = schema.DivOptionsT()
        options.fusedActivationFunction = {"none": 0, "relu": 1, "relu6": 3}[activation]
        # Coarser steps make TFLite Micro shift by more bits than there are, which is undefined.
        case = {"activation": activation, "output": self.value([], low=0.0005, high=0.004)}
        return self.operands(Operator.DIV, options, Options.DivOptions, case, 2)

    def squared_difference(self) -> Facts:
        output = self.value([], low=0.01, high=2)
        options = schema.SquaredDifferenceOptionsT()
        return self.operands(
            Operator.SQUARED_DIFFERENCE, options, Options.SquaredDifferenceOptions, {"output": output}, 2
        )

    def reduction(self, code: int, output: Facts | None = None) -> Facts:
        value = self.value(self.extents())
        axes = self.choice([0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2])
        keeps = bool(self.integer(0, 1))
        shape = [1 if axis in axes else n for axis, n in enumerate(value["shape"]) if keeps or axis not in axes]
        made: Facts = {**value} if output is None else output
        made["shape"] = shape
        case: Facts = {"inputs": [value], "output": made, "axes": axes, "keepsAxes": keeps}
        builder, arrays, tensors = self.start(value)
        places = np.array([axis + 1 for axis in axes], np.int32)
        tensors.append(builder.tensor([len(axes)], kind=schema.TensorType.INT32, data=places))
        options = schema.ReducerOptionsT()
        options.keepDims = keeps
        case = self.finish(case, builder, arrays, code, options, Options.ReducerOptions, tensors, tensors[:1], 2)
        case["output"]["shape"] = shape or [1]
        return case

    def mean(self) -> Facts:
        return self.reduction(Operator.MEAN, self.value([], low=0.01, high=0.05))

    def sum(self) -> Facts:
        return self.reduction(Operator.SUM, self.value([], low=0.05, high=1))

    def maximum(self) -> Facts:
        return self.reduction(Operator.REDUCE_MAX)

    def minimum(self) -> Facts:
        return self.reduction(Operator.REDUCE_MIN)

    def matrix_product(self) -> Facts:
        count, rows, inner, columns = (self.integer(1, 6) for _ in range(4))
        transposes = [bool(self.integer(0, 1)), bool(self.integer(0, 1))]
        matrices = [
            [inner, rows] if transposes[0] else [rows, inner],
            [columns, inner] if transposes[1] else [inner, columns],
        ]
        counts = self.choice([count, count], [1, count], [count, 1])
        values = [self.value([n] + matrix, low=0.005, high=0.05) for n, matrix in zip(counts, matrices)]
        case = {
            "inputs": values,
            "output": self.value([count, rows, columns], low=0.05, high=0.5),
            "transposes": transposes,
        }
        builder, arrays, tensors = self.start(*values)
        options = schema.BatchMatMulOptionsT()
        options.adjX, options.adjY = transposes
        return self.finish(
            case, builder, arrays, Operator.BATCH_MATMUL, options, Options.BatchMatMulOptions, tensors, tensors, 2
        )

    def log_softmax(self) -> Facts:
        shape = self.choice([self.integer(2, 60)], self.extents())
        value = self.value(shape, low=0.001, high=1)
        case = {"inputs": [value], "output": {"shape": shape, "scale": 1 / 16, "zeroPoint": 127}}
        builder, arrays, tensors = self.start(value)
        options = schema.LogSoftmaxOptionsT()
        return self.finish(
            case, builder, arrays, Operator.LOG_SOFTMAX, options, Options.LogSoftmaxOptions, tensors, tensors, 2
        )

    def l2_normalization(self) -> Facts:
        value = self.value(self.extents())
        case = {"inputs": [value], "output": {"shape": value["shape"], "scale": 1 / 128, "zeroPoint": 0}}
        builder, arrays, tensors = self.start(value)
        options = schema.L2NormOptionsT()
        return self.finish(
            case, builder, arrays, Operator.L2_NORMALIZATION, options, Options.L2NormOptions, tensors, tensors, 2
        )

    def elu(self) -> Facts:
        return self.elementwise(Operator.ELU)

    def absolute(self) -> Facts:
        return self.elementwise(Operator.ABS, output=self.choice(None, {}))

    def reciprocal_square_root(self) -> Facts:
        value: Facts = {"shape": self.extents(), "scale": self.scale(), "zeroPoint": -128}
        case = {"inputs": [value], "output": {**self.value(value["shape"], low=0.01, high=0.3)}}
        builder, arrays, tensors = self.start(value)
        return self.finish(case, builder, arrays, Operator.RSQRT, None, 0, tensors, tensors, 2)

    def dense_of_positions(self) -> Facts:
        rows, features, outputs = self.integer(2, 6), self.integer(1, 30), self.integer(1, 9)
        value = self.value([rows, features])
        activation = self.choice("none", "relu", "relu6")
        case = {"inputs": [value], "output": self.value([rows, outputs]), "activation": activation}
        builder, arrays, tensors = self.start(value)
        per_tensor = bool(self.integer(0, 1))
        weight, bias = self.layer(case, builder, value, [outputs, features], outputs, features, 0, per_tensor)
        options = schema.FullyConnectedOptionsT()
        options.fusedActivationFunction = {"none": 0, "relu": 1, "relu6": 3}[activation]
        options.keepNumDims = True
        return self.finish(
            case,
            builder,
            arrays,
            Operator.FULLY_CONNECTED,
            options,
            Options.FullyConnectedOptions,
            [tensors[0], weight, bias],
            tensors,
            5,
        )


# By the names of files.
FURTHER_KINDS = {
    "prelu": FurtherCases.prelu,
    "divide": FurtherCases.divide,
    "squaredDifference": FurtherCases.squared_difference,
    "mean": FurtherCases.mean,
    "sum": FurtherCases.sum,
    "reduceMaximum": FurtherCases.maximum,
    "reduceMinimum": FurtherCases.minimum,
    "matrixProduct": FurtherCases.matrix_product,
    "logSoftmax": FurtherCases.log_softmax,
    "l2Normalization": FurtherCases.l2_normalization,
    "elu": FurtherCases.elu,
    "absolute": FurtherCases.absolute,
    "reciprocalSquareRoot": FurtherCases.reciprocal_square_root,
    "denseOfPositions": FurtherCases.dense_of_positions,
}
