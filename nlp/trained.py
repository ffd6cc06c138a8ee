"""The place of trained models (`nlp.models`) in annotation: they add what the rules did not state.

A model that has seen little but bad news calls 公司重组获批 a failed one. So an event needs a sentence with an adverse
word that is stated (not denied, not supposed), and a subject that can be a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from nlp.lexicon import read_words
from nlp.models.predictors import Batch, answer_together
from nlp.pipeline import readable
from nlp.proposal import Proposer, build_proposer, new_names
from nlp.risk.context import judge_context
from nlp.risk.sentence import sentence_of, split_sentences
from nlp.risk.signal import SILENT_KINDS, graded
from nlp.risk.subject import may_be_subject
from nlp.risk.trigger import find_triggers
from nlp.taxonomy.load import load_taxonomy
from regintel.errors import ModelMissingError
from regintel.ids import part_id
from regintel.model import Analysis, Document, Kind, Signal, Span

if TYPE_CHECKING:
    from nlp.models.predictors import Predictor
    from nlp.tier import Second

TASK = "risk-events"
LEAST = 0.5
"""Calibrated probability from which a predicted type becomes a signal."""
_READ = 1500
"""Characters of a body that the model reads: the labelled texts are shorter, and news say it at the top."""


class Trained:
    """Adds risk events that a model sees and no rule states, and names that no rule finds, a batch at a time."""

    def __init__(
        self,
        predictor: Predictor,
        producer: str,
        proposer: Proposer | None = None,
        second: Second | None = None,
    ) -> None:
        self._predictor = predictor
        self._proposer = proposer
        self._producer = f"{TASK}:{producer}"
        self._second = second

    def enrich(self, documents: Sequence[Document], analyses: Sequence[Analysis]) -> list[Analysis]:
        """The analyses in order, with the models' signals and names after those of the rules."""
        wanted = [i for i, d in enumerate(documents) if d.kind not in SILENT_KINDS and d.kind is not Kind.PENALTY]
        rows = [
            {
                "text": readable(f"{documents[i].title}\n{documents[i].text[:_READ]}"),
                "post": documents[i].kind is Kind.COMPLAINT or not _names_a_firm(analyses[i]),
            }
            for i in wanted
        ]
        out = list(analyses)
        answers = self._answers(rows, [documents[i].id for i in wanted])
        for i, answer in zip(wanted, answers, strict=True):
            new = tuple(self._signals(documents[i], analyses[i], answer))
            title = len(documents[i].title)
            names = new_names(answer.get("proposals", ()), analyses[i].annotations, documents[i], title + 1)
            annotations = (*analyses[i].annotations, *names)
            out[i] = replace(analyses[i], signals=(*analyses[i].signals, *new), annotations=annotations)
        return out

    def _answers(self, rows: Sequence[dict[str, Any]], documents: Sequence[str]) -> list[dict[str, Any]]:
        """`events`, and `proposals` where names are proposed: one reading of the words serves both.

        `producer` says who answered where it was tier 2. `documents` are the ids of the rows.
        """
        if not rows or self._proposer is None:
            return self._predictor.predict(rows) if rows else []
        batch = Batch(rows)
        events, names = answer_together([self._predictor, self._proposer], batch)
        answers = [{**event, **name} for event, name in zip(events, names, strict=True)]
        if self._second is not None:
            sent = self._second.choose(batch, documents)
            better = self._second.predict(TASK, [rows[i] for i in sent])
            for i, answer in zip(sent, better, strict=True):
                answers[i] |= {**answer, "producer": f"{TASK}:{self._second.producer}"}
        return answers

    def _signals(self, document: Document, analysis: Analysis, answer: dict[str, Any]) -> Iterator[Signal]:
        taxonomy = load_taxonomy()
        text, title = readable(document.text), readable(document.title)
        # A type whose words the text uses is the rules' to judge: they may have found it denied.
        settled = {t.type.name for t in (*find_triggers(text), *find_triggers(title))}
        settled |= {signal.type for signal in analysis.signals}
        if document.kind is Kind.COMPLAINT:
            settled.add("投诉维权")  # every complaint is one
        for event in answer["events"]:
            kind = taxonomy.of_label(event["type"])
            score = float(event.get("score", 1.0))
            if kind is None or kind.name in settled or score < LEAST:
                continue
            subject = event.get("subject") or ""
            span, evidence = _proof(text, title, subject)
            said = (text if evidence.field == "text" else title)[evidence.start : evidence.end]
            cue = _adverse().search(said)
            if cue is None or span.start == span.end or (subject and not may_be_subject(subject)):
                continue
            verdict = judge_context(said, *cue.span(), complaint=document.kind is Kind.COMPLAINT)
            if not verdict.stated or _refused(said, analysis):
                continue
            settled.add(kind.name)
            yield Signal(
                id=part_id(document.id, TASK, kind.name, subject, span.field, span.start, span.end),
                document_id=document.id,
                entity=subject,
                type=kind.name,
                severity=graded(kind, verdict.certainty),
                polarity=-1,
                day=document.published_on,
                span=span,
                evidence=evidence,
                score=score,
                producer=answer.get("producer", self._producer),
                certainty=verdict.certainty,
            )


def _names_a_firm(analysis: Analysis) -> bool:
    """Whether the rules found whom a text may be about; where not, it is read as a post, for names that are new."""
    return any(a.label in ("机构", "平台") and may_be_subject(a.value) for a in analysis.annotations)


def _refused(sentence: str, analysis: Analysis) -> bool:
    """Whether the rules read the sentence and took nothing from it: what is bad there is denied or only supposed."""
    types = {trigger.type.name for trigger in find_triggers(sentence)}
    return bool(types) and not types & {signal.type for signal in analysis.signals}


@cache
def _adverse() -> re.Pattern[str]:
    words = sorted(read_words("adverse.txt"), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def _proof(text: str, title: str, subject: str) -> tuple[Span, Span]:
    """Where the subject stands, and its sentence; the headline, else the first sentence, where no subject is known."""
    at = text.find(subject) if subject else -1
    if at >= 0:
        first, last = sentence_of(split_sentences(text), at)
        return Span(at, at + len(subject)), Span(min(first, at), max(last, at + len(subject)))
    at = title.find(subject) if subject else -1
    if at >= 0:
        return Span(at, at + len(subject), "title"), Span(0, len(title), "title")
    if title:
        whole = Span(0, len(title), "title")
        return whole, whole
    first, last = next(iter(split_sentences(text[:_READ])), (0, 0))
    return Span(first, last), Span(first, last)


def build_trained(second: Second | None = None) -> Trained | None:
    """The models of tier 1, and `second` for documents that they doubt; None where their weights are not there."""
    from nlp.models import runtime

    try:
        return Trained(runtime.load(TASK, "1"), runtime.PRODUCER, build_proposer(runtime.PRODUCER), second)
    except ModelMissingError:
        return None
