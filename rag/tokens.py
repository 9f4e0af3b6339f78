"""Token counts as OpenAI's models see them (tiktoken, ``o200k_base``), without a download.

tiktoken fetches its tables from the network on first use unless ``TIKTOKEN_CACHE_DIR`` holds
them; llama-index-core ships them, so that folder is named before the first use.
"""

import os
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import tiktoken

ENCODING = "o200k_base"


@lru_cache(maxsize=4096)  # the passages of one answer are often those of the next
def count(text: str) -> int:
    """How many tokens ``text`` costs; special tokens in it count as plain text."""
    return len(_encoding().encode_ordinary(text))


def trim(text: str, limit: int) -> str:
    """The longest beginning of ``text`` that costs at most ``limit`` tokens.

    Never ends inside a character: a cut through one drops it.
    """
    if limit <= 0:
        return ""
    ids = _encoding().encode_ordinary(text)
    if len(ids) <= limit:
        return text
    kept = _encoding().decode_bytes(ids[:limit]).decode("utf-8", errors="ignore")
    # Cutting may split what was one token, so the beginning can cost more than its share.
    while kept and count(kept) > limit:
        kept = kept[:-1]
    return kept


@cache
def _encoding() -> tiktoken.Encoding:
    spec = find_spec("llama_index")  # a namespace package: found without importing it
    for folder in spec.submodule_search_locations if spec else ():  # type: ignore[union-attr]
        tables = Path(folder) / "core" / "_static" / "tiktoken_cache"
        if tables.is_dir():
            os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(tables))
    return tiktoken.get_encoding(ENCODING)
