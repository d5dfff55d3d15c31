"""Attempts at steering and poison: six languages, none may succeed. See docs/steering.md."""
