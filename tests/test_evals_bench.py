"""The benchmark's stock: the same vectors as ours, and a report that names both."""

import numpy as np

from evals.bench.__main__ import OUR_ENCODER, OURS, STOCK, Measured, report
from evals.bench.plain import PlainEncoder
from rag.settings import Settings
from rag.store.embed import MiniLMEmbedding
from rag.store.encoder import Encoder


def test_the_plain_embedder_differs_in_how_it_runs_only(encoder: Encoder) -> None:
    plain = PlainEncoder(Settings(_env_file=None))
    texts = ["Trade.", "The canal moved 4 million tonnes in 2023.", "word " * 300]
    assert np.abs(plain.encode(texts) - encoder.encode(texts)).max() < 1e-5
    assert MiniLMEmbedding(plain).get_text_embedding_batch(texts) == plain.encode(texts).tolist()


def test_the_report_compares_with_stock_as_it_comes_and_with_our_encoder() -> None:
    measured = Measured(
        3,
        1000,
        chunks={OURS: 20, STOCK: 10, OUR_ENCODER: 10},
        ingest={OURS: 1.0, STOCK: 1.0, OUR_ENCODER: 0.5},
        asked={what: [0.01] for what in (STOCK, OUR_ENCODER, "our retrieval", "our answer")},
    )
    lines = report([measured], threads=2).splitlines()
    assert "| 3 | 1,000 | stock | 10 | 10.0 | **2.00×** | 1,000.0 | **1.00×** |" in lines
    assert (
        "| 3 | 1,000 | stock with our encoder | 10 | 20.0 | **1.00×** | 2,000.0 | **0.50×** |"
        in lines
    )
