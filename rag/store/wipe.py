"""Takes what was deleted out of Chroma's own files, which may be open meanwhile.

Of a deleted chunk Chroma keeps the whole text in its log of writes, until a thousand more have
come, and in freed pages; its full-text index keeps the letters. Two copies of SQLite in one
process do not heed each other's locks, and Chroma brings its own: hence a process, which knows
nothing of the rest of the house and so starts in a twentieth of a second. The graph is saved
with room for more vectors, and that room is memory as it lay there: with any text the process read.
"""

import sqlite3
import struct
import subprocess
import sys
from pathlib import Path

PATIENCE = 30.0  # seconds for readers to be done

# What the metadata segment has seen it never asks for again; the vectors beside it stay, for the
# graph reads them at every start until it is saved.
_FORGET = """
UPDATE embeddings_queue SET metadata = NULL WHERE metadata IS NOT NULL AND EXISTS (
    SELECT 1 FROM max_seq_id m JOIN segments s ON s.id = m.segment_id
    WHERE s.scope = 'METADATA' AND embeddings_queue.seq_id <= m.seq_id
    AND embeddings_queue.topic LIKE '%/' || s.collection
)
"""
_MERGE = "INSERT INTO embedding_fulltext_search (embedding_fulltext_search) VALUES ('optimize')"

# Version, offset, room for how many, how many there are, bytes of each: hnswlib, as Chroma has it.
_HEADER = struct.Struct("<iQQQQ")
_VERSION, _LENGTH = 1, 4


def wipe(file: Path) -> str | None:
    """Why it could not be done, None when it is. Whoever else opens the file waits meanwhile."""
    done = subprocess.run(  # noqa: S603 -- our own file, with a path that we chose
        [sys.executable, "-I", __file__, str(file)],
        capture_output=True, text=True, check=False,
        start_new_session=True,  # Ctrl-C is for the process that waits for this one
    )  # fmt: skip
    return (done.stderr.strip().rpartition("\n")[2] or "unknown") if done.returncode else None


def blank(folder: Path) -> None:
    """Write zeros where the saved graphs of an index hold no vector. A torn one stays as it is."""
    for header in folder.glob("*/header.bin"):
        with header.open("rb") as file:
            start = file.read(_HEADER.size)
        if len(start) < _HEADER.size:
            continue
        version, _, most, count, size = _HEADER.unpack(start)
        if version != _VERSION or count > most:
            continue
        for name, used in (("data_level0.bin", count * size), ("length.bin", count * _LENGTH)):
            with header.with_name(name).open("r+b") as file:
                file.seek(used)
                if any(room := file.read()):
                    file.seek(used)
                    file.write(bytes(len(room)))


def main(file: str) -> None:
    """Do it. Raises sqlite3.Error."""
    connection = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)
    for statement in (_FORGET, _MERGE, "VACUUM"):
        connection.execute(statement)
    connection.close()


if __name__ == "__main__":
    main(sys.argv[1])
