"""ONNX's own tests of single operators, as files for the importer."""

from __future__ import annotations

import pathlib
import warnings

import numpy as np
import onnx
from onnx import numpy_helper

# Inputs of these operators that are data; all others are weights or settings, which networks have as constants.
DATA_INPUTS = {
    "Add": 2, "Concat": 9, "Div": 2, "MatMul": 2, "Max": 9, "Mean": 9, "Min": 9, "Mul": 2, "Sub": 2, "Sum": 9,
}  # fmt: skip


def write_cases(folder: pathlib.Path) -> list[pathlib.Path]:
    """Writes a file for each test of operators on reals, with all constants in it.
    - Returns: the files."""
    warnings.simplefilter("ignore")
    from onnx.backend.test.case.node import collect_testcases

    paths = []
    for case in collect_testcases(None):
        model = onnx.ModelProto()
        model.CopyFrom(case.model)
        if case.data_sets is None or not case.data_sets:
            continue
        values = case.data_sets[0][0]
        if not all(isinstance(value, np.ndarray) for value in values):
            continue
        taken = DATA_INPUTS.get(model.graph.node[0].op_type, 1)
        data = 0
        for entry, value in list(zip(model.graph.input, values, strict=False)):
            if value.dtype == np.float32 and data < taken:
                data += 1
                continue
            model.graph.initializer.append(numpy_helper.from_array(value, entry.name))
            model.graph.input.remove(entry)
        if not data:
            continue
        path = folder / f"{case.name}.onnx"
        onnx.save(model, path)
        paths.append(path)
    return paths
