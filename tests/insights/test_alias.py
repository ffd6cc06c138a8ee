"""One entity under several names, joined only where something says so."""

from __future__ import annotations

import pytest

from insights.alias import NameLink, join_names

FULL = "青禾金服信息科技有限公司"


def test_full_name_short_name_and_product_are_one_called_by_the_full_name() -> None:
    links = [NameLink("银杏宝", "青禾金服", "《提示》写明"), NameLink("青禾金服", FULL, "《提示》写明")]
    found = join_names(["青禾金服", "银杏宝", FULL, "青禾金服"], links)
    assert {entity.name for entity in found.values()} == {FULL}
    assert {a.alias for a in found[FULL].aliases} == {"青禾金服", "银杏宝"}
    assert all(a.why for a in found[FULL].aliases)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青禾金服", FULL),
        ("青禾农商行", "青禾农村商业银行股份有限公司"),
        ("深圳青禾科技有限公司", "青禾"),
    ],
)
def test_equal_cores_are_one(one: str, other: str) -> None:
    found = join_names([one, other])
    assert found[one].name == found[other].name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北京银行", "上海银行"),
        ("北京农商行", "上海农商行"),
        ("北京青禾科技有限公司", "上海青禾科技有限公司"),
        ("周某（时任青禾银行行长）", "周某（时任银杏银行行长）"),
        ("青禾钱包", "青禾银行"),
        ("支付宝", "微信支付"),
    ],
)
def test_what_only_looks_alike_stays_apart(one: str, other: str) -> None:
    found = join_names([one, other])
    assert found[one].name != found[other].name


def test_a_product_of_two_companies_joins_neither() -> None:
    links = [NameLink("银杏宝", "青禾科技有限公司", "甲文"), NameLink("银杏宝", "云麓科技有限公司", "乙文")]
    found = join_names(["银杏宝", "青禾科技有限公司", "云麓科技有限公司"], links)
    assert len({entity.name for entity in found.values()}) == 3


def test_known_bodies_are_never_joined_by_a_text() -> None:
    found = join_names(["支付宝", "微信支付"], [NameLink("支付宝", "微信支付", "误")])
    assert found["支付宝"].name != found["微信支付"].name


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (0, 2, 1)])
def test_a_name_without_a_place_belongs_to_none_of_two_places(order: tuple[int, ...]) -> None:
    names = ("北京青禾科技有限公司", "上海青禾科技有限公司", "青禾科技")
    found = join_names([names[n] for n in order])
    assert len({entity.name for entity in found.values()}) == 3
