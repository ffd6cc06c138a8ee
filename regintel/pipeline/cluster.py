"""The cluster stage: documents that tell the same text at several addresses, such as reposts with small edits.

Candidates are found by MinHash over characters (A. Broder, "On the resemblance and containment of documents", 1997; the
library rensa), cut into bands; each pair is then compared exactly. Forms that are filled in anew every day are much
alike and are not the same: what is told in numbers must agree, and of two documents with 文号 of their own each stands
alone unless their texts are equal. Versions of a regulation that differ in a few words count as one text.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from functools import lru_cache
from hashlib import blake2b

from regintel.ids import normalise_text
from regintel.model import Document, Kind
from regintel.pipeline.progress import Progress, StageReport, silent
from regintel.pipeline.workers import batches, run_batches
from regintel.store import Sketch, Store

PRODUCER = "minhash@1"
_GRAM = 5  # characters
_LEAST = 40  # characters without white space; shorter texts such as 见附件 say nothing of their document
_BANDS, _ROWS = 32, 4  # texts whose grams agree by 0.6 share a band with probability 0.99
_SEED = 42
_LONGEST = 200_000  # characters that are looked at
_MOST_CANDIDATES = 40
_ALIKE = 0.75  # of all grams
_ALIKE_RULES = 0.94  # of all grams of two regulations, whose versions are much alike and are not the same
_WITHIN = 0.85  # of the shorter text's grams, where it is a part of the longer
_SHORTER = 0.5  # of the longer text, at least
_NUMBERS = 0.8  # of the numbers of the text that prints fewer
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_KEPT = 64  # texts: a document meets its candidates one after the other


def cluster(store: Store, on_progress: Progress = silent, workers: int = 1) -> StageReport:
    """Sketch what is new or changed and confirm its clusters. May be killed at any time and run again.

    `records` of the report counts the documents that were found to have company.
    """
    new = store.count_unsketched(PRODUCER)
    parts = batches(store.unsketched(PRODUCER), lambda document: len(document.text))
    for sketches in run_batches(sketch_batch, parts, workers if new > workers * 40 else 1):
        store.save_sketches(PRODUCER, sketches)
    total = store.count_unconfirmed()
    done = joined = 0
    on_progress(0, total)
    for id in store.unconfirmed():
        same = _same_as(store, id)
        store.confirm(id, same)
        done += 1
        joined += bool(same)
        on_progress(done, total)
    return StageReport(done, 0, joined)


def sketch_batch(documents: list[Document]) -> list[Sketch]:
    """What a worker does."""
    return [Sketch(document.id, document.text_sha256, sketch_keys(document.text)) for document in documents]


def sketch_keys(text: str) -> tuple[int, ...]:
    """The keys of a text; () where it is too short to be told apart."""
    grams = grams_of(text)
    if not grams:
        return ()
    from rensa import RMinHash

    sketch = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    sketch.update(list(grams))
    digest = sketch.digest()
    return tuple(_key(band, digest[band * _ROWS : (band + 1) * _ROWS]) for band in range(_BANDS))


@lru_cache(maxsize=_KEPT)
def grams_of(text: str) -> frozenset[str]:
    """Runs of five characters without white space; empty for a short text."""
    plain = _plain(text)
    if len(plain) < _LEAST:
        return frozenset()
    return frozenset([plain[n : n + _GRAM] for n in range(len(plain) - _GRAM + 1)])


@lru_cache(maxsize=_KEPT)
def _plain(text: str) -> str:
    return normalise_text(text[:_LONGEST])


@lru_cache(maxsize=_KEPT)
def _numbers(text: str) -> Counter[str]:
    return Counter(_NUMBER.findall(_plain(text)))


def is_same(a: Document, b: Document) -> bool:
    """Whether two documents tell one text: edited lightly, cut, or with something added."""
    first, second = grams_of(a.text), grams_of(b.text)
    if not first or not second:
        return False
    if a.text_sha256 == b.text_sha256 and normalise_text(a.text) == normalise_text(b.text):
        return True
    if a.doc_no and b.doc_no and a.doc_no != b.doc_no:
        return False
    shorter, longer = sorted((len(first), len(second)))
    are_rules = a.kind is Kind.POLICY and b.kind is Kind.POLICY
    if shorter < (_ALIKE_RULES if are_rules else _SHORTER) * longer:
        return False
    shared = len(first & second)
    is_alike = shared >= (_ALIKE_RULES if are_rules else _ALIKE) * (shorter + longer - shared)
    is_within = not are_rules and shared >= _WITHIN * shorter and shorter >= _SHORTER * longer
    return (is_alike or is_within) and _agree(a.text, b.text)


def _agree(a: str, b: str) -> bool:
    """Whether the numbers of two texts are mostly the same ones."""
    first, second = _numbers(a), _numbers(b)
    fewer = min(first.total(), second.total())
    return (first & second).total() >= _NUMBERS * fewer


def _same_as(store: Store, id: str) -> list[str]:
    document = store.document(id)
    if document is None:
        return []
    others = (store.document(other) for other in store.candidates(id, _MOST_CANDIDATES))
    return [other.id for other in others if other is not None and is_same(document, other)]


def _key(band: int, digest: list[int]) -> int:
    """A band's key, signed so that every database can hold it."""
    seed = struct.pack(f">B{len(digest)}I", band, *(value & 0xFFFFFFFF for value in digest))
    return int.from_bytes(blake2b(seed, digest_size=8).digest(), "big", signed=True)
