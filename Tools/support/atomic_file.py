"""Files that are either there as a whole or not at all."""

from __future__ import annotations

import os
import pathlib
import tempfile


def write(path: pathlib.Path, data: bytes) -> None:
    """Writes a temporary file beside the path and renames it, so that no half file is ever seen."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = pathlib.Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink()
        raise
