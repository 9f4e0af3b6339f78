"""The name that each folder or file given to be read has in the sources of what is in it.

It is the last part of its path, so that sources stay readable and a folder can be moved. Two
places of one name are told apart by the folders above them, also when they are read one after
the other: ``Roots`` remembers, in the data directory, which place a name stands for. That file
is read and written by whoever walks the folders, and no API shows it.
"""

import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import accumulate
from pathlib import Path

Names = Mapping[str, str]
"""Names by place; a place is a path as ``os.path.realpath`` gives it."""

NOWHERE: Names = {}


def name_roots(
    paths: Iterable[str | Path], known: Names = NOWHERE, stored: Collection[str] = ()
) -> dict[str, str]:
    """A name for each of the paths, no two the same.

    A path keeps the name it is ``known`` by. A known name is free again when its place is gone
    (the folder was moved: it must find its documents again) or when none of the ``stored``
    sources begins with it.
    """
    used = {name for source in stored for name in _beginnings(source)}
    taken = {n for place, n in known.items() if n in used and os.path.lexists(place)}
    around = {beginning for name in taken for beginning in _beginnings(name)}
    named: dict[str, str] = {}
    for path in map(Path, paths):
        place = os.path.realpath(path)
        if place in named:
            continue
        name = known.get(place)
        if name not in taken:
            name = _free(Path(os.path.normpath(path.absolute())), taken, around)
        named[place] = name
        taken.add(name)
        around.update(_beginnings(name))
    return named


def _beginnings(source: str) -> Iterator[str]:
    """``a``, ``a/b`` and ``a/b/c`` of ``a/b/c``."""
    return accumulate(source.split("/"), "{}/{}".format)


def _free(path: Path, taken: Set[str], around: Collection[str]) -> str:
    """The shortest end of the path that is no taken name, holds none and is held by none."""
    parts = path.parts[1:]
    ends = ["/".join(parts[-count:]) for count in range(1, len(parts) + 1)]
    for end in ends:
        if end not in around and taken.isdisjoint(_beginnings(end)):
            return end
    return ends[-1] if ends else ""


class Roots:
    """The names given so far, kept in the data directory ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "roots.json"

    def name(self, paths: Sequence[str | Path], stored: Collection[str]) -> dict[str, str]:
        """``name_roots`` of these paths, remembered; ``stored`` are all sources there are."""
        known = self._read()
        named = name_roots(paths, known, stored)
        names = set(named.values())
        # Whoever had one of these names is gone, else it would not have been free.
        kept = {place: name for place, name in known.items() if name not in names} | named
        if kept != known:
            draft = self._file.with_name(f"{self._file.name}.{os.getpid()}")
            draft.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
            draft.replace(self._file)
        return named

    def _read(self) -> dict[str, str]:
        try:
            return {
                str(place): str(name) for place, name in json.loads(self._file.read_bytes()).items()
            }
        except (OSError, ValueError, AttributeError):
            return {}  # then names are given as if for the first time
