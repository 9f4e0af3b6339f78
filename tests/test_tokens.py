"""Token counts and cuts, offline."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import tokens


@pytest.mark.parametrize(
    ("text", "cost"), [("", 0), ("hello world", 2), ("<|endoftext|>", 7), (" " * 3, 1)]
)
def test_counts_are_those_of_o200k(text: str, cost: int) -> None:
    assert tokens.count(text) == cost


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.integers(-1, 20))
def test_a_cut_is_a_beginning_that_fits(text: str, limit: int) -> None:
    cut = tokens.trim(text, limit)
    assert text.startswith(cut)
    assert tokens.count(cut) <= max(limit, 0)
    if tokens.count(text) <= limit:
        assert cut == text


def test_a_cut_never_halves_a_character() -> None:
    assert tokens.trim("😀🧿𠮷 hello", 1).isprintable()
    assert tokens.trim("שלום עולם", 2) == "שלום עולם"[: len(tokens.trim("שלום עולם", 2))]


def test_counting_needs_neither_network_nor_llama_index() -> None:
    code = (
        "import socket, sys; socket.socket.connect = None\n"
        "from rag import tokens; assert tokens.count('hello world') == 2\n"
        "assert not [m for m in sys.modules if m.startswith('llama_index')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
