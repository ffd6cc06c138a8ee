"""The tables. `payload` columns hold a dataclass as JSON; other columns are what is filtered, joined or shown."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Index, Integer, MetaData, String, Table, Text

SCHEMA_VERSION = 1

metadata = MetaData()

meta = Table("meta", metadata, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False))

documents = Table(
    "documents",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("source_id", String(80), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("url", Text, nullable=False),
    Column("published_on", Date),
    Column("text_sha256", String(64), nullable=False),
    Column("version", String(64), nullable=False, comment="digest of the payload without its times and captures"),
    Column("revision", Integer, nullable=False),
    Column("first_seen", DateTime(timezone=True), nullable=False),
    Column("payload", Text, nullable=False),
    Index("documents_source", "source_id", "published_on"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("document_id", String(120), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text_sha256", String(64), nullable=False),
    Column("payload", Text, nullable=False, comment="the document as it was before the next revision"),
)

analyses = Table(
    "analyses",
    metadata,
    Column("document_id", String(120), primary_key=True),
    Column("text_sha256", String(64), nullable=False),
    Column("document_version", String(64), nullable=False),
    Column("producer", String(120), nullable=False),
    Column("payload", Text, nullable=False),
)

indexed = Table(
    "indexed",
    metadata,
    Column("target", String(200), primary_key=True),
    Column("document_id", String(120), primary_key=True),
    Column("document_version", String(64), nullable=False),
    Column("producer", String(120), nullable=False),
    Column("record_ids", Text, nullable=False, comment="JSON: collection → ids, to remove what a later version lacks"),
    Column("status", String(20), nullable=False, comment="the decided 时效性 that was written, '' for none"),
    Column("importance", Integer, nullable=False, comment="that was written, 0 for none"),
    Column("edition", String(20), nullable=False, comment="that was written"),
    Column("family", Text, nullable=False, comment="that was written: its chain, or else its cluster"),
)

policy_facts = Table(
    "policy_facts",
    metadata,
    Column("document_id", String(120), primary_key=True),
    Column("document_version", String(64), nullable=False),
    Column("producer", String(120), nullable=False),
    Column("payload", Text, nullable=False),
    Column("outline", Text, nullable=False, comment="JSON: the clause tree, which only its page reads"),
    Column("norms", Text, nullable=False, comment="JSON: its norms, for pages and the matrix"),
)

policies = Table(
    "policies",
    metadata,
    Column("document_id", String(120), primary_key=True),
    Column("chain", Text, nullable=False, index=True),
    Column("decided", String(20), nullable=False, comment="the decided 时效性, '' where nothing decides it"),
    Column("importance", Integer, nullable=False, comment="how often others cite it, in half powers of two"),
    Column("edition", String(20), nullable=False, comment="'' for what a reader is shown first"),
    Column("kind", String(20), nullable=False),
    Column("title", Text, nullable=False),
    Column("issuers", Text, nullable=False, comment="joined by 、"),
    Column("rank", String(20), nullable=False, comment="效力位阶, '' for none"),
    Column("status", String(20), nullable=False, comment="时效性 that pages show, '' for none"),
    Column("published_on", Date, index=True),
    Column("deadline", Date, comment="of a consultation"),
    Column("cited_by", Integer, nullable=False),
    Column("law_cited_by", Integer, nullable=False, index=True, comment="of its newest version, 0 for others"),
    Column("is_current", Boolean, nullable=False),
    Column("is_warned", Boolean, nullable=False, comment="its ground was repealed"),
    Column("digest", String(64), nullable=False, comment="of the payload and of its citations: unchanged, unwritten"),
    Column("payload", Text, nullable=False),
)

policy_citations = Table(
    "policy_citations",
    metadata,
    Column("document_id", String(120), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("target_id", String(120), nullable=False, index=True),
    Column("complete", Boolean, nullable=False),
    Column("payload", Text, nullable=False),
)

policy_links = Table(
    "policy_links",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("by_id", String(120), nullable=False, index=True),
    Column("target_id", String(120), nullable=False, index=True),
    Column("payload", Text, nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("source_id", String(80), primary_key=True),
    Column("url", String(700), primary_key=True),
    Column("token", String(64), nullable=False),
    Column("document_id", String(120), nullable=False),
)

pages = Table(
    "pages",
    metadata,
    Column("url", String(700), primary_key=True),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("raw_sha256", String(64), nullable=False),
    Column("capture", Text, nullable=False, comment="the archived answer that the validators belong to"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", String(80), nullable=False, index=True),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Column("ok", Boolean),
    Column("stats", Text, nullable=False),
    Column("reasons", Text, nullable=False),
)

failures = Table(
    "failures",
    metadata,
    Column("stage", String(20), primary_key=True),
    Column("key", String(700), primary_key=True),
    Column("source_id", String(80), nullable=False),
    Column("error", String(60), nullable=False),
    Column("what", Text, nullable=False),
    Column("mend", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("first_at", DateTime(timezone=True), nullable=False),
    Column("last_at", DateTime(timezone=True), nullable=False),
)

switches = Table(
    "switches",
    metadata,
    Column("source_id", String(80), primary_key=True),
    Column("enabled", Boolean, nullable=False),
)

sketches = Table(
    "sketches",
    metadata,
    Column("document_id", String(120), primary_key=True),
    Column("text_sha256", String(64), nullable=False),
    Column("producer", String(120), nullable=False),
    Column("is_confirmed", Boolean, nullable=False, index=True, comment="its candidates were compared"),
)

sketch_keys = Table(
    "sketch_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("document_id", String(120), primary_key=True, index=True),
)

clusters = Table(
    "clusters",
    metadata,
    Column("document_id", String(120), primary_key=True),
    Column("cluster_id", String(120), nullable=False, index=True, comment="the least id of its documents"),
)
