"""Typos and acronyms: what is meant is found, and what is right is left alone."""

import pytest

from rag.retrieval.expand import corrected, corrections, definitions, expansions, weighed

WORDS = [("israel", 9), ("trade", 9), ("agreement", 4), ("light", 2), ("like", 7), ("between", 9),
         ("rail", 3), ("hospit", 2), ("2021", 5), ("seven", 3), ("sever", 1)]  # fmt: skip

TYPOS = [
    ("isreal", "israel"),  # swapped
    ("isral", "israel"),  # missing
    ("israeel", "israel"),  # added
    ("iszael", "israel"),  # wrong
    ("agrement", "agreement"),
    ("hospitels", "hospit"),
    ("rael", "rail"),
    ("sevem", "seven"),  # the nearest two are as near: the commoner one
    ("ial", None),  # too short to tell
    ("xyzzy", None),
    ("2022", None),  # a figure is never a typo
    ("以色列", None),
]


@pytest.mark.parametrize(("typo", "meant"), TYPOS)
def test_typos(typo: str, meant: str | None) -> None:
    def vocabulary(prefix: str) -> list[tuple[str, int]]:
        return [(word, count) for word, count in WORDS if word.startswith(prefix)]

    found = corrections(
        f"what about {typo}?", [typo, typo.rstrip("s")], vocabulary, lambda word: False
    )
    assert list(found.values()) == ([meant] if meant else [])


def test_known_words_are_left_alone() -> None:
    assert corrections("israel and trade", [], lambda prefix: WORDS, lambda word: False) == {}


def test_a_word_that_is_right_as_it_stands_is_no_typo() -> None:
    for question in ("is it white like a sheep?", "who tried the river?"):
        unknown = ["white", "tri", "river"]
        assert (
            corrections(
                question,
                unknown,
                lambda prefix: [("while", 9), ("trio", 9), ("rival", 2)],
                lambda word: True,
            )
            == {}
        )


def test_the_stem_or_the_word_may_be_near() -> None:
    assert corrected({"tard", "tarde"}, [("trade", 3), ("tardi", 1)]) in {"trade", "tardi"}
    assert corrected({"tard", "tarde"}, [("trade", 3)]) == "trade"


def test_a_typo_gives_way_to_what_was_meant_a_little_less_sure() -> None:
    terms = weighed(["isreal", "rail"], {"isreal": "israel"})
    assert terms["rail"] == 1 and 0 < terms["israel"] < 1 and "isreal" not in terms
    assert weighed(["betwen", "rail"], {"betwen": "between"}) == {"rail": 1}
    assert weighed(["betwen"], {"betwen": "between"}).keys() == {"between"}


DEFINED = [
    ("the Shanghai International Port Group (SIPG) runs it", "sipg", {"port", "group"}),
    ("Institute for National Security Studies (INSS)", "inss", {"institut", "studi"}),
    ("new energy vehicles (NEVs)", "nev", {"energi", "vehicl"}),
    ("China Railway Rolling Stock Corporation (CRRC)", "crrc", {"railway", "stock"}),
    ("The World Health Organization (WHO) said", "whoacronym", {"health"}),
    ("research and development (R&D)", None, set()),
    ("see the notes (Annex)", None, set()),
    ("in the city (NATO)", None, set()),
    ("(UN)", None, set()),
]


@pytest.mark.parametrize(("text", "acronym", "words"), DEFINED)
def test_definitions(text: str, acronym: str | None, words: set[str]) -> None:
    found = list(definitions(text))
    assert bool(found) == bool(acronym)
    for short, long in found:
        assert short == {acronym} and words <= long and "the" not in long


def test_both_ways_and_nothing_else() -> None:
    texts = ["The Northport Harbour Company (NHC) runs it.", "No definition."]
    assert expansions(["nhc", "run"], texts).keys() == {"northport", "harbor", "compani"}
    assert expansions(["northport", "harbor", "compani"], texts).keys() == {"nhc"}
    assert expansions(["harbor", "compani"], texts) == {}
    assert expansions([], []) == {}


def test_hostile_text_stays_fast() -> None:
    assert expansions(["x"], ["A " * 20_000 + "(" * 20_000 + "AA" * 20_000]) == {}
