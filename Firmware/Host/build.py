"""Compiles and links the image of a model for a board."""
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

from board import FIRMWARE, ROOT
from scratch import arena_bytes

# What a model must leave free, below which linking is not tried: the least code of any model, and the stack and
# statics of the largest operator.
CODE_RESERVE, RAM_RESERVE = 4096, 1536
CACHE = ROOT / ".build-firmware"
# The C module whose presence gives ApusRuntime a set of kernels.
KERNEL_MODULES = {"portable": [], "dsp": [ROOT / "Sources/CArmDSP"], "helium": [ROOT / "Sources/CArmHelium/include"]}
# Kernels in C, for a processor that Swift has no standard library for: the calls go by the same registers.
KERNEL_SOURCES = {"helium": sorted((ROOT / "Sources/CArmHelium").glob("*.c"))}
HELIUM = ["--target=thumbv8.1m.main-none-eabi", "-mcpu=cortex-m55", "-mfloat-abi=softfp", "-Os", "-fno-unroll-loops",
          "-fwrapv"]
# The program that runs one model, and what all programs share.
INFERENCE = [FIRMWARE / "Shared/Firmware.swift"]
SHARED = [path for path in sorted(FIRMWARE.glob("Shared/*.swift")) if path not in INFERENCE]


class BuildError(Exception):
    """One sentence that says why there is no image."""


def check_fit(model, board):
    """Refuses a model that cannot fit, with the figures."""
    arena = arena_bytes(model, board.kernels)
    flash, ram = len(model.data) + CODE_RESERVE, arena + RAM_RESERVE
    reasons = []
    if flash > board.flash_bytes:
        reasons.append(f"flash: model {len(model.data):,} + code at least {CODE_RESERVE:,} = {flash:,} bytes of "
                       f"{board.flash_bytes:,}")
    if ram > board.ram_bytes:
        reasons.append(f"RAM: arena {arena:,} + stack {RAM_RESERVE:,} = {ram:,} bytes of "
                       f"{board.ram_bytes:,}")
    if reasons:
        raise BuildError(f"{model.path} does not fit {board.name}: " + "; ".join(reasons))


def build(model, board, out, program=INFERENCE, objects=None, memory_bytes=None):
    """Writes `out/firmware.elf`, with the Swift files of a program.
    - Parameters:
      - objects: a program in another language, to link in place of all Swift.
      - memory_bytes: what it asks for in place of a session's arena.
    - Returns: its path."""
    check_fit(model, board)
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    objects = list(objects or swift_objects(model.mask, board, SHARED + program) + kernel_objects(board, out))
    for source in (board.startup, "image.S", "machine.c", "memory.c", "arithmetic.c"):
        result = out / (source.split(".")[0] + ".o")
        path = pathlib.Path(model.path).resolve()
        definitions = [f"-DMODEL=\"{path}\"",
                       f"-DARENA_BYTES={memory_bytes or arena_bytes(model, board.kernels)}",
                       f"-DKERNELS_{board.kernels.upper()}"]
        run(["clang", f"--target={board.clang}", *board.flags, "-Oz", "-ffreestanding", "-fno-builtin", "-Wall",
             "-ffunction-sections", "-Wno-unused-command-line-argument", f"-I{FIRMWARE}/Shared/include",
             *definitions, "-c", str(FIRMWARE / "Shared" / source), "-o", str(result)])
        objects.append(result)
    image = out / "firmware.elf"
    run(["ld.lld", "--gc-sections", "-T", str(board.memory), "-T", str(FIRMWARE / "Shared" / "sections.ld"),
         *map(str, objects), "-o", str(image)])
    return image


def kernel_objects(board, out):
    """The kernels that are in C."""
    objects = []
    for source in KERNEL_SOURCES.get(board.kernels, []):
        objects.append(pathlib.Path(out) / f"kernel-{source.stem}.o")
        run(["clang", *HELIUM, "-ffreestanding", "-fomit-frame-pointer", "-ffunction-sections", "-Wall", "-Werror",
             f"-I{source.parent}/include", "-c", str(source), "-o", str(objects[-1])])
    return objects


def sections(image):
    """Bytes of each section."""
    text = run(["llvm-objdump", "-h", str(image)])
    return {name: int(size, 16) for name, size in re.findall(r"^ +\d+ (\.\w+) +([0-9a-f]{8})", text, re.M)}


def symbols(image):
    """The functions of an image, largest first: bytes and name."""
    lines = run(["llvm-nm", "--print-size", "--size-sort", "--reverse-sort", str(image)]).splitlines()
    return [(int(fields[1], 16), fields[3]) for fields in map(str.split, lines)
            if len(fields) == 4 and fields[2] in "tT"]


def swift_objects(mask, board, program, include=FIRMWARE / "Shared/include"):
    """The Swift modules, compiled with the operators of a mask, from the cache where they have been compiled before. The
    last one has the files of a program, which may import the C of a folder."""
    sources = {name: sorted((ROOT / "Sources" / name).rglob("*.swift")) for name in ("ApusModel", "ApusRuntime")}
    sources["Firmware"] = program
    includes = [include, *KERNEL_MODULES[board.kernels]]
    headers = [path for folder in includes for path in sorted(folder.glob("*.[hm]*"))]
    flags = ["-target", board.triple, *(word for flag in board.flags for word in ("-Xcc", flag)), "-swift-version", "6",
             "-enable-experimental-feature", "Embedded", "-wmo", "-Osize", "-parse-as-library", "-warnings-as-errors",
             "-package-name", "apus", "-Xfrontend", "-function-sections", "-Xfrontend", "-disable-stack-protector",
             # The reader proves before anything runs that no index or sum leaves its range, and its tests and
             # Tools/fuzz run with the traps in place: in flash they would be a tenth of the code.
             "-Xfrontend", "-remove-runtime-asserts", *board.swift]
    digest = hashlib.sha256(json.dumps([flags, mask, run(["swiftc", "--version"])]).encode())
    for path in [*(path for paths in sources.values() for path in paths), *headers]:
        digest.update(path.read_bytes())
    folder = CACHE / digest.hexdigest()[:16]
    if not folder.exists():
        partial = folder.with_suffix(f".{os.getpid()}")
        partial.mkdir(parents=True)
        chosen = partial / "BuiltInOperators.swift"
        original = ROOT / "Sources/ApusModel/BuiltInOperators.swift"
        chosen.write_text(original.read_text().replace("= .max", f"= {mask:#x}"))
        sources["ApusModel"] = [chosen if path == original else path for path in sources["ApusModel"]]
        try:
            for name, paths in sources.items():
                run(["swiftc", *flags, "-module-name", name, "-I", str(partial),
                     *(word for folder in includes for word in ("-I", str(folder))),
                     "-emit-module", "-emit-module-path", f"{partial}/{name}.swiftmodule",
                     "-c", *map(str, paths), "-o", f"{partial}/{name}.o"])
            partial.rename(folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return [folder / f"{name}.o" for name in sources]


def run(command):
    """Runs a program of the toolchain.
    - Returns: what it prints."""
    try:
        result = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        raise BuildError(f"{command[0]} is not installed: it comes with Swift's toolchain")
    if result.returncode != 0:
        overflow = re.findall(r"section '(\S+)' will not fit in region '(\w+)': overflowed by (\d+) bytes",
                              result.stderr)
        if overflow:
            raise BuildError("; ".join(f"{region}: {name} is {int(count):,} bytes too large"
                                       for name, region, count in overflow))
        raise BuildError(f"{command[0]} failed:\n{result.stderr.strip()}")
    if result.stderr.strip():
        print(result.stderr.strip(), file=sys.stderr)
    return result.stdout
