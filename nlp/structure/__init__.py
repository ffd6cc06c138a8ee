"""What a regulation is made of: its clauses, citations, identity, versions and norms. Pure functions over text."""
