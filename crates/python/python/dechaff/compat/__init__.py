"""Modules with the names and arguments of other tools, so that a script changes one import."""
