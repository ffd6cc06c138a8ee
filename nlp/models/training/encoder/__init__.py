"""Training of tier 2 with torch and transformers (`pip install "regintel[encoder]"`)."""
