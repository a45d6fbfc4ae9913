"""Symbol graphs of the package's modules: what is public, and whether it has a comment."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from command_line import ToolError


class DocumentationError(ToolError):
    """One sentence that says why there is no documentation."""


def output(command: list[str], root: Path) -> str:
    """What a command prints."""
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DocumentationError(f"{' '.join(command[:3])} failed:\n{(done.stdout + done.stderr).strip()}")
    return done.stdout


def modules(root: Path) -> list[tuple[str, Path]]:
    """The Swift modules of the package's library products, and their folders; each after those that it imports."""
    description = json.loads(output(["swift", "package", "describe", "--type", "json"], root))
    libraries = {product["name"] for product in description["products"] if "library" in product["type"]}
    targets = {target["name"]: target for target in description["targets"]}
    ordered: dict[str, Path] = {}

    def visit(name: str) -> None:
        target = targets[name]
        for needed in target.get("target_dependencies", []):
            visit(needed)
        if target["type"] == "library" and target["module_type"] == "SwiftTarget" and name not in ordered:
            ordered[name] = root / target["path"]

    for name, target in sorted(targets.items()):
        if libraries & set(target.get("product_memberships", [])) and target["type"] == "library":
            visit(name)
    return [(name, folder) for name, folder in ordered.items() if folder.is_relative_to(root / "Sources")]


def extract(module: str, binaries: Path, root: Path, folder: Path) -> None:
    """Writes the symbol graphs of a module that is built, its extensions of other modules' types too."""
    folder.mkdir(parents=True)
    triple = json.loads(output(["swift", "-print-target-info"], root))["target"]["unversionedTriple"]
    maps = [
        option
        # The package's own C modules, and those over system libraries.
        for path in [
            *sorted(binaries.glob("C*.build/module.modulemap")),
            *sorted(root.glob("Sources/C*/module.modulemap")),
        ]
        for option in ("-Xcc", f"-fmodule-map-file={path}")
    ]
    output(
        [
            "swift",
            "symbolgraph-extract",
            "-module-name",
            module,
            "-I",
            str(binaries / "Modules"),
            *maps,
            "-target",
            triple,
            "-minimum-access-level",
            "public",
            "-skip-synthesized-members",
            "-emit-extension-block-symbols",
            "-output-dir",
            str(folder),
        ],
        root,
    )


def symbols(folder: Path) -> Iterator[dict]:
    """The public symbols in a folder of symbol graphs, but for blocks of extensions, which have no comments."""
    for file in sorted(folder.glob("*.symbols.json")):
        for symbol in json.loads(file.read_text())["symbols"]:
            if symbol["kind"]["identifier"] != "swift.extension":
                yield symbol


def undocumented(folder: Path) -> Iterator[str]:
    """The names of those without a comment, and where they are declared."""
    for symbol in symbols(folder):
        if not any(line["text"].strip() for line in symbol.get("docComment", {}).get("lines", [])):
            place = symbol.get("location", {})
            file = place.get("uri", "").removeprefix("file://")
            line = place.get("position", {}).get("line", 0) + 1
            yield f"{file}:{line}: {'.'.join(symbol['pathComponents'])}"
