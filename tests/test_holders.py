"""Who holds an office now, or did before or after somebody."""

import pytest

from rag.answering.doubting.holders import not_the_holder

FORMER = "Former energy minister Ada Moll, who resigned in 2024, said so."
NOW = "The energy minister, Bo Lind, said so."


@pytest.mark.parametrize(
    ("asked", "shown", "doubted"),
    [
        ("Who is the present energy minister of Corran?", [FORMER], "a former minister"),
        ("Who is the energy minister of Corran?", [FORMER, NOW], None),
        ("Who is the energy minister?", [NOW], None),
        ("Who was the energy minister in 2023?", [FORMER], None),
        ("Who is the present mayor of Corran?", ["Tourism brings in millions, says a hotelier, Cy Dorn."], "no mayor"),
        ("Who is the mayor of Corran?", ["Cy Dorn has headed the town since 2020."], None),
        ("Who followed Moll as director?", ["After the war Moll was appointed director."],
         "nobody before or after"),
        ("Who followed Moll as director?", ["Moll was followed by his deputy."], None),
        ("Who followed Moll as director?", ["In 1959 Bo Lind became director."], None),
        ("Who had the job before Xiao Junzheng?", ["He used no translator and asked Witte to sit."],
         "nobody before or after"),
        ("Who was mayor before Ada Moll?", ["Ada Moll has been mayor since 2020."],
         "nobody before or after"),
        ("Who is the founder of Tidal?", ["Tidal was founded in 1952 by Bo Lind."], None),
        ("Who is the minister?", ["The former minister was replaced by Ada Poe."], None),
        ("Who was shot before the match?", ["A steward was shot outside."], None),
        ("Who succeeded Korvath?", ["Özil became coach in 2010."], None),
        ("Who planted the reeds?", ["They were planted."], None),
    ],
)  # fmt: skip
def test_who_is_not_in_office(asked: str, shown: list[str], doubted: str | None) -> None:
    assert not_the_holder(asked, shown) == doubted
