"""Fits what signs in a clause are worth (`indexer.vector_evidence.WEIGHTS`), and what that gives on held-out questions.

    python benchmarks/search_evidence.py LAWS QUESTIONS.jsonl --regulations FOLDER --also QUESTIONS.jsonl

LAWS with its questions, and a folder of regulations with theirs (as in `search_quality.py`), the latter asked of the
folder alone and of both together. Everything is asked with the vectors that are included. Prints nDCG@10 of each set
before reading, and after it with weights fitted on the other four of five folds; then the weights fitted on all.
A question in both regulation sets stands in one fold.
"""

from __future__ import annotations

import argparse
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
from search_quality import FOLDS, score, vectors_of, wanted

from indexer.base import Collection, Sort
from indexer.embedded import EmbeddedIndex
from indexer.engine import Find, Row
from indexer.query import parse_query
from indexer.reference import names_place
from indexer.scoring import Planner
from indexer.search import in_force
from indexer.vector_blend import Blend, Near
from indexer.vector_evidence import READ, WEIGHTS, signs_of
from nlp.embedding.embedder import open_embedder
from nlp.segment import build_segmenter, words_for_search

RIDGE = 0.003
"""Of the squared weights of signs at unit variance; 0.001 to 0.03 gave the same within 0.005."""


@dataclass(frozen=True)
class Case:
    """One question: its first hits as signs (the share of the best score first), their places, and the right ones."""

    signs: Any
    places: list[str]
    right: set[str]

    def figure(self, weights: Any) -> float:
        """nDCG@10 in the order that the weights give."""
        order = np.argsort(-(self.signs @ weights), kind="stable")
        return float(score([self.places[n] for n in order], self.right)[0])


def cases_of(index: Any, questions: Sequence[dict[str, Any]], embedder: Any) -> list[Case]:
    """Those questions that are read for: prose that names no article."""
    vectors, found = index.meaning.vectors, list[Case]()
    for question in questions:
        text = question["query"]
        plan = Planner(Collection.CLAUSES, index._analyser).plan(parse_query(text))
        near = Near(vectors, embedder.question(text), embedder.weight)
        request = Find(Collection.CLAUSES, in_force(plan.loose), Sort.RELEVANCE, READ)
        rows = Blend(index._engine(), near).find(request).rows if plan.strict is None and not names_place(text) else ()
        if rows:
            found.append(case_of(text, rows, vectors.similarities(near.asked, [r.id for r in rows]), wanted(question)))
    return found


def case_of(text: str, rows: Sequence[Row], similar: dict[str, float], right: set[str]) -> Case:
    """What is kept of a question."""
    best = rows[0].score
    signs = [[r.score / best, *s] for r, s in zip(rows, signs_of(text, rows, similar), strict=True)]
    places = [place(str(r.fields["title"]), str(r.fields.get("article", ""))) for r in rows]
    return Case(np.array(signs), places, right)


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
    folds = {name: np.random.default_rng(1).permutation(len(cases)) % FOLDS for name, cases in sets.items()}
    figures: dict[str, list[float]] = {name: [] for name in sets}
    for fold in range(FOLDS):
        weights = fit([c for name, cases in sets.items() for c, f in zip(cases, folds[name], strict=True) if f != fold])
        for name, cases in sets.items():
            figures[name] += [c.figure(weights) for c, f in zip(cases, folds[name], strict=True) if f == fold]
    return {name: round(float(np.mean(each)), 4) for name, each in figures.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("laws", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--regulations", type=Path, required=True)
    parser.add_argument("--also", type=Path, required=True)
    arguments = parser.parse_args()
    laws, regulations = read_clauses(arguments.laws, newest=True), read_clauses(arguments.regulations, newest=True)
    on_laws, on_regulations = (
        [q for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and wanted(q := json.loads(line))]
        for path in (arguments.questions, arguments.also)
    )
    corpora = {
        "laws": (laws, on_laws),
        "regulations": (regulations, on_regulations),
        "regulations among laws": (laws + regulations, on_regulations),
    }
    embedder = open_embedder("static")
    sets = {}
    for name, (records, questions) in corpora.items():
        with tempfile.TemporaryDirectory() as folder:
            index: Any = EmbeddedIndex(Path(folder), build_segmenter().tokens_for_search, words_for_search, 2, embedder)
            index.rebuild(records)
            assert embedder
            index.meaning.vectors.upsert([r.id for r in records], vectors_of(records, embedder, None))
            index.meaning.vectors.refresh()
            sets[name] = cases_of(index, questions, embedder)
            index.close()
    before = np.eye(len(WEIGHTS) + 1)[0]
    print(json.dumps({name: round(float(np.mean([c.figure(before) for c in cs])), 4) for name, cs in sets.items()}))
    print(json.dumps({"cross-validated": cross_validated(sets)}))
    weights = fit([case for cases in sets.values() for case in cases])
    print(json.dumps(dict(zip(WEIGHTS, weights[1:].round(3).tolist(), strict=True)), indent=4))


if __name__ == "__main__":
    main()
