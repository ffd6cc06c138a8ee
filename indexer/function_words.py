"""Words that carry a sentence but say nothing of its matter: not searched for where a query has others.

They stand in nearly every clause, so that they cost the most and tell the least: questions find their clauses as well
without them.
"""

from __future__ import annotations

from collections.abc import Iterable

FUNCTION_WORDS = frozenset(
    """
    的 了 着 过 得 地 之 所 和 与 及 或 以及 或者 并 并且 而 而且 且 则 即 若 如 如果 但 但是 因 因为 所以 因此 由于
    虽然 在 于 向 从 对 对于 为 为了 被 把 将 由 以 用 跟 给 让 到 自 至 按 按照 关于 根据 依据 除了 当 比
    是 有 没 没有 不 不是 能 能够 会 要 可 可以 应 应当 应该 需要 必须 是不是 能不能 可不可以 有没有
    就 都 也 又 再 还 还是 很 才 只 已 已经 进行 做 去 来 吗 呢 吧 啊 呀
    我 我们 你 你们 他 他们 她 它 它们 其 自己 这 这个 这些 那 那个 那些 该 此 等 个 一个
    什么 什么样 什么时候 哪 哪些 哪个 哪里 谁 如何 怎么 怎样 怎么办 怎么样 为什么 多少 是否 能否 可否 请问
    上 下 中 里 时 后 前 人 时候 情况 情况下
    """.split()  # noqa: SIM905  # a list in quotes and commas is no easier to read
)
"""In simplified characters, as the tokeniser cuts them. 人 and 情况 are among them: next to every article has them."""


def telling(words: Iterable[str]) -> list[str]:
    """`words` without function words; all of them where they are nothing else."""
    every = list(words)
    return [word for word in every if word not in FUNCTION_WORDS] or every
