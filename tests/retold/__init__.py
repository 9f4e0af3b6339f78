"""Statements as a model writes them when it answers from passages, over our invented documents.

Written before the verifier was tried on them. While it was worked on, nobody looked at the
documents of ``held_out.txt``, nor at which of their statements it gets wrong;
``development_2.txt`` was written late, to see how far the work on the first carries, and
``development_3.txt`` later still: ten documents, then five and five, each before it was tried on.
``development_4.txt`` came next: six documents, most of them wrong names and values;
``development_5.txt`` last: ten, of which 37 of 100 true statements were doubted at first sight.
"""

from pathlib import Path

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
