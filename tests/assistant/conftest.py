"""The core over both databases, for every test in this folder."""

from databases import core, postgres, sqlite_template, url

__all__ = ["core", "postgres", "sqlite_template", "url"]
