"""What is shown of a found text on a page or in a terminal: about two lines around what was found, blanks collapsed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.base import Fragment

LONGEST = 108
"""Characters that are shown, about."""

_BLANK = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[。！？；!?;\n]")
_PAUSE = re.compile(r"[，、：,:\s]")
_CUT = "…"
_INDENT = " \t\u3000"
_NEAR = 20
_LEAD = (
    15  # characters before what was found that are worth a line somewhat longer: the number of an article, most often
)

_Place = tuple[int, int]


def snippet(text: str, fragments: Sequence[Fragment] = (), most: int = LONGEST) -> tuple[Fragment, ...]:
    """One piece of `text` around the marks of its `fragments`, or two where no one piece holds all that was found.

    Together about `most` characters, cut at the ends of sentences where these are near; "…" stands for what is left out
    inside a sentence and between two pieces. Without fragments, how the text begins.
    """
    places = [(f.start + start, f.start + end) for f in fragments for start, end in f.marks]
    marks = [(start, end) for start, end in places if 0 <= start < end <= len(text)]
    pieces = _windows(text, marks, most) if marks else [_window(text, (0, 0), most)]
    return tuple(_piece(text, window, marks, is_first=n == 0) for n, window in enumerate(pieces) if text)


def _windows(text: str, marks: list[_Place], most: int) -> list[_Place]:
    whole = _densest(text, marks, most)
    seen = _strings(text, marks, whole)
    others = [(start, end) for start, end in marks if text[start:end] not in seen]
    if not others:
        return [_window(text, whole, most)]
    first, second = sorted((_densest(text, marks, most // 2), _densest(text, others, most // 2)))
    windows = _window(text, first, most // 2), _window(text, second, most // 2)
    return list(windows) if windows[0][1] <= windows[1][0] else [_window(text, whole, most)]


def _densest(text: str, marks: list[_Place], most: int) -> _Place:
    """The stretch, from a mark to a mark, that holds the most different ones within `most` characters."""
    best: tuple[int, int, _Place] | None = None
    for number, (start, end) in enumerate(marks):
        inside = [end, *(e for s, e in marks[number + 1 :] if s >= start and e <= start + most)]
        stretch = (start, max(inside))
        rank = len(_strings(text, marks, stretch))
        if best is None or (rank, len(inside)) > best[:2]:
            best = (rank, len(inside), stretch)
    assert best is not None, "there are marks"
    return best[2]


def _strings(text: str, marks: list[_Place], stretch: _Place) -> set[str]:
    return {text[s:e] for s, e in marks if stretch[0] <= s and e <= stretch[1]}


def _window(text: str, stretch: _Place, most: int) -> _Place:
    """`stretch` widened to `most` characters: from the start of its sentence, if that is near, to the end of one."""
    first, last = stretch
    start = lowest = max(0, first - max(_LEAD, (most - (last - first)) // 2))
    if lowest:
        start = _last(_SENTENCE_END, text, lowest, first) or _last(_PAUSE, text, lowest, first) or lowest
    highest = max(last, start + most)
    if highest >= len(text):
        return start, len(text)
    nearest = max(last, start + most // 2)
    end = _last(_SENTENCE_END, text, nearest, highest) or _last(_PAUSE, text, nearest, highest) or highest
    return start, end


def _last(pattern: re.Pattern[str], text: str, low: int, high: int) -> int:
    """Where the last match within [low, high) ends, 0 for none."""
    return max((match.end() for match in pattern.finditer(text, low, high)), default=0)


def _piece(text: str, window: _Place, marks: list[_Place], *, is_first: bool) -> Fragment:
    """A window with its marks, collapsed, and "…" where a sentence goes on."""
    start, end = window
    while start < end and text[start].isspace():
        start += 1
    before = text[max(0, start - _NEAR) : start].rstrip(_INDENT)
    goes_on = bool(before) and not _SENTENCE_END.match(before, len(before) - 1)
    shown, moved = _collapse(text[start:end], [(s - start, e - start) for s, e in marks if start <= s and e <= end])
    lead = _CUT if goes_on or not is_first else ""
    tail = _CUT if text[end:].strip() and not _SENTENCE_END.match(text, end - 1) else ""
    return Fragment(lead + shown + tail, tuple((s + len(lead), e + len(lead)) for s, e in moved), start)


def _collapse(text: str, marks: list[_Place]) -> tuple[str, list[_Place]]:
    """Every run of white space as one blank, none at the end; the marks move along."""
    shown = _BLANK.sub(" ", text).rstrip()

    def moved(place: int) -> int:
        return min(len(_BLANK.sub(" ", text[:place])), len(shown))

    return shown, [(moved(start), moved(end)) for start, end in marks]
