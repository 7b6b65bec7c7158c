"""Read one YAML file, strictly, and remember on which line everything stood."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import yaml

from probiocheck.knowledge.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

type_path = tuple[str | int, ...]

_MAX_DEPTH = 30
_MAX_BYTES = 64 * 1024 * 1024
_MAX_TEXT = 20_000
# From here on not every reader of JSON holds each whole number exactly.
_MAX_NUMBER = 2**53
# What no text needs and what could steer whatever shows it: control characters other than tab and line break, and
# the marks that turn the direction of writing.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


class _Unreadable(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass
class Document:
    """The content of one YAML file, with the line of every key and item.

    ``added`` says that the file lies in a folder laid over the base knowledge.
    """

    file: str
    value: Any
    lines: dict[type_path, int] = field(default_factory=dict)
    added: bool = False

    def line(self, path: type_path) -> int:
        """Return the line where ``path`` stands, or that of its nearest listed parent."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Loader(yaml.CSafeLoader):
    """YAML in which only ``true``, ``false``, ``null`` and plain numbers are more than text.

    YAML 1.1 reads ``no``, ``on``, ``01`` and dates as something else than they look; a strain called 01 must
    stay a strain called 01.
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own interface


class _Plain(NamedTuple):
    """A kind of plain value: how it is written, what that begins with, and what is made of it."""

    written: str
    begins: str
    made: Callable[[str], Any]


_TAG = "tag:yaml.org,2002:"
_WHOLE = "-?(?:0|[1-9][0-9]*)"
_PLAIN = {
    f"{_TAG}bool": _Plain("true|false", "tf", lambda text: text == "true"),
    f"{_TAG}null": _Plain("null|~|", "n~", lambda _: None),
    f"{_TAG}int": _Plain(_WHOLE, "-0123456789", int),
    f"{_TAG}float": _Plain(rf"{_WHOLE}(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?", "-0123456789", float),
}
for _tag, _plain in _PLAIN.items():
    _begins = [*_plain.begins, ""] if re.fullmatch(_plain.written, "") else [*_plain.begins]
    _Loader.add_implicit_resolver(_tag, re.compile(f"^(?:{_plain.written})$"), _begins)


def read(path: Path, name: str, *, added: bool = False) -> tuple[Document, list[Problem]]:
    """Read ``path`` and return its content with the problems found.

    Args:
        path: The file.
        name: How the file is called in messages.
        added: Whether it lies in a folder laid over the base knowledge.

    Returns:
        The document (its value is ``None`` where nothing could be read) and every problem met.

    """
    document = Document(name, None, added=added)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            _refuse(name, 1, "what is called so is not a file", "put the file in its place")
        if status.st_size > _MAX_BYTES:
            _refuse(name, 1, "the file is larger than 64 MiB", "split it: one file a field of medicine")
        text = path.read_text(encoding="utf-8")
        if found := _STEERING.search(text):
            _refuse(name, text.count("\n", 0, found.start()) + 1, *_steers(found[0]))
        node = _compose(text, name)
        if node is None:
            _refuse(name, 1, "the file is empty", "write its records, or remove it")
        builder = _Builder(document)
        document.value = builder.build(node, ())
    except _Unreadable as unreadable:
        return document, [unreadable.problem]
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return document, [Problem(name, line, "the file is not UTF-8", "save it as UTF-8 in the editor")]
    except OSError as error:
        return document, [Problem(name, 1, f"the file cannot be read: {error.strerror}", "check its permissions")]
    except MemoryError:
        return document, [Problem(name, 1, "the file holds more than there is memory for", "split it")]
    return document, builder.problems


def _compose(text: str, name: str) -> yaml.Node | None:
    loader = _Loader(text)
    try:
        return loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        what = f"not readable as YAML: {error.problem or error.context}"
        _refuse(name, line, what, "check indentation, quotes and colons around this line")
    except (yaml.YAMLError, RecursionError) as error:
        _refuse(name, 1, f"not readable as YAML: {error}", "remove control characters and deep nesting")
    finally:
        loader.dispose()


def _refuse(file: str, line: int, what: str, remedy: str) -> NoReturn:
    raise _Unreadable(Problem(file, line, what, remedy))


def _steers(character: str) -> tuple[str, str]:
    """Return what is wrong with a character that could steer a screen, without showing it, and what to do."""
    return (
        f"the character U+{ord(character):04X} is not used here",
        "remove it: it is not seen, and can steer a screen",
    )


class _Builder:
    """Turn YAML nodes into plain values, noting lines and refusing duplicates, aliases and tags."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def build(self, node: yaml.Node, path: type_path) -> Any:
        line = node.start_mark.line + 1
        self.document.lines.setdefault(path, line)
        if len(path) > _MAX_DEPTH:
            _refuse(self.document.file, line, "nested too deeply", "no record needs more than a few levels")
        if id(node) in self._seen:
            _refuse(self.document.file, line, "anchors and aliases are not used here", "write the value out")
        self._seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, line)
        if node.tag not in {f"{_TAG}seq", f"{_TAG}map"}:
            self._refuse_tag(node.tag, line)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._mapping(node, path)

    def _scalar(self, node: yaml.ScalarNode, line: int) -> Any:
        text = node.value
        if len(text) > _MAX_TEXT:
            _refuse(self.document.file, line, f"a text of {len(text):,} characters", f"keep it below {_MAX_TEXT:,}")
        if found := _STEERING.search(text):
            _refuse(self.document.file, line, *_steers(found[0]))
        if node.tag == f"{_TAG}str":
            return text
        plain = _PLAIN.get(node.tag)
        # A tag can say that a text is a number, which does not make it one.
        if plain is None or not re.fullmatch(plain.written, text):
            self._refuse_tag(node.tag, line)
        if plain.made in {int, float} and abs(float(text)) >= _MAX_NUMBER:
            _refuse(self.document.file, line, "the number is too large", "no number here has more than 15 digits")
        return plain.made(text)

    def _refuse_tag(self, tag: str, line: int) -> NoReturn:
        _refuse(self.document.file, line, f"the tag {tag[:100]} is not used here", "remove the tag")

    def _mapping(self, node: yaml.Node, path: type_path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                _refuse(self.document.file, line, "the name of a field must be text", "write a word before the colon")
            self._scalar(key_node, line)
            key = str(key_node.value)
            if key in result:
                first = self.document.line((*path, key))
                what = f"the field {key!r} stands twice in this record (first on line {first})"
                self.problems.append(Problem(self.document.file, line, what, "keep one of the two"))
                continue
            self.document.lines[(*path, key)] = line
            result[key] = self.build(value_node, (*path, key))
        return result
