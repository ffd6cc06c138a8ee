"""One module a regulator or publisher: how its site prints documents, and under which addresses."""
