"""What MPNet has and BERT has not: scores of attention by how far apart two pieces stand.

Song et al., MPNet (NeurIPS 2020, arXiv 2004.09297), with the distances of T5 (Raffel et al., JMLR
2020): the first eight either way have a number each, farther ones share eight, wider and wider.
Every layer adds the same numbers. Pure.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

TABLE = "encoder.relative_attention_bias.weight"  # float (distances, heads)
EPSILON = 1e-5  # of its LayerNorm; BERT's is 1e-12

_NEAR = 8  # pieces
_FAR = 128  # from here on all are one
_EITHER_WAY = 16  # numbers


def distances(pieces: int) -> npt.NDArray[np.int64]:
    """Which number of the table is for each two of so many pieces, (from, to)."""
    apart = np.arange(pieces)[None, :] - np.arange(pieces)[:, None]
    far = np.abs(apart)
    beyond = np.log(np.maximum(far, 1) / _NEAR) / np.log(_FAR / _NEAR) * (_EITHER_WAY - _NEAR)
    wide = np.minimum(_NEAR + beyond.astype(np.int64), _EITHER_WAY - 1)
    return np.asarray(np.where(far < _NEAR, far, wide) + _EITHER_WAY * (apart > 0), np.int64)


def relative(table: Floats, pieces: int) -> Floats:
    """What is added to the scores of a text of so many pieces, float32 (1, heads, from, to)."""
    return np.ascontiguousarray(table[distances(pieces)].transpose(2, 0, 1)[None], np.float32)
