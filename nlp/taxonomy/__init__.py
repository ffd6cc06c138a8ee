"""The risk taxonomy: see `nlp.taxonomy.load`."""
