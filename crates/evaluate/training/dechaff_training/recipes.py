"""What is trained, and how, for each form of pages: HTML, and rendered text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Linear:
    """A linear model on hashed evidence."""

    # The number of buckets as a power of two.
    bits: int
    penalty: float
    # Whether a block's evidence is divided by the root of its count.
    by_root: bool = True


@dataclass(frozen=True)
class Recipe:
    form: str
    # The linear models for "belongs to the article", by the name of their evidence.
    linear: dict
    # The weight of augmented pages relative to the page itself, for each forest that scores blocks.
    forests: dict
    trees: int
    # Rows that the trees of each forest are fitted to.
    rows: int
    # The weight of article pages in the forest for all pages.
    article_in_blocks: float
    # The weight of a page without a story.
    empty: float
    # Rounds of boosting for the types.
    type_rounds: int
    # The linear model for where a line is, and the one for the type of a page by the words of its short lines.
    lines: Linear | None = None
    page_words: Linear | None = None


HTML = Recipe(
    form="html",
    linear={"markup": Linear(15, 2e-3, by_root=False), "text": Linear(16, 1e-5)},
    # The forest for all pages gets fewer augmented pages: most are articles on pages that look like listings, and this
    # forest has to recognize real listings.
    forests={"blocks": 0.25, "articles": 0.7},
    trees=250,
    rows=150_000,
    # The other forest knows articles better.
    article_in_blocks=0.6,
    empty=0.0,
    type_rounds=120,
)

TEXT = Recipe(
    form="text",
    linear={"text": Linear(16, 1e-5)},
    # A second forest for articles gained nothing once the type of the page was a feature.
    forests={"blocks": 0.4},
    trees=220,
    rows=250_000,
    article_in_blocks=1.0,
    empty=0.5,
    type_rounds=50,
    lines=Linear(13, 1e-5),
    page_words=Linear(12, 3e-5),
)

BY_FORM = {recipe.form: recipe for recipe in (HTML, TEXT)}

# Renderings of one page are not as many pages: the weights of sets by the end of their names. Others have a weight of 1.
RENDERINGS = {"inscriptis": 0.5, "wrapped": 0.3, "text_nodes": 0.3, "markdown": 0.2}


def set_weight(name: str) -> float:
    return RENDERINGS.get(name.rpartition(".")[2], 1.0)
