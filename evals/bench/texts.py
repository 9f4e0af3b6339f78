"""Documents to measure on: as many as wanted, varied, the same for the same seed."""

import random
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]


class WordModel:
    """Sentences like those of the corpus and, where it is present, of ``../shared/bench``.

    A chain of word pairs: each word is drawn from those that followed the one before.
    """

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 -- reproducible, not secret
        self._follow: dict[str, list[str]] = defaultdict(list)
        self._openings: list[str] = []
        for path in _sources():
            for line in path.read_text(encoding="utf-8").splitlines():
                words = line.split()
                if len(words) > 7 and words[0][0].isupper():
                    self._openings.append(words[0])
                    for word, following in pairwise(words):
                        self._follow[word].append(following)

    def sentence(self) -> str:
        """Eight to twenty-four words."""
        word = self._chance.choice(self._openings)
        words = [word]
        for _ in range(self._chance.randint(7, 23)):
            word = self._chance.choice(self._follow.get(word) or self._openings)
            words.append(word)
        return " ".join(words).rstrip(".,;:") + "."

    def document(self, characters: tuple[int, int]) -> tuple[str, str]:
        """A title and a Markdown text of about so many characters, at least and at most."""
        title = " ".join(self.sentence().split()[:6]).strip(".,;:")
        length = self._chance.randint(*characters)
        parts: list[str] = []
        while sum(map(len, parts)) < length:
            sentences = [self.sentence() for _ in range(self._chance.randint(1, 5))]
            headed = parts and self._chance.random() < 0.25
            heading = f"## {self.sentence()[:40].strip()}\n\n" if headed else ""
            parts.append(heading + " ".join(sentences))
        return title, f"# {title}\n\n" + "\n\n".join(parts) + "\n"


def write_documents(
    folder: Path, count: int, characters: tuple[int, int], *, seed: int = 7
) -> list[Path]:
    """``count`` Markdown files in ``folder``; for three, the corpus itself."""
    folder.mkdir(parents=True)
    if count == 3:
        originals = [p for p in sorted((ROOT / "corpus").glob("*.md")) if p.name != "README.md"]
        return [_copied(path, folder) for path in originals]
    model = WordModel(seed)
    paths = []
    for number in range(count):
        path = folder / f"{number:05}.md"
        path.write_text(model.document(characters)[1], encoding="utf-8")
        paths.append(path)
    return paths


def questions(paths: Sequence[Path], count: int, *, seed: int = 7) -> list[str]:
    """Questions in words that stand together in some document."""
    chance = random.Random(seed)  # noqa: S311
    asked: list[str] = []
    while len(asked) < count:
        words = chance.choice(paths).read_text(encoding="utf-8").split()
        start = chance.randrange(max(1, len(words) - 9))
        asked.append("What is said about " + " ".join(words[start : start + 8]).strip(".,#") + "?")
    return asked


def _sources() -> list[Path]:
    shared = sorted((ROOT.parent / "shared" / "bench" / "clapnq" / "docs").glob("*.txt"))
    return [*sorted((ROOT / "corpus").glob("*.md")), *shared[:200]]


def _copied(path: Path, folder: Path) -> Path:
    target = folder / path.name
    target.write_bytes(path.read_bytes())
    return target
