"""What the tools in Python share: options, and what becomes of failures."""

from __future__ import annotations

import argparse
import pathlib
import subprocess
import sys
from collections.abc import Callable
from typing import NoReturn


class ToolError(Exception):
    """Why a tool cannot do what it was asked for, in one sentence."""


class Parser(argparse.ArgumentParser):
    """Options of a tool. `--help` prints the tool's own documentation; a wrong option is told in one sentence, and
    ends the tool with status 2.
    - Parameters:
      - documentation: the tool's; where it begins with `usage:`, it describes the options as well.
      - appendix: what `--help` prints below it, made when it is asked for."""

    def __init__(self, documentation: str | None, appendix: Callable[[], str] | None = None) -> None:
        super().__init__(
            prog=pathlib.Path(sys.argv[0]).name,
            description=documentation,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        self.appendix = appendix

    def format_help(self) -> str:
        documentation = self.description or ""
        text = documentation if documentation.startswith("usage:") else super().format_help()
        return text.rstrip() + "\n" + ("\n" + self.appendix() + "\n" if self.appendix else "")

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; Tools/{self.prog} --help says more\n")


def positive(text: str) -> int:
    """A count from 1 on, as the type of an option."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a count from 1 on")
    return number


def sentence(error: BaseException) -> str:
    """What went wrong, for people."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, subprocess.CalledProcessError):
        return f"{' '.join(map(str, error.cmd))} failed with status {error.returncode}"
    return str(error)


def last_line(text: str) -> str:
    """The last thing that a program has said."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it said nothing"


def run(main: Callable[[], int | None]) -> NoReturn:
    """Runs a tool and ends with its exit status; a failure is one line on standard error, and status 1."""
    name = pathlib.Path(sys.argv[0]).name
    try:
        sys.exit(main() or 0)
    except (ToolError, OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"{name}: {sentence(error)}")
    except KeyboardInterrupt:
        sys.exit(f"\n{name}: interrupted")
