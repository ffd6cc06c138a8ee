"""The link stage: what regulations mean for one another, kept in the store, shown by the index, done only once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indexer.base import Collection, SearchIndex
from indexer.factory import open_index
from nlp.segment import build_segmenter
from regintel.ids import text_sha256
from regintel.model import Attachment, Document, Kind, Status
from regintel.pipeline.annotation import annotate
from regintel.pipeline.indexing import index_stale, target_name
from regintel.pipeline.linking import LinkReport, link
from regintel.pipeline.policy_pairs import draft_names
from regintel.store import Store

ON = date(2026, 11, 22)
Make = Callable[..., Document]

OLD = """第一条 为了规范网络小额贷款业务，制定本办法。
第二条 小额贷款公司不得吸收公众存款。
第三条 单户余额不得超过20万元。
第四条 本办法自2020年3月1日起施行。"""
NEW = """第一条 为了规范网络小额贷款业务，根据《融资公司监督条例》，制定本办法。
第二条 小额贷款公司不得吸收或者变相吸收公众存款。
第三条 单户余额不得超过30万元。
第四条 违反本办法第二条规定的，责令改正，处五万元以下罚款。
第五条 本办法自2026年3月1日起施行。《融资公司监督条例》同时废止。"""


@pytest.fixture
def laws(make_document: Make) -> list[Document]:
    """Two versions of a rule, the ground that the newer one ends, a rule made on the newer one, and their papers."""

    def made(n: int, title: str, text: str, day: date, **more: Any) -> Document:
        values = {"kind": Kind.POLICY, "url": f"https://example.org/{n}.html", "issuers": ("某监管总局",), **more}
        return make_document(id=f"r-{n}", title=title, text=text, published_on=day, **values)

    return [
        made(1, "网络小额贷款业务管理办法", OLD, date(2020, 2, 1), status=Status.IN_FORCE),
        made(2, "网络小额贷款业务管理办法", NEW, date(2026, 2, 1)),
        made(3, "融资公司监督条例", "第一条 融资公司应当备案。\n第二条 融资公司可以开展融资。", date(2015, 5, 1)),
        made(
            4,
            "网络小额贷款业务实施细则",
            "第一条 根据《网络小额贷款业务管理办法》和《融资公司监督条例》，制定本细则。\n"
            "第二条 依照《网络小额贷款业务管理办法》第三条确定限额，并符合《不存在的规定》第九条。",
            date(2026, 5, 1),
        ),
        made(
            5,
            "关于《网络小额贷款业务管理办法（征求意见稿）》公开征求意见的公告",
            "现就《网络小额贷款业务管理办法（征求意见稿）》公开征求意见。",
            date(2025, 6, 1),
            kind=Kind.CONSULTATION,
            attachments=(Attachment("征求意见稿.docx", "https://example.org/5.docx", text=OLD),),
        ),
        made(
            6,
            "《网络小额贷款业务管理办法》答记者问",
            "问：为何修订？答：加强监管。",
            date(2026, 2, 1),
            kind=Kind.INTERPRETATION,
        ),
    ]


@pytest.fixture
def linked(store: Store, laws: list[Document]) -> Store:
    store.save_documents(laws)
    link(store, ON)
    return store


def test_versions_are_chained_and_the_older_one_is_amended(linked: Store) -> None:
    older, newer = linked.policy("r-1"), linked.policy("r-2")
    assert older is not None
    assert newer is not None
    assert [s.document_id for s in linked.policy_chain(newer.chain)] == ["r-1", "r-2"]
    assert (older.status, older.decided, older.by, older.newest) == (Status.AMENDED, True, "r-2", False)
    assert newer.newest


def test_a_repeal_clause_ends_its_target_with_proof(linked: Store, laws: list[Document]) -> None:
    ended = linked.policy("r-3")
    assert ended is not None
    assert (ended.status, ended.decided, ended.by) == (Status.REPEALED, True, "r-2")
    assert ended.proof is not None
    assert ended.proof.of(laws[1]) == "《融资公司监督条例》"
    assert [(x.kind, x.by, x.target) for x in linked.policy_links("r-3")] == [("废止", "r-2", "r-3")]


def test_a_lost_ground_is_warned_about(linked: Store) -> None:
    later = linked.policy("r-4")
    assert later is not None
    assert later.warning == "依据已废止：《融资公司监督条例》"
    assert later.lost_ground == ("r-4", "r-3")


def test_citations_lead_to_the_version_and_clause_of_the_day(linked: Store, laws: list[Document]) -> None:
    found = linked.citations_of("r-4")
    to_clause = next(c for c in found if c.article == "第三条")
    assert (to_clause.target_id, to_clause.complete) == ("r-2", True)
    refs = {ref.id: ref for ref in (linked.policy_fact("r-2") or pytest.fail("not read")).clauses}
    assert refs[to_clause.target_clause_id].number == "第三条"
    assert to_clause.span.of(laws[3]) == "《网络小额贷款业务管理办法》第三条"
    assert {c.document_id for c in linked.citations_to("r-2")} >= {"r-4"}
    missing = [c for c in linked.unresolved_citations() if c.document_id == "r-4"]
    assert [(c.title, c.reason) for c in missing] == [("不存在的规定", "库中没有《不存在的规定》")]
    every, complete = linked.count_citations()
    assert every - complete == len(list(linked.unresolved_citations()))


def test_drafts_and_explanations_find_their_documents(linked: Store) -> None:
    links = {(x.kind, x.by, x.target) for x in linked.policy_links("r-2")}
    assert {("定稿", "r-2", "r-5"), ("解读", "r-6", "r-2")} <= links
    assert [(c.target_id, c.complete) for c in linked.citations_of("r-5")] == [("r-5", True)]
    draft = linked.policy_fact("r-5")
    assert draft is not None
    assert (draft.draft_in, len(draft.draft)) == ("征求意见稿.docx", 4)


def test_norms_carry_their_words_and_their_penalty(linked: Store, laws: list[Document]) -> None:
    norms = linked.policy_norms(["r-2"])
    ban = next(n for n in norms if n.article == "第二条")
    assert (ban.force, ban.subject_text, ban.penalties) == ("禁止", "小额贷款公司", ("第四条",))
    assert ban.text == ban.span.of(laws[1])
    assert ban.action_text == ban.action.of(laws[1]) == "吸收或者变相吸收公众存款"
    assert all(n.subject is None or n.subject_text == n.subject.of(laws[1]) for n in norms)


def test_the_tree_is_kept(linked: Store) -> None:
    outline = linked.policy_outline("r-2")
    assert [n.number for n in outline if n.level == "条"] == ["第一条", "第二条", "第三条", "第四条", "第五条"]
    assert all(n.parent < i for i, n in enumerate(outline))


def test_nothing_new_is_done_once(linked: Store) -> None:
    assert link(linked, ON) == LinkReport(0, 0, 0)


def test_only_what_changed_is_written(linked: Store, laws: list[Document]) -> None:
    text = laws[3].text.replace("《不存在的规定》第九条", "本细则第一条")
    linked.save_document(replace(laws[3], text=text, text_sha256=text_sha256(text)))
    assert link(linked, ON) == LinkReport(1, 0, 1)
    assert not [c for c in linked.unresolved_citations() if c.document_id == "r-4"]


def test_days_pass(linked: Store, laws: list[Document]) -> None:
    coming = replace(laws[2], id="r-7", title="支付条例", effective_on=date(2026, 12, 1), url="https://example.org/7")
    linked.save_document(coming)
    link(linked, ON)
    before = linked.policy("r-7")
    link(linked, date(2026, 12, 1))
    after = linked.policy("r-7")
    assert before is not None
    assert after is not None
    assert (before.status, before.decided) == (Status.NOT_YET, True)
    assert after.status is not Status.NOT_YET


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SearchIndex]:
    opened = open_index(f"tantivy:{tmp_path / 'index'}", build_segmenter().tokens_for_search)
    yield opened
    opened.close()


def test_a_decided_status_reaches_documents_and_clauses_in_the_index(
    store: Store, laws: list[Document], index: SearchIndex
) -> None:
    target = target_name("tantivy:test")
    store.save_documents([laws[0]])
    annotate(store)
    link(store, ON)
    index_stale(store, index, target)
    first = index.get(Collection.DOCUMENTS, "r-1")
    store.save_documents(laws[1:])
    annotate(store)
    link(store, ON)
    report = index_stale(store, index, target)
    second = index.get(Collection.DOCUMENTS, "r-1")
    assert first is not None
    assert second is not None
    assert (first.fields["status"], second.fields["status"]) == ("有效", "已修改")
    assert report.done == len(laws)  # the five new ones, and the old one whose status changed
    clauses = [index.get(Collection.CLAUSES, c.id) for c in (store.analysis("r-1") or pytest.fail("no")).clauses]
    assert {c.fields["status"] for c in clauses if c} == {"已修改"}
    assert index_stale(store, index, target).done == 0


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("关于就《甲管理办法（征求意见稿）》公开征求意见的通知", ["甲管理办法"]),
        ("关于《甲条例（修订草案征求意见稿）》公开征求意见的公告", ["甲条例"]),
        ("甲管理办法（征求意见稿）", ["甲管理办法"]),
        ("关于召开座谈会的通知", []),
    ],
)
def test_draft_names(title: str, names: list[str]) -> None:
    assert draft_names(title) == names
