"""Makes the static library that Firmware/C/apus.h describes."""

from __future__ import annotations

import pathlib
import re
import shutil

from board import FIRMWARE, Board
from build import BuildError, Content, build, kernel_objects, swift_objects, toolchain
from model import Parts

FUNCTIONS = (
    "apus_model_size",
    "apus_open",
    "apus_input",
    "apus_run",
    "apus_output",
    "apus_input_count",
    "apus_output_count",
    "apus_input_at",
    "apus_output_at",
    "apus_find_input",
    "apus_find_output",
    "apus_reset",
    "apus_decision",
)


def build_library(parts: Parts, board: Board, out: str | pathlib.Path) -> pathlib.Path:
    """Writes `out/libapus.a` and `out/apus.h`.
    - Returns: the library's path."""
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    objects = swift_objects(parts, board, sorted(FIRMWARE.glob("C/*.swift")), FIRMWARE / "C")
    objects += kernel_objects(board, out)
    # One object in which the modules' references to each other are settled, without what Swift adds for programs that
    # have a heap: no function leads there.
    whole, library = out / "apus.o", out / "libapus.a"
    toolchain(
        ["ld.lld", "-r", "--gc-sections", *(f"-u{name}" for name in FUNCTIONS), *map(str, objects), "-o", str(whole)]
    )
    # Only these functions remain visible. Nothing is unwound, and no floating-point number is passed: without the
    # notes that say otherwise, the library links with code of either floating-point calling convention.
    toolchain(
        [
            "llvm-objcopy",
            "--strip-debug",
            *(f"--keep-global-symbol={name}" for name in FUNCTIONS),
            "--wildcard",
            *(
                f"--remove-section={name}"
                for name in (
                    ".ARM.exidx*",
                    ".rel.ARM.exidx*",
                    ".ARM.attributes",
                    ".swift*",
                    ".linker-options",
                    ".llvm_stackmaps*",
                    ".comment",
                )
            ),
            str(whole),
        ]
    )
    library.unlink(missing_ok=True)
    toolchain(["llvm-ar", "rcD", str(library), str(whole)])
    whole.unlink()
    shutil.copy(FIRMWARE / "C/apus.h", out)
    return library


def size(library: pathlib.Path) -> int:
    """Bytes of code and constants. There are no others: the library has no variables."""
    sections = re.findall(r"^ *\d+ (\.\S+) +([0-9a-f]{8})", toolchain(["llvm-objdump", "-h", str(library)]), re.M)
    if any(int(count, 16) for name, count in sections if name.startswith((".data", ".bss", ".sdata", ".sbss"))):
        raise BuildError(f"{library} has variables")
    return sum(int(count, 16) for name, count in sections if name.startswith((".text", ".rodata", ".srodata")))


def needed(library: pathlib.Path) -> list[str]:
    """The functions that a program must bring."""
    return sorted(
        {
            line.split()[-1]
            for line in toolchain(["llvm-nm", "--undefined-only", str(library)]).splitlines()
            if line.startswith(" ")
        }
    )


def exported(library: pathlib.Path) -> list[str]:
    """The functions that a program can call."""
    return sorted(
        line.split()[-1]
        for line in toolchain(["llvm-nm", "--defined-only", "--extern-only", str(library)]).splitlines()
        if " " in line
    )


def build_program(source: str, model: Content, board: Board, out: str | pathlib.Path) -> pathlib.Path:
    """Writes `out/firmware.elf`: a C program of Firmware/C, the library with the model's operators, and the model.
    - Returns: its path."""
    out = pathlib.Path(out)
    library = build_library(model.parts, board, out)
    program = out / "main.o"
    toolchain(
        [
            "clang",
            f"--target={board.clang}",
            *board.flags,
            "-std=c11",
            "-Os",
            "-ffreestanding",
            "-Wall",
            "-Wextra",
            "-pedantic",
            "-Wno-nullability-extension",
            "-Werror",
            "-ffunction-sections",
            f"-I{out}",
            f"-I{FIRMWARE}/Shared/include",
            "-c",
            str(FIRMWARE / "C" / source),
            "-o",
            str(program),
        ]
    )
    return build(
        model,
        board,
        out,
        objects=[program, library, "--defsym=firmware_main=main"],
        memory_bytes=model.memory(board.kernels).library_bytes,
    )


def statuses() -> dict[str, int]:
    """The codes of apus_status by their names, from the header."""
    codes: dict[str, int] = {}
    code = -1
    for name, value in re.findall(r"^  (APUS_\w+)(?: = (\d+))?,?$", (FIRMWARE / "C/apus.h").read_text(), re.M):
        code = int(value) if value else code + 1
        codes[name] = code
    return codes
