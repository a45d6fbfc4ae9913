"""The command reference, from what the program says of itself (`apus --experimental-dump-help`)."""

import re
import textwrap
from collections.abc import Iterator

HEADER = """\
# Commands

<!-- Written by Tools/document from the program's own help: change the help, not this page. -->

Every command of the program `apus`, and what it takes.
"""


def spelled(argument: dict) -> str:
    """An argument as it is written, such as `--out <file>`."""
    if argument["kind"] == "positional":
        return f"<{argument['valueName']}>"
    dashes = {"long": "--", "short": "-", "longWithSingleDash": "-"}
    names = ", ".join(dashes[name["kind"]] + name["name"] for name in argument["names"])
    return f"{names} <{argument['valueName']}>" if argument["kind"] == "option" else names


def in_usage(argument: dict) -> str:
    """An argument in the line that shows how a command is called."""
    text = spelled(argument) + ("…" if argument["isRepeating"] else "")
    return f"[{text}]" if argument["isOptional"] else text


def meaning(argument: dict) -> str:
    """What an argument means, and what it may be and is by default."""
    extra = []
    if argument.get("allValues"):
        extra.append("values: " + ", ".join(argument["allValues"]))
    if "defaultValue" in argument and argument["kind"] == "option":
        extra.append(f"default: {argument['defaultValue']}")
    return " ".join([argument.get("abstract", "").strip()] + ([f"({'; '.join(extra)})"] if extra else []))


def discussion(text: str) -> str:
    """A command's long explanation; lines that are indented are shown as code."""
    parts = re.split(r"\n{2,}", text.strip("\n"))
    return "\n\n".join(f"```sh\n{textwrap.dedent(part)}\n```" if part.startswith("  ") else part for part in parts)


def section(command: dict, is_root: bool) -> Iterator[str]:
    """A section for a command, then those of its subcommands."""
    name = " ".join(command.get("superCommands", []) + [command["commandName"]])
    everywhere = {"help"} if is_root else {"help", "version"}
    arguments = [
        argument
        for argument in command.get("arguments", [])
        if argument["shouldDisplay"] and argument.get("preferredName", {}).get("name") not in everywhere
    ]
    subcommands = [
        each for each in command.get("subcommands", []) if each["shouldDisplay"] and each["commandName"] != "help"
    ]
    yield f"## {name}"
    yield command["abstract"]
    called = [name] + (["<subcommand>"] if subcommands else [in_usage(argument) for argument in arguments])
    wrapped = textwrap.wrap(
        " ".join(word.replace(" ", "\0") for word in called),
        90,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield "```\n" + "\n".join(wrapped).replace("\0", " ") + "\n```"
    if command.get("discussion"):
        yield discussion(command["discussion"])
    if arguments:
        rows = [(spelled(argument), meaning(argument)) for argument in arguments]
        cells = [(f"`{left}`".replace("|", "\\|"), right.replace("|", "\\|")) for left, right in rows]
        yield "\n".join(
            ["| argument | meaning |", "| --- | --- |", *(f"| {left} | {right} |" for left, right in cells)]
        )
    for each in subcommands:
        yield from section(each, False)


def reference(dump: dict) -> str:
    """The page, from the program's description of itself."""
    if dump["serializationVersion"] != 0:
        raise ValueError(f"a description of version {dump['serializationVersion']}, where 0 is known")
    return HEADER + "\n" + "\n\n".join(section(dump["command"], True)) + "\n"
