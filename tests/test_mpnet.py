"""The layers of the larger reader against plain arithmetic, and weights in fewer bits."""

import math

import numpy as np
import numpy.typing as npt
import pytest

from rag.answering.reader import WORDS, packed, unpacked
from rag.store import mpnet
from rag.store.minilm import HEADS, build_layers, normed
from rag.store.quantised import from_four_bits, in_eight_bits, in_four_bits
from rag.store.runtime import Session, frugal

Floats = npt.NDArray[np.float32]

NUMBERS, WIDE, PIECES = 96, 384, 23
LAYER = "encoder.layer.0"


def weights(seed: int = 0) -> dict[str, Floats]:
    """One layer with a table of distances, and inputs of the second dense layer to be smoothed."""
    chance = np.random.default_rng(seed)

    def some(*shape: int, scale: float = 0.1) -> Floats:
        return (chance.normal(size=shape) * scale).astype(np.float32)

    found = {mpnet.TABLE: some(32, HEADS, scale=1.0)}
    for name, rows, columns in (
        ("attention.self.query", NUMBERS, NUMBERS),
        ("attention.self.key", NUMBERS, NUMBERS),
        ("attention.self.value", NUMBERS, NUMBERS),
        ("attention.output.dense", NUMBERS, NUMBERS),
        ("intermediate.dense", WIDE, NUMBERS),
        ("output.dense", NUMBERS, WIDE),
    ):
        found[f"{LAYER}.{name}.weight"] = some(rows, columns)
        found[f"{LAYER}.{name}.bias"] = some(rows)
    for name in ("attention.output.LayerNorm", "output.LayerNorm"):
        found[f"{LAYER}.{name}.weight"] = 1 + some(NUMBERS)
        found[f"{LAYER}.{name}.bias"] = some(NUMBERS)
    return found


def by_hand(of: dict[str, Floats], states: Floats) -> Floats:
    """What the layer makes of states, (pieces, numbers), in plain arithmetic."""

    def dense(name: str, given: Floats) -> Floats:
        result: Floats = given @ of[f"{LAYER}.{name}.weight"].T + of[f"{LAYER}.{name}.bias"]
        return result

    def norm(name: str, given: Floats) -> Floats:
        name = f"{LAYER}.{name}.LayerNorm"
        return normed(given, of[f"{name}.weight"], of[f"{name}.bias"], mpnet.EPSILON)

    query, key, value = (
        dense(f"attention.self.{name}", states).reshape(PIECES, HEADS, -1).transpose(1, 0, 2)
        for name in ("query", "key", "value")
    )
    scores = query @ key.transpose(0, 2, 1) / np.sqrt(NUMBERS / HEADS)
    scores = np.exp(scores + mpnet.relative(of[mpnet.TABLE], PIECES)[0])
    seen = (scores / scores.sum(axis=2, keepdims=True) @ value).transpose(1, 0, 2)
    mixed = dense("attention.output.dense", seen.reshape(PIECES, NUMBERS))
    middle = norm("attention.output", mixed + states)
    wide = dense("intermediate.dense", middle)
    erf = np.vectorize(math.erf)
    active = (wide * 0.5 * (1 + erf(wide / np.sqrt(2)))).astype(np.float32)
    return norm("output", dense("output.dense", active) + middle)


def run(of: dict[str, npt.NDArray[np.generic]], table: Floats, states: Floats) -> Floats:
    session = Session(build_layers(of), frugal(1))
    (found,) = session.run(embedded=states[None], relative=mpnet.relative(table, PIECES))
    return np.asarray(found)


def test_each_distance_has_its_number_and_far_ones_share_theirs() -> None:
    numbers = mpnet.distances(300)
    assert [int(numbers[0, n]) for n in (0, 1, 7, 8, 127, 128, 299)] == [0, 17, 23, 24, 31, 31, 31]
    assert [int(numbers[n, 0]) for n in (1, 7, 8, 11, 12, 127, 299)] == [1, 7, 8, 8, 9, 15, 15]
    assert numbers.min() == 0 and numbers.max() == 31
    table = np.arange(32 * HEADS, dtype=np.float32).reshape(32, HEADS)
    added = mpnet.relative(table, 5)
    assert added.shape == (1, HEADS, 5, 5) and added[0, 3, 2, 2] == table[0, 3]
    assert added[0, 3, 2, 4] == table[18, 3] and added[0, 3, 4, 2] == table[2, 3]


def test_the_layers_are_what_plain_arithmetic_makes_of_them() -> None:
    of = weights()
    states = np.random.default_rng(1).normal(size=(PIECES, NUMBERS)).astype(np.float32)
    expected = by_hand(of, states)
    assert np.abs(run(dict(of), of[mpnet.TABLE], states) - expected).max() < 1e-4
    # Without the numbers for distances it would be something else.
    nothing = np.zeros_like(of[mpnet.TABLE])
    assert np.abs(run(dict(of), nothing, states) - expected).max() > 0.1


@pytest.mark.parametrize("name", ["intermediate.dense", "output.dense"])
def test_smoothing_keeps_what_a_few_large_columns_would_drown(name: str) -> None:
    of = weights()
    if name == "intermediate.dense":  # LayerNorm makes one column fifty times as large
        of[f"{LAYER}.attention.output.LayerNorm.weight"][7] = 60
        of[f"{LAYER}.intermediate.dense.weight"][:, 7] /= 60
    else:
        of[f"{LAYER}.intermediate.dense.weight"][7] *= 60
        of[f"{LAYER}.output.dense.weight"][:, 7] /= 60
    states = np.random.default_rng(1).normal(size=(PIECES, NUMBERS)).astype(np.float32)
    expected = by_hand(of, states)

    def error(layers: dict[str, npt.NDArray[np.generic]]) -> float:
        found = run(layers, of[mpnet.TABLE], states)
        apart = (found - expected)[:, np.arange(NUMBERS) != 7]
        return float(np.sqrt((apart**2).mean()))

    by = np.ones(of[f"{LAYER}.{name}.weight"].shape[1], np.float32)
    by[7] = 30
    smooth = {f"{LAYER}.{name}.weight": of[f"{LAYER}.{name}.weight"] * by}
    layers = {n: a for n, a in of.items() if n != mpnet.TABLE} | smooth
    kept: dict[str, npt.NDArray[np.generic]] = {mpnet.TABLE: of[mpnet.TABLE]}
    kept[f"{LAYER}.{name}.smooth"] = (1 / by).astype(np.float32)
    plain = {n: a for n, a in of.items() if n != mpnet.TABLE}
    rough = in_eight_bits(plain) | {mpnet.TABLE: of[mpnet.TABLE]}
    assert error(in_eight_bits(layers) | kept) < 0.6 * error(rough)


def test_four_bits_keep_a_number_to_a_sixteenth_of_its_block() -> None:
    array = np.random.default_rng(0).normal(size=(12, 96)).astype(np.float32)
    array[3, :32] = 0
    blocks = in_four_bits(array)
    assert blocks.shape == (12, 3, 18) and blocks.dtype == np.uint8
    back = from_four_bits(blocks)
    most = np.abs(array.reshape(12, 3, 32)).max(axis=2, keepdims=True)
    apart = np.abs(back - array).reshape(12, 3, 32)
    # The side of zero that the farthest number is not on ends an eighth earlier.
    assert (apart <= most * 0.21 + 1e-6).all() and apart.mean() < 0.06 * most.mean()
    assert (back[3, :32] == 0).all()
    assert (from_four_bits(blocks[[5, 2]]) == back[[5, 2]]).all()


def test_words_are_packed_in_four_bits_and_a_table_in_sixteen() -> None:
    of = weights() | {WORDS: np.random.default_rng(2).normal(size=(40, 64)).astype(np.float32)}
    stored = packed(of)
    assert stored[WORDS].dtype == np.uint8 and stored[mpnet.TABLE].dtype == np.float16
    back = unpacked(stored)
    assert back.keys() == of.keys()
    for name, array in of.items():
        assert back[name].shape == array.shape
        assert np.abs(back[name] - array).max() < 0.25 * np.abs(array).max(), name
