"""Drafts as a file made for a person to correct, and the documents they are made from."""

from collections.abc import Sequence
from pathlib import Path

import yaml

from evals.draft import Draft, drafts
from rag.errors import EvalError
from rag.reading.load import Skipped, discover, read_file
from rag.reading.sentences import split_sentences


def draft_corpus(corpus: Path, *, limit: int = 40) -> list[Draft]:
    """Drafts from the documents of a folder or file. Raises EvalError where there are none."""
    documents = [
        read_file(found.path, source=found.source)
        for found in discover([corpus])
        if not isinstance(found, Skipped)
    ]
    if not documents:
        raise EvalError(f"No document that can be read in {corpus}.")
    sentences = [split_sentences(d.text, d.language) for d in documents]
    return drafts(documents, sentences, limit=limit)


def to_yaml(found: Sequence[Draft]) -> str:
    """The drafts as a file for a person to correct, which `rag eval --gold` then reads."""
    answerable = sum(d.answerable for d in found)
    head = (
        f"# {len(found)} question drafts: {answerable} that the documents answer, "
        f"{len(found) - answerable} that they do not.\n"
        "#\n"
        "# Made by rules, so some read badly. For each one: correct it, or set accept: false.\n"
        "#   user_input   the question: ask it as your readers would\n"
        "#   expected     what a right answer must hold: - [one wording, another wording]\n"
        "#   answerable   false: the documents do not say, so a right answer is none\n"
        "# Then: rag eval --gold THIS_FILE --corpus YOUR_FOLDER\n"
    )
    return head + "".join(f"\n{_entry(draft)}" for draft in found)


def _entry(draft: Draft) -> str:
    row: dict[str, object] = {"id": draft.id, "accept": True, "user_input": draft.question}
    if draft.answerable:
        row |= {
            "expected": [[draft.answer]],
            "reference": draft.answer,
            "reference_contexts": [draft.quote],
            "reference_sources": [draft.source],
        }
    else:
        row |= {"answerable": False, "note": draft.note}
    row["tags"] = [draft.kind]
    return yaml.safe_dump([row], sort_keys=False, allow_unicode=True, width=96)
