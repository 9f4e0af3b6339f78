"""The tree drawn in the docstring is the tree that is there."""

import inspect
import re

from rag import errors


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
