import pytest

from rag.answering.slots import Others, others


@pytest.mark.parametrize(
    ("asked", "said", "found"),
    [
        ("What is the basic unit of territorial division in Norhaven?",
         "The basic unit of territorial division in Estmark is the commune.", Others(0, 1, 0)),
        ("Who heads the Museum of the Danish Army in town?",
         "The Museum of the Polish Army in town is headed by a colonel.", Others(1, 0, 0)),
        ("Who took office in 2019 as mayor?", "Ruth took office in autumn as mayor.", Others(0, 0, 1)),
        ("What is the basic unit of territorial division in Estmark?",
         "The basic unit of territorial division in Estmark is the commune.", Others()),
        ("How many ships does the young fleet have?",
         "The old fleet has forty ships.", Others()),
    ],
)  # fmt: skip
def test_another_name_in_the_same_words(asked: str, said: str, found: Others) -> None:
    assert others(asked, said) == found
