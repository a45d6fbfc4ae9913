"""What the documentation is made by: links, the command reference, what is undocumented, what cannot be reached."""

from __future__ import annotations

import json
import subprocess
import sys
import typing

from support import TOOLS, FolderTest, ran

sys.path.append(str(TOOLS))
from documentation import archives, commands, links, symbolgraphs


class LinksTests(FolderTest):
    def broken(self, text: str) -> list[str]:
        file = self.write("page.md", text)
        return [sentence.removeprefix(f"{file}:") for sentence in links.broken(file)]

    def test_files_and_headings(self) -> None:
        self.write("other.md", "# Über `code`, twice\n\n```\n# no heading\n```\n")
        self.assertEqual(self.broken("[a](other.md) [b](other.md#über-code-twice) [c](.) [d](#here)\n# Here\n"), [])

    def test_what_is_broken(self) -> None:
        self.write("other.md", "```\n# no heading\n```\n")
        self.assertEqual(
            self.broken("[a](other.md#no-heading)\n[b](missing/file.md)\n[c](\n  #nowhere)\n"),
            [
                "1: other.md#no-heading: there is no such heading",
                "2: missing/file.md: there is no such file",
                "3: #nowhere: there is no such heading",
            ],
        )

    def test_code_and_addresses_are_no_links(self) -> None:
        self.assertEqual(self.broken("`[a](b)` [c](https://example.org/d)\n```sh\n[e](f)\n```\n"), [])


class CommandsTests(FolderTest):
    OPTION: typing.ClassVar = {
        "kind": "option",
        "names": [{"kind": "long", "name": "out"}],
        "valueName": "name|file",
        "isOptional": False,
        "isRepeating": False,
        "shouldDisplay": True,
        "abstract": "Where to.",
        "defaultValue": "a",
        "allValues": ["a", "b"],
        "preferredName": {"kind": "long", "name": "out"},
    }

    def reference(self, **facts: object) -> str:
        command = {
            "commandName": "make",
            "superCommands": ["tool"],
            "shouldDisplay": True,
            "abstract": "Makes.",
            **facts,
        }
        root = {"commandName": "tool", "abstract": "A tool.", "shouldDisplay": True, "subcommands": [command]}
        return commands.reference({"serializationVersion": 0, "command": root})

    def test_arguments(self) -> None:
        page = self.reference(arguments=[self.OPTION])
        self.assertIn("## tool make\n\nMakes.\n\n```\ntool make --out <name|file>\n```\n", page)
        self.assertIn("| `--out <name\\|file>` | Where to. (values: a, b; default: a) |", page)

    def test_hidden_ones_and_help_are_left_out(self) -> None:
        hidden = {**self.OPTION, "shouldDisplay": False}
        helping = {**self.OPTION, "kind": "flag", "preferredName": {"kind": "long", "name": "help"}}
        self.assertNotIn("--out", self.reference(arguments=[hidden, helping]))

    def test_examples_are_code(self) -> None:
        page = self.reference(discussion="Like this:\n\n  tool make\n  tool make again\n\nDone.")
        self.assertIn("Like this:\n\n```sh\ntool make\ntool make again\n```\n\nDone.\n", page)

    def test_another_version_is_refused(self) -> None:
        self.assertRaises(ValueError, commands.reference, {"serializationVersion": 1, "command": {}})


class SymbolGraphTests(FolderTest):
    def test_undocumented(self) -> None:
        def symbol(name: str, **facts: object) -> dict[str, object]:
            place = {"uri": "file:///a.swift", "position": {"line": 4}}
            return {"kind": {"identifier": "swift.struct"}, "pathComponents": ["A", name], "location": place, **facts}

        symbols = [
            symbol("told", docComment={"lines": [{"text": "What it is."}]}),
            symbol("blank", docComment={"lines": [{"text": " "}]}),
            symbol("untold"),
            symbol("block", kind={"identifier": "swift.extension"}),
        ]
        self.write("A.symbols.json", json.dumps({"symbols": symbols}))
        self.assertEqual(list(symbolgraphs.undocumented(self.folder)), ["/a.swift:5: A.blank", "/a.swift:5: A.untold"])


class ArchiveTests(FolderTest):
    def page(self, address: str, *topics: str, links: tuple[str, ...] = ()) -> None:
        references = {url: {"type": "topic", "url": url} for url in (*topics, *links)}
        sections = [{"identifiers": list(topics)}]
        self.write(f"data{address}.json", json.dumps({"references": references, "topicSections": sections}))

    def test_problems(self) -> None:
        self.page("/documentation", "/documentation/a")
        self.page("/documentation/a", links=("/documentation/b", "/documentation/gone#part"))
        self.page("/documentation/b")
        self.assertEqual(
            archives.problems(self.folder),
            (
                3,
                [
                    "/documentation/a: a link to /documentation/gone, where there is no page",
                    "/documentation/b: no list of topics leads here",
                ],
            ),
        )

    def test_what_is_listed_is_reached(self) -> None:
        self.page("/documentation", "/documentation/a")
        self.page("/documentation/a", "/documentation/a/b")
        self.page("/documentation/a/b")
        self.assertEqual(archives.problems(self.folder), (3, []))


class HelpTests(FolderTest):
    def test_help_needs_nothing(self) -> None:
        for name in ("document", "release"):
            self.assertIn(f"usage: Tools/{name}", ran(name, "--help").stdout)
            self.assertEqual(ran(name, "--nonsense").returncode, 2)


class ReleaseTests(FolderTest):
    """What makes Tools/release refuse before it builds anything."""

    def git(self, *arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
        subprocess.run(["git", *identity, *arguments], cwd=self.folder, check=True, capture_output=True)

    def refusal(self, changelog: str, tag: str = "", dirt: str = "") -> str:
        script = self.write("Tools/release", (TOOLS / "release").read_bytes())
        script.chmod(0o755)
        self.write("CHANGELOG.md", changelog)
        self.git("init")
        self.git("add", ".")
        self.git("commit", "-m", "all")
        if tag:
            self.git("tag", tag)
        if dirt:
            self.write(dirt, "new")
        done = subprocess.run([str(script)], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        return done.stderr.strip()

    def test_no_version(self) -> None:
        self.assertIn("CHANGELOG.md has no heading", self.refusal("# Changelog\n\n## Unreleased\n"))

    def test_uncommitted(self) -> None:
        self.assertIn("uncommitted", self.refusal("## 1.2.3 - 2026-01-01\n", tag="1.2.3", dirt="file"))

    def test_unreleased(self) -> None:
        changelog = "## Unreleased\n\n- A change.\n\n## 1.2.3 - 2026-01-01\n\n- Another.\n"
        self.assertIn("under Unreleased", self.refusal(changelog, tag="1.2.3"))

    def test_tags(self) -> None:
        self.assertIn("has no tag 1.2.3", self.refusal("## 1.2.3 - 2026-01-01\n", tag="1.2.4"))
