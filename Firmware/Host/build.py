"""Compiles and links the image of a model for a board."""

from __future__ import annotations

import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from typing import Protocol

from board import FIRMWARE, ROOT, Board
from command_line import ToolError
from kernels import HELIUM_FLAGS, KERNEL_MODULES, KERNEL_SOURCES
from model import KernelMemory, Parts
from placement import Placement

CACHE = ROOT / ".build-firmware"
# The program that runs one model, and what all programs share.
INFERENCE = [FIRMWARE / "Shared/Firmware.swift"]
SHARED = [path for path in sorted(FIRMWARE.glob("Shared/*.swift")) if path not in INFERENCE]
# The declarations that stand in place of those in Sources/ApusModel/BuiltIn.swift, which the condition
# CHOSEN_OPERATORS removes: where one of them has another name, the modules do not compile.
CHOSEN_OPERATORS = """\
/// The operators that this build holds, a bit for each raw value of `OperatorKind`: those of one model.
package let builtInOperators: UInt64 = {operators:#x}
/// The features that this build holds, a bit for each raw value of `ModelFeature`: those of one model.
package let builtInFeatures: UInt32 = {features:#x}
"""


class BuildError(ToolError):
    """One sentence that says why there is no image."""


class Content(Protocol):
    """What an image is made for: a `Model`, or what stands in its place."""

    # A file that is put into flash, and its bytes.
    path: str
    data: bytes
    # The operators and features that the image must have.
    parts: Parts

    def memory(self, kernels: str, /) -> KernelMemory:
        """What a set of kernels needs to run it."""


def placement(model: Content, board: Board) -> Placement:
    """Where a model and its arena lie on a board.
    - Throws: `PlacementError` for a model that cannot fit, with the figures."""
    return Placement.of(str(model.path), len(model.data), model.memory(board.kernels).arena_bytes, board)


def build(
    model: Content,
    board: Board,
    out: str | pathlib.Path,
    program: Sequence[pathlib.Path] = INFERENCE,
    objects: Sequence[str | pathlib.Path] | None = None,
    memory_bytes: int | None = None,
) -> pathlib.Path:
    """Writes `out/firmware.elf`, with the Swift files of a program.
    - Parameters:
      - objects: a program in another language, to link in place of all Swift.
      - memory_bytes: what it asks for in place of a session's arena.
    - Returns: its path."""
    placed = placement(model, board)
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    memory_bytes = memory_bytes or model.memory(board.kernels).arena_bytes
    linked = list(objects or [*swift_objects(model.parts, board, [*SHARED, *program]), *kernel_objects(board, out)])
    path = pathlib.Path(model.path).resolve()
    definitions = [f'-DMODEL="{path}"', f"-DARENA_BYTES={memory_bytes}", f"-DKERNELS_{board.kernels.upper()}"]
    for source in (board.startup, "image.S", "machine.c", "memory.c", "arithmetic.c"):
        linked.append(compile_shared(source, board, out, definitions))
    image, memories = out / "firmware.elf", out / "memory.ld"
    memories.write_text(board.memory.script() + placed.aliases(), encoding="utf-8")
    toolchain(
        [
            "ld.lld",
            "--gc-sections",
            "-T",
            str(memories),
            "-T",
            str(FIRMWARE / "Shared" / "sections.ld"),
            *map(str, linked),
            "-o",
            str(image),
        ]
    )
    return image


def compile_shared(source: str, board: Board, out: pathlib.Path, definitions: Sequence[str] = ()) -> pathlib.Path:
    """Compiles a file of Firmware/Shared.
    - Returns: the object file."""
    result = out / (source.split(".")[0] + ".o")
    toolchain(
        [
            "clang",
            f"--target={board.clang}",
            *board.flags,
            "-Oz",
            "-ffreestanding",
            "-fno-builtin",
            "-Wall",
            "-ffunction-sections",
            "-Wno-unused-command-line-argument",
            f"-I{FIRMWARE}/Shared/include",
            *definitions,
            "-c",
            str(FIRMWARE / "Shared" / source),
            "-o",
            str(result),
        ]
    )
    return result


def kernel_objects(board: Board, out: pathlib.Path) -> list[pathlib.Path]:
    """The kernels that are in C."""
    objects: list[pathlib.Path] = []
    for source in KERNEL_SOURCES.get(board.kernels, []):
        objects.append(out / f"kernel-{source.stem}.o")
        toolchain(
            [
                "clang",
                *HELIUM_FLAGS,
                "-ffreestanding",
                "-fomit-frame-pointer",
                "-ffunction-sections",
                "-Wall",
                "-Werror",
                f"-I{source.parent}/include",
                "-c",
                str(source),
                "-o",
                str(objects[-1]),
            ]
        )
    return objects


def sections(image: pathlib.Path) -> dict[str, int]:
    """Bytes of each section."""
    text = toolchain(["llvm-objdump", "-h", str(image)])
    return {name: int(size, 16) for name, size in re.findall(r"^ +\d+ (\.\w+) +([0-9a-f]{8})", text, re.M)}


def symbols(image: pathlib.Path) -> list[tuple[int, str]]:
    """The functions of an image, largest first: bytes and name."""
    lines = toolchain(["llvm-nm", "--print-size", "--size-sort", "--reverse-sort", str(image)]).splitlines()
    return [
        (int(fields[1], 16), fields[3]) for fields in map(str.split, lines) if len(fields) == 4 and fields[2] in "tT"
    ]


def swift_objects(
    parts: Parts, board: Board, program: Sequence[pathlib.Path], include: pathlib.Path = FIRMWARE / "Shared/include"
) -> list[pathlib.Path]:
    """The Swift modules, compiled with some operators and features, from the cache where they have been compiled
    before. The last one has the files of a program, which may import the C of a folder."""
    sources = {name: sorted((ROOT / "Sources" / name).rglob("*.swift")) for name in ("ApusModel", "ApusRuntime")}
    sources["Firmware"] = list(program)
    includes = [include, *KERNEL_MODULES[board.kernels]]
    headers = [path for folder in includes for path in sorted(folder.glob("*.[hm]*"))]
    flags = [
        *embedded_swift(board),
        # The reader proves before anything runs that no index or sum leaves its range, and its tests and
        # Tools/fuzz run with the traps in place: in flash they would be a tenth of the code.
        "-Xfrontend",
        "-remove-runtime-asserts",
        "-D",
        "CHOSEN_OPERATORS",
    ]
    chosen_operators = CHOSEN_OPERATORS.format(operators=parts.operators, features=parts.features)
    digest = hashlib.sha256(json.dumps([flags, chosen_operators, toolchain(["swiftc", "--version"])]).encode())
    for path in [*(path for paths in sources.values() for path in paths), *headers]:
        digest.update(path.read_bytes())
    folder = CACHE / digest.hexdigest()[:16]
    if not folder.exists():
        partial = folder.with_suffix(f".{os.getpid()}")
        partial.mkdir(parents=True)
        chosen = partial / "ChosenOperators.swift"
        chosen.write_text(chosen_operators, encoding="utf-8")
        sources["ApusModel"].append(chosen)
        try:
            for name, paths in sources.items():
                compile_module(name, paths, flags, partial, includes)
            try:
                partial.rename(folder)
            except OSError:
                # Another tool may have compiled the same in the meantime.
                if not folder.exists():
                    raise
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return [folder / f"{name}.o" for name in sources]


def embedded_swift(board: Board) -> list[str]:
    """Options of Swift's compiler for a board's processor."""
    return [
        "-target",
        board.triple,
        *(word for flag in board.flags for word in ("-Xcc", flag)),
        "-swift-version",
        "6",
        "-enable-experimental-feature",
        "Embedded",
        "-wmo",
        "-Osize",
        "-parse-as-library",
        "-warnings-as-errors",
        "-package-name",
        "apus",
        "-Xfrontend",
        "-function-sections",
        "-Xfrontend",
        "-disable-stack-protector",
        *board.swift,
    ]


def compile_module(
    name: str,
    sources: Sequence[pathlib.Path],
    flags: Sequence[str],
    folder: pathlib.Path,
    includes: Sequence[pathlib.Path],
) -> pathlib.Path:
    """Compiles Swift files to a module of a folder, where the modules are that they import; the C that they import lies
    in other folders.
    - Returns: the object file."""
    result = folder / f"{name}.o"
    toolchain(
        [
            "swiftc",
            *flags,
            "-module-name",
            name,
            "-I",
            str(folder),
            *(word for include in includes for word in ("-I", str(include))),
            "-emit-module",
            "-emit-module-path",
            f"{folder}/{name}.swiftmodule",
            "-c",
            *map(str, sources),
            "-o",
            str(result),
        ]
    )
    return result


def toolchain(command: Sequence[str]) -> str:
    """Runs a program of the toolchain.
    - Returns: what it prints."""
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise BuildError(f"{command[0]} is not installed: it comes with Swift's toolchain") from None
    if result.returncode < 0:
        raise BuildError(f"{command[0]} was ended by signal {-result.returncode}")
    if result.returncode != 0:
        overflow = re.findall(
            r"section '(\S+)' will not fit in region '(\w+)': overflowed by (\d+) bytes", result.stderr
        )
        if overflow:
            raise BuildError(
                "; ".join(f"{region}: {name} is {int(count):,} bytes too large" for name, region, count in overflow)
            )
        raise BuildError(f"{command[0]} failed:\n{result.stderr.strip()}")
    if result.stderr.strip():
        print(result.stderr.strip(), file=sys.stderr)
    return result.stdout
