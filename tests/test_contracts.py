"""Contracts in their own words: whom they call what, who shall do what, how long they run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answering.kinds.defined import defined
from rag.engine import Engine
from rag.store.encoder import Encoder
from tests.serving import opened

LEASE = """# Lease of Mill Cottage

This lease is made on 3 May 2024 between

(1) Ashgrove Lettings Ltd, of 4 Bridge Street, Kendal ("the Landlord"); and

(2) Tomas Reyes and Ines Vidal, both of 8 Low Road, Kendal (hereinafter jointly the "Tenant").

## 1. Term and rent

1.1 "Term" means a fixed term of three years commencing on 1 June 2024 and expiring on 31 May 2027.

1.2 The Tenant shall pay the rent of £14,400 a year by equal monthly instalments in advance.

1.3 If any sum remains unpaid for ten days, interest runs on it at 4% above base rate.

1.4 "Deposit" means the sum of £1,800 paid by the Tenant on signing.

1.5 The Landlord shall refund the Deposit within 30 days of the Tenant leaving.

## 2. Repairs

2.1 The Landlord shall keep the roof and the outer walls in good repair.

2.2 The Tenant shall be responsible for cleaning the chimney every year.

2.3 The water rates shall be borne by the Landlord.

## 3. Ending

3.1 The Tenant may determine this lease on 31 May 2025 by giving not less than two months' written notice.

3.2 The Landlord may enter on giving two days' notice.

## 4. Insurance

4.1 The Tenant shall insure the furniture against fire.
"""
SERVICE = """# Service agreement for window cleaning

Clearpane GmbH, with its office at Hafenweg 2, Kiel (hereinafter referred to as the "Contractor"), and
Nordhof AG, of Markt 1, Kiel (the "Client"), agree as follows.

Section 1. The Contractor shall clean the windows four times a year. Ladders shall be supplied by the Client.

Section 2. This agreement commences on 1 July 2025 and shall remain in force for a period of two years.

Section 3. It does not cover:

(a) windows above the fourth floor;

(b) damage caused by frost;

(c) greenhouses and skylights.
"""

CATERING = """# Catering contract

Contract between Olive & Thyme Ltd, Ludlow (the "Caterer") and the Wenlock Trust (the "Host").

1.1 This contract takes effect on 1 September 2025 and ends on 31 August 2027.
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("contracts")
    texts = {"lease.md": LEASE, "service.md": SERVICE}
    with opened(folder, encoder, texts=texts) as engine:
        yield engine


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Who is the landlord?", "Ashgrove Lettings Ltd"),
        ("Who is the tenant?", "Tomas Reyes and Ines Vidal"),
        ("Who is the contractor?", "Clearpane GmbH"),
        ("Who is the client in the service agreement?", "Nordhof AG"),
        ("Who repairs the roof?", "The Landlord"),
        ("Who has to fix the roof if it leaks?", "The Landlord"),
        ("Who is responsible for cleaning the chimney?", "The Tenant"),
        ("who pays the water rates", "the Landlord"),
        ("Who supplies the ladders?", "the Client"),
        ("When does the lease end?", "31 May 2027"),
        ("When did the tenancy start?", "1 June 2024"),
        ("How long is the lease?", "three years"),
        ("How long does the service agreement run?", "two years"),
        ("How much notice do I have to give to end the lease?", "two months'"),
        ("Which clause deals with insurance?", None),
    ],
)
def test_what_a_contract_says_in_its_own_words(
    engine: Engine, question: str, short: str | None
) -> None:
    answer = engine.answer(question)
    assert not answer.abstained, answer.reason
    if short is None:
        assert "4.1 The Tenant shall insure" in answer.text
    else:
        assert answer.short_answer and answer.short_answer.quote == short, answer.text
    assert len(answer.sentences) == 1


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Who are the parties to the lease?", ["Ashgrove", "Tomas Reyes"]),
        ("Who are the parties to the service agreement?", ["Clearpane", "Nordhof"]),
        ("How much is the rent per month?", ["£14,400 a year by equal monthly instalments"]),
        ("What happens if I pay the rent late?", ["4% above base rate"]),
        ("Can I leave before the three years are over?", ["31 May 2025"]),
        ("What does section 2 say?", ["commences on 1 July 2025"]),
        ("What does section 4 of the lease say?", ["insure the furniture"]),
        ("Does the service agreement cover frost damage?", ["does not cover", "frost"]),
    ],
)
def test_a_clause_answers_whole(engine: Engine, question: str, says: list[str]) -> None:
    answer = engine.answer(question)
    assert not answer.abstained, answer.reason
    assert all(words in answer.text.replace("\n", " ") for words in says), answer.text
    assert len(answer.sentences) <= 2


@pytest.mark.parametrize(
    "question",
    [
        "Who repairs the lift?",
        "Who is the guarantor?",
        "When does the fishing licence expire?",
        "How much is the ground rent per week?",
    ],
)
def test_what_no_clause_says_is_not_answered(engine: Engine, question: str) -> None:
    assert engine.answer(question).abstained


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        (
            'This policy is a contract between Oldmere Mutual Society ("we", "the Insurer") and you.',
            "Oldmere Mutual Society",
            "Insurer",
        ),
        (
            'The Landlord acts through its agent, Quay Lets, of 2 Mill Street, Galway (the "Agent").',
            "Quay Lets",
            "Agent",
        ),
        ('In this handbook "the Company" means Tarn Foods Ltd.', "Tarn Foods Ltd", "Company"),
        ("Ada Poe, of 3 Dove Street, hereinafter called the Seller.", "Ada Poe", "Seller"),
        ("**Lender:** Harbour Bank plc, 9 Quay", "Harbour Bank plc", "Lender"),
    ],
)
def test_a_name_and_what_it_is_called(text: str, name: str, role: str) -> None:
    found = next(iter(defined(text)))
    assert (found.name, found.role) == (name, role)
    assert text[slice(*found.name_at)] == name


def test_parties_of_any_calling_and_a_length_told_by_its_days(
    tmp_path: Path, encoder: Encoder
) -> None:
    with opened(tmp_path, encoder, texts={"catering.md": CATERING}) as engine:
        assert "Olive & Thyme" in engine.answer("Who are the two parties?").text
        begins = engine.answer("When does the contract begin?")
        assert begins.short_answer and begins.short_answer.quote == "1 September 2025"
        lasts = engine.answer("How long does the contract last?")
        assert not lasts.abstained and "31 August 2027" in lasts.text
