"""What `apus` makes of an .onnx file, beside ONNX Runtime."""

from __future__ import annotations

import itertools
import json
import pathlib
import signal
import subprocess
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx.reference import ReferenceEvaluator

Array = NDArray[Any]


# The largest difference that is right, of the largest output: of float networks, and of those whose activations ONNX
# Runtime rounds anew for each input, which Apus reads as float.
EXACT = 1e-4
DYNAMIC = 0.05


@dataclass(frozen=True)
class Outcome:
    """What came of a file: `right`, `wrong`, `refused`, `failed` (a crash), or `unusable` by ONNX Runtime itself."""

    kind: str
    text: str


def session(path: pathlib.Path, optimized: bool) -> onnxruntime.InferenceSession:
    """The file in ONNX Runtime."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    if not optimized:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def closed(declared: list[Any], taken: list[int] | None) -> list[int]:
    """The extents of an input: those of the imported network where the file leaves them open, which are 1 otherwise.
    - Parameter taken: the network's, channels last and without the batch."""
    extents = [extent if isinstance(extent, int) and extent > 0 else 0 for extent in declared]
    places = [axis for axis, extent in enumerate(extents) if not extent and axis > 0]
    if taken and len(extents) == 4 and len(taken) == 3:
        rows = 1 if extents[1] == 0 else 2
        for axis, extent in ((rows, taken[0]), (rows + 1, taken[1])):
            extents[axis] = extents[axis] or extent
    elif taken and len(places) == 1:
        known = int(np.prod([extent for extent in extents if extent]))
        extents[places[0]] = max(1, int(np.prod(taken)) // known)
    elif taken and len(extents) == 1:
        extents = [int(np.prod(taken))]
    return [extent or 1 for extent in extents]


def random_inputs(runtime: onnxruntime.InferenceSession, taken: dict[str, list[int]]) -> dict[str, Array]:
    """An input for each that the network has.
    - Parameter taken: the extents of the imported network's."""
    random = np.random.default_rng(7)
    inputs: dict[str, Array] = {}
    for entry in runtime.get_inputs():
        shape = closed(entry.shape, taken.get(entry.name))
        if entry.type == "tensor(float)":
            inputs[entry.name] = random.standard_normal(shape).astype(np.float32)
        elif entry.type in ("tensor(uint8)", "tensor(int8)"):
            kind = np.uint8 if entry.type == "tensor(uint8)" else np.int8
            inputs[entry.name] = random.integers(np.iinfo(kind).min, np.iinfo(kind).max, shape).astype(kind)
        elif entry.type == "tensor(double)":
            inputs[entry.name] = random.standard_normal(shape)
        elif entry.type == "tensor(float16)":
            inputs[entry.name] = random.standard_normal(shape).astype(np.float16)
        elif entry.type == "tensor(bool)":
            inputs[entry.name] = np.ones(shape, bool)
        else:
            kinds = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}
            if entry.type not in kinds:
                raise ValueError(f"an input of {entry.type}")
            inputs[entry.name] = random.integers(0, 2, shape).astype(kinds[entry.type])
    return inputs


def apus(program: pathlib.Path, *arguments: object) -> str:
    """Runs a command.
    - Returns: its complaint; empty where it succeeded."""
    result = subprocess.run(
        [str(program), *map(str, arguments)], capture_output=True, text=True, check=False, timeout=900
    )
    if result.returncode < 0 or "Fatal error" in result.stderr:
        raise ChildProcessError(f"{arguments[0]} ended with signal {-result.returncode}: {result.stderr[-200:]}")
    return result.stderr.strip() if result.returncode else ""


def orders(array: Array) -> list[Array]:
    """The array as Apus may have it: as it is, or channels last."""
    return [array, np.moveaxis(array, 1, -1)] if array.ndim > 2 else [array]


def input_shapes(network: pathlib.Path) -> dict[str, list[int]]:
    """The extents of a float network's inputs by name; none of an int8 one."""
    if network.suffix != ".safetensors":
        return {}
    data = network.read_bytes()
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    graph = json.loads(header["__metadata__"]["apus.graph"])
    entries = graph["inputs"] if "inputs" in graph else [graph["input"]]
    return {entry.get("name", "input"): entry["shape"] for entry in entries}


def numbers(answers: list[Any]) -> list[Array]:
    """Outputs that are numbers, those of a classifier's sequence of maps from classes to scores among them."""
    found = []
    for answer in answers:
        if isinstance(answer, list):
            found.append(np.asarray([list(entry.values()) for entry in answer], np.float32))
        elif np.asarray(answer).dtype.kind not in "OUS":
            found.append(np.asarray(answer))
    return found


def widened(path: pathlib.Path, folder: pathlib.Path) -> pathlib.Path | None:
    """A file of float16 in float32, in which Apus computes: ONNX Runtime rounds what it makes to float16. The constants
    stay those that float16 has. None where the file has no float16."""
    half, full = onnx.TensorProto.FLOAT16, onnx.TensorProto.FLOAT
    model = onnx.load(str(path))
    if half not in {tensor.data_type for tensor in model.graph.initializer}:
        return None
    tensors = list(model.graph.initializer)
    for node in model.graph.node:
        tensors += [attribute.t for attribute in node.attribute if attribute.HasField("t")]
        for attribute in node.attribute:
            if node.op_type == "Cast" and attribute.name == "to" and attribute.i == half:
                attribute.i = full
    for tensor in tensors:
        if tensor.data_type == half:
            values = onnx.numpy_helper.to_array(tensor).astype(np.float32)
            tensor.CopyFrom(onnx.numpy_helper.from_array(values, tensor.name))
    for value in [*model.graph.input, *model.graph.output]:
        if value.type.tensor_type.elem_type == half:
            value.type.tensor_type.elem_type = full
    del model.graph.value_info[:]
    wide = folder / "wide.onnx"
    onnx.save(model, str(wide))
    return wide


def reference(path: pathlib.Path, inputs: dict[str, Array], seconds: int = 120) -> list[Array] | None:
    """The outputs that onnx's own, slow implementation gives; none where it cannot, or not in time."""

    def interrupt(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.alarm(seconds)
    try:
        return numbers(ReferenceEvaluator(str(path)).run(None, inputs))
    except Exception:  # whatever it cannot do
        return None
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def fitting(array: Array, shape: list[int] | None) -> list[Array]:
    """The ways in which an array may be an input of a shape: in as many samples as it takes."""
    if shape is None:
        return orders(array)
    candidates = [a for a in orders(array) if list(a.shape[-len(shape) :]) == shape] or orders(array)
    return [a.reshape([-1, *shape]) for a in candidates if a.size % np.prod(shape) == 0]


def difference(found: list[Array], expected: list[Array]) -> float:
    """The largest difference of any output, of its largest number; infinite where the sizes differ."""
    worst = 0.0
    for mine, other in zip(found, expected, strict=True):
        if mine.size != other.size:
            return float("inf")
        largest = max(float(np.abs(other).max(initial=0)), 1e-6)
        distances = []
        for candidate in orders(other):
            gap = np.abs(mine.ravel().astype(np.float64) - candidate.ravel())
            distances.append(float(np.nanmax(gap, initial=0)) / largest)
        worst = max(worst, min(distances))
    return worst


def outcome(program: pathlib.Path, path: pathlib.Path, scratch: pathlib.Path) -> Outcome:
    """Imports a file, runs it and compares."""
    network = scratch / "network.safetensors"
    try:
        complaint = apus(program, "import", path, "--out", network)
        if "which becomes an .apus file" in complaint:
            network = scratch / "network.apus"
            complaint = apus(program, "import", path, "--out", network)
        try:
            runtimes = [session(path, False), session(path, True)]
            inputs = random_inputs(runtimes[0], {} if complaint else input_shapes(network))
            answers = [numbers(runtime.run(None, inputs)) for runtime in runtimes]
            wide = widened(path, scratch)
            if wide:
                reals = {
                    name: array.astype(np.float32) if array.dtype == np.float16 else array
                    for name, array in inputs.items()
                }
                answers = [numbers(session(wide, False).run(None, reals))]
        except Exception as error:  # whatever ONNX Runtime cannot do
            return Outcome("unusable", str(error).splitlines()[0][:160])
        if complaint:
            return Outcome("refused", complaint.replace(f"apus: {path} ", "")[:400])
        limit = DYNAMIC if b"DynamicQuantize" in path.read_bytes() else EXACT
        comparison = Comparison(program, network, scratch, limit)
        found = comparison.outcome(inputs, answers)
        if found.kind != "wrong" or network.suffix == ".apus":
            return found
        # ONNX Runtime approximates: its sigmoids below 1e-4 are off by up to 2 %.
        exact = reference(path, inputs)
        beside = comparison.outcome(inputs, [exact]) if exact else found
        if beside.kind == "right":
            return Outcome("right", f"{beside.text} of onnx's reference, {found.text} of ONNX Runtime's")
        return found
    except (ChildProcessError, subprocess.TimeoutExpired) as error:
        return Outcome("failed", str(error))


def saved(folder: pathlib.Path, number: int, array: Array, is_int8: bool) -> pathlib.Path:
    """An input as a file: floats, or for an int8 network int8 in place of uint8."""
    kind = np.int8 if is_int8 and array.dtype in (np.int8, np.uint8) else np.float32
    values = array.astype(np.int16) - 128 if is_int8 and array.dtype == np.uint8 else array
    path = folder / f"{number}.npy"
    np.save(path, np.ascontiguousarray(values, kind))
    return path


@dataclass
class Comparison:
    """An imported network beside ONNX Runtime."""

    program: pathlib.Path
    network: pathlib.Path
    scratch: pathlib.Path
    limit: float

    def outputs(self, inputs: dict[str, Array]) -> list[Array]:
        """What the network makes of inputs."""
        arguments: list[object] = []
        for number, (name, array) in enumerate(inputs.items()):
            file = saved(self.scratch, number, array, self.network.suffix == ".apus")
            arguments += ["--input", f"{name}={file}" if len(inputs) > 1 else file]
        for old in self.scratch.glob("y*.npy"):
            old.unlink()
        options = ["--float"] if self.network.suffix == ".apus" else []
        said = apus(self.program, "run", self.network, *arguments, "--output", self.scratch / "y.npy", *options)
        if said:
            raise ValueError(said)
        files = sorted(self.scratch.glob("y*.npy"), key=lambda file: int("0" + "".join(filter(str.isdigit, file.stem))))
        return [np.load(file) for file in files]

    def outcome(self, inputs: dict[str, Array], answers: list[list[Array]]) -> Outcome:
        """Runs the network on inputs in every order that they may have."""
        shapes = input_shapes(self.network)
        names = [name for name in inputs if not shapes or name in shapes]
        choices = [fitting(inputs[name], shapes.get(name)) for name in names]
        steps = output_steps(self.program, self.network)
        best, complaint = float("inf"), "other outputs"
        for chosen in itertools.islice(itertools.product(*choices), 8):
            try:
                found = self.outputs(dict(zip(names, chosen, strict=True)))
            except ValueError as error:
                complaint = str(error)
                continue
            for expected in answers:
                if len(found) != len(expected):
                    continue
                best = min(best, difference(found, expected))
                if steps and within_steps(found, expected, steps):
                    best = 0.0
        if best == float("inf"):
            return Outcome("wrong", complaint[:300])
        text = f"{best:.2g} of the largest" + (" (int8)" if steps else "")
        return Outcome("right" if best <= self.limit else "wrong", text)


def output_steps(program: pathlib.Path, network: pathlib.Path) -> list[float]:
    """The scales of an int8 network's outputs; none of a float one."""
    if network.suffix != ".apus":
        return []
    command = [str(program), "inspect", str(network), "--json"]
    entries = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)["outputs"]
    return [float(entry["tensor"]["scale"]) for entry in entries]


def within_steps(found: list[Array], expected: list[Array], steps: list[float]) -> bool:
    """Whether outputs are within one step, and a rounding's width."""
    for mine, other, step in zip(found, expected, steps, strict=True):
        if mine.size != other.size:
            return False
        gaps = [np.abs(mine.ravel() - candidate.ravel()).max() for candidate in orders(other.astype(np.float32))]
        if min(gaps) > 1.01 * step:
            return False
    return True
