"""Why a document has its labels and signals: each with its sentence and the rule or the features behind it.

Computed anew from the document and what is stored of it, so it holds for the rules that are installed; a caller
compares `Analysis.producer` with `nlp.version.producer()` where that matters. No other output depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from nlp.facts.found import Found
from nlp.models.linear import WEIGHTS as EVENT_WEIGHTS
from nlp.models.linear import load_head
from nlp.pipeline import find_facts, readable
from nlp.risk.context import judge_certainty, judge_context
from nlp.risk.row import party_rows
from nlp.risk.sentence import sentence_of, split_sentences
from nlp.risk.signal import tells_events
from nlp.risk.subject import is_official
from nlp.risk.trigger import find_triggers
from nlp.second_reason import FIRST, event_reason, is_second, stance_reason
from nlp.stance import ENTITY, SENTIMENT
from nlp.taxonomy.load import NONE_LABEL, RiskType, load_taxonomy
from nlp.topic.reader import KIND, KIND_MODEL, TOPIC, TOPIC_MODEL, WEIGHTS
from nlp.trained import TASK
from nlp.version import producer
from regintel.errors import ModelMissingError
from regintel.model import Analysis, Annotation, Document, Kind, Signal, Span

_FEATURES = 8
_head = cache(load_head)
_READ = 1500


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of a decision: what was decided (`step`) and why (`text`), both in Chinese."""

    step: str
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A label or signal with its proof. `rule` is `taxonomy-type@version`, a finder's module, or a model's task.

    `features` are n-grams of the text with their weight for the label, strongest first; only models have them.
    """

    label: str
    value: str
    proof: str
    span: Span
    evidence: str
    rule: str
    reasons: tuple[Reason, ...] = ()
    features: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """Everything about one document. `refused`: where the words of a risk stand without being stated, and why."""

    document_id: str
    producer: str
    signals: tuple[Explanation, ...]
    refused: tuple[Explanation, ...] = field(default=())
    labels: tuple[Explanation, ...] = field(default=())


def explain(document: Document, analysis: Analysis) -> Explained:
    """See the module. `analysis` is of this revision of `document`."""
    text, title = readable(document.text, document.language), readable(document.title, document.language)
    texts = {"text": text, "title": title}
    names = {name: find_facts(said).names for name, said in texts.items()}
    signals = tuple(_signal(document, analysis, signal, texts, names) for signal in analysis.signals)
    sentences = {name: split_sentences(said) for name, said in (("text", document.text), ("title", document.title))}
    labels = tuple(_label(document, analysis, a, sentences[a.span.field]) for a in analysis.annotations)
    refused = tuple(_refused(document, texts)) if tells_events(document) else ()
    return Explained(document.id, analysis.producer, signals, refused, labels)


def _label(document: Document, analysis: Analysis, a: Annotation, sentences: Sequence[tuple[int, int]]) -> Explanation:
    """A label by a model (it names itself) has its probability as the reason, a label by rules its finder."""
    by_rule = a.producer == producer() or a.producer.startswith("regintel@")
    why = "规则或词表" if by_rule else f"模型 {a.producer} 判断，可信度 {a.score:.2f}"
    tiers: tuple[Reason, ...] = ()
    if a.label in (ENTITY, SENTIMENT):
        said = stance_reason(document, analysis, a) if is_second(a.producer) else FIRST
        tiers = (Reason("层级", said),)
    rule = f"{a.label}@{a.producer}" if by_rule else a.producer
    features = _topic_features(a.span.of(document), a) if a.label in (TOPIC, KIND) else ()
    sentence = _sentence(document, a.span, sentences)
    return Explanation(
        a.label, a.value, a.span.of(document), a.span, sentence, rule, (Reason("依据", why), *tiers), features
    )


def _topic_features(said: str, a: Annotation) -> tuple[tuple[str, float], ...]:
    """The n-grams of the proof that weigh most for a kind or topic."""
    from nlp.models.evidence import strongest

    try:
        head = _head(TOPIC_MODEL if a.label == TOPIC else KIND_MODEL, WEIGHTS)
    except ModelMissingError:
        return ()
    if a.value not in head.labels:
        return ()
    return tuple((gram, weight) for gram, _, _, weight in strongest(said, head.column(a.value), _FEATURES))


def _sentence(document: Document, span: Span, sentences: Sequence[tuple[int, int]]) -> str:
    said = document.text if span.field == "text" else document.title
    first, last = sentence_of(sentences, span.start)
    return said[min(first, span.start) : max(last, span.end)]


def _signal(
    document: Document,
    analysis: Analysis,
    signal: Signal,
    texts: dict[str, str],
    names: dict[str, tuple[Found, ...]],
) -> Explanation:
    kind = load_taxonomy().type(signal.type)
    said = texts[signal.span.field]
    sentence = said[signal.evidence.start : signal.evidence.end]
    at = (signal.span.start - signal.evidence.start, signal.span.end - signal.evidence.start)
    features: tuple[tuple[str, float], ...] = ()
    tiers: tuple[Reason, ...] = ()
    if signal.producer.startswith(f"{TASK}:"):
        rule = signal.producer
        read = f"{texts['title']}\n{texts['text'][:_READ]}"
        why = Reason("触发", f"模型判断，概率 {signal.score:.2f}；句中须有负面用语，主体须像名称")
        if is_second(signal.producer):  # n-grams are a part of the sum only, so they would not explain it
            tiers = (Reason("层级", event_reason(read, kind)),)
        else:
            tiers, features = (Reason("层级", FIRST),), _features(read, kind)
    elif any(p.party == signal.entity for p in analysis.penalties) and signal.type == "行政处罚":
        rule = f"penalty@{analysis.producer}"
        why = Reason("触发", "处罚信息中本当事人的处罚决定")
    else:
        rule = f"{kind.name}@{load_taxonomy().version}"
        why = Reason("触发", _trigger_reason(kind, said[signal.span.start : signal.span.end]))
    complaint, official = document.kind is Kind.COMPLAINT, is_official(document.issuers)
    verdict = judge_context(sentence, *at, complaint=complaint, official=official)
    context = "陈述句：无否定、防范、规则、假设、疑问表述" if verdict.stated else f"由决定文书认定（{verdict.reason}）"
    if document.kind is Kind.PENALTY and signal.certainty == "官方认定":
        sure = "处罚文书是机关的认定"
    else:
        sure = judge_certainty(sentence, complaint=complaint, official=official)[1]
    reasons = (
        why,
        *tiers,
        Reason("语境", context),
        Reason("主体", _subject_reason(document, analysis, signal, names[signal.span.field])),
        Reason("确定性", f"{signal.certainty}：{sure}"),
        Reason(
            "严重程度", f"{signal.severity}（该类型为 {kind.severity}，传闻减一，官方认定加一，罚没百万元以上再加）"
        ),
    )
    entity = f"{signal.entity or '未点名主体'}" + (f"（{kind.role}）" if kind.role and signal.entity else "")
    return Explanation(
        signal.type,
        entity,
        signal.span.of(document),
        signal.span,
        signal.evidence.of(document),
        rule,
        reasons,
        features,
    )


def _trigger_reason(kind: RiskType, trigger: str) -> str:
    if trigger in kind.words:
        return f"词语“{trigger}”"
    for pattern in kind.patterns:
        if pattern.search(trigger):
            return f"句式“{trigger}”，规则 {pattern.pattern}"
    word = next((w for w in kind.words if w in trigger), "")
    return f"词语“{word}”在“{trigger}”中" if word else f"承诺的收益“{trigger}”"


def _subject_reason(document: Document, analysis: Analysis, signal: Signal, names: tuple[Found, ...]) -> str:
    own = [n for n in names if n.value == signal.entity or document.text[n.start : n.end] == signal.entity]
    row = party_rows(document.text, analysis.penalties).party(signal.span.start)
    checks = (
        (not signal.entity, "句中没有名称，全文也没有占多数的主体"),
        (signal.producer.startswith(f"{TASK}:"), "模型在文中名称里选出的主体"),
        (any(_inside(n, signal.span) for n in own), "名称在触发词之内"),
        (row is not None and row.value == signal.entity, "触发词在该当事人的表格行内"),
        (
            any(_inside(n, signal.evidence) for n in own),
            "同一句中最近的名称（越近越优先，在触发词之前优先，隔一个分句折算十二字）",
        ),
        (document.extra.get("merchant", "").strip() == signal.entity, "句中没有名称；投诉页写明的投诉对象"),
    )
    return next((text for holds, text in checks if holds), "句中没有名称；标题或全文中占多数的主体")


def _inside(name: Found, span: Span) -> bool:
    return span.start <= name.start and name.end <= span.end


def _features(text: str, kind: RiskType) -> tuple[tuple[str, float], ...]:
    from nlp.models.evidence import strongest

    try:
        head = _head(TASK, EVENT_WEIGHTS)
    except ModelMissingError:
        return ()
    labels = [label for label in kind.labels if label in head.labels and label != NONE_LABEL]
    best = [strongest(text, head.column(label), _FEATURES) for label in labels]
    found = {gram: weight for grams in best for gram, _, _, weight in grams}
    return tuple(sorted(found.items(), key=lambda pair: -pair[1])[:_FEATURES])


def _refused(document: Document, texts: dict[str, str]) -> Iterator[Explanation]:
    complaint, official = document.kind is Kind.COMPLAINT, is_official(document.issuers)
    for name, said in texts.items():
        sentences = split_sentences(said)
        for trigger in find_triggers(said):
            first, last = sentence_of(sentences, trigger.start)
            verdict = judge_context(
                said[first:last], trigger.start - first, trigger.end - first, complaint=complaint, official=official
            )
            if verdict.stated:
                continue
            span = Span(trigger.start, trigger.end, "title" if name == "title" else "text")
            evidence = Span(min(first, span.start), max(last, span.end), span.field)
            rule = f"{trigger.type.name}@{load_taxonomy().version}"
            yield Explanation(
                trigger.type.name,
                "",
                span.of(document),
                span,
                evidence.of(document),
                rule,
                (Reason("未采信", verdict.reason),),
            )
