"""A peer in a process of its own: worker.py RUNTIME MODEL INPUTS OUTPUTS

It answers INPUTS (an int8 .npy, one input a row, NHWC) into OUTPUTS, then reads counts from standard input, a line
each, runs the network as often, and answers a line of durations in nanoseconds.
"""

from __future__ import annotations

import ctypes
import functools
import json
import os
import pathlib
import sys
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from local_function import local_function

CACHE = pathlib.Path(os.environ["APUS_PEERS_CACHE"])

# A function's address, and what it is called with.
Call = tuple[Any, ...]


class Runtime(Protocol):
    """A peer with a network."""

    # What to time.
    call: Call

    def answer(self, values: np.ndarray) -> np.ndarray:
        """The network's output for an int8 input."""


def timer() -> ctypes.PyDLL:
    # PyDLL, unlike CDLL, keeps Python's lock: calls into Python objects are timed, too.
    library = ctypes.PyDLL(str(CACHE / "timer.so"))
    library.apus_time.argtypes = [ctypes.c_void_p] * 5 + [ctypes.c_int64, ctypes.c_void_p]
    library.apus_time.restype = None
    return library


def address(function: Any) -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0


def python_call(function: Callable[[], object]) -> Call:
    """Function and arguments for the timer that call a Python object."""
    return address(ctypes.pythonapi.PyObject_CallNoArgs), id(function)


class Nothing:
    """No runtime at all: what measuring itself takes."""

    def __init__(self, _: str) -> None:
        self.call: Call = (address(timer().apus_nothing),)

    def answer(self, values: np.ndarray) -> np.ndarray:
        return values


class NothingInPython(Nothing):
    """The same through a binding of the kind that most runtimes below have, where LiteRT's can be imported."""

    def __init__(self, path: str) -> None:
        try:
            from ai_edge_litert.interpreter import Interpreter

            self.interpreter = Interpreter(path)
            self.invoke = functools.partial(self.interpreter._interpreter.NumTensors, 0)
        except ImportError:
            self.invoke = functools.partial(pow, 1, 1)
        self.call = python_call(self.invoke)


class LiteRT:
    """The interpreter, which delegates to XNNPACK by itself."""

    INVOKE = "_ZN6tflite4impl11Interpreter6InvokeEv"

    def __init__(self, path: str) -> None:
        import ai_edge_litert
        from ai_edge_litert.interpreter import Interpreter

        self.interpreter = Interpreter(path, num_threads=1)
        self.interpreter.allocate_tensors()
        self.source = self.interpreter.get_input_details()[0]
        self.result = self.interpreter.get_output_details()[0]
        # The C++ method without the checks that Interpreter.invoke() makes before it.
        self.invoke = functools.partial(self.interpreter._interpreter.Invoke, 0)
        # The wheel exports no C API. Interpreter::Invoke is found all the same; the binding would add a third of a µs.
        library = pathlib.Path(ai_edge_litert.__file__).parent / "libpywrap_litert_common.so"
        function = library.exists() and local_function(library, self.INVOKE)
        self.call = python_call(self.invoke)
        if function:
            self.call = function, self.interpreter._interpreter.interpreter()

    def answer(self, values: np.ndarray) -> np.ndarray:
        self.interpreter.set_tensor(self.source["index"], values.reshape(self.source["shape"]))
        self.invoke()
        return np.asarray(self.interpreter.get_tensor(self.result["index"]))


class ONNXRuntime:
    """Unsigned and channels first, as onnx_export writes networks."""

    def __init__(self, path: str) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        source, result = self.session.get_inputs()[0], self.session.get_outputs()[0]
        self.input = np.zeros(source.shape, np.uint8)
        self.output = np.zeros(result.shape, np.uint8)
        wrap = onnxruntime.OrtValue.ortvalue_from_numpy
        self.source, self.result = wrap(self.input), wrap(self.output)
        self.binding = self.session.io_binding()
        self.binding.bind_ortvalue_input(source.name, self.source)
        self.binding.bind_ortvalue_output(result.name, self.result)
        # The C++ method that InferenceSession.run_with_iobinding() calls.
        self.invoke = functools.partial(self.session._sess.run_with_iobinding, self.binding._iobinding, None)
        self.call = python_call(self.invoke)

    def answer(self, values: np.ndarray) -> np.ndarray:
        values = (values.astype(np.int16) + 128).astype(np.uint8)
        if self.input.ndim == 4:
            values = values.transpose(0, 3, 1, 2)
        self.source.update_inplace(np.ascontiguousarray(values.reshape(self.input.shape)))
        self.invoke()
        output = self.result.numpy()
        return np.asarray(output.astype(np.int16) - 128, np.int8)


# Of OpenVINO, for one input at a time.
PROPERTIES = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": "1", "NUM_STREAMS": "1"}


class OpenVINO:
    """Through the C API: Python's infer() makes a dictionary of results each time."""

    def __init__(self, path: str) -> None:
        import openvino

        folder = pathlib.Path(openvino.__file__).parent / "libs"
        self.library = ctypes.CDLL(str(next(folder.glob("libopenvino_c.so*"))))
        core, compiled, self.request = (ctypes.c_void_p() for _ in range(3))
        self.check(self.library.ov_core_create(ctypes.byref(core)))
        words = [word.encode() for pair in PROPERTIES.items() for word in pair]
        self.check(
            self.library.ov_core_compile_model_from_file(
                core, str(path).encode(), b"CPU", ctypes.c_size_t(len(words)), ctypes.byref(compiled), *words
            )
        )
        self.check(self.library.ov_compiled_model_create_infer_request(compiled, ctypes.byref(self.request)))
        self.input = self.tensor("input")
        self.output = self.tensor("output")
        self.call = address(self.library.ov_infer_request_infer), self.request

    def check(self, status: int) -> None:
        if status:
            self.library.ov_get_last_err_msg.restype = ctypes.c_char_p
            raise RuntimeError(f"OpenVINO: status {status}, {self.library.ov_get_last_err_msg().decode()}")

    def tensor(self, role: str) -> np.ndarray:
        """The request's own memory for its input or output."""
        tensor, size, data = ctypes.c_void_p(), ctypes.c_size_t(), ctypes.c_void_p()
        get = getattr(self.library, f"ov_infer_request_get_{role}_tensor")
        self.check(get(self.request, ctypes.byref(tensor)))
        self.check(self.library.ov_tensor_get_byte_size(tensor, ctypes.byref(size)))
        self.check(self.library.ov_tensor_data(tensor, ctypes.byref(data)))
        return np.ctypeslib.as_array(ctypes.cast(data, ctypes.POINTER(ctypes.c_int8)), (size.value,))

    def answer(self, values: np.ndarray) -> np.ndarray:
        self.input[...] = values.reshape(-1)
        self.check(self.library.ov_infer_request_infer(self.request))
        return np.array(self.output).reshape(1, -1)


class NCNN:
    """A new extractor for each run, as ncnn has it, since one keeps what it has computed."""

    def __init__(self, path: str) -> None:
        import ncnn

        facts = json.loads(pathlib.Path(path + ".json").read_text())
        self.ncnn, self.source, self.result = ncnn, facts["input"][:2], facts["output"][:2]
        self.net = ncnn.Net()
        self.net.opt.num_threads = 1
        if self.net.load_param(path) or self.net.load_model(str(pathlib.Path(path).with_suffix(".bin"))):
            raise RuntimeError("ncnn cannot load the network")
        self.names = facts["input"][2], facts["output"][2]
        self.run = self.invoke
        self.call = python_call(self.run)

    def invoke(self) -> Any:
        extractor = self.net.create_extractor()
        extractor.input(self.names[0], self.image)
        return extractor.extract(self.names[1])

    def answer(self, values: np.ndarray) -> np.ndarray:
        scale, zero = self.source
        real = np.asarray((values[0].astype(np.float32) - zero) * scale, np.float32)
        real = real.transpose(2, 0, 1) if real.ndim == 3 else real
        self.image = self.ncnn.Mat(np.ascontiguousarray(real)).clone()
        status, output = self.invoke()
        if status:
            raise RuntimeError(f"ncnn fails with status {status}")
        scale, zero = self.result
        steps = np.clip(np.rint(np.array(output) / scale + zero), -128, 127)
        return np.asarray(steps, np.int8).reshape(1, -1)


class ExecuTorch:
    """Real numbers go in and come out, channels first, as executorch_export writes networks."""

    def __init__(self, path: str) -> None:
        import torch
        from executorch.extension.pybindings import portable_lib
        from executorch.runtime import Runtime

        portable_lib._unsafe_reset_threadpool(1)
        torch.set_num_threads(1)
        facts = json.loads(pathlib.Path(path + ".json").read_text())
        self.torch, self.source, self.result = torch, facts["input"], facts["output"]
        self.program = Runtime.get().load_program(pathlib.Path(path))
        self.method = self.program.load_method("forward")._method
        self.invoke = self.method.execute
        self.call = python_call(self.invoke)

    def answer(self, values: np.ndarray) -> np.ndarray:
        scale, zero = self.source
        real = self.torch.from_numpy(np.float32((values.astype(np.float32) - zero) * scale))
        if real.ndim == 4:
            real = real.permute(0, 3, 1, 2).contiguous()
        self.image = real
        self.method.set_inputs([self.image])
        self.invoke()
        scale, zero = self.result
        output = self.method.get_outputs()[0].numpy()
        return np.asarray(np.clip(np.rint(output / scale + zero), -128, 127), np.int8)


RUNTIMES: dict[str, Callable[[str], Runtime]] = {
    "none": Nothing,
    "none-python": NothingInPython,
    "litert": LiteRT,
    "onnxruntime": ONNXRuntime,
    "openvino": OpenVINO,
    "ncnn": NCNN,
    "executorch": ExecuTorch,
}


def limit_instructions(library: ctypes.PyDLL) -> None:
    """Before any runtime is loaded."""
    isa = os.environ["APUS_PEERS_ISA"]
    if isa != "native":
        library.apus_hide(isa == "avx2")


def serve(library: ctypes.PyDLL, call: Call) -> None:
    function, *words = call
    words += [None] * (4 - len(words))
    for line in sys.stdin:
        durations = np.zeros(int(line), np.int64)
        library.apus_time(function, *words, len(durations), durations.ctypes.data)
        print(*durations, flush=True)


def main() -> None:
    name, path, inputs, outputs = sys.argv[1:]
    library = timer()
    limit_instructions(library)
    runtime = RUNTIMES[name](path)
    given = np.load(inputs)
    np.save(outputs, np.concatenate([runtime.answer(given[i : i + 1]) for i in range(len(given))]))
    # The input that `apus bench --worker` runs on, too.
    runtime.answer((np.arange(given[0].size) * 37).astype(np.int8).reshape(given[:1].shape))
    serve(library, runtime.call)


if __name__ == "__main__":
    main()
