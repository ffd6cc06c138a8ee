"""One id for all names of a body, and links that say why."""

from __future__ import annotations

import pytest

from nlp.gazetteer import Entity, core_name, entities, link, names


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("资易贷（北京）金融信息服务有限公司", "资易贷"),
        ("北京小资科技有限公司", "小资"),
        ("云麓资产管理有限公司", "云麓"),
        ("小资钱包", "小资钱包"),
        ("科技有限公司", "科技"),
    ],
)
def test_generic_words_and_places_are_not_the_name(name: str, core: str) -> None:
    assert core_name(name) == core


@pytest.mark.parametrize("name", ["银保监会", "中国银监会", "保监会", "金融监管总局", "国家金融监督管理总局"])
def test_former_names_lead_to_the_body_of_today(name: str) -> None:
    (best, *_) = link(name)
    assert (best.entity.id, best.score) == ("nfra", 1.0)
    assert name in best.why


def test_a_shared_suffix_links_nothing() -> None:
    known = (Entity("a", "企业", ("青禾金融信息服务有限公司",)),)
    assert link("银杏金融信息服务有限公司", known) == []


def test_equal_cores_link_with_an_explanation() -> None:
    known = (Entity("a", "企业", ("青禾（北京）金融信息服务有限公司",)), Entity("b", "企业", ("青禾源农业有限公司",)))
    found = link("青禾网络科技有限公司", known)
    assert [(c.entity.id, c.score) for c in found] == [("a", 0.9)]
    assert "核心名「青禾」" in found[0].why
    assert "通用后缀" in found[0].why


def test_every_name_belongs_to_one_entity() -> None:
    assert len(names()) == sum(len(e.names) + len(e.formerly) for e in entities())
    assert len({e.id for e in entities()}) == len(entities())
