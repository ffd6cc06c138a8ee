"""Which documents tell the same text, and that clusters follow what changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regintel.model import Document
from regintel.pipeline.cluster import cluster, is_same, sketch_keys
from regintel.store import Store

STORY = (
    "某网络借贷平台今日公告称，因出借人集中赎回，平台流动性紧张，自6月15日起暂停兑付本息，共涉及待还余额12.6亿元、"
    "出借人3.2万名。平台负责人表示不跑路、不失联，将在30个工作日内公布兑付方案。当地监管部门已经介入，"
    "要求平台配合资产清收，并提醒投资者通过合法渠道登记债权。"
)
OPERATION = (
    "为维护银行体系流动性合理充裕，{day}日中国人民银行以利率招标方式开展了{sum}亿元逆回购操作，期限为7天，"
    "中标利率{rate}%。当日有{due}亿元逆回购到期，公开市场实现净投放{net}亿元，银行体系流动性总量处于合理水平。"
)


def make(make_document: Any, url: str, text: str, **fields: Any) -> Document:
    document: Document = make_document(url=url, text=text, **fields)
    return document


def save(store: Store, *documents: Document) -> None:
    for document in documents:
        store.save_document(document)


def test_a_repost_with_small_edits_joins_and_keeps_its_source(store: Store, make_document: Any) -> None:
    first = make(make_document, "https://a.example/1", STORY)
    edited = "记者 某某 报道 " + STORY.replace("今日公告称", "昨日发布公告").replace("紧张", "趋紧")
    second = make(make_document, "https://b.example/2", edited, source_id="elsewhere")
    other = make(
        make_document, "https://a.example/3", STORY.replace("网络借贷平台", "航空公司")[:60] + "航班恢复。" * 20
    )
    save(store, first, second, other)
    assert cluster(store).records > 0
    assert store.cluster(first.id) == store.cluster(second.id) == tuple(sorted((first.id, second.id)))
    assert store.cluster(other.id) == ()
    kept = store.document(second.id)
    assert kept is not None
    assert kept.source_id == "elsewhere"


def test_a_form_filled_in_anew_is_another_document(store: Store, make_document: Any) -> None:
    days = [
        make(
            make_document,
            f"https://a.example/{n}",
            OPERATION.format(day=n, sum=n * 70, rate=1.4, due=n * 31, net=n * 39),
        )
        for n in range(11, 16)
    ]
    save(store, *days)
    assert cluster(store).records == 0
    assert list(store.clusters()) == []


def test_documents_with_numbers_of_their_own_are_two(make_document: Any) -> None:
    one = make(make_document, "https://a.example/1", STORY, doc_no="银罚决字〔2026〕1号")
    near = make(make_document, "https://a.example/2", STORY + "特此公告。", doc_no="银罚决字〔2026〕2号")
    assert not is_same(one, near)
    assert is_same(one, replace(near, doc_no=""))


def test_a_short_text_says_nothing_of_its_document(store: Store, make_document: Any) -> None:
    save(store, *(make(make_document, f"https://a.example/{n}", "详见附件。") for n in range(3)))
    assert cluster(store).records == 0


def test_a_changed_text_leaves_and_the_rest_stay_together(store: Store, make_document: Any) -> None:
    three = [make(make_document, f"https://a.example/{n}", STORY + "。" * n) for n in range(3)]
    save(store, *three)
    cluster(store)
    assert len(store.cluster(three[0].id)) == 3
    changed = make(make_document, "https://a.example/0", OPERATION.format(day=1, sum=2, rate=3, due=4, net=5))
    save(store, changed)
    cluster(store)
    assert store.cluster(changed.id) == ()
    assert store.cluster(three[1].id) == tuple(sorted(d.id for d in three[1:]))


def test_two_clusters_that_a_third_text_joins_become_one(store: Store, make_document: Any) -> None:
    parts = [f"第{'一二三四'[n]}段讲述了平台{'甲乙丙丁'[n]}的资金流向、关联企业与负责人情况，" * 3 for n in range(4)]
    left = make(make_document, "https://a.example/l", STORY + parts[0])
    right = make(make_document, "https://a.example/r", STORY + parts[1])
    save(store, left)
    cluster(store)
    save(store, right, make(make_document, "https://a.example/m", STORY + parts[0] + parts[1]))
    cluster(store)
    (only,) = store.clusters()
    assert len(only[1]) == 3
    assert only[0] == min(only[1])


def test_a_second_run_has_nothing_to_do(store: Store, make_document: Any) -> None:
    save(store, *(make(make_document, f"https://a.example/{n}", STORY) for n in range(2)))
    assert cluster(store).done == 2
    before = list(store.clusters())
    assert cluster(store).done == 0
    assert list(store.clusters()) == before


def test_a_run_that_died_after_sketching_is_finished(store: Store, make_document: Any) -> None:
    save(store, *(make(make_document, f"https://a.example/{n}", STORY) for n in range(3)))

    class Killed(Exception):
        pass

    def die(done: int, _total: int) -> None:
        if done == 1:
            raise Killed

    with pytest.raises(Killed):
        cluster(store, die)
    cluster(store)
    (only,) = store.clusters()
    assert len(only[1]) == 3


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=60, max_size=300))
def test_white_space_and_width_do_not_matter(text: str) -> None:
    assert sketch_keys(text) == sketch_keys(" \n".join(text.split(" ")) + "\n")
