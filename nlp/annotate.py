"""Document → Analysis. The only function of this room that the rest of the house calls, beside the tokeniser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol

from nlp.penalty.complete import complete_penalties
from nlp.pipeline import as_printed, find_facts, readable
from nlp.risk.signal import SILENT_KINDS, Reading, find_signals, penalty_signals, tells_events
from nlp.stance import build_stance_reader
from nlp.structure.citation import find_citations
from nlp.structure.clause import Structure, parse_structure
from nlp.structure.identity import identify
from nlp.tier import AnnotationTier, build_second
from nlp.topic.reader import build_topic_reader
from nlp.trained import build_trained
from nlp.version import producer
from regintel.errors import AnnotateError
from regintel.model import Analysis, Annotation, Clause, Document, Kind

_BATCH = 256
_TITLE_LABELS = frozenset(("文号", "机构", "平台", "别称"))


class Annotator(Protocol):
    """Turns documents into what can be claimed about them. Built once a process by `build_annotator`."""

    producer: str
    """`regintel@<version>`: changes whenever rules, word lists or models do, so that the pipeline annotates anew."""

    def annotate(self, documents: Iterable[Document]) -> Iterator[Analysis]:
        """One analysis a document, in order, streaming. Raises `AnnotateError` naming the document."""


class Enricher(Protocol):
    """What adds to the finds of the rules, a batch of documents at a time."""

    def enrich(self, documents: Sequence[Document], analyses: Sequence[Analysis], /) -> list[Analysis]:
        """The analyses in order, with what was added after what they hold."""


class RuleAnnotator:
    """Rules on every document; trained models add what they see where their weights are installed."""

    def __init__(self, *enrichers: Enricher, cascade: bool = False) -> None:
        self.producer = producer(cascade=cascade)
        self._enrichers = enrichers

    def annotate(self, documents: Iterable[Document]) -> Iterator[Analysis]:
        """See `Annotator`."""
        stream = iter(documents)
        while batch := list(islice(stream, _BATCH)):
            found = [self._analyse(document) for document in batch]
            for enricher in self._enrichers:
                found = enricher.enrich(batch, found)
            yield from found

    def _analyse(self, document: Document) -> Analysis:
        try:
            return self._by_rules(document)
        except Exception as error:  # BLE001 aside: a defect must say which of a night's documents it met
            raise AnnotateError(
                f"文件 {document.id} 标注失败：{type(error).__name__}: {error}", "请将该文件编号和原文反馈给维护者"
            ) from error

    def _by_rules(self, document: Document) -> Analysis:
        text, title = readable(document.text, document.language), readable(document.title, document.language)
        regulation = document.kind in SILENT_KINDS
        laws = regulation and not tells_events(document)
        facts = find_facts(text, document.published_on, regulation=laws)
        in_title = find_facts(title, document.published_on, regulation=laws)
        if text != document.text or title != document.title:
            facts, in_title = as_printed(facts, document.text), as_printed(in_title, document.title)
        annotations = [item.annotation(self.producer) for item in facts.everything]
        annotations += [
            item.annotation(self.producer, "title") for item in in_title.everything if item.label in _TITLE_LABELS
        ]
        clauses: tuple[Clause, ...] = ()
        if regulation or document.kind is Kind.PENALTY:
            structure = parse_structure(document.text)
            annotations += self._citations(document, structure)
            if regulation:  # only regulations have clauses that are searched on their own
                annotations += identify(document, structure)
                clauses = tuple(structure.clauses(document.id))
        penalties = complete_penalties(document)
        body, headline = Reading("text", text, facts), Reading("title", title, in_title)
        signals = find_signals(document, body, headline, self.producer, penalties)
        return Analysis(
            document_id=document.id,
            text_sha256=document.text_sha256,
            producer=self.producer,
            annotations=tuple(annotations),
            clauses=clauses,
            signals=(*penalty_signals(document, penalties, self.producer), *signals),
            penalties=penalties,
        )

    def _citations(self, document: Document, structure: Structure) -> list[Annotation]:
        return [
            Annotation("引用", citation.value, citation.span, 1.0, self.producer)
            for citation in find_citations(document.text, document.title, structure)
            if citation.value
        ]


def build_annotator(tier: AnnotationTier = "auto") -> Annotator:
    """The annotator with every rule, and with trained models where they are installed.

    `tier` auto: documents whose risk tier 1 doubts are read by the encoder, where one is there; 1: never. Raises
    `UsageError` for another.
    """
    second = build_second(tier)
    built: tuple[Enricher | None, ...] = (build_trained(second), build_stance_reader(second), build_topic_reader())
    return RuleAnnotator(*(enricher for enricher in built if enricher is not None), cascade=second is not None)
