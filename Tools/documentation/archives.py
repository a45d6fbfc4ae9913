"""What DocC has made: whether every page can be reached, and whether every link leads to a page."""

import json
from collections.abc import Iterator
from pathlib import Path


def pages(archive: Path) -> dict[str, dict]:
    """The pages of an archive by their addresses."""
    data = archive / "data"
    return {
        "/" + str(file.relative_to(data).with_suffix("")): json.loads(file.read_text())
        for file in sorted(data.rglob("*.json"))
    }


def links(page: dict) -> Iterator[str]:
    """The addresses of the pages that a page refers to."""
    for reference in page.get("references", {}).values():
        if reference.get("type") == "topic" and "url" in reference:
            yield reference["url"].partition("#")[0]


def listed(page: dict) -> Iterator[str]:
    """The addresses of the pages that a page lists as its topics or as its defaults."""
    references = page.get("references", {})
    for part in page.get("topicSections", []) + page.get("defaultImplementationsSections", []):
        for identifier in part["identifiers"]:
            if "url" in references.get(identifier, {}):
                yield references[identifier]["url"]


def problems(archive: Path) -> tuple[int, list[str]]:
    """How many pages there are, and a sentence for each that is missing or that no list leads to."""
    found = pages(archive)
    sentences = sorted(
        {
            f"{address}: a link to {link}, where there is no page"
            for address, page in found.items()
            for link in links(page)
            if link not in found
        }
    )
    reached, waiting = {"/documentation"}, ["/documentation"]
    while waiting:
        for address in listed(found.get(waiting.pop(), {})):
            if address not in reached:
                reached.add(address)
                waiting.append(address)
    sentences += [f"{address}: no list of topics leads here" for address in sorted(set(found) - reached)]
    return len(found), sentences
