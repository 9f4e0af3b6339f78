"""The whole path on the real corpus: every citation exact, every stream the same as its answer."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from llama_index.core.tools import QueryEngineTool

from evals.cases import discover, load_all
from evals.text import contains
from rag.engine import Engine, build_engine
from rag.errors import AnswererUnavailable, InvalidQuestion
from rag.schema import Answer, Filters, Support, Turn
from rag.settings import Settings
from rag.store.encoder import Encoder
from rag.verifying.words import script_language
from tests.serving import HARBOUR, opened

ROOT = Path(__file__).parent.parent
SEEDS = ROOT.parent / "shared" / "seeds" / "texts"
TRADE = "What was the value of trade between China and Israel in 2023?"


def engine_over(folder: Path, tmp: Path) -> Engine:
    engine = build_engine(Settings(_env_file=None, data_dir=tmp / "data"))
    engine.ingest([folder])
    return engine


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine_over(ROOT / "corpus", tmp_path_factory.mktemp("corpus")) as engine:
        yield engine


def violations(engine: Engine, answer: Answer) -> list[str]:
    """Everything about an answer that a reader could not check."""
    found = []
    markers = {citation.marker for citation in answer.citations}
    for citation in answer.citations:
        document = engine.library.document(citation.provenance.document_id)
        if document.text[citation.start_char : citation.end_char] != citation.quote:
            found.append(f"[{citation.marker}] is not {citation.quote!r}")
        if f"[{citation.marker}]" not in answer.text:
            found.append(f"[{citation.marker}] stands nowhere in the text")
    for sentence in answer.sentences:
        if answer.text[sentence.start_char : sentence.end_char] != sentence.text:
            found.append(f"{sentence.text!r} is not where it is said to be")
        if not sentence.markers or not set(sentence.markers) <= markers:
            found.append(f"{sentence.text!r} cites nothing, or nothing known")
    return found


def test_each_passage_names_its_sentence_that_is_nearest(engine: Engine) -> None:
    for question in (TRADE, "Who won the football world cup in 1998?"):
        found = engine.answer(question).retrieved
        assert found and all(one.nearest in one.chunk.sentences for one in found)
    assert "23.38 billion" in " ".join(
        one.chunk.slice(one.nearest) for one in engine.answer(TRADE).retrieved if one.nearest
    )
    assert engine.search(TRADE)[0].nearest is None


def test_the_trade_question_is_answered_and_cited(engine: Engine) -> None:
    answer = engine.answer(TRADE)
    assert "23.38 billion" in answer.text
    assert answer.citations[0].provenance.publisher == "ANBOUND"
    assert not violations(engine, answer)
    assert all(s.verdict.support is Support.SUPPORTED for s in answer.sentences)


def test_the_figure_of_another_year_is_no_answer(engine: Engine) -> None:
    # "2024" stands in the sentence that says where the figure of 2023 is from.
    first = Turn(TRADE, engine.answer(TRADE).text)
    for question, history in ((TRADE.replace("2023", "2024"), ()), ("And in 2024?", (first,))):
        answer = engine.answer(question, history=history)
        assert answer.abstained and "2023, not about 2024" in (answer.reason or "")


def test_the_citations_of_gold_answers_are_exact_spans(engine: Engine) -> None:
    cases = [
        case
        for case in load_all(sorted((ROOT / "evals" / "gold").glob("*.jsonl")))
        if not case.turns
    ][::5]  # the gate looks at all of them
    found = [
        (case.id, problem)
        for case in cases
        for problem in violations(engine, engine.answer(case.user_input, abstain_below=0))
    ]
    assert len(cases) > 100
    assert not found


def test_a_stream_adds_up_to_the_answer(engine: Engine) -> None:
    events = list(engine.stream(TRADE))
    whole = events[-1].data
    assert events[0].name == "search_results"
    assert "".join(e.data for e in events if e.name == "message") == whole.text
    assert tuple(e.data for e in events if e.name == "citation") == whole.citations
    assert tuple(e.data for e in events if e.name == "verification") == whole.sentences
    assert whole.text == engine.answer(TRADE).text


def test_it_abstains_with_a_reason_and_the_nearest_passages(engine: Engine) -> None:
    answer = engine.answer("What was the trade volume between China and Israel in 2019?")
    assert answer.abstained and not answer.citations and not answer.sentences
    assert "2019" in (answer.reason or "")
    assert answer.retrieved


def test_the_operating_point_is_a_setting_of_each_question(engine: Engine) -> None:
    assert not engine.answer(TRADE, abstain_below=0.0).abstained
    assert engine.answer(TRADE, abstain_below=1.0).abstained


def test_filters_hold_before_ranking(engine: Engine) -> None:
    only = Filters(publishers=("Israel Ministry of Health",))
    assert {p.provenance.publisher for p in engine.search(TRADE, filters=only)} == set(
        only.publishers
    )
    assert not engine.search(TRADE, filters=Filters(publishers=("Nobody",)))
    assert engine.answer(TRADE, filters=Filters(publishers=("Nobody",))).abstained


def test_a_follow_up_says_what_was_searched(engine: Engine) -> None:
    first = engine.answer(TRADE)
    answer = engine.answer("And in 2019?", history=[Turn(TRADE, first.text)])
    assert "2019" in (answer.standalone_question or "") and "trade" in (
        answer.standalone_question or ""
    )
    assert answer.question == "And in 2019?"


@pytest.mark.parametrize(
    ("question", "said"), [("", "empty"), (" \u200b\x00\n", "empty"), ("x" * 2_001, "2,001")]
)
def test_what_is_no_question_is_refused(engine: Engine, question: str, said: str) -> None:
    with pytest.raises(InvalidQuestion, match=said):
        engine.answer(question)


def test_odd_questions_end_in_an_answer(engine: Engine) -> None:
    for question in ("\ud800 trade?", "🇮🇱🇨🇳", "‮trade", "SELECT * FROM documents; --", '" OR NEAR('):
        assert isinstance(engine.answer(question), Answer)


def test_without_a_model_asking_for_one_explains_itself(engine: Engine) -> None:
    with pytest.raises(AnswererUnavailable, match="RAG_LLM_MODEL"):
        engine.answer(TRADE, answerer="llm")


def test_llama_index_gets_a_response_with_source_nodes(engine: Engine) -> None:
    response = engine.query_engine.query(TRADE)
    assert "23.38 billion" in str(response)
    node = response.source_nodes[0].node
    text = engine.library.document(node.metadata["document_id"]).text
    assert text[node.metadata["start_char"] : node.metadata["end_char"]] == node.get_content()


def test_it_is_a_tool_for_a_llama_index_agent(engine: Engine) -> None:
    tool = QueryEngineTool.from_defaults(engine.query_engine, name="documents", description="Ask.")
    assert "23.38 billion" in str(tool.call(TRADE))


def test_each_step_is_timed(engine: Engine) -> None:
    steps = engine.answer(TRADE).timings
    assert list(steps) == ["rewrite", "retrieve", "read", "select", "cite", "verify", "total"]
    assert sum(steps.values()) - steps["total"] <= steps["total"]


def test_edit_replace_and_delete(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    shutil.copytree(ROOT / "corpus", folder)
    (folder / "ferry.md").write_text("# The ferry\n\nThe ferry Zephyr carries 214 passengers.\n")
    with engine_over(folder, tmp_path) as engine:
        question = "How many passengers does the ferry Zephyr carry?"
        assert "214" in engine.answer(question).text
        again = engine.ingest([folder])
        assert again.embedded == 0 and again.counts.get("unchanged") == 4
        (folder / "ferry.md").write_text(
            "# The ferry\n\nThe ferry Zephyr carries 305 passengers.\n"
        )
        edited = engine.ingest([folder])
        assert edited.counts.get("replaced") == 1 and edited.counts.get("unchanged") == 3
        assert "305" in engine.answer(question).text
        assert all("214" not in p.chunk.text for p in engine.search("ferry 214 passengers"))
        [ferry] = [p for p in engine.library.documents() if "ferry" in p.source]
        receipt = engine.remove(ferry.document_id)
        assert receipt.probed and not receipt.found
        assert engine.answer(question).abstained


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the originals are not here")
def test_the_originals_answer_the_same_questions(tmp_path: Path) -> None:
    noise = ("Getty Images", "Check Also", "Five decades ago", "Post-Iranian Middle East")
    with engine_over(SEEDS, tmp_path) as engine:
        main = discover(ROOT / "evals" / "gold", ROOT / "corpus")[0]
        documents = [engine.library.document(d.document_id) for d in engine.library.documents()]
        text = "\n".join(document.text for document in documents if document)
        # What our rendition words otherwise cannot be looked for here.
        cases = [
            c
            for c in load_all(main.gold)
            if c.answerable and not c.turns and not any("over_en" in tag for tag in c.tags)
            and all(any(contains(text, said) for said in group) for group in c.expected)
        ][::2]  # fmt: skip
        right: Counter[bool] = Counter()
        for case in cases:
            answer = engine.answer(case.user_input, abstain_below=0)
            right[case.where.startswith("blind")] += all(
                any(contains(answer.text, said) for said in group) for group in case.expected
            )
            quotes = [c.quote for c in answer.citations]
            assert not any(word in quote for word in noise for quote in quotes), case.id
            assert len(set(quotes)) == len(quotes), case.id
    blind = sum(case.where.startswith("blind") for case in cases)
    print(f"originals: {right[False]} of {len(cases) - blind}, blind {right[True]} of {blind}")
    # Of every second one: 82 of 84, blind 43 of 51. Wanted is .95: raise these with the answerer,
    # never lower them.
    assert right[False] / (len(cases) - blind) >= 0.94
    assert right[True] / blind >= 0.80


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2023年中国和以色列的贸易额是多少?", "23.38 billion"),
        ("常州创新园吸引了多少家以色列初创企业?", "100"),
        ("כמה קרונות רכבת נרכשו מחברת CRRC?", "132"),
    ],
    ids=["trade", "startups", "train cars"],
)
def test_a_question_in_another_language_is_answered_and_says_so(
    engine: Engine, question: str, said: str
) -> None:
    answer = engine.answer(question)
    another = ("另一种语言", "בשפה אחרת")
    assert said in answer.text and any(told in note for note in answer.notes for told in another)


def test_a_chinese_document_is_found_among_english_ones(tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    shutil.copytree(ROOT / "corpus", folder)
    (folder / "ferry.md").write_text(
        "# 港口渡轮\n\n“海燕号”渡轮于2019年下水，可载客214人。渡轮每天往返六次，票价为3元。\n"
        "船长是林海涛，他在港口工作了二十年。冬季渡轮停在北码头。\n"
    )
    with engine_over(folder, tmp_path) as engine:
        for question, said in [
            ("海燕号可以载客多少人？", "214"), ("渡轮的票价是多少？", "3元"),
            ("谁是渡轮的船长？", "林海涛"), ("冬季渡轮停在哪里？", "北码头"),
        ]:  # fmt: skip
            answer = engine.answer(question)
            assert not answer.abstained and said in answer.sentences[0].text, question
            assert {c.provenance.source for c in answer.citations} == {"mixed/ferry.md"}
        english = engine.answer("2023年中国和以色列的贸易额是多少?")
        assert "23.38 billion" in english.text


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(document_ids=("nope",)), "No document 'nope' is in the library."),
        (Filters(publishers=("Nobody",)), "No document is by 'Nobody'. Publishers: ANBOUND"),
        (Filters(published_from=date(2999, 1, 1)), "No document passes the filters."),
    ],
    ids=["document", "publisher", "date"],
)
def test_silence_over_nothing_says_what_was_not_there(
    engine: Engine, filters: Filters, said: str
) -> None:
    answer = engine.answer(TRADE, filters=filters)
    assert answer.abstained and (answer.reason or "").startswith(said)


def test_a_publisher_is_found_however_it_is_capitalised(engine: Engine) -> None:
    answer = engine.answer(TRADE, filters=Filters(publishers=("anbound",)))
    assert "23.38 billion" in answer.text


def test_an_answerer_that_does_not_exist_is_refused(engine: Engine) -> None:
    with pytest.raises(InvalidQuestion, match="'gpt'"):
        engine.answer(TRADE, answerer="gpt")


def test_another_topic_is_asked_for_as_it_was_asked(tmp_path: Path) -> None:
    (tmp_path / "flat.md").write_text(
        "# Lease of the flat\n\nThe monthly rent is 1,180 euros and is due on the third working "
        "day. The deposit is 3,540 euros, payable in three parts.\n\nThe landlord is Ida Moe.\n"
    )
    (tmp_path / "pump.md").write_text(
        "# The Brook 40 pump\n\nThe warranty of the Brook 40 is 24 months. Wear parts such as valves "
        "are excluded from it. The Brook 40 weighs 4.2 kg. Its price is 390 euros.\n"
    )
    with engine_over(tmp_path, tmp_path / "data") as engine:
        history: list[Turn] = []

        def ask(question: str) -> Answer:
            answer = engine.answer(question, history=tuple(history))
            history.append(Turn(question, answer.text, answer.standalone_question or question))
            return answer

        assert "24 months" in ask("What is the warranty of the Brook 40?").text
        rent = ask("how much is the rent")
        assert "1,180" in rent.text and rent.standalone_question is None
        assert "3,540" in ask("what is the deposit?").text
        ask("How much does the Brook 40 weigh?")
        assert "390" in ask("what is the price?").text


def test_a_row_far_down_a_table_is_found_and_shown_below_the_names_of_its_columns(
    tmp_path: Path,
) -> None:
    boats = ("skiff", "gig", "punt", "dory")
    rows = [
        f"{n},{boats[n % 4]} with oars,{n % 9 + 1},2025-03-{n % 28 + 1:02},{'sold' if n % 5 else 'lent'}"
        for n in range(5000, 5060)
    ]
    (tmp_path / "orders.csv").write_text("\n".join(["Order no.,Boat,Count,Placed,State", *rows]))
    with engine_over(tmp_path / "orders.csv", tmp_path) as engine:
        answer = engine.answer("What is the state of order 5045?")
        heads, row = answer.sentences
        assert heads.text.startswith("Order no. | Boat")
        assert row.text == "5045 | gig with oars | 6 | 2025-03-06 | lent [2]"
        assert answer.short_answer is not None and answer.short_answer.quote == "lent"
        assert not violations(engine, answer)
        assert engine.answer("What is the state of order 7045?").abstained
        history = [Turn("What is the state of order 5045?", answer.text)]
        other = engine.answer("and 5046?", history=history)
        assert other.short_answer is not None and other.short_answer.quote == "sold"


def test_a_follow_up_about_another_thing_is_answered_about_that_thing(tmp_path: Path) -> None:
    (tmp_path / "oven.md").write_text(
        "# The Ember 40 oven\n\n## Cleaning\n\nThe grill rack and the drip pan may go into the "
        "dishwasher. The glass door and the seals may not; wipe them with a damp cloth.\n\n"
        "## Warranty\n\nThe warranty of the Ember 40 is 30 months.\n\n"
        "## Prices\n\n| Model | Day | Week |\n|---|---|---|\n| Ember 40 | 9 euros | 41 euros |\n"
        "| Ember 60 | 12 euros | 55 euros |\n"
    )
    with engine_over(tmp_path / "oven.md", tmp_path) as engine:
        history: list[Turn] = []

        def ask(question: str) -> Answer:
            answer = engine.answer(question, history=tuple(history))
            history.append(Turn(question, answer.text))
            return answer

        assert "may not" in ask("Can I put the glass door of the Ember 40 in the dishwasher?").text
        assert "drip pan may" in ask("And the drip pan?").sentences[0].text
        assert "30 months" in ask("What about the warranty?").text
        assert ask("And the colour?").abstained  # no passage says anything of a colour
        history.clear()
        day = ask("What does the Ember 60 cost for a day?")
        assert day.short_answer is not None and day.short_answer.quote == "12 euros"
        week = ask("And for a week?")
        assert week.standalone_question == "What does the Ember 60 cost for a week?"
        assert week.short_answer is not None and week.short_answer.quote == "55 euros"


@pytest.mark.parametrize("step", ["embedded", "provenance", "visible", "search_text"])
def test_a_question_meets_the_old_version_or_the_new_never_neither(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    later = HARBOUR.replace("3 May 2024", "9 June 2025")
    with opened(tmp_path, encoder) as engine:
        once, work = [True], getattr(engine.library, step)

        def replaced_before(*given: object, **named: object) -> object:
            if once and once.pop():
                engine.add(later.encode(), name="harbour.md")
            return work(*given, **named)

        monkeypatch.setattr(engine.library, step, replaced_before)
        answer = engine.answer("When did the harbour trial open?")
        assert not once and "9 June 2025" in answer.text
        assert {p.provenance.document_id for p in answer.retrieved} <= {
            *engine.library.sources().values()
        }


def test_a_library_that_never_rests_is_searched_all_the_same(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path, encoder) as engine:
        monkeypatch.setattr(engine.library, "edition", iter(range(1000)).__next__)
        assert "3 May 2024" in engine.answer("When did the harbour trial open?").text


def test_a_follow_up_is_looked_for_in_the_document_that_was_talked_of(tmp_path: Path) -> None:
    (tmp_path / "board.md").write_text(
        "# Minutes\n\nThe board agreed to set up a team against damp. "
        "The team costs £260,000 a year. It begins work in December.\n"
    )
    (tmp_path / "fair.md").write_text(
        "# The fair\n\nThe fair starts on 4 May. A stall at the fair costs £35 a day. Everybody "
        "who wants a stall must ask Ada Poe, who leads the stewards.\n"
    )
    with engine_over(tmp_path, tmp_path) as engine:
        asked = "What did the board agree about damp?"
        history = [Turn(asked, engine.answer(asked, abstain_below=0).text)]
        start = engine.answer("When does it start?", history=history)
        assert start.text == "It begins work in December. [1]"
        # Where that document is silent, all are asked.
        led = engine.answer("And who leads the stewards?", history=history)
        assert "Ada Poe" in led.text


def test_the_dearest_row_is_looked_for_in_all_of_a_long_table(tmp_path: Path) -> None:
    rows = [f"P-{n},Pulley number {n},{(n * 37) % 101 + 5}.50,{n % 7}" for n in range(1, 91)]
    (tmp_path / "prices.csv").write_text("\n".join(["Item,Name,Price EUR,In stock", *rows]))
    prices = {n: (n * 37) % 101 + 5.5 for n in range(1, 91)}
    with engine_over(tmp_path, tmp_path) as engine:
        assert engine.library.count_chunks() > 3
        for word, number in (
            ("most expensive", max(prices, key=lambda n: prices[n])),
            ("cheapest", min(prices, key=lambda n: prices[n])),
        ):
            answer = engine.answer(f"Which item in the price list is the {word}?")
            assert f"Pulley number {number} |" in answer.text, answer.text
            assert "comparing 90 rows" in " ".join(answer.notes)


def test_of_a_part_of_a_table_no_row_is_called_the_dearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"P-{n},Pulley number {n},{(n * 37) % 101 + 5}.50" for n in range(1, 91)]
    (tmp_path / "prices.csv").write_text("\n".join(["Item,Name,Price EUR", *rows]))
    with engine_over(tmp_path, tmp_path) as engine:
        asked = "Which item in the price list is the most expensive?"
        whole = engine.answer(asked)
        monkeypatch.setattr("rag.retrieval.retriever.LONGEST_TABLE", 1)
        part = engine.answer(asked, top_k=2)
        assert part.confidence < whole.confidence
        assert not any("comparing" in note for note in part.notes)


def test_all_rows_of_a_sheet_that_have_it_are_shown_wherever_the_table_stands(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    pulleys, terms = book.active, book.create_sheet("Terms")
    assert pulleys is not None
    pulleys.title = "Pulleys"
    pulleys.append(["Code", "Pulley", "Unit price (EUR)", "In stock", "Share"])
    for n in range(1, 61):
        stocked = "no" if n % 19 == 0 else "yes"
        pulleys.append([f"P-{n}", f"Pulley number {n}", n + 4.5, stocked, n / 100])
        pulleys.cell(row=n + 1, column=5).number_format = "0%"
    terms.append(["Topic", "Condition"])
    terms.append(["Delivery", "Free from 150 euro."])
    (tmp_path / "docs").mkdir()
    book.save(tmp_path / "docs" / "prices.xlsx")
    with engine_over(tmp_path / "docs", tmp_path) as engine:
        assert engine.library.count_chunks() > 3
        for question, wanted in (
            ("Which pulleys are not in stock?", {19, 38, 57}),
            ("Which pulleys have a unit price of at most 7 euro?", {1, 2}),
            ("Which pulleys have a share of more than 58%?", {59, 60}),
            ("Which pulley has the highest unit price?", {60}),
        ):
            text = engine.answer(question).text
            assert {n for n in range(1, 61) if f"number {n} |" in text} == wanted, question


@pytest.mark.parametrize(
    ("question", "language"),
    [("火星上的天气怎么样？", "zh"), ("מה מזג האוויר במאדים?", "he"), ("How is Mars?", "en")],
)
def test_silence_is_in_the_language_of_the_question(
    engine: Engine, question: str, language: str
) -> None:
    answer = engine.answer(question)
    assert answer.abstained and answer.reason
    assert script_language(answer.text) == script_language(answer.reason) == language


def test_a_language_that_is_only_searched_for_words_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "bahn.md").write_text(
        "# Die Talbahn\n\nDie Strecke von Auen nach Berg wurde im Mai 1911 eröffnet und ist 14 "
        "Kilometer lang. Der Fahrplan gilt auch an Feiertagen, und die Züge fahren jede Stunde.\n"
    )
    with engine_over(folder, tmp_path) as engine:
        for question, said in (
            ("Wann wurde die Strecke eröffnet?", "sind auf Deutsch"),
            ("How long is the line to Berg?", "are in German"),
        ):
            assert any(said in note for note in engine.answer(question).notes)
        hebrew = engine.answer("מתי נפתח הקו של Talbahn?")
        assert any("גרמנית" in note for note in hebrew.notes)
