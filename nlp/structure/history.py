"""What a law tells about itself: passed, published, amended and in force since when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from nlp.structure.clause import Structure
from nlp.structure.day import Day, find_days
from nlp.structure.lawname import find_titles
from nlp.structure.numeral import parse_numeral
from regintel.model import Span

Step = Literal["通过", "批准", "公布", "修正", "修订", "施行"]

_WORDS: tuple[tuple[str, Step], ...] = (
    ("起施行", "施行"), ("起生效", "施行"), ("起实施", "施行"), ("起试行", "施行"), ("起执行", "施行"),
    ("修正", "修正"), ("修改", "修正"), ("修订", "修订"),
    ("公布", "公布"), ("发布", "公布"), ("颁布", "公布"), ("印发", "公布"), ("通过", "通过"), ("批准", "批准"),
)  # fmt: skip
_FROM = re.compile(
    r"(?:本[\u4e00-\u9fff]{1,8}|现予(?:公布|发布)|特此通知)?，?(?:除[^。，\n]{1,60}外，)?自?(?:本[\u4e00-\u9fff]{1,6})?"
    r"(?P<day>[0-9０-９〇○\uff2f零一二三四五六七八九十][^。；\n年]{0,9}年[^。；\n日]{1,10}日"
    r"|(?P<own>公布|发布|颁布|印发|通过|签发|下发)之日)"
    r"(?:起)?(?:(?P<after>[0-9一二三四五六七八九十]{1,4})(?:日|天)后)?(?:开始)?(?:施行|生效|实施|执行|试行|起算适用)"
)
_SUBJECT = re.compile(
    r"本(?:法典?|条例|办法|规定|细则|规则|解释|决定|意见|通知|准则|指引|章程|安排|规程|批复|公告|方案|制度|标准|修正案|实施)|现予|自"
)
_INNER = re.compile(r"审判委员会|检察委员会|检委会|常务会议|办公会|局务会|部务会|行务会|主席会议|委务会")


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a law's life as its 题注 tells it. `title` is the decision that amended it, "" where none is named.

    `inner`: a meeting of the issuer passed it (审判委员会, 常务会议), so that the day is not that of publication.
    """

    step: Step
    day: date
    span: Span
    title: str = ""
    inner: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """When a text says it takes effect. `own` is 公布 or the like where it counts from that day: then `day` is None
    until the day of publication is known, and `after` days are to be added.
    """

    span: Span
    day: date | None
    own: str = ""
    after: int = 0

    def on(self, published: date | None) -> date | None:
        """The day it takes effect."""
        if self.day is not None or published is None:
            return self.day
        return published + timedelta(days=self.after)


def read_history(structure: Structure) -> list[Event]:
    """The steps that the notes under the title tell, in their order; also 已于…通过，现予公布，自…起施行."""
    events: list[Event] = []
    for node in structure.nodes:
        if node.level == "题注" or (node.level in ("序言", "段") and node.start < 1500):
            events += _read_note(structure.text, node.start, node.end, strict=node.level != "题注")
    return events


def _read_note(text: str, start: int, end: int, strict: bool) -> list[Event]:
    days = list(find_days(text, start, end))
    if not days or (strict and not re.search(r"现予(?:公布|发布)|已于", text[start:end])):
        return []
    titles = list(find_titles(text[start:end]))
    masked = list(text[start:end])
    for title in titles:
        masked[title.start : title.end] = "�" * (title.end - title.start)
    words = "".join(masked)
    events = []
    for i, day in enumerate(days):
        stop = days[i + 1].start if i + 1 < len(days) else end
        step = _first_word(words[day.end - start : stop - start])
        if step and words[day.start - start] != "�":
            named = [t.text for t in titles if day.end <= start + t.start < stop]
            decision = named[0] if named and step.startswith("修") else ""
            inner = bool(_INNER.search(words[day.end - start : stop - start]))
            events.append(Event(step, day.day, _span_of(text, day, stop), decision, inner))
    return events


def _span_of(text: str, day: Day, stop: int) -> Span:
    end = stop
    while end > day.end and text[end - 1] in " \u3000（(）)，,；;、根据自和\n>":
        end -= 1
    return Span(day.start, end)


def _first_word(words: str) -> Step | None:
    found = [(at, step) for word, step in _WORDS if (at := words.find(word)) >= 0]
    return min(found)[1] if found else None


def last_change(events: list[Event]) -> date | None:
    """The day of the last amendment; None for a text in its first form."""
    days = [event.day for event in events if event.step in ("修正", "修订")]
    return max(days) if days else None


def published_on(events: list[Event]) -> Event | None:
    """The step that made this version public: the last amendment or 公布, else 通过. None where nothing is told.

    What the issuer's own meeting passed is made public later: such steps do not count.
    """
    made = [e for e in events if e.step != "施行" and not e.inner]
    if any(e.inner and e.step in ("修正", "修订") for e in events):
        made = [
            e for e in made if e.step in ("公布", "修订", "修正") and e.day >= max(x.day for x in events if x.inner)
        ]
    for steps in (("修正", "修订", "公布"), ("通过", "批准")):
        if some := [e for e in made if e.step in steps]:
            return max(some, key=lambda e: e.day)
    return None


def find_start(structure: Structure) -> Start | None:
    """Where the text says when it takes effect: its last such sentence (附则), or its note or first lines.

    An amended law keeps the day of its first form in 附则: compare `last_change`.
    """
    text = structure.text
    tail = max(0, _main_end(structure) - 2500)
    found = [f for f in _FROM.finditer(text, tail, _main_end(structure)) if _about_itself(text, f)]
    if not found:
        found = [f for f in _FROM.finditer(text, 0, min(len(text), 2500)) if _about_itself(text, f)]
    return _start(text, found[-1]) if found else None


def _main_end(structure: Structure) -> int:
    return next((node.start for node in structure.nodes if node.level == "附件"), len(structure.text))


def _about_itself(text: str, found: re.Match[str]) -> bool:
    return bool(_SUBJECT.search(text[max(0, found.start() - 6) : found.start("day")]))


def _start(text: str, found: re.Match[str]) -> Start | None:
    span = Span(found.start("day"), found.end())
    if found["own"]:
        try:
            after = parse_numeral(found["after"]) if found["after"] else 0
        except ValueError:
            after = 0
        return Start(span, None, found["own"], after)
    day = next(find_days(text, found.start("day"), found.end()), None)
    return Start(span, day.day) if day else None
