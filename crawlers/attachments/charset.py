"""Which charset undeclared bytes are in, told from what they would say."""

from __future__ import annotations

from crawlers.charset import decode_text

_CANDIDATES = ("utf-8", "gb18030", "big5hkscs")
_SAMPLE = 200_000
_HOPELESS = 0.5


def decode(data: bytes) -> str:
    """The text of a file that declares no charset; bytes that nothing explains become U+FFFD. Never raises."""
    return decode_text(data, preferred=guess_charset(data))


def guess_charset(data: bytes) -> str:
    """The charset under which most characters are ones that modern Chinese or English text has."""
    sample = data[:_SAMPLE]
    scores = {name: _strangeness(sample.decode(name, "replace"), len(sample)) for name in _CANDIDATES}
    best = min(_CANDIDATES, key=scores.__getitem__)
    return (_by_statistics(sample) or best) if scores[best] > _HOPELESS else best


def _strangeness(text: str, length: int) -> float:
    """Odd characters for every three bytes."""
    odd = 0.0
    for char in text:
        code = ord(char)
        if char == "\ufffd" or 0xE000 <= code <= 0xF8FF:
            odd += 3
        elif 0x3400 <= code <= 0x9FFF:
            odd += 0.0 if _is_common(char) else 1.0
        elif code > 0xFFFF or 0x80 <= code < 0x2000:
            odd += 0.5
    return odd / max(1, length) * 3


def _is_common(char: str) -> bool:
    # The first levels of both standards hold the characters in everyday use.
    for charset, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            if first <= char.encode(charset)[0] <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False


def _by_statistics(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(sample).best()
    return found.encoding if found is not None else ""
