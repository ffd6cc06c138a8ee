"""Pure finders: text → `Found` with exact offsets and a normalised value. No spaCy here, no state."""
