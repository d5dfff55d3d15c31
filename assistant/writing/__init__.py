"""Answers written by a language model, when one is set (docs/language-model.md)."""
