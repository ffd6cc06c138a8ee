"""Word classes from published word vectors: `python -m nlp.models.training.wordclass VECTORS`.

VECTORS is a word2vec file in binary format; the shipped classes come from `words.vector` of the package `synonyms`
3.10.2 (MIT). k-means on unit vectors gives 1,000 fine classes, Ward clustering of their centres 64 coarse ones.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from nlp.models.features import F32
from nlp.models.tagfeatures import WEIGHTS
from nlp.models.words import hash_word

FINE, COARSE = 1_000, 64
_LONGEST = 8


def read_vectors(path: Path) -> tuple[list[str], F32]:
    """Words and unit vectors, shape (words, dimensions)."""
    data = path.read_bytes()
    head, _, _ = data.partition(b"\n")
    count, width = map(int, head.split())
    at, names = len(head) + 1, []
    vectors = np.zeros((count, width), dtype=np.float32)
    for k in range(count):
        end = data.index(b" ", at)
        names.append(data[at:end].decode("utf-8", "replace").strip())
        vectors[k] = np.frombuffer(data, np.float32, width, end + 1)
        at = end + 1 + 4 * width
    return names, vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)


def build(path: Path, out: Path = WEIGHTS / "wordclass.npz") -> int:
    """Cluster, write, and return the number of words."""
    from sklearn.cluster import AgglomerativeClustering, MiniBatchKMeans

    names, vectors = read_vectors(path)
    means: Any = MiniBatchKMeans(FINE, batch_size=4096, n_init=1, max_iter=40, random_state=0).fit(vectors)
    coarse = AgglomerativeClustering(COARSE).fit_predict(means.cluster_centers_)
    classes: dict[int, int] = {}
    for name, fine in zip(names, means.predict(vectors).tolist(), strict=True):
        if name and len(name) <= _LONGEST:
            classes.setdefault(hash_word(name), fine + FINE * int(coarse[fine]))
    hashes = np.array(sorted(classes), dtype=np.uint32)
    np.savez_compressed(out, hashes=hashes, classes=np.array([classes[h] for h in hashes.tolist()], dtype=np.uint16))
    return len(hashes)


if __name__ == "__main__":
    print(build(Path(sys.argv[1])))
