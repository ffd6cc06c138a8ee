"""Is a text layer text? Fonts without a Unicode map, private-use glyphs and wrong charsets give well-formed nonsense.

The measure: of the Han characters in real modern Chinese, more than nine in ten are in the first level of GB 2312
(3,755 characters, simplified) or of Big5 (5,401, traditional), while characters hit at random are there in about one
of five. Of visible characters, hardly any are private, unassigned, controls or accented Latin letters among Han.
"""

from __future__ import annotations

import unicodedata

_MIN_HAN = 20
_MIN_LEVEL = 0.7
_MAX_ODD = 0.25
_LATIN_SIGNS = frozenset(b"\xa1\xa6\xa8\xac\xaf\xb4\xb8\xbf")


def is_garbage(text: str) -> bool:
    """True where a reader would see nonsense. Texts too short to tell are trusted unless most of them is odd."""
    visible = [c for c in text if not c.isspace()]
    if not visible:
        return False
    odd = sum(_odd(c) for c in visible)
    if odd > _MAX_ODD * len(visible):
        return True
    han = [c for c in visible if "\u3400" <= c <= "\u9fff"]
    if len(han) >= _MIN_HAN:
        level = max(sum(map(_gb_level_1, han)), sum(map(_big5_level_1, han)))
        return level < _MIN_LEVEL * len(han)
    return _shifted_latin(visible)


def _odd(char: str) -> bool:
    code = ord(char)
    if code < 0x250:
        # Accented capitals and symbols of Latin-1 are what GBK bytes look like when they are misread.
        return code < 0x20 or 0x7F <= code <= 0x9F or 0xC0 <= code <= 0x24F or code in _LATIN_SIGNS
    return char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn", "Cs", "Cc")


def _gb_level_1(char: str) -> bool:
    try:
        return 0xB0 <= char.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


def _big5_level_1(char: str) -> bool:
    try:
        return 0xA4 <= char.encode("big5")[0] <= 0xC6
    except UnicodeEncodeError:
        return False


def _shifted_latin(visible: list[str]) -> bool:
    """Subset fonts without a map give letters moved along the alphabet: hardly a vowel is left among them."""
    letters = [c for c in visible if c.isascii() and c.isalpha()]
    if len(letters) < 200 or len(letters) < 0.5 * len(visible):
        return False
    return sum(c in "aeiouAEIOU" for c in letters) < 0.2 * len(letters)
