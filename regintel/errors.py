"""The whole error tree.

Every error is one line for a person: `what` names the thing (file, setting, address, id) and `mend` says what to
do about it. Both are Chinese, for they are shown on pages and by the command line. Errors know nothing of HTTP,
and their constructors do nothing but keep the two strings.
"""


class RegintelError(Exception):
    """Root of all errors that a user can meet; anything else is a defect."""

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.what}（处理办法：{self.mend}）" if self.mend else self.what


class ConfigError(RegintelError):
    """A setting, an option or an argument is wrong or missing."""


class UsageError(ConfigError):
    """The command was called wrongly: exit code 2."""


class CrawlError(RegintelError):
    """Something went wrong while collecting from a site."""


class FetchError(CrawlError):
    """The site did not answer, or refused, or answered more than the limits allow."""


class ChallengeError(CrawlError):
    """The site answered with a bot challenge, a maintenance notice or another false page instead of its content."""


class ParseError(CrawlError):
    """A page or a file was fetched, but what it should hold was not found in it."""


class ExpectationError(CrawlError):
    """A run finished, but outside what its source declares as healthy."""


class StoreError(RegintelError):
    """The system of record or the archive cannot be read or written."""


class AnnotateError(RegintelError):
    """A document could not be annotated."""


class ModelMissingError(AnnotateError):
    """A trained model or an optional package that the request needs is not installed."""


class IndexBackendError(RegintelError):
    """The search index failed."""


class IndexNotReadyError(IndexBackendError):
    """The index does not exist yet or cannot be reached."""


class QueryError(IndexBackendError):
    """The query cannot be answered as it was asked."""


class MappingError(IndexBackendError):
    """A record does not fit its collection's fields."""


class NotFoundError(RegintelError):
    """There is nothing under the id that was asked for."""
