"""What is kept beside the documents and may quote them: it goes when they go.

A conversation's turn names in ``documents`` what its answer cites. Feedback brings the answer's
text and no more: it is compared with the document's. Runs inside ``Database.write``.
"""

import json
import re
import sqlite3
from typing import Any

from rag.schema import DocumentId

_BETWEEN = re.compile(r"\s*(?:\[\d+\]\s*)+|\s*\n\s*")  # markers and ends of lines
_SHORTEST = 16  # characters: less is no quotation


def forget_quotes(db: sqlite3.Connection, document_id: DocumentId) -> None:
    """Empty every kept answer that cites or quotes this document, which is still there."""
    found = db.execute("SELECT text FROM documents WHERE id = ?", (document_id,)).fetchone()
    if found is None:
        return
    for kind, note_id, data in db.execute("SELECT kind, id, data FROM notes").fetchall():
        note = json.loads(data)
        if _without(note, document_id, found[0]):
            db.execute(
                "UPDATE notes SET data = ? WHERE kind = ? AND id = ?",
                (json.dumps(note, ensure_ascii=False), kind, note_id),
            )


def _without(note: dict[str, Any], document_id: DocumentId, text: str) -> bool:
    """Whether anything had to go from a note, which is changed in place."""
    changed = False
    for turn in note.get("turns", ()):
        if document_id in turn.get("documents", ()):
            turn["answer"], turn["documents"], changed = "", [], True
        if changed:  # what a later question was understood as may repeat the answer's words
            turn["searched"] = ""
    if quotes(note.get("text", ""), text):
        note["text"], changed = "", True
    return changed


def quotes(answer: str, text: str) -> bool:
    """Whether a sentence or line of an answer stands in a text."""
    pieces = (piece.strip() for piece in _BETWEEN.split(answer))
    return any(len(piece) >= _SHORTEST and piece in text for piece in pieces)
