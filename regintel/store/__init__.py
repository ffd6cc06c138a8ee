"""System of record: documents with their revisions, what was found in them, stage progress, runs and failures.

SQLAlchemy Core over SQLite (write-ahead log) by default; a PostgreSQL address serves many workers. Every public
method is one transaction: a process that is killed leaves either all or nothing of it.
"""

from regintel.store.clusters import Sketch
from regintel.store.crawls import Failure, PageState, Run
from regintel.store.documents import Revision, Saved
from regintel.store.policies import PolicyReading, Unread
from regintel.store.policy_catalogue import PolicyChoice
from regintel.store.stages import Mark, Pending
from regintel.store.store import Store, open_store

__all__ = [
    "Failure",
    "Mark",
    "PageState",
    "Pending",
    "PolicyChoice",
    "PolicyReading",
    "Revision",
    "Run",
    "Saved",
    "Sketch",
    "Store",
    "Unread",
    "open_store",
]
