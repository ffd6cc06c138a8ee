"""Training of the three name taggers and of the tagger that proposes subjects."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence

from nlp.models.tagger import Tagger
from nlp.models.training.data import Row
from nlp.models.training.taggers import occurrences, train_tagger

Spans = list[tuple[int, int, str]]
SUBJECT = "主体"
NEW = "新实体"
_COMMON = re.compile(r"[\w ]*(公司|集团|平台|银行|股份|大股东|实控人)")
_POSTS = 1_200
_SEED = 0


def finner_spans(row: Row) -> Spans:
    """Every occurrence of each listed string."""
    return [(a, b, e["type"]) for e in row["entities"] for a, b in occurrences(row["text"], e["text"])]


def cluener_spans(row: Row) -> Spans:
    """CLUENER's inclusive offsets as half-open spans."""
    return [(a, b + 1, t) for t, names in row["label"].items() for places in names.values() for a, b in places]


def train_finner(rows: Sequence[Row]) -> Tagger:
    """FinNER: 11 types."""
    return train_tagger([r["text"] for r in rows], [finner_spans(r) for r in rows], l1=0.05, rounds=60)


def train_cluener(rows: Sequence[Row]) -> Tagger:
    """CLUENER: 10 types."""
    return train_tagger([r["text"] for r in rows], [cluener_spans(r) for r in rows], l1=0.05, rounds=60)


def train_new_entities(rows: Sequence[Row]) -> Tagger:
    """Names that no list holds. Rows whose answer is not in the (cut) text teach nothing and are left out."""
    use = [r for r in rows if all(name in r["text"] for name in r["new_entities"])]
    spans = [[(a, b, NEW) for name in r["new_entities"] for a, b in occurrences(r["text"], name)] for r in use]
    return train_tagger([r["text"] for r in use], spans, bits=18, l1=0.1, rounds=50)


def train_subject(rows: Sequence[Row], posts: Sequence[Row]) -> Tagger:
    """Proposes names of firms and platforms, whether or not they are the subject of a row.

    A row names only the subject, and other firms stand beside it unmarked; so names that are the subject of any row
    are marked in all rows. `posts` (rows with `entities`) bring platforms and coins.
    """
    counts = Counter(e["subject"] for row in rows for e in row["events"] if e["subject"])
    known = [s for s, n in counts.items() if (len(s) >= 3 and not _COMMON.fullmatch(s)) or (n >= 3 and len(s) >= 2)]
    known += [s for s in counts if len(s) >= 4 and _COMMON.fullmatch(s) and s not in known]
    pattern = re.compile("|".join(re.escape(s) for s in sorted(known, key=len, reverse=True)))
    texts, spans = [], []
    for row in rows:
        text = row["text"]
        own = {e["subject"] for e in row["events"] if e["subject"]}
        found = [(a, b, SUBJECT) for name in sorted(own) for a, b in occurrences(text, name)]
        covered = {i for a, b, _ in found for i in range(a, b)}
        for match in pattern.finditer(text):
            if covered.isdisjoint(range(*match.span())):
                found.append((*match.span(), SUBJECT))
        texts.append(text)
        spans.append(found)
    shuffled = random.Random(_SEED)  # noqa: S311 - a sample of rows, no secret
    for row in shuffled.sample(list(posts), min(_POSTS, len(posts))):
        text = row["text"][:300]
        texts.append(text)
        spans.append([(a, b, SUBJECT) for name in row["entities"] for a, b in occurrences(text, name)])
    return train_tagger(texts, spans, bits=18, l1=0.1, rounds=45)
