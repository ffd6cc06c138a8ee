"""Names of media, and names that only look like one."""

from __future__ import annotations

import pytest

from nlp.facts.medium import is_medium
from nlp.models.runtime import predict

MEDIA = ["财联社", "新浪财经", "中国证券报", "北京青年报记者", "央视新闻", "新浪微博", "南方都市报", "某某论坛"]
OTHERS = ["网易星球", "凤凰金融", "腾讯金融", "微博借钱", "盈在线", "财经", "", "日报", "中证信用增进股份有限公司"]


@pytest.mark.parametrize("name", MEDIA)
def test_media(name: str) -> None:
    assert is_medium(name)


@pytest.mark.parametrize("name", OTHERS)
def test_companies_and_words_are_none(name: str) -> None:
    assert not is_medium(name)


def test_who_reports_bad_news_is_not_whom_it_is_about() -> None:
    text = "据财联社消息，警方近日破获一起特大非法集资诈骗案，涉案的易融宝已跑路，投资人报案。"
    rows = [{"title": "", "text": text, "entities": names} for names in (["财联社"], ["财联社", "易融宝"])]
    reporter, both = predict("negative", rows, "1")
    assert (reporter["negative"], reporter["negative_entities"]) == (False, [])
    assert (both["negative"], both["negative_entities"]) == (True, ["易融宝"])
