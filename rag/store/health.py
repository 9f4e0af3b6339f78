"""Is the vector index sound? Asked in a process of its own: a torn one can be fatal to open.

``python -m rag.store.health FOLDER LIBRARY`` exits 0 for yes; else it says why not, or dies.
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from rag.errors import RagError
from rag.store.chroma import Handle
from rag.store.library import Library

TIMEOUT = 60.0
SAMPLE = 2000  # all of most libraries: a graph that lost one chunk may have kept all others
_TOP = 10
_SAME = 0.999


def check(folder: Path, library: Path) -> str | None:
    """What is wrong with the index in ``folder``, None when it is sound. Never raises for it."""
    command = [sys.executable, "-m", "rag.store.health", str(folder), str(library)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(  # noqa: S603 -- our own module, with paths that we chose
            command, env=environment, capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        return f"no answer in {TIMEOUT:.0f} s"
    if done.returncode == 0:
        return None
    if done.returncode < 0:
        return f"reading it ends in signal {-done.returncode}"
    return (done.stdout or done.stderr).strip().rpartition("\n")[2] or "unknown"


def problem(folder: Path, library: Library) -> str | None:
    """Look for a problem in this very process: ids, a sample of vectors, a filtered read."""
    handle = Handle(folder)
    try:
        there, expected = handle.keys(), library.indexed_keys()
        if handle.count() != len(there):
            return "it does not know how many chunks it holds"
        if unexplained := (expected ^ there) - set(library.stale()):
            return f"{len(unexplained)} chunks differ from the library"
        # Stale ones too: under a known key nothing is linked anew that the graph has lost.
        common = sorted(expected & there)
        rows = library.indexed(common[:: max(1, len(common) // SAMPLE)])
        if not rows:
            return None
        nearest = handle.query(np.stack([row.vector for row in rows]), _TOP)
        for row, found in zip(rows, nearest, strict=True):
            if not found or found[0][1] < _SAME:
                return f"chunk {row.chunk.id} does not find itself"
        if not handle.holds(rows[0].chunk.document_id):
            return "a filtered read finds nothing"
        return None
    finally:
        handle.close()


def main(folder: str, library: str) -> int:
    """Print the problem and return 1, or return 0."""
    try:
        with Library(Path(library)) as opened:
            found = problem(Path(folder), opened)
    except RagError as error:
        found = str(error)
    if found:
        print(found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
