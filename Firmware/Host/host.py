"""The kit's own programs on this machine: what a model sees of an image, and what it answers."""
import json
import os
import subprocess
import tempfile

from board import ROOT


class HostError(Exception):
    """`apus` is missing or failed."""


def apus(*arguments):
    """Runs `apus`: $APUS, or the one that `swift build -c release` makes."""
    program = os.environ.get("APUS") or str(ROOT / ".build/release/apus")
    try:
        result = subprocess.run([program, *arguments], capture_output=True, text=True)
    except OSError:
        raise HostError(f"{program} is not there: run swift build -c release --product apus, or set $APUS")
    if result.returncode != 0:
        raise HostError(result.stderr.strip() or f"{program} failed")
    return result.stdout


def answers(path, images):
    """What a model says of images: path, class, scores, outputs."""
    return json.loads(apus("run", str(path), *map(str, images), "--json"))


def prepared(model, images):
    """The int8 inputs that images become. `apus` prepares them for a model that has this one's input and gives it
    back, so that the firmware needs no code for pictures."""
    with tempfile.NamedTemporaryFile(suffix=".apus") as file:
        file.write(model.echo())
        file.flush()
        return [answer["outputs"] for answer in answers(file.name, images)]


def exported(data, count, folder):
    """JPEGs of a data set.
    - Returns: their paths."""
    apus("dataset", "export", "--data", str(data), "--count", str(count), "--out", str(folder))
    return sorted(os.path.join(where, name) for where, _, files in os.walk(folder) for name in files)
