"""Reads a board's memory.ld: the MEMORY command of GNU ld's scripts, which says where memories are and how large.

The expressions are those that GNU ld allows there: decimal, octal (0…) and hexadecimal (0x…) numbers with K and M
behind them, C's operators, parentheses, MIN and MAX, and ORIGIN and LENGTH of a memory above. The linker of Swift's
toolchain understands fewer of them, so that it is given numbers (`MemoryMap.script`)."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Callable
from typing import NamedTuple, NoReturn

from command_line import ToolError

TOKEN = re.compile(
    r"(?P<space>\s+|/\*.*?\*/)|(?P<name>[A-Za-z_.$][\w.$]*)|(?P<number>\d\w*)|(?P<sign><<|>>|<=|>=|==|!=|&&|\|\||\S)",
    re.S,
)
NUMBER = re.compile(r"(?:0[xX](?P<hex>[0-9a-fA-F]+)|(?P<octal>0[0-7]+)|(?P<decimal>0|[1-9][0-9]*))(?P<unit>[kKmM]?)")
BASES = {"hex": 16, "octal": 8, "decimal": 10}
UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20}
ORIGINS, LENGTHS = ("ORIGIN", "org", "o"), ("LENGTH", "len", "l")


def quotient(one: int, other: int) -> int:
    """C's, which rounds towards zero."""
    magnitude = abs(one) // abs(other)
    return magnitude if (one < 0) == (other < 0) else -magnitude


# C's precedence, from the loosest operators to the tightest.
OPERATORS: list[dict[str, Callable[[int, int], int]]] = [
    {"||": lambda one, other: int(one != 0 or other != 0)},
    {"&&": lambda one, other: int(one != 0 and other != 0)},
    {"|": lambda one, other: one | other},
    {"^": lambda one, other: one ^ other},
    {"&": lambda one, other: one & other},
    {"==": lambda one, other: int(one == other), "!=": lambda one, other: int(one != other)},
    {
        "<": lambda one, other: int(one < other),
        ">": lambda one, other: int(one > other),
        "<=": lambda one, other: int(one <= other),
        ">=": lambda one, other: int(one >= other),
    },
    {"<<": lambda one, other: one << min(other, 64), ">>": lambda one, other: one >> min(other, 64)},
    {"+": lambda one, other: one + other, "-": lambda one, other: one - other},
    {"*": lambda one, other: one * other, "/": quotient, "%": lambda one, other: one - other * quotient(one, other)},
]
WORD = (1 << 64) - 1
MOST_DEPTH = 30


class MemoryMapError(ToolError):
    """What is wrong in a memory.ld, with its line."""


class Memory(NamedTuple):
    """A memory of a board."""

    attributes: str
    origin: int
    length: int


class MemoryMap:
    """The memories of a board, by name."""

    def __init__(self, path: pathlib.Path) -> None:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise MemoryMapError(f"{path}: this is not a text in UTF-8") from None
        self.memories = _Reader(path, text).memories()

    def script(self) -> str:
        """The same MEMORY command, with numbers alone, for a linker."""
        lines = [
            f"  {name} {memory.attributes} : ORIGIN = {memory.origin:#x}, LENGTH = {memory.length:#x}\n"
            for name, memory in self.memories.items()
        ]
        return "MEMORY {\n" + "".join(lines) + "}\n"


class _Token(NamedTuple):
    text: str
    line: int


class _Reader:
    """Goes through the tokens of a file once."""

    def __init__(self, path: pathlib.Path, text: str) -> None:
        self.path = path
        self.found: dict[str, Memory] = {}
        self.tokens: list[_Token] = []
        self.position = 0
        self.depth = 0
        line = 1
        for match in TOKEN.finditer(text):
            if match["space"] is None:
                self.tokens.append(_Token(match[0], line))
            line += match[0].count("\n")
        self.tokens.append(_Token("", line))

    def memories(self) -> dict[str, Memory]:
        self.take("MEMORY")
        self.take("{")
        while not self.takes("}"):
            self.memory()
            self.takes(",")
        if self.next.text:
            self.refuse("nothing may follow the MEMORY command")
        for name in ("FLASH", "RAM"):
            if name not in self.found:
                self.refuse(f"there is no memory called {name}")
        return self.found

    def memory(self) -> None:
        name = self.name("the name of a memory")
        if name in self.found:
            self.refuse(f"there are two memories called {name}", back=1)
        attributes = ""
        if self.takes("("):
            while not self.takes(")"):
                attributes += self.advance("the end of the attributes").text
            if not re.fullmatch("[A-Za-z!]*", attributes):
                self.refuse(f"the attributes of {name} are not letters", back=1)
            attributes = f"({attributes})"
        self.take(":")
        origin = self.assignment(ORIGINS)
        self.take(",")
        length = self.assignment(LENGTHS)
        if not (origin >= 0 and length > 0 and origin + length <= 1 << 32):
            self.refuse(f"{name} of {length:,} bytes from {origin:#x} on does not lie in 32 bits of addresses", back=1)
        self.found[name] = Memory(attributes, origin, length)

    def assignment(self, names: tuple[str, ...]) -> int:
        if self.next.text not in names:
            self.refuse(f"{names[0]} is expected")
        self.position += 1
        self.take("=")
        return self.expression()

    def expression(self) -> int:
        """A condition, or what binds tighter."""
        self.depth += 1
        if self.depth > MOST_DEPTH:
            self.refuse("the expression is nested too deeply")
        value = self.operation(0)
        if self.takes("?"):
            chosen = self.expression()
            self.take(":")
            other = self.expression()
            value = chosen if value else other
        self.depth -= 1
        return value

    def operation(self, level: int) -> int:
        """Operators of a level of `OPERATORS`, from left to right."""
        if level == len(OPERATORS):
            return self.operand()
        value = self.operation(level + 1)
        while self.next.text in OPERATORS[level]:
            sign = self.advance("an operator").text
            other = self.operation(level + 1)
            if other == 0 and sign in ("/", "%"):
                self.refuse("there is a division by zero", back=1)
            if other < 0 and sign in ("<<", ">>"):
                self.refuse("there is a shift by less than nothing", back=1)
            value = OPERATORS[level][sign](value, other)
            if abs(value) > WORD:
                self.refuse("the expression leaves 64 bits", back=1)
        return value

    def operand(self) -> int:
        signs = []
        while self.next.text in ("-", "+", "~", "!"):
            signs.append(self.advance("an operator").text)
        value = self.primary()
        for sign in reversed(signs):
            value = {"-": -value, "+": value, "~": ~value & WORD, "!": int(value == 0)}[sign]
        return value

    def primary(self) -> int:
        if self.takes("("):
            value = self.expression()
            self.take(")")
            return value
        token = self.next
        number = NUMBER.fullmatch(token.text)
        if number:
            self.position += 1
            digits, base = next((number[key], base) for key, base in BASES.items() if number[key])
            if len(digits) > 24:
                self.refuse(f"the number {token.text} leaves 64 bits", back=1)
            return int(digits, base) * UNITS[number["unit"].lower()]
        if token.text in ("MIN", "MAX"):
            self.position += 1
            self.take("(")
            one = self.expression()
            self.take(",")
            other = self.expression()
            self.take(")")
            return (min if token.text == "MIN" else max)(one, other)
        if token.text in ("ORIGIN", "LENGTH"):
            self.position += 1
            self.take("(")
            name = self.name("the name of a memory")
            if name not in self.found:
                self.refuse(f"there is no memory called {name} above", back=1)
            self.take(")")
            return self.found[name].origin if token.text == "ORIGIN" else self.found[name].length
        return self.refuse("a number is expected")

    # Tokens.

    @property
    def next(self) -> _Token:
        return self.tokens[self.position]

    def advance(self, what: str) -> _Token:
        token = self.next
        if not token.text:
            self.refuse(f"{what} is expected")
        self.position += 1
        return token

    def name(self, what: str) -> str:
        if not re.match(r"[A-Za-z_.$]", self.next.text):
            self.refuse(f"{what} is expected")
        return self.advance(what).text

    def takes(self, text: str) -> bool:
        if self.next.text != text:
            return False
        self.position += 1
        return True

    def take(self, text: str) -> None:
        if not self.takes(text):
            self.refuse(f"{text} is expected")

    def refuse(self, what: str, back: int = 0) -> NoReturn:
        """- Parameter back: how many tokens back the fault lies."""
        token = self.tokens[self.position - back]
        there = f", and not {token.text[:40]!r}" if token.text else ", and not the end of the file"
        raise MemoryMapError(f"{self.path}:{token.line}: {what}{'' if back else there}")
