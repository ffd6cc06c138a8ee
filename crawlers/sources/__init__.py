"""One regulator a file. Each module states `SOURCES` and, where a site may not be crawled, `BLOCKED`."""
