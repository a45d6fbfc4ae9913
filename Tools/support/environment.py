"""Python packages that a tool needs, installed where they are missing and outside of the repository."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pathlib
import site
import subprocess
import sys
from collections.abc import Sequence

from command_line import ToolError, last_line

# ONNX, and ONNX Runtime, whose answers the importer's are compared with.
ONNX = ["onnxruntime==1.32.0", "onnx==1.23.2", "numpy==2.4.6"]
# The same with what its static quantization needs, and pictures.
ONNX_QUANTIZATION = [*ONNX, "sympy==1.14.0", "pillow==12.0.0"]
# What makes pictures of handwriting.
PICTURES = ["numpy==2.4.6", "scipy==1.17.1", "pillow==12.0.0", "scikit-learn==1.8.0"]
# TFLite Micro's reference kernels, and what models are built with.
TFLITE = ["tflite-micro==0.dev20261023182759", "flatbuffers==25.12.19", "numpy==2.4.6"]

# The same with LiteRT, for networks that TFLite Micro does not know.
TFLITE_AND_LITERT = [*TFLITE, "ai-edge-litert==2.3.0"]


def cache() -> pathlib.Path:
    """Where environments lie: $APUS_CACHE, or `apus` in the user's cache."""
    given = os.environ.get("APUS_CACHE")
    if given:
        return pathlib.Path(given).resolve()
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache").resolve() / "apus"


def installed(name: str, requirements: Sequence[str]) -> pathlib.Path:
    """Makes a virtual environment with pinned packages from PyPI, unless there is one.
    - Returns: its folder."""
    key = hashlib.sha256("\n".join([sys.version, *requirements]).encode()).hexdigest()[:12]
    folder = cache() / f"{name}-{key}"
    folder.mkdir(parents=True, exist_ok=True)
    # Two tools at once must not install into the same environment.
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        complete = folder / "complete"
        if complete.exists():
            return folder
        print(f"installing {', '.join(requirements)} into {folder}", file=sys.stderr)
        for command in (
            [sys.executable, "-m", "venv", str(folder)],
            [str(folder / "bin/python"), "-m", "pip", "install", "-q", *requirements],
        ):
            result = subprocess.run(command, capture_output=True, text=True, check=False)
            if result.returncode != 0:
                said = last_line(result.stderr or result.stdout)
                raise ToolError(
                    f"{', '.join(requirements)} could not be installed, which needs python3 with venv and PyPI within "
                    f"reach: {said}"
                )
        complete.touch()
    return folder


def use(name: str, requirements: Sequence[str]) -> None:
    """Installs packages as `installed` does, and lets this process import them."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site.addsitedir(str(installed(name, requirements) / "lib" / version / "site-packages"))
