"""Search over HTTP: a JSON interface under /api/v1 and plain HTML pages in Chinese."""
