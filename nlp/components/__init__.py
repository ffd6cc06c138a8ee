"""spaCy components, one factory a file: thin wrappers over the pure finders. Importing one imports spaCy."""
