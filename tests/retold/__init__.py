"""Statements as a model writes them when it answers from passages, over our invented documents.

Written before the verifier was tried on them. While it was worked on, nobody looked at the
documents of ``held_out.txt``, nor at which of their statements it gets wrong;
``development_2.txt`` was written late, to see how far the work on the first carries, and
``development_3.txt`` later still: ten documents, then five and five, each before it was tried on.
``development_4.txt`` came next: six documents, most of them wrong names and values;
``development_5.txt`` last: ten, of which 37 of 100 true statements were doubted at first sight.
``models_*.json`` hold other documents, in three languages, with half of the statements false in
the ways in which models err: an added clause, a plan told as done, most told as all.
"""

import json
from pathlib import Path
from typing import Any

from tests.statements import Statement

_FOLDER = Path(__file__).parent
_WRITTEN = _FOLDER.parents[1] / "evals" / "written"


def read(name: str) -> list[Statement]:
    """The statements of ``name``: lines of "kind: text" under "# document"; what follows "true"
    says how it is retold.
    """
    statements = []
    document = ""
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            document = line[2:]
        else:
            kind, text = line.split(": ", 1)
            statements.append(Statement(kind, document, text))
    return statements


def text_of(document: str) -> str:
    """The whole document, such as "news/i06"."""
    return (_WRITTEN / f"{document}.md").read_text(encoding="utf-8")


def read_models(name: str) -> list[dict[str, Any]]:
    """Documents (id, lang, text) with statements (sentence, cites, true, kind), out of JSON."""
    found: list[dict[str, Any]] = json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))
    return found
