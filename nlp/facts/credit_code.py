"""统一社会信用代码: 18 characters with a check character (GB 32100-2015)."""

from __future__ import annotations

import re

from nlp.facts.found import Found

LABEL = "统一社会信用代码"
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE = re.compile(rf"(?<![0-9A-Za-z])[{_ALPHABET}]{{2}}\d{{6}}[{_ALPHABET}]{{10}}(?![0-9A-Za-z])")


def is_credit_code(code: str) -> bool:
    """Whether the 18th character fits: 31 minus the sum of value times 3^i mod 31 over the first 17, mod 31."""
    if len(code) != 18 or any(char not in _ALPHABET for char in code):
        return False
    total = sum(_ALPHABET.index(char) * pow(3, i, 31) for i, char in enumerate(code[:17]))
    return _ALPHABET[(31 - total % 31) % 31] == code[17]


def find_credit_codes(text: str) -> list[Found]:
    """Every valid code; strings with a wrong check character are left out."""
    return [Found(LABEL, m[0], m.start(), m.end()) for m in _CODE.finditer(text) if is_credit_code(m[0])]
