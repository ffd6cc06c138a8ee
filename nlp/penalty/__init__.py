"""Understanding decisions: measures, money, laws, and decisions told in prose. Pure functions over strings."""
