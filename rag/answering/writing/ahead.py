"""Reads passages and judges sentences while the model still writes, so that little is left after.

The checks keep what they read of a passage, and the judge what it made of a sentence, so whoever
judges the whole answer finds most of it done. A passage seen for the first time costs ten times
what it costs again.
"""

import threading
from contextlib import suppress
from typing import Self

from rag.answering.writing.judge import Judge
from rag.verifying.cite import Claim, parse_claims


class Ahead:
    """Use as a context manager around the model's writing; its thread ends at the next claim."""

    def __init__(self, judge: Judge, question: str, passages: int) -> None:
        self._judge = judge
        self._question = question
        self._passages = passages
        self._text = ""
        self._over = False
        self._news = threading.Event()

    def __enter__(self) -> Self:
        threading.Thread(target=self._run, name="rag-ahead", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over = True
        self._news.set()

    def told(self, text: str) -> None:
        """The answer so far; its last sentence may go on."""
        self._text = text
        self._news.set()

    def _run(self) -> None:
        # Judged as though it were an answer, the question has every passage read.
        todo = [Claim(self._question, " ", (n,)) for n in range(1, self._passages + 1)]
        done = set[Claim]()
        while not self._over:
            for claim in todo:
                if self._over:
                    return
                done.add(claim)
                # What fails here fails again where it counts, and is told there.
                with suppress(Exception):
                    self._judge.judge(claim)
            self._news.wait()
            self._news.clear()
            told = parse_claims(self._text, self._passages)[:-1]
            todo = [claim for claim in told if claim not in done]
