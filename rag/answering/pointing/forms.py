"""What a question asks for by its form, and where such things stand in a sentence. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Form:
    """``find(sentence, passage)`` gives the spans; ``noun`` is a pattern of what is counted."""

    find: Callable[[str, str], list[Span]]
    noun: re.Pattern[str] | None = None

    def spans(self, said: str, around: str) -> list[Span]:
        """Every such thing in the sentence, in order."""
        return self.find(said, around)

    def beside(self, said: str, found: Sequence[Span]) -> list[Span]:
        """Those right before the noun that is asked for."""
        if self.noun is None:
            return []
        return [s for s in found if self.noun.match(said, s[1])]


def of_pattern(pattern: re.Pattern[str], noun: re.Pattern[str] | None = None) -> Form:
    """The form of whatever the pattern matches; its group ``it`` where it has one."""
    group = "it" if "it" in pattern.groupindex else 0
    return Form(lambda said, _: [m.span(group) for m in pattern.finditer(said)], noun)
