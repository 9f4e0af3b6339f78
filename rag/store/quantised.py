"""Weights in fewer bits: eight a number to be multiplied by, four to be kept in a file.

Eight bits have a scale for each row. Four have one for each block of 32 numbers, laid out as in
the file of ``e5`` (llama.cpp's q4_0). Pure.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Blocks = npt.NDArray[np.uint8]

BLOCK = 32  # numbers
BLOCK_BYTES = 18  # a float16 scale, then 16 bytes: number i low, i + 16 high, and 8 is 0
_MOST = 63  # of 127: what sums of eight-bit products never exceed on any processor
_SCALES = (1.0, 0.95, 0.9, 0.85, 0.8)  # of the one that leaves nothing out


def in_eight_bits(layers: Mapping[str, Floats]) -> dict[str, npt.NDArray[np.generic]]:
    """Matrices as int8, with a float32 ``….scale`` for each row; the rest as it is."""
    found: dict[str, npt.NDArray[np.generic]] = {}
    for name, array in layers.items():
        found[name] = array
        if array.ndim > 1:
            scale = np.abs(array).max(axis=1, keepdims=True) / _MOST
            found[name] = np.round(array / scale).astype(np.int8)
            found[f"{name}.scale"] = scale.astype(np.float32)
    return found


def in_four_bits(array: Floats) -> Blocks:
    """A matrix (rows, columns), columns a multiple of 32, as uint8 (rows, blocks, 18).

    Of a few scales each block has the one that leaves the smallest squared error.
    """
    blocks = array.reshape(len(array), -1, BLOCK)
    farthest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=2)[..., None], axis=2)
    least = np.full(farthest.shape, np.inf, np.float32)
    numbers, scales = np.zeros_like(blocks), np.ones_like(farthest)
    for part in _SCALES:
        # Whole numbers go from -8 to 7, so that the farthest is the lowest, whatever its sign.
        scale = (farthest * part / -8).astype(np.float16).astype(np.float32)
        scale[scale == 0] = 1.0
        rounded = np.round(blocks / scale).clip(-8, 7)
        error = ((blocks - rounded * scale) ** 2).sum(axis=2, keepdims=True)
        better = error < least
        least = np.where(better, error, least)
        numbers, scales = np.where(better, rounded, numbers), np.where(better, scale, scales)
    low, high = np.split((numbers + 8).astype(np.uint8), 2, axis=2)
    return np.concatenate([scales.astype("<f2").view(np.uint8), low | high << 4], axis=2)


def from_four_bits(blocks: Blocks) -> Floats:
    """What ``in_four_bits`` put into uint8 (rows, blocks, 18), float32 (rows, columns)."""
    scale = blocks[..., :2].copy().view("<f2").astype(np.float32)
    halves = blocks[..., 2:]
    numbers = np.concatenate([halves & 15, halves >> 4], axis=-1).astype(np.float32) - 8
    return np.asarray((numbers * scale).reshape(len(blocks), blocks.shape[1] * BLOCK), np.float32)
