"""Every task answers every text: exact offsets, known labels, fields passed through. Uses the shipped weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp.models.decide import OTHER
from nlp.models.linear import WEIGHTS
from nlp.models.runtime import load, predict, predict_all
from nlp.models.task import TASKS
from regintel.errors import ModelMissingError, UsageError

SHIPPED = [name for name, task in TASKS.items() if all((WEIGHTS / f"{part}.npz").exists() for part in task.parts)]
NAMED = [name for name in SHIPPED if TASKS[name].answers == ("entities",)]
HOSTILE = [
    "",
    "。。。",
    "😀" * 50,
    "\x00\x00",
    "\ud800北京\udfff",
    "\u202e平台\u200f",
    "ABC ltd",
    "銀行業監督管理機構",
    " \n\t",
]


def test_all_tasks_are_shipped_and_small() -> None:
    assert set(SHIPPED) == set(TASKS)
    assert sum(path.stat().st_size for path in WEIGHTS.glob("*.npz")) < 20 * 2**20


@pytest.mark.parametrize("task", SHIPPED)
def test_hostile_texts_get_answers(task: str) -> None:
    rows = [{"id": i, "title": text, "text": text, "entities": ["平台", "", text]} for i, text in enumerate(HOSTILE)]
    rows += [{"text": None}, {}, {"text": "平台" * 100_000, "entities": ["平台"] * 500}]
    answers = list(predict(task, rows))
    assert len(answers) == len(rows)
    for row, answer in zip(rows, answers, strict=True):
        assert set(TASKS[task].answers) <= set(answer)
        assert answer.get("id") == row.get("id")


@pytest.mark.parametrize("task", NAMED)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    text=st.text(alphabet=st.one_of(st.characters(), st.sampled_from("北京银行公司张三经理《》（），。")), max_size=80)
)
def test_every_name_equals_its_slice(task: str, text: str) -> None:
    (answer,) = predict(task, [{"text": text}])
    for found in answer["entities"]:
        assert found["text"] == text[found["start"] : found["end"]] != ""


def test_a_plain_sentence_is_understood() -> None:
    text = "青禾普惠平台涉嫌非法集资，投资人集体报案"
    (row,) = predict("risk-events", [{"text": text, "source": "自测"}])
    assert row["source"] == "自测"
    assert "涉嫌非法集资" in {event["type"] for event in row["events"]}
    assert all(event["subject"] in text and 0 <= event["score"] <= 1 for event in row["events"])


def test_given_types_are_kept_and_get_subjects() -> None:
    rows: list[dict[str, Any]] = [{"text": "华远科技(000001)董事长失联 公司股票停牌", "types": ["不能履职"]}]
    (row,) = predict("risk-events", rows)
    assert [(e["type"], e["subject"]) for e in row["events"]] == [("不能履职", "华远科技")]
    (none,) = predict("risk-events", [{"text": "华远科技公告", "types": [OTHER]}])
    assert none["events"][0]["subject"] is None


def test_bad_news_names_the_one_in_trouble() -> None:
    row = {
        "title": "",
        "text": "新闻早报：青禾钱包逾期不兑付，青禾钱包老板已经跑路，官网打不开，受害人报警。另讯，橙石财经获得融资。",
        "entities": ["青禾钱包", "橙石财经"],
    }
    (answer,) = predict("negative", [row])
    assert answer["negative"] is True
    assert answer["negative_entities"] == ["青禾钱包"]
    (calm,) = predict("negative", [{"text": "今日天气很好，适合出门散步。", "entities": []}])
    assert (calm["negative"], calm["negative_entities"]) == (False, [])


def test_order_and_batches_do_not_matter() -> None:
    rows = [{"text": f"第{i}号平台宣布清盘，负责人失联"} for i in range(300)]
    answers = list(predict("sentiment-news", rows))
    assert [a["label"] for a in answers[:3]] == [next(predict("sentiment-news", [r]))["label"] for r in rows[:3]]
    assert len(answers) == 300


def test_tasks_asked_together_answer_as_alone() -> None:
    rows: list[dict[str, Any]] = [
        {"title": text[:4], "text": text, "entities": ["青禾钱包", "平台"]}
        for text in (
            "青禾钱包逾期不兑付，平台老板已经跑路",
            "",
            "橙石银行(300999)净利润下滑，董事长失联。" * 40,
            *HOSTILE,
        )
    ]
    together = predict_all(sorted(TASKS), rows)
    assert {task: load(task, "1").predict(rows) for task in TASKS} == together


def test_unknown_tasks_and_missing_encoders_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有名为 weather 的任务"):
        load("weather")
    with pytest.raises(ModelMissingError, match="第二层"):
        load("topics", "2", tmp_path)
