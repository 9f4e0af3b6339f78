"""What folders are called in sources: places of one name stay apart, a moved folder is known again."""

import json
from pathlib import Path

import pytest

from rag.ingest import ingest
from rag.reading.roots import Roots, name_roots
from rag.settings import Settings
from rag.store import Store, open_store
from rag.store.encoder import Encoder

# Paths already named (with their names), sources that are stored, the path given, its name.
CASES = [
    ("nothing known", {}, [], "x/docs", "docs"),
    ("known here", {"x/docs": "docs"}, ["docs/a.md"], "x/docs", "docs"),
    ("another of that name", {"x/docs": "docs"}, ["docs/a.md"], "y/docs", "y/docs"),
    ("another that is gone", {"gone/docs": "docs"}, ["docs/a.md"], "y/docs", "docs"),
    ("another without documents", {"x/docs": "docs"}, ["other/a.md"], "y/docs", "docs"),
    ("keeps its longer name", {"gone/docs": "docs", "y/docs": "y/docs"},
     ["docs/a.md", "y/docs/a.md"], "y/docs", "y/docs"),
    ("stored before names were kept", {}, ["docs/a.md"], "y/docs", "docs"),
    ("a file by itself", {"x/a.md": "a.md"}, ["a.md"], "y/a.md", "y/a.md"),
    ("the same file", {"x/a.md": "a.md"}, ["a.md"], "x/a.md", "a.md"),
    # "docs" is taken, and "y/docs" lies inside what another folder holds.
    ("not inside another", {"x/docs": "docs", "z/y": "y"}, ["docs/a.md", "y/docs/a.md"],
     "deep/y/docs", "deep/y/docs"),
    ("not around another", {"x/docs": "docs", "y/docs": "y/docs"}, ["docs/a.md", "y/docs/a.md"],
     "deep/y", "deep/y"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("known", "stored", "given", "name"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_the_name_of_a_place(
    tmp_path: Path, known: dict[str, str], stored: list[str], given: str, name: str
) -> None:
    for place in [*known, given]:
        if not place.startswith("gone"):
            (tmp_path / place).mkdir(parents=True, exist_ok=True)
    absolute = {str(tmp_path.resolve() / place): known[place] for place in known}
    assert [*name_roots([tmp_path / given], absolute, stored).values()] == [name]


def test_names_are_remembered_and_a_damaged_file_is_not_needed(tmp_path: Path) -> None:
    one, two = tmp_path / "one" / "docs", tmp_path / "two" / "docs"
    one.mkdir(parents=True)
    two.mkdir(parents=True)
    assert [*Roots(tmp_path).name([one], []).values()] == ["docs"]
    assert [*Roots(tmp_path).name([two, one], ["docs/a.md"]).values()] == ["two/docs", "docs"]
    assert json.loads((tmp_path / "roots.json").read_text()) == {
        str(one.resolve()): "docs", str(two.resolve()): "two/docs",
    }  # fmt: skip
    assert [path.name for path in tmp_path.glob("roots*")] == ["roots.json"]
    for damage in ("", "[1]", "{", "null"):
        (tmp_path / "roots.json").write_text(damage)
        assert [*Roots(tmp_path).name([one], ["docs/a.md"]).values()] == ["docs"]


def wrote(folder: Path, **texts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text)
    return folder


def ends(store: Store, encoder: Encoder, *paths: Path, prune: bool = False) -> dict[str, str]:
    report = ingest(store, encoder, paths, prune=prune)
    return {outcome.source: outcome.status.value for outcome in report.outcomes}


def test_two_folders_of_one_name_both_stay(tmp_path: Path, encoder: Encoder) -> None:
    mine = wrote(tmp_path / "mine" / "docs", a="The dam holds 40 million litres.", b="Bees hum.")
    yours = wrote(tmp_path / "yours" / "docs", a="The ferry leaves at nine in the morning.")
    with open_store(Settings(_env_file=None, data_dir=tmp_path / "data")) as store:
        assert ends(store, encoder, mine) == {"docs/a.md": "added", "docs/b.md": "added"}
        assert ends(store, encoder, yours, prune=True) == {"yours/docs/a.md": "added"}
        assert ends(store, encoder, mine, prune=True) == {
            "docs/a.md": "unchanged", "docs/b.md": "unchanged",
        }  # fmt: skip
        (mine / "b.md").unlink()
        (yours / "a.md").write_text("The ferry leaves at ten in the morning.")
        assert ends(store, encoder, mine, yours, prune=True) == {
            "docs/a.md": "unchanged", "docs/b.md": "removed", "yours/docs/a.md": "replaced",
        }  # fmt: skip
        assert store.library.sources().keys() == {"docs/a.md", "yours/docs/a.md"}


def test_a_moved_folder_finds_its_documents_again(tmp_path: Path, encoder: Encoder) -> None:
    before = wrote(tmp_path / "before" / "docs", a="The dam holds 40 million litres.")
    with open_store(Settings(_env_file=None, data_dir=tmp_path / "data")) as store:
        ends(store, encoder, before)
        after = tmp_path / "after" / "docs"
        after.parent.mkdir()
        before.rename(after)
        assert ends(store, encoder, after, prune=True) == {"docs/a.md": "unchanged"}
        # The old place is free for other documents, and the name is the moved folder's.
        again = wrote(before, a="The ferry leaves at nine in the morning.")
        assert ends(store, encoder, again) == {"before/docs/a.md": "added"}
        assert ends(store, encoder, after) == {"docs/a.md": "unchanged"}
