"""The stages by which copies are found. ARCHITECTURE.md says why the winners are those of the command."""

from __future__ import annotations

from typing import Protocol, TypeVar

Table = TypeVar("Table")


class Engine(Protocol[Table]):
    """The tables of an engine. All have the columns that `tasks` declares."""

    def begin(self, pages: Table, what: str) -> Table:
        """The blocks of pages."""

    def stage(self, name: str, *blocks: Table) -> Table:
        """Brings the blocks of each part to one task, and runs a stage there. The answer is kept."""

    def only_kind(self, blocks: Table, kind: int) -> Table:
        """The blocks of one kind."""

    def changed(self, blocks: Table) -> int:
        """How many edges a stage has changed."""

    def is_empty(self, blocks: Table) -> bool:
        """Whether there are no blocks."""

    def active(self, pages: Table, crowded: bool, *blocks: Table) -> Table:
        """The pages of the classes that are active in some blocks."""

    def decide(self, blocks: Table) -> Table:
        """Brings the pages of each component to one task, and decides them there."""


ACTIVE, PAIR, CROWDED, EDGE, CHANGED = 2, 3, 4, 9, 10
"""Kinds of blocks."""


def find_copies(engine: Engine[Table], pages: Table, near: bool) -> Table:
    """The copies among pages."""
    met = engine.stage("meet", engine.begin(pages, "entries"))
    found = [met]
    edges: list[Table] = [engine.only_kind(met, EDGE)]
    if near:
        crowded = engine.only_kind(met, CROWDED)
        if not engine.is_empty(crowded):
            facts = engine.begin(engine.active(pages, True, crowded), "facts")
            found.append(engine.stage("pair", engine.stage("divide", facts, crowded)))
        pairs = [engine.only_kind(blocks, PAIR) for blocks in found]
        meeting = engine.active(pages, False, *pairs)
        edges.append(engine.stage("verify", engine.stage("fetch", engine.begin(meeting, "sketches"), *pairs)))
    components = _components(engine, edges)
    # Most pages that share a band are no copies, and are done.
    linked = [engine.only_kind(met, ACTIVE), components]
    gathered = engine.stage("gather", engine.begin(engine.active(pages, False, *linked), "pages"), *linked)
    return engine.decide(gathered)


def _components(engine: Engine[Table], edges: list[Table]) -> Table:
    """Edges from each class to the one that stands for its component."""
    while True:
        large = engine.stage("large_star", *edges)
        small = engine.stage("small_star", engine.only_kind(large, EDGE))
        edges = [engine.only_kind(small, EDGE)]
        if engine.changed(large) + engine.changed(small) == 0:
            return edges[0]
