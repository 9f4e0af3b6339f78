"""The tree drawn in the docstring is the tree that is there; errors in plain words."""

import inspect
import re

import pytest

from rag import errors
from rag.client import Client
from rag.errors import EMPTY_QUESTION, InvalidQuestion


def test_the_drawn_tree_is_complete_and_true() -> None:
    drawn = set(re.findall(r"^\W*([A-Z]\w+)", errors.__doc__ or "", re.M)) - {"What", "Each"}
    there = {
        name
        for name, value in inspect.getmembers(errors, inspect.isclass)
        if issubclass(value, errors.RagError)
    }
    assert drawn == there


def test_every_error_has_one_parent_of_ours() -> None:
    for _, value in inspect.getmembers(errors, inspect.isclass):
        assert issubclass(value, errors.RagError)
        assert len(value.__bases__) == 1


@pytest.mark.parametrize("question", ["", "  "])
def test_an_empty_question_is_told_as_the_page_does(question: str) -> None:
    with Client("http://127.0.0.1:9") as asking, pytest.raises(InvalidQuestion) as told:
        asking.answer(question)
    assert str(told.value) == EMPTY_QUESTION
