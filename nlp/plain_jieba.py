"""jieba behind rjieba's methods, for machines that have no wheel of rjieba: the same cuts, some twenty times slower."""

from __future__ import annotations

import warnings


class PlainJieba:
    """The part of `rjieba.Jieba` that the segmenter uses."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # jieba's own: pkg_resources, invalid escapes
            import jieba
            import jieba.posseg
        jieba.setLogLevel("WARNING")
        self._cutter = jieba.Tokenizer()
        self._tagger = jieba.posseg.POSTokenizer(self._cutter)

    def add_word(self, word: str, freq: int | None, tag: str | None) -> None:
        """Add to the dictionary; without a frequency one that makes the word whole."""
        self._cutter.add_word(word, freq, tag)

    def has_word(self, word: str) -> bool:
        """Whether it is a word and not only the beginning of one."""
        self._cutter.initialize()
        return bool(self._cutter.FREQ.get(word))

    def cut(self, text: str, hmm: bool) -> list[str]:
        """The words in order."""
        return list(self._cutter.cut(text, HMM=hmm))

    def tokenize(self, text: str, mode: str, hmm: bool) -> list[tuple[str, int, int]]:
        """(word, start, end) in order."""
        return list(self._cutter.tokenize(text, mode=mode, HMM=hmm))

    def tag(self, text: str, hmm: bool) -> list[tuple[str, str]]:
        """(word, part of speech) in order."""
        return [(pair.word, pair.flag) for pair in self._tagger.cut(text, HMM=hmm)]
