"""Tunes the word vectors to questions (`nlp.embedding.tuning`), and what that gives on questions held out.

    python benchmarks/search_vectors.py LAWS QUESTIONS.jsonl --regulations FOLDER --also QUESTIONS.jsonl
        --start words.npz -o FOLDER [--only 0 1 2 3 4 5]

LAWS and the folder of regulations are what `regintel import` reads, each with its questions (as in
`search_quality.py`). `--start` are word vectors as `python -m nlp.embedding.training` writes them. For each of five
folds the vectors are tuned on the questions of the other four and written to FOLDER/words-0.npz to words-4.npz, then on
all to FOLDER/words.npz, the file that the package carries. Prints nDCG@10 and Recall@100 of the vectors alone on the
fold held out: laws first, then regulations.
`benchmarks/search_evidence.py --vectors FOLDER` measures the whole search with them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from index_corpus import read_clauses
from index_quality import place
from search_quality import FOLDS, folds_of, passages_of, read_questions, score, wanted

from nlp.embedding.static import load_words, save_words
from nlp.embedding.training import bags, pieces_of, unit
from nlp.embedding.tuning import STEPS, Lesson, tune
from nlp.fold import fold
from nlp.segment import words_for_search

REGULATIONS_WORTH, PIECES_WORTH = 0.2, 0.4
PIECES, PIECES_AT_ONCE = 12_000, 300


def right_rows(questions: Sequence[dict[str, Any]], rows: dict[str, list[int]]) -> list[list[int]]:
    """The clauses that answer each question."""
    return [[row for name in wanted(question) for row in rows.get(name, [])] for question in questions]


def rows_of(records: Sequence[Any], first: int) -> dict[str, list[int]]:
    """Place → rows of its clauses, the first record being row `first`."""
    rows = defaultdict[str, list[int]](list)
    for row, record in enumerate(records, first):
        rows[place(str(record.fields["title"]), str(record.fields.get("article", "")))].append(row)
    return rows


def parser_of(described: str | None) -> argparse.ArgumentParser:
    """The arguments that name both corpora with their questions."""
    parser = argparse.ArgumentParser(description=described, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("laws", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--regulations", type=Path, required=True)
    parser.add_argument("--also", type=Path, required=True)
    return parser


def figures(asked: Any, known: Any, places: Sequence[str], right: Sequence[set[str]]) -> list[float]:
    """nDCG@10 and Recall@100 of vectors alone."""
    best = np.argsort(-(asked @ known.T), axis=1)[:, :130]
    found = [score([places[n] for n in order], own) for order, own in zip(best, right, strict=True)]
    return np.mean(found, axis=0).round(4).tolist()  # type: ignore[no-any-return]


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--start", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--only", type=int, nargs="*", default=[*range(FOLDS + 1)], help="folds; 5: all questions")
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    laws, regulations = read_clauses(arguments.laws, newest=True), read_clauses(arguments.regulations, newest=True)
    texts = passages_of(laws + regulations)
    words, start, _ = load_words(arguments.start)

    def bag(chosen: Sequence[str]) -> Any:
        return bags([words_for_search(fold(text)) for text in chosen], words, np.ones(len(words), np.float32))

    known = bag(texts)
    places = [place(str(r.fields["title"]), str(r.fields.get("article", ""))) for r in laws + regulations]
    sets = []
    for questions, records, first, worth in (
        (read_questions(arguments.questions), laws, 0, 1.0),
        (read_questions(arguments.also), regulations, len(laws), REGULATIONS_WORTH),
    ):
        asked = bag([question["query"] for question in questions])
        sets.append((asked, right_rows(questions, rows_of(records, first)), [wanted(q) for q in questions],
                     folds_of(len(questions)), worth, slice(first, first + len(records))))  # fmt: skip
    pieces = pieces_of([str(r.fields.get("text") or "") for r in laws + regulations], PIECES)
    own = Lesson(bag([piece for piece, _ in pieces]), [[row] for _, row in pieces], PIECES_WORTH, PIECES_AT_ONCE)
    for held_out in arguments.only:
        lessons = [own]
        for asked, right, _, folds, worth, _ in sets:
            kept = [n for n, fold in enumerate(folds) if fold != held_out and right[n]]
            lessons.append(Lesson(asked[kept], [right[n] for n in kept], worth))
        vectors, turn = tune(
            start, known, lessons, tell=lambda step: print(f"{step}/{STEPS}", end="\r", file=sys.stderr)
        )
        name = "words.npz" if held_out == FOLDS else f"words-{held_out}.npz"
        save_words(arguments.output / name, words, vectors, turn)
        told = []
        for asked, _, names, folds, _, span in sets if held_out < FOLDS else ():
            left = np.flatnonzero(folds == held_out)
            sums = asked[left] @ vectors
            told.append(
                figures(unit(sums + sums @ turn), unit(known[span] @ vectors), places[span], [names[n] for n in left])
            )
        print(json.dumps({"written": name, "held out": told}), flush=True)


if __name__ == "__main__":
    main()
