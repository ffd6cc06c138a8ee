"""Read-side products: pure functions over the index and what is known of sources. They never parse or annotate."""
