"""Fits the word vectors of `nlp.embedding.static` to an encoder: no labels, only texts.

    python -m nlp.embedding.training CLAUSES.jsonl --also TEXTS.jsonl … --encoder FOLDER -o words.npz

CLAUSES is what `regintel export clauses` writes; `--also` are rows with `text` (or `title`) in everyday words, of which
the first sentence is taken. A word's vector starts as the encoder's own of that word; then the weighted sum over each
text is fitted to the encoder's vector of the text (ridge regression towards the start, by conjugate gradients), in the
256 directions in which those vectors differ most. Needs the `encoder` and `train` extras; an hour on one core.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from nlp.embedding.encoder import EncoderEmbedder
from nlp.embedding.static import DIMENSIONS, save_words
from nlp.fold import fold
from nlp.segment import words_for_search

WORDS = 31_000
PULL = 0.03
"""How strongly words are held where they started; 0.1 fitted a little worse."""

ROUNDS = 20
_PIECES = 7000
_LONGEST_PIECE = 40
_HAN = re.compile("[\u4e00-\u9fff]+")


def read_texts(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def pieces_of(texts: Sequence[str], count: int) -> list[tuple[str, int]]:
    """A short piece, as long as a question is, of each of `count` texts, and which text it is of."""
    chosen = random.Random(0)  # noqa: S311  # the same texts each time
    found = []
    for row in chosen.sample(range(len(texts)), min(count, len(texts))):
        parts = [p for p in re.split(r"[，。；：！？\n]", texts[row]) if 6 <= len(p) <= _LONGEST_PIECE]
        if parts:
            found.append((chosen.choice(parts), row))
    return found


def choose_words(cut: Iterable[Sequence[str]]) -> tuple[list[str], Any]:
    """The words that get a vector, and each one's weight: its inverse document frequency.

    All that stand in two texts, all single characters, and the most frequent of the dictionary up to `WORDS`.
    """
    found: Counter[str] = Counter()
    count = 0
    for words in cut:
        found.update(set(words))
        count += 1
    kept = sorted(word for word, n in found.items() if n >= 2 or len(word) == 1)
    known = set(kept)
    for word in _frequent():
        if len(kept) >= WORDS:
            break
        if word not in known:
            kept.append(word)
    kept = kept[:WORDS]
    return kept, np.array([np.log(1 + count / (1 + found[word])) for word in kept], np.float32)


def _frequent() -> list[str]:
    spec = find_spec("jieba")  # found, not imported: its dictionary is all that is wanted
    assert spec
    assert spec.origin
    lines = Path(spec.origin).with_name("dict.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines]
    return [w for w, *_ in sorted(rows, key=lambda row: -int(row[1])) if _HAN.fullmatch(w)]


def bags(cut: Sequence[Sequence[str]], words: Sequence[str], weights: Any) -> Any:
    """Texts as weighted words that sum to one, a sparse matrix; words without a vector count as their characters."""
    from scipy import sparse

    places = {word: n for n, word in enumerate(words)}
    starts, columns, values = [0], list[int](), list[float]()
    for text in cut:
        counts: Counter[int] = Counter()
        for word in text:
            counts.update([places[word]] if word in places else [places[c] for c in word if c in places])
        total = sum(n * weights[place] for place, n in counts.items()) or 1.0
        columns += counts.keys()
        values += [n * weights[place] / total for place, n in counts.items()]
        starts.append(len(columns))
    return sparse.csr_matrix((np.array(values, np.float32), columns, starts), shape=(len(cut), len(words)))


def fit(bag: Any, start: Any, targets: Any) -> Any:
    """Word vectors whose weighted sums come near `targets`: ridge regression towards `start`, column by column."""
    transposed = bag.T.tocsr()
    left = transposed @ (targets - bag @ start)
    moved, step = np.zeros_like(left), left.copy()
    size = (left * left).sum(axis=0)
    for _ in range(ROUNDS):
        turned = transposed @ (bag @ step) + PULL * step
        far = size / np.maximum((step * turned).sum(axis=0), 1e-12)
        moved += far * step
        left -= far * turned
        now = (left * left).sum(axis=0)
        step = left + now / np.maximum(size, 1e-12) * step
        size = now
    return start + moved


def unit(rows: Any) -> Any:
    """Rows at unit length."""
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def train(passages: Sequence[str], short: Sequence[str], encoder: EncoderEmbedder, output: Path) -> None:
    """Fit and write."""
    texts = [*passages, *short]
    cut = [words_for_search(fold(text)) for text in texts]
    words, weights = choose_words(cut[: len(passages)])
    meant, alone = encoder.passages(texts), encoder.passages(words)
    meant = unit(meant - meant[: len(passages)].mean(axis=0))
    directions = np.linalg.svd(meant.T @ meant)[0][:, :DIMENSIONS]
    targets, start = meant @ directions, (alone - alone.mean(axis=0)) @ directions
    bag = bags(cut, words, weights)
    start /= np.linalg.norm(bag @ start, axis=1).mean()
    vectors = fit(bag, start, targets)
    near = (unit(bag @ vectors) * unit(targets)).sum(axis=1).mean()
    print(json.dumps({"texts": len(texts), "words": len(words), "cosine": round(float(near), 4)}))
    save_words(output, words, weights[:, None] * vectors, np.zeros((DIMENSIONS, DIMENSIONS)))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clauses", type=Path)
    parser.add_argument("--also", type=Path, nargs="*", default=[])
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_args()
    rows = list(read_texts(arguments.clauses))
    passages = [f"{row.get('title', '').replace('中华人民共和国', '')} {row['text']}" for row in rows]
    short = [piece for piece, _ in pieces_of([row["text"] for row in rows], _PIECES)]
    for path in arguments.also:
        heads = [re.split(r"[。！？\n]", str(r.get("title") or r["text"]).strip())[0] for r in read_texts(path)]
        short += [head[:_LONGEST_PIECE] for head in dict.fromkeys(heads) if len(head) >= 6]
    train(passages, short, EncoderEmbedder(arguments.encoder), arguments.output)


if __name__ == "__main__":
    main()
