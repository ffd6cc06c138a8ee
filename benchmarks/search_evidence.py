"""Fits what signs in a clause are worth (`indexer.reading.WEIGHTS`), and what that gives on held-out questions.

    python benchmarks/search_evidence.py LAWS QUESTIONS.jsonl --regulations FOLDER --also QUESTIONS.jsonl
        --vectors FOLDER [--weight 1.0 …]

LAWS with its questions, and a folder of regulations with theirs (as in `search_quality.py`), the latter asked of the
folder alone and of both together. `--vectors` is what `search_vectors.py` wrote: every question is asked with vectors
that were not tuned to it. Prints, for each weight of vectors beside words, Recall@100 and nDCG@10 of each set before
reading, nDCG@10 after it with weights fitted on the other four of five folds, and the weights fitted on all.
A question in both regulation sets stands in one fold.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from index_corpus import read_clauses
from index_quality import place
from scipy.optimize import minimize
from search_quality import FOLDS, folds_of, read_questions, score, vectors_of, wanted
from search_vectors import parser_of

from indexer.base import Collection, Sort
from indexer.embedded import EmbeddedIndex
from indexer.engine import Find, Row
from indexer.query import parse_query
from indexer.reading import READ, WEIGHTS, signs_of
from indexer.reference import names_place
from indexer.scoring import Planner
from indexer.search import in_force
from indexer.vector_blend import Blend, Near
from nlp.embedding.static import StaticEmbedder
from nlp.segment import build_segmenter, line_for_search

RIDGE = 0.003
"""Of the squared weights of signs at unit variance; 0.001 to 0.03 gave the same within 0.005."""


FOUND = 130
"""Clauses of which the first hundred articles are taken: some have several."""


@dataclass(frozen=True)
class Case:
    """One question: its first hits as signs (the share of the best score first), their places, and the right ones.

    `fold`: where it is held out. `found`: the share of the right ones among the first hundred.
    """

    signs: Any
    places: list[str]
    right: set[str]
    fold: int
    found: float

    def figure(self, weights: Any) -> float:
        """nDCG@10 in the order that the weights give."""
        order = np.argsort(-(self.signs @ weights), kind="stable")
        return float(score([self.places[n] for n in order], self.right)[0])


def cases_of(index: Any, questions: Sequence[tuple[int, dict[str, Any]]], asked: Any, weight: float) -> list[Case]:
    """Those questions, each with its fold, that are read for: prose that names no article."""
    vectors, found = index.meaning.vectors, list[Case]()
    for fold, question in questions:
        text = question["query"]
        plan = Planner(Collection.CLAUSES, index._analyser).plan(parse_query(text))
        near = Near(vectors, asked.question(text), weight)
        request = Find(Collection.CLAUSES, in_force(plan.loose), Sort.RELEVANCE, FOUND)
        if (
            plan.strict is None
            and not names_place(text)
            and (rows := Blend(index._engine(), plan.loose, near).find(request).rows)
        ):
            similar = vectors.similarities(near.asked, [r.id for r in rows[:READ]])
            found.append(case_of(text, rows, similar, wanted(question), fold))
    return found


def case_of(text: str, rows: Sequence[Row], similar: dict[str, float], right: set[str], fold: int) -> Case:
    """What is kept of a question."""
    head, best = rows[:READ], rows[0].score
    signs = [[r.score / best, *s] for r, s in zip(head, signs_of(text, head, similar), strict=True)]
    places = [place(str(r.fields["title"]), str(r.fields.get("article", ""))) for r in rows]
    return Case(np.array(signs), places[:READ], right, fold, score(places, right)[1])


def fit(cases: Sequence[Case]) -> Any:
    """Weights by ListNet's top-one loss, ridge on weights at unit variance; that of the score is 1."""
    useful = [c for c in cases if c.right.intersection(c.places)]
    spread = np.concatenate([c.signs for c in useful]).std(axis=0) + 1e-9
    signs = np.zeros((len(useful), READ, len(spread)))
    share, there = np.zeros((len(useful), READ)), np.zeros((len(useful), READ), bool)
    for n, case in enumerate(useful):
        right = np.array([name in case.right for name in case.places])
        signs[n, : len(right)], there[n, : len(right)] = case.signs / spread, True
        share[n, : len(right)] = right / right.sum()

    def loss(weights: Any) -> tuple[float, Any]:
        values = np.where(there, signs @ weights, -np.inf)
        values -= values.max(axis=1, keepdims=True)
        chances = np.exp(values)
        chances /= chances.sum(axis=1, keepdims=True)
        told = -(share * np.log(np.maximum(chances, 1e-30))).sum(axis=1).mean()
        slope = np.einsum("qr,qrs->s", chances - share, signs) / len(useful)
        return float(told + RIDGE * weights @ weights), slope + 2 * RIDGE * weights

    weights = minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B").x / spread
    return weights / weights[0]


def cross_validated(sets: dict[str, list[Case]]) -> dict[str, float]:
    """nDCG@10 of each set with weights that never saw its question."""
    figures: dict[str, list[float]] = {name: [] for name in sets}
    for fold in range(FOLDS):
        weights = fit([c for cases in sets.values() for c in cases if c.fold != fold])
        for name, cases in sets.items():
            figures[name] += [c.figure(weights) for c in cases if c.fold == fold]
    return means(figures)


def means(figures: dict[str, list[float]]) -> dict[str, float]:
    """The mean of each."""
    return {name: round(float(np.mean(each)), 4) for name, each in figures.items()}


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--weight", type=float, nargs="*", default=[StaticEmbedder.weight])
    arguments = parser.parse_args()
    laws, regulations = read_clauses(arguments.laws, newest=True), read_clauses(arguments.regulations, newest=True)
    on_laws, on_regulations = read_questions(arguments.questions), read_questions(arguments.also)
    corpora = {
        "laws": (laws, on_laws),
        "regulations": (regulations, on_regulations),
        "regulations among laws": (laws + regulations, on_regulations),
    }
    sets: dict[float, dict[str, list[Case]]] = {w: {name: [] for name in corpora} for w in arguments.weight}
    for name, (records, questions) in corpora.items():
        folds = folds_of(len(questions))
        with tempfile.TemporaryDirectory() as folder:
            tokenise = build_segmenter().tokens_for_search
            index: Any = EmbeddedIndex(Path(folder), tokenise, line_for_search, 2, StaticEmbedder())
            index.rebuild(records)
            for fold in range(FOLDS):
                asked = StaticEmbedder(arguments.vectors / f"words-{fold}.npz")
                index.meaning.vectors.upsert([r.id for r in records], vectors_of(records, asked, None))
                index.meaning.vectors.refresh()
                held_out = [(fold, q) for q, own in zip(questions, folds, strict=True) if own == fold]
                for weight in arguments.weight:
                    sets[weight][name] += cases_of(index, held_out, asked, weight)
            index.close()
    for weight, own in sets.items():
        before = np.eye(len(WEIGHTS) + 1)[0]
        print(json.dumps({
            "weight": weight,
            "recall": means({name: [c.found for c in cases] for name, cases in own.items()}),
            "before": means({name: [c.figure(before) for c in cases] for name, cases in own.items()}),
            "cross-validated": cross_validated(own),
        }))  # fmt: skip
        weights = fit([case for cases in own.values() for case in cases])
        print(json.dumps(dict(zip(WEIGHTS, weights[1:].round(3).tolist(), strict=True)), indent=4))


if __name__ == "__main__":
    main()
