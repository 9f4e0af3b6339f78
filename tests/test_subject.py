"""True sentences that name what their source only means; and false ones that name another."""

import pytest

from rag.answering.writing.judge import Judge
from rag.schema import Support
from rag.verifying.cite import Claim
from rag.verifying.names import names
from rag.verifying.subject import is_meant
from tests.quoted import passage

LEAFLET = """\
How do I clean it? Neither kettle may be put into the dishwasher. Wipe the kettle with a damp \
cloth. Both kettles switch off by themselves; the Duo kettle also keeps water warm for an hour.

Who repairs it? Dunmarra repairs kettles in a workshop in Leeds. We pay the postage both ways. \
If the lid is loose, write to our service desk, which will send a new hinge. The Solo kettle has \
no thermometer."""
RULING = """\
The tenants of Pell House sued their landlord, Orla Venn. Judge Petra Lomax found that the \
landlord had neglected the roof. Judge Amos Tyrell disagreed with her about the damages. \
Venn's lawyer, Rita Coyle, announced an appeal."""
LIFE = """\
Tilde Hammar was born in 1901 in Umby. She learned to weave from an aunt. In 1922 she moved to \
Sorvik, where the tailor Bo Lind let her use his loom. The Weavers' Guild gave her its medal. She \
died in Harsund in 1978."""
COUNCIL = """\
Councillor Una Marr proposed to plant limes. Councillor Piet Holm spoke against the limes. \
Nine members voted for it. A member of the Meadow League left the hall before the vote."""


@pytest.mark.parametrize(("document", "sentence", "true"), [
    (LEAFLET, "Dunmarra pays the postage both ways.", True),
    (LEAFLET, "If the lid is loose, you should write to Dunmarra's service desk.", True),
    (LEAFLET, "The Dunmarra kettle should be wiped with a damp cloth.", True),
    (LEAFLET, "The Solo kettle may not be put into the dishwasher.", True),
    (LEAFLET, "The postage both ways is paid by Kenwick.", False),
    (LEAFLET, "If the lid is loose, you should write to Kenwick's service desk.", False),
    (RULING, "Judge Lomax found that the roof had been neglected.", True),
    (RULING, "Judge Tyrell disagreed with his colleague about the damages.", True),
    (RULING, "Judge Coyle announced an appeal.", False),
    (RULING, "Judge Venn disagreed about the damages.", False),
    (LIFE, "Hammar died in 1978.", True),
    (LIFE, "The tailor Lind let the Weavers' Guild use his loom.", False),
    (COUNCIL, "A member of the Meadow League left before the vote.", True),
    (COUNCIL, "Nine councillors voted for it.", True),
    (COUNCIL, "Councillor Holm proposed to plant limes.", False),
])  # fmt: skip
def test_whom_a_text_means(document: str, sentence: str, *, true: bool) -> None:
    verdict = Judge([passage(document)]).judge(Claim(sentence, "", (1,))).verdict
    assert (verdict.support is Support.SUPPORTED) == true, verdict


BOTH = "Both kettles switch off by themselves; the Duo kettle also keeps water warm for an hour."


@pytest.mark.parametrize(("sentence", "quote", "meant"), [
    ("The Solo kettle switches off by itself.", BOTH, True),
    ("The Trio kettle switches off by itself.", BOTH, False),
    ("The Solo kettle keeps water warm for an hour.", BOTH, False),
    ("To keep water warm, buy the Duo kettle and not the Solo kettle.", BOTH, True),
    ("The Solo kettle may be put there.", "Neither kettle may be put there.", True),
    ("The Solo hinge may be put there.", "Neither kettle may be put there.", False),
    ("Hinges are sent by Dunmarra.", "Write to us, we shall send a hinge.", True),
    ("Hinges are sent by Leeds.", "Write to us, we shall send a hinge.", False),
    ("Hinges are sent by Dunmarra.", "A reader wrote: “We sent a hinge.”", False),
    ("You should wipe the Dunmarra kettle.", "Wipe the kettle.", True),
    ("You should wipe the Dunmarra kettle.", "Wipe a kettle.", False),
])  # fmt: skip
def test_a_name_that_is_meant(sentence: str, quote: str, *, meant: bool) -> None:
    missing = next(n for n in names(sentence) if n.words[0] not in quote.lower())
    assert is_meant(missing, sentence, quote, [LEAFLET], "") == meant


def test_of_two_that_are_spoken_of_neither_says_we() -> None:
    (name,) = names("The quay will be paid for by Ferrow.")
    quote, other = "We shall pay in June.", "Castell sold it."
    assert is_meant(name, "by Ferrow", quote, [f"Ferrow bought the quay. {quote}"], "")
    assert not is_meant(name, "by Ferrow", quote, [f"Ferrow bought it. {other} {quote}"], "")
    assert is_meant(name, "by Ferrow", quote, [f"Ferrow bought it. {other} {quote}"], "Ferrow 2024")
