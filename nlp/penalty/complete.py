"""Document → complete penalties: cells where the crawler found a table, prose elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace

from nlp.penalty.law import find_laws, short_names
from nlp.penalty.measure import find_measures
from nlp.penalty.money import read_money
from nlp.penalty.prose import read_decision, read_notice, share_of
from regintel.model import Document, Kind, Penalty

_LONGEST = 200_000


def complete_penalties(document: Document) -> tuple[Penalty, ...]:
    """Every decision of the document with types, amount (yuan) and laws; () where it tells of none.

    Printed cells stay as they are; what a cell does not say is taken from the document (authority from its issuers,
    day from its publication only where the text is signed with none).
    """
    found = list(document.penalties)
    if not found and document.kind is Kind.PENALTY:
        text = document.text[:_LONGEST]
        found = read_notice(text) or read_decision(text, document.title)
    declared = short_names(document.text[:_LONGEST]) if found else {}
    return tuple(_complete(penalty, found, declared, document) for penalty in found)


def _complete(penalty: Penalty, together: list[Penalty], declared: dict[str, str], document: Document) -> Penalty:
    same = [p.party for p in together if p.doc_no == penalty.doc_no and p.decision == penalty.decision]
    decision = penalty.decision
    if len(same) > 1:
        decision = share_of(decision, [penalty.party], same) or decision
    money = read_money(decision)
    laws = find_laws(penalty.basis, declared) if penalty.basis else ()
    if not laws:
        laws = find_laws(f"{penalty.facts}\n{decision}", declared)
    return replace(
        penalty,
        types=penalty.types or find_measures(decision),
        amount=penalty.amount if penalty.amount is not None else money.amount,
        confiscated=penalty.confiscated if penalty.confiscated is not None else money.beside,
        laws=penalty.laws or laws,
        authority=penalty.authority or _authority(document),
        doc_no=penalty.doc_no or document.doc_no,
        decided_on=penalty.decided_on,
    )


def _authority(document: Document) -> str:
    if document.issuers:
        return document.issuers[0]
    match = re.match(
        r"[\u4e00-\u9fff]{2,20}?(?:监管局|监管分局|证监会|总局|银行|交易所)(?=行政|市场|关于)", document.title
    )
    return match[0] if match else ""
