"""Bytes into a Document: detect, parse (in a child process), clean, and name what it is."""

import hashlib
import math
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

from rag.errors import EmptyFile, FileTooLarge, ReadError, UnsupportedFile
from rag.reading.chat import parse_chat
from rag.reading.clean import Cleaned, clean
from rag.reading.dateline import stated_date
from rag.reading.days import Stated, written_date
from rag.reading.detect import SUFFIXES, decode, kind_of
from rag.reading.mail import parse_mail
from rag.reading.names import one_line, safe_source
from rag.reading.parsed import MB, Limits, Parsed
from rag.reading.roots import Names, name_roots
from rag.reading.sandbox import shared_sandbox
from rag.reading.sentences import detect_language, split_sentences
from rag.reading.turns import stamp_of
from rag.schema import Document, Kind

__all__ = ["Found", "Given", "Limits", "Skipped", "discover", "read_bytes", "read_file"]

_IGNORE = ".ragignore"
_HIDDEN = "it is hidden"
MAX_NAME_CHARS = 300
MAX_VALUE_CHARS = 1_000
MAX_KEYS = 30
MAX_CUT_CHARS = 500
MAX_CUTS = 200

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2}\b")
# What programs write where nobody has said anything.
_PLACEHOLDER = re.compile(
    r"untitled.*|\(?anonymous\)?|unknown|admin|user|word document"
    r"|microsoft word - .*|.*\.(?:docx?|pdf|indd)",
    re.IGNORECASE,
)
# Set by us; a file cannot claim them (nor anything that filters or names documents).
_OURS = frozenset(
    ("id", "source", "sha256", "text", "title", "pages", "metadata", "file_type", "file_sha256",
     "size", "encoding", "cut", "document_id", "chunk_id", "headings")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """What the sender knows of a document; it wins over what the file says."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: date | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, and its source: a readable name that stays the same across edits."""

    path: Path
    source: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A path that is not read, and why."""

    path: Path
    reason: str


def discover(paths: Sequence[str | Path], names: Names | None = None) -> Iterator[Found | Skipped]:
    """Every readable file among ``paths``, folders walked in order of names.

    The source of a file in a folder given as ``a/corpus`` is ``corpus/x.md``; that of a file
    given by itself is its name; ``names`` (else ``name_roots``) say otherwise where two have one
    name. Links and kinds we do not read are ``Skipped``, and so is what a ``.ragignore`` in a
    folder names: a pattern a line, for names there or, without a slash, at any depth below.
    Hidden files and folders are one ``Skipped`` of each of ``paths``, which counts them.
    """
    names = name_roots(paths) if names is None else names
    met = set[Path]()
    for root in map(Path, paths):
        hidden = 0
        for path in _walk(root.absolute()):
            if isinstance(path, Skipped):
                hidden += path.reason == _HIDDEN
                if path.reason != _HIDDEN:
                    yield path
                continue
            within = path.relative_to(root.absolute()).as_posix()
            reason = _why_not(path) if within != "." else None
            if reason:
                yield Skipped(path, reason)
            elif path not in met:
                met.add(path)
                name = names[os.path.realpath(root)]
                yield Found(path, safe_source(name if within == "." else f"{name}/{within}"))
        if hidden:
            what = f"{hidden} hidden files or folders" if hidden > 1 else "a hidden file or folder"
            yield Skipped(root.absolute() / ".*", f"{what}; name one to have it read")


def _walk(root: Path, patterns: Sequence[tuple[Path, str]] = ()) -> Iterator[Path | Skipped]:
    if not root.is_dir():
        yield root if root.exists() else Skipped(root, "there is no such file or folder")
        return
    try:
        entries = sorted(root.iterdir())
    except OSError as error:
        yield Skipped(root, f"the folder cannot be opened: {error.strerror}")
        return
    patterns = [*patterns, *_ignored_in(root)]
    for entry in entries:
        if entry.name.startswith("."):
            if entry.name != _IGNORE:
                yield Skipped(entry, _HIDDEN)
            continue
        if _is_ignored(entry, patterns):
            yield Skipped(entry, f"a {_IGNORE} names it")
        elif entry.is_symlink():
            yield Skipped(entry, "it is a link; name its target to have it read")
        elif entry.is_dir():
            yield from _walk(entry, patterns)
        else:
            yield entry


def _ignored_in(folder: Path) -> list[tuple[Path, str]]:
    """The patterns of a folder's ``.ragignore``; what cannot be read has none."""
    try:
        lines = (folder / _IGNORE).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    return [(folder, line.strip()) for line in lines if line.strip() and line[0] != "#"]


def _is_ignored(entry: Path, patterns: Sequence[tuple[Path, str]]) -> bool:
    """Whether a pattern names ``entry``, by its name or, with a slash, by its path."""
    for folder, pattern in patterns:
        wanted = pattern.rstrip("/")
        if pattern.endswith("/") and not entry.is_dir():
            continue
        name = entry.relative_to(folder).as_posix() if "/" in wanted else entry.name
        if fnmatchcase(name, wanted.lstrip("/")):
            return True
    return False


def _why_not(path: Path) -> str | None:
    """Why a file met in a folder is not read; None where it is."""
    if not path.is_file():
        return "it is not a regular file"
    if path.suffix.lower() not in SUFFIXES:
        return f"we do not read {path.suffix or 'files without a suffix'}"
    return None


def read_file(path: str | Path, *, source: str, limits: Limits | None = None) -> Document:
    """The document in one file. Raises a ReadError whose one line names the source."""
    limits = limits or Limits()
    path = Path(path)
    try:
        if path.is_dir():
            raise UnsupportedFile(f"{one_line(source)}: it is a folder")
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except OSError as error:
        raise ReadError(f"{one_line(source)}: {_why_unreadable(error)}") from error
    return read_bytes(data, name=path.name, source=source, limits=limits)


def _why_unreadable(error: OSError) -> str:
    reasons = {
        FileNotFoundError: "there is no such file",
        PermissionError: "no permission to read it",
        IsADirectoryError: "it is a folder",
    }
    return reasons.get(type(error), (error.strerror or "it cannot be read").lower())


def read_bytes(
    data: bytes,
    *,
    name: str,
    source: str | None = None,
    given: Given = Given(),
    limits: Limits | None = None,
) -> Document:
    """The document in ``data``. ``name`` hints at its kind and is its source where none is given.

    ``metadata`` has ``file_type``, ``file_sha256`` and ``size`` (of the bytes), ``cut`` (what
    cleaning removed) and the remaining scalars of the front matter. Raises a ReadError of one line.
    """
    limits = limits or Limits()
    source = safe_source(source or name)
    try:
        return _read(data, name, source, given, limits)
    except ReadError as error:
        raise type(error)(f"{source}: {one_line(str(error))}") from error


def _read(data: bytes, name: str, source: str, given: Given, limits: Limits) -> Document:
    if len(data) > limits.file_bytes:
        raise FileTooLarge(f"it is larger than {limits.file_bytes // MB} MB")
    if not data.strip():
        raise EmptyFile("it is empty")
    kind = kind_of(data, name)
    parsed = _parse(kind, data, limits)
    cleaned = clean(parsed.text)
    text, pages = _take_out_pages(cleaned.text)
    if not any(char.isalnum() for char in text):
        raise EmptyFile("there is no text in it")
    stated = _stated(parsed, text, name, kind)
    given = _settle(given, parsed, text, name, kind, stated)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(
        id=hashlib.sha256(f"{source}\n{text}".encode()).hexdigest()[:16],
        source=source,
        title=given.title or source,
        text=text,
        sha256=digest,
        publisher=given.publisher,
        author=given.author,
        published=given.published,
        language=given.language,
        pages=pages,
        metadata=_metadata(kind, data, parsed, cleaned, given),
        published_as=stated.words if stated and stated.day == given.published else None,
    )


def _parse(kind: str, data: bytes, limits: Limits) -> Parsed:
    if kind in ("pdf", "docx", "xlsx"):
        return shared_sandbox().parse(kind, data, limits)
    text, encoding = decode(data, html=kind == "html")
    if len(text) > limits.text_chars:
        raise FileTooLarge(f"it has more than {limits.text_chars:,} characters of text")
    parsed = parse_chat(text) if kind in ("text", "markdown") else None
    if parsed is None:
        of_text = kind == "text"
        parsed = (
            parse_mail(text) if of_text else shared_sandbox().parse(kind, text.encode(), limits)
        )
    return replace(parsed, metadata={**parsed.metadata, "encoding": encoding})


def _take_out_pages(text: str) -> tuple[str, tuple[int, ...]]:
    """``text`` without form feeds, and where each page starts in it; () without any."""
    if "\f" not in text:
        return text, ()
    pieces = text.split("\f")
    starts = [0]
    for piece in pieces[:-1]:
        starts.append(starts[-1] + len(piece))
    return "".join(pieces), tuple(starts)


def _settle(
    given: Given, parsed: Parsed, text: str, name: str, kind: str, stated: Stated | None
) -> Given:
    """Name, publisher, author, date and language: given, else from the file, else guessed."""
    written = one_line(parsed.language or "").lower()[:2]
    language = written if _LANGUAGE.fullmatch(written) else detect_language(text)
    return Given(
        title=_name(given.title) or _said(parsed.title) or _guess_title(text, name, kind),
        publisher=_name(given.publisher) or _said(parsed.publisher),
        author=_name(given.author) or _said(parsed.author),
        published=given.published or (stated.day if stated else None),
        language=given.language or language,
    )


def _name(value: str | None) -> str | None:
    return one_line(value or "")[:MAX_NAME_CHARS].rstrip() or None


def _said(value: str | None) -> str | None:
    """What a file says of itself, unless its program says so of every file."""
    name = _name(value)
    return None if name is None or _PLACEHOLDER.fullmatch(name) else name


def _stated(parsed: Parsed, text: str, name: str, kind: str) -> Stated | None:
    """The date in a field of the file, in full in its name ("2025-03-12 minutes.md") or in it."""
    named = re.search(r"(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)", PurePosixPath(name).name)
    return (
        written_date(parsed.published or "")
        or (written_date(named.group()) if named else None)
        or (None if kind in ("csv", "xlsx") else stated_date(text))
    )


def _guess_title(text: str, name: str, kind: str) -> str | None:
    """The first heading near the beginning, else a short first line, else the file's name.

    Of a table it is the file's name: neither its columns nor a sheet of several say what it is.
    Nor does the first message of a chat.
    """
    stem = PurePosixPath(name.replace("\\", "/")).stem
    chat = any(map(stamp_of, text[:5_000].splitlines()))
    if chat or kind in ("csv", "xlsx"):
        return _name(stem.replace("_", " "))
    start = text[:5_000]
    sentences = split_sentences(start)
    for sentence in sentences:
        if sentence.kind is Kind.HEADING:
            return _name(start[sentence.start_char : sentence.end_char])
    first = start.lstrip().partition("\n")[0].strip()
    if 0 < len(first) <= 100:
        return _name(first)
    return _name(stem)


def _metadata(
    kind: str, data: bytes, parsed: Parsed, cleaned: Cleaned, settled: Given
) -> dict[str, Any]:
    said = {
        key: one_line(value)[:MAX_VALUE_CHARS] if isinstance(value, str) else value
        for key, value in parsed.metadata.items()
        if _KEY.fullmatch(key)
        and key not in _OURS
        and value not in (math.inf, -math.inf)
        and value == value  # not a number (NaN), which JSON cannot say
    }
    if parsed.published and settled.published is None:
        said["published"] = one_line(parsed.published)[:MAX_VALUE_CHARS]
    cuts = [*parsed.cuts, *cleaned.cuts]
    ours: dict[str, Any] = {
        "file_type": kind,
        "file_sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        "cut": [{**cut, "text": cut["text"][:MAX_CUT_CHARS]} for cut in cuts[:MAX_CUTS]],
    }
    if "encoding" in parsed.metadata:
        ours["encoding"] = parsed.metadata["encoding"]
    return {**dict(list(said.items())[:MAX_KEYS]), **ours}
