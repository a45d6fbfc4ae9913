"""Relative links of Markdown files: each must lead to a file of the repository, and to the heading that it names."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

FENCE = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(`+)(?:(?!\1).)+?\1", re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(\s*([^()\s]+)\s*\)")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)


def without_code(text: str) -> str:
    """The text with blanks for what is shown as code, so that offsets stay."""
    for pattern in (FENCE, CODE):
        text = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return text


def anchor(heading: str) -> str:
    """The name under which GitHub links to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(text: str) -> set[str]:
    """The names of all headings of a file."""
    return {anchor(heading) for heading in HEADING.findall(FENCE.sub("", text))}


def broken(file: Path) -> Iterator[str]:
    """A sentence for each relative link that leads nowhere."""
    text = file.read_text()
    visible = without_code(text)
    for match in LINK.finditer(visible):
        target = text[match.start(1) : match.end(1)]
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        reached = (file.parent / path) if path else file
        line = visible.count("\n", 0, match.start()) + 1
        if not reached.exists():
            yield f"{file}:{line}: {target}: there is no such file"
        elif fragment and (reached.suffix != ".md" or fragment not in anchors(reached.read_text())):
            yield f"{file}:{line}: {target}: there is no such heading"


def markdown_files(root: Path) -> list[Path]:
    """The Markdown files of the repository, those not yet committed too."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "*.md"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    return [root / name for name in sorted(set(listed.stdout.split("\0"))) if name and (root / name).exists()]
