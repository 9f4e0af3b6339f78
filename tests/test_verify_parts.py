"""What a sentence adds to its source, puts in another's place or denies in one of its halves."""

import pytest

from rag.schema import Finding, Support
from rag.verifying.additions import additions
from rag.verifying.clauses import events
from rag.verifying.exchanged import exchanged
from rag.verifying.verify import verify
from tests.quoted import citing

FERRY = (
    "The ferry Marit was launched at Holm in 1931 and carried mail until the bridge opened. "
    "Her first captain, Egil Rask, kept bees on the upper deck."
)
ADDED = {
    "which": ("The Marit, which ran on steam throughout, was launched at Holm in 1931.",
              "which ran on steam throughout"),
    "a purpose": ("Egil Rask kept bees on the upper deck in order to amuse his passengers.",
                  "in order to amuse his passengers"),
    "after": ("The Marit was launched at Holm in 1931 after long financial quarrels.",
              "after long financial quarrels"),
    "with": ("The Marit carried mail until the bridge opened, and with a brass band.",
                   "with a brass band"),
    "praise": ("Her first captain, the renowned Egil Rask, kept bees.", "renowned"),
}  # fmt: skip
TOLD = [
    "The Marit, launched in 1931 at Holm, carried mail until there was a bridge.",
    "Egil Rask, who was the ferry's first captain, had beehives on the upper deck.",
    "The mail went by ferry before the bridge was opened, which had not been the case earlier.",
    "The vessel was launched in 1931, thirty years before that.",
    "The ferry Marit, a boat launched at Holm, carried mail.",
    "Holm celebrated the launch of the ferry Marit in 1931.",
    "The bridge opened, leading to the end of the ferry's mail.",
]


@pytest.mark.parametrize(("sentence", "part"), ADDED.values(), ids=ADDED.keys())
def test_a_clause_that_nobody_wrote_is_named(sentence: str, part: str) -> None:
    assert list(additions(sentence, FERRY)) == [part]
    verdict = verify(sentence, citing(FERRY))
    assert verdict.support is Support.PARTLY
    assert f"the cited source says nothing of “{part}”" in [c.reason for c in verdict.checks]


@pytest.mark.parametrize("sentence", TOLD)
def test_other_words_are_no_addition(sentence: str) -> None:
    assert list(additions(sentence, FERRY)) == []


HALVES = {
    "halves exchanged": ("The mill is affected and will not stay in Holm.",
                         "The mill is not affected and will stay in Holm."),
    "without": ("The gallery cannot be seen without a ticket.",
                "The gallery can be seen without a ticket."),
    "another without": ("The boat does not weigh 11.8 kg.", "The boat weighs 11.8 kg without oars."),
}  # fmt: skip
WHOLE = [
    ("The mill is not affected and stays in Holm.",
     "The mill is not affected and will stay in Holm."),
    ("No ticket is needed to see the gallery.", "The gallery can be seen without a ticket."),
    ("He did not answer and left.", "He left without answering."),
    ("Without oars the boat weighs 11.8 kg.", "The boat weighs 11.8 kg without oars."),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "source"), HALVES.values(), ids=HALVES.keys())
def test_a_negation_that_changed_its_place_is_found(sentence: str, source: str) -> None:
    verdict = verify(sentence, citing(source))
    assert verdict.support is Support.UNSUPPORTED
    assert Finding.NEGATION_MISMATCH in verdict.findings


@pytest.mark.parametrize(("sentence", "source"), WHOLE)
def test_a_negation_told_in_another_way_is_none(sentence: str, source: str) -> None:
    assert Finding.NEGATION_MISMATCH not in verify(sentence, citing(source)).findings


AGENTS = {
    "an apposition before the verb": ("Her brother, Egil Rask, runs the yard.", "run", "Egil Rask"),
    "one behind the name": ("Egil Rask, her brother, runs the yard.", "run", "Egil Rask"),
    "in a later clause": ("She served at Holm, where an officer, Egil Rask, gave her a map.",
                          "give", "Egil Rask"),
    "whose": ("Ida Moe, in whose yard Rask worked at Holm, taught him to sew.", "teach", "Ida Moe"),
    "a participle like the plain form": ("The yard is run by the Moe family.", "run", "Moe"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "verb", "who"), AGENTS.values(), ids=AGENTS.keys())
def test_who_does_it(text: str, verb: str, who: str) -> None:
    [agents] = [e.parts["agent"] for e in events(text) if e.verb == verb]
    assert [name.text for name in agents] == [who]


def test_who_runs_it_in_the_sentence_beside_is_not_who_designed_it() -> None:
    source = "It was designed by Ida Moe of Holm. Her brother, Egil Rask, runs the company."
    verdict = verify("Ida Moe runs the company.", citing(source))
    assert verdict.support is Support.UNSUPPORTED
    assert verify("Egil Rask runs the company.", citing(source)).support is Support.SUPPORTED


HEBREW = (
    "הגשר הישן נבנה בידי המהנדס אורי גל. את הגשר החדש תכננה נועה לביא, "
    "והעבודה נמשכה שנה. הדמים שולמו בתוך שבוע בידי העירייה."
)
CHINESE = "旧桥由县政府出资修建。新桥由当地居民出资修建,工程持续一年。工程师李明说,旧桥不会拆除,也不会改建。居民代表王芳认为新桥太窄。"  # fmt: skip
EXCHANGED = {
    "a Hebrew name": ("הגשר הישן נבנה בידי המהנדסת נועה לביא.", HEBREW, 0),
    "a Hebrew agent": ("הדמים שולמו בתוך שבוע בידי המהנדס.", HEBREW, 2),
    "a Hebrew span": ("הדמים שולמו בתוך שנה בידי העירייה.", HEBREW, 2),
    "a Chinese agent": ("旧桥由当地居民出资修建。", CHINESE, 0),
    "a Chinese speaker": ("居民代表王芳说,旧桥不会拆除,也不会改建。", CHINESE, 2),
}  # fmt: skip
KEPT = [
    ("הגשר הישן נבנה על ידי אורי גל, מהנדס.", HEBREW, 0),
    ("הדמים שולמו לאחר שבוע בידי העירייה.", HEBREW, 2),
    ("旧桥由县政府出钱修建。", CHINESE, 0),
    ("李明表示,旧桥不会拆除。", CHINESE, 2),
]


def _sentence(text: str, at: int) -> str:
    return [s + "." for s in text.replace("。", ".").split(".") if s.strip()][at]


@pytest.mark.parametrize(("claim", "text", "at"), EXCHANGED.values(), ids=EXCHANGED.keys())
def test_words_in_the_place_of_others_are_found(claim: str, text: str, at: int) -> None:
    assert list(exchanged(claim, _sentence(text, at), [text]))


@pytest.mark.parametrize(("claim", "text", "at"), KEPT)
def test_other_words_for_the_same_are_left_alone(claim: str, text: str, at: int) -> None:
    assert not list(exchanged(claim, _sentence(text, at), [text]))


QUOTED = '"The eel is back," said Egil Rask, who runs the reserve.'
SPOKEN = [
    (QUOTED, "Egil Rask said that the eel was back.", Support.SUPPORTED),
    (QUOTED, "Egil Rask, who runs the reserve, says the eel is back.", Support.SUPPORTED),
    ("“Is it late?” asked Ada Poe.", "Ada Poe asked whether it was late.", Support.SUPPORTED),
    ("“It is late,” Ada Poe told Bo Lind.", "Ada Poe told Bo Lind it was late.", Support.SUPPORTED),
    ("“It is late,” said Ada Poe to Bo Lind.", "Bo Lind said that it was late.",
     Support.UNSUPPORTED),
    ("“It is late,” said Ada Poe to Bo Lind.", "Bo Lind said to Ada Poe that it was late.",
     Support.UNSUPPORTED),
]  # fmt: skip


@pytest.mark.parametrize(("source", "sentence", "support"), SPOKEN)
def test_who_is_named_behind_a_quotation_said_it(
    source: str, sentence: str, support: Support
) -> None:
    assert verify(sentence, citing(source)).support is support


@pytest.mark.parametrize(
    ("source", "agents"),
    [
        (QUOTED, ["Egil Rask"]),
        ("“It is late,” said the mayor, Ada Poe.", ["Ada Poe"]),
        ("“It is late”, said Ada Poe, the owner of Norhaven.", ["Ada Poe"]),
        ("“It is late,” said the head of Norhaven.", []),
    ],
)
def test_the_agents_of_a_verb_behind_a_quotation(source: str, agents: list[str]) -> None:
    (said,) = (event for event in events(source) if event.said == "said")
    assert [name.text for name in said.parts["agent"]] == agents and "patient" not in said.parts
