import pytest

from rag.answering.doubting.slots import Others, others


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
        ("有轨电车五号线全长多少公里？", "有轨电车二号线全长14.6公里。", Others(0, 0, 1)),
        ("长风号货轮停在哪个港口？", "明珠号货轮停在青屿港。", Others(0, 1, 0)),
        ("影像科由哪位医生负责？", "影像科由唐医生负责。", Others()),
        ("谁一起签署了协议？", "两人签署了协议。", Others()),
    ],
)  # fmt: skip
def test_another_name_in_the_same_words(asked: str, said: str, found: Others) -> None:
    assert others(asked, said) == found
