"""`python -m tests.benchmarks.learn_splitting`: learns the weights of `extractor.splitting` from stacks drawn for it.

Stacks are drawn with two of three layouts, the third being kept for measuring; each page is learned from as it is
drawn and once more with words misread, as OCR would. Real documents have no part in it.

Without options it learns from the sixteen stacks that the weights were learned from, whose pages' traits are kept
beside, and writes the very same file. `--stacks` and `--seed` draw others, and are written into the file's head;
measure (`make bench BENCH="--only splitting"`) before that stays.
"""

from __future__ import annotations

import argparse
import json
import lzma
import pickle
import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
from pydantic import TypeAdapter

from extractor.intake import open_file
from extractor.reading.layout import page_of
from extractor.reading.read import pages_of
from extractor.settings import Settings
from extractor.splitting import weights
from extractor.splitting.cues import CUES
from extractor.splitting.features import features
from extractor.splitting.kinds import KINDS, is_blank, is_separator, page_features
from extractor.splitting.seen import Open, Rarity, seen
from extractor.splitting.traits import PageTraits, traits_of
from fixtures.draw import stacks
from models.document import Page, Reading
from models.stack import PartKind

KEPT = Path(__file__).with_name("splitting_stacks.json.xz")
"""Twelve stacks with the layouts to learn from (seeds 71000 to 71011, 50 to 202 pages) and four with those that run
over several pages (501 to 504), each as drawn and misread: traits of every page, kind and pages of every part."""
SEED = 71_000
AGAINST = 2.0
"""How much a page that goes on counts against one that begins a paper: there are fewer of them."""
TARGET = Path(weights.__file__).with_name("weights.toml")
LEARNED = tuple(layout.name for rank, layout in enumerate(stacks.ALL) if rank % 3 != 1)
HELD_OUT = tuple(layout.name for rank, layout in enumerate(stacks.ALL) if rank % 3 == 1)
CONFUSED = {
    "0": "O",
    "O": "0",
    "1": "l",
    "l": "1",
    "5": "S",
    "S": "5",
    "8": "B",
    "e": "c",
    "c": "e",
    "i": "l",
    "n": "u",
    "t": "f",
    ",": ".",
}


BEGINS = frozenset(
    "says_first says_first_of says_only second_follows complete new_number new_number_given new_number_titled "
    "own_after_none title_invoice title_other other_kind letter delivery_note other invoice_after_paper head_address "
    "greeting first_untold other_house other_identity fresh_identities copy given_before given_just_before other_size "
    "other_type other_left number_follows another_summed copy_untold given_twice blank_before".split()
)
GOES_ON_IF = frozenset(
    "says_next counted_on says_later incomplete incomplete_unless_first third_follows same_number cites_number "
    "headless headless_unsummed none_given unsummed_invoice carried_in carried_out_before foot_like same_identity "
    "shared_tokens no_title".split()
)
"""What may speak for one side only, whatever drawn stacks say: they are more regular than paper is."""


def side_of(name: str) -> int:
    return 1 if name in BEGINS else -1 if name in GOES_ON_IF else 0


def unread(image: object) -> tuple[()]:
    """Stands where OCR would: the drawn stacks have text."""
    del image
    return ()


def pages_in(path: Path) -> list[Page]:
    """The pages of a file with a text layer."""
    settings = Settings()
    (source,) = open_file(path.name, path.read_bytes(), settings=settings)
    return list(pages_of(source, ocr=unread, settings=settings))


def misread(page: Page, rng: Random) -> Page:
    """The page as a scan of middling quality gives it back."""
    harm = rng.choice((0.002, 0.01, 0.03))
    kept = []
    for word in page.words:
        if rng.random() < harm * 2:
            continue
        text = "".join(CONFUSED.get(c, c) if rng.random() < harm else c for c in word.text)
        kept.append(replace(word, text=text, size=round(word.size * rng.uniform(0.93, 1.07), 2), confidence=0.9))
    return page_of(
        number=page.number, size=(page.width, page.height), words=kept, reading=Reading.OCR, codes=page.codes
    )


def stack_traits(recipe: stacks.Recipe) -> tuple[list[PageTraits], list[PageTraits], dict]:
    """The traits of a drawn stack's pages, those of the same with words misread, and the truth."""
    with tempfile.TemporaryDirectory() as folder:
        truth = stacks.draw(recipe, Path(folder))
        pages = pages_in(Path(folder) / "stack.pdf")
    rng = Random(recipe.seed)
    return [traits_of(page) for page in pages], [traits_of(misread(page, rng)) for page in pages], truth


def recipes(count: int, layouts: tuple[str, ...], seed: int) -> list[stacks.Recipe]:
    """Stacks of 50 to 120 pages without separators, one in four with blank backs."""
    rng = Random(seed)
    return [
        stacks.Recipe(f"{seed + rank}", seed + rank, rng.choice((50, 80, 120)), layouts, duplex=rank % 4 == 3)
        for rank in range(count)
    ]


def learned_from(count: int, seed: int, keep: Path | None) -> list[tuple[list[PageTraits], dict]]:
    """The stacks as they are drawn and as they are misread; those kept in the folder `keep` are not drawn again."""
    found = []
    for recipe in recipes(count, LEARNED, seed):
        kept = keep / f"{recipe.name}.pickle" if keep else None
        if kept and kept.exists():
            drawn, spoilt, truth = pickle.loads(kept.read_bytes())
        else:
            drawn, spoilt, truth = stack_traits(recipe)
            if kept:
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_bytes(pickle.dumps((drawn, spoilt, truth)))
        found += [(drawn, truth), (spoilt, truth)]
    return found


def learned_before() -> list[tuple[list[PageTraits], dict]]:
    """The stacks that are kept."""
    kept = TypeAdapter(list[tuple[list[PageTraits], list[dict]]]).validate_json(lzma.decompress(KEPT.read_bytes()))
    return [(traits, {"parts": parts}) for traits, parts in kept]


def kind_examples(data: list[tuple[list[PageTraits], dict]]) -> list[tuple[dict[str, float], PartKind, float]]:
    """Pages with their kind; those after the first count less, as `plans` has it."""
    found = []
    for traits, truth in data:
        for part in truth["parts"]:
            for rank, number in enumerate(part["pages"]):
                one = traits[number - 1]
                if not is_blank(one) and not is_separator(one) and part["kind"] != "separator":
                    found.append((page_features(one), PartKind(part["kind"]), 1.0 if rank == 0 else 0.3))
    return found


def impaired(traits: PageTraits, rng: Random) -> PageTraits:
    """The page with some traits overlooked, so that no one of them is relied on alone."""
    if rng.random() < 0.4:
        return traits
    lost: dict[str, object] = {}
    nothing: dict[str, object] = {"numbers": (), "titles": (), "identities": (), "tokens": (), "sums": 0}
    lost |= {name: none for name, none in nothing.items() if rng.random() < 0.25}
    if rng.random() < 0.12:
        lost["paging"] = None
    if rng.random() < 0.3:
        at = CUES.index("head_address")
        lost["cues"] = (*traits.cues[:at], rng.choice((0, 1)), *traits.cues[at + 1 :])
    return replace(traits, **lost)


def boundary_examples(
    data: list[tuple[list[PageTraits], dict]], rng: Random
) -> list[tuple[dict[str, float], float, float]]:
    """Each page after the paper before it; as it is, and twice impaired."""
    spoilt = [([impaired(one, rng) for one in traits], truth) for _ in range(2) for traits, truth in data]
    found = []
    for traits, truth in (*data, *spoilt):
        starts = {part["pages"][0] for part in truth["parts"]}
        pages, blank = [], False
        for one in traits:
            if not is_blank(one) and not is_separator(one):
                pages.append(seen(one, blank_before=blank))
            blank = is_blank(one)
        rarity = Rarity.of(pages)
        paper = Open([pages[0]])
        for rank, page in enumerate(pages[1:], 1):
            after = pages[rank + 1] if rank + 1 < len(pages) else None
            begins = page.traits.number in starts
            found.append((features(paper, page, after, rarity), float(begins), 1.0 if begins else AGAINST))
            paper = Open([page]) if begins else Open([*paper.pages, page])
    return found


def table(examples: list[dict[str, float]]) -> tuple[np.ndarray, list[str]]:
    names = sorted({name for one in examples for name in one})
    return np.array([[one.get(name, 0.0) for name in names] for one in examples]), names


def logistic(x: np.ndarray, y: np.ndarray, importance: np.ndarray, sides: np.ndarray, *, ridge: float) -> np.ndarray:
    """Weights of the ridge-penalised logistic model, by Newton's method over those that keep their side.

    `sides` is 1 for weights that may not be negative, -1 for those that may not be positive, 0 for all others.
    """
    found, free = np.zeros(x.shape[1]), np.ones(x.shape[1], bool)
    for _ in range(200):
        p = 1 / (1 + np.exp(-np.clip(x @ found, -30, 30)))
        slope = x.T @ (importance * (p - y)) + ridge * found
        bend = (x * (importance * p * (1 - p))[:, None]).T @ x + ridge * np.eye(len(found))
        free = (found != 0) | (sides == 0) | (slope * sides < 0)
        step = np.zeros(len(found))
        step[free] = np.linalg.solve(bend[np.ix_(free, free)], slope[free])
        moved = found - step
        moved[moved * sides < 0] = 0.0
        if np.abs(moved - found).max() < 1e-5:
            break
        found = moved
    return found


def softmax(x: np.ndarray, labels: np.ndarray, importance: np.ndarray, *, ridge: float) -> np.ndarray:
    """Weights (features x kinds) of the ridge-penalised softmax model, by gradient steps with momentum."""
    wanted = np.eye(len(KINDS))[labels]
    found, pace, size = (np.zeros((x.shape[1], len(KINDS))) for _ in range(3))
    for step in range(1, 2501):
        scores = x @ found
        shares = np.exp(scores - scores.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        slope = (x.T @ (importance[:, None] * (shares - wanted)) + ridge * found) / len(x)
        pace, size = 0.9 * pace + 0.1 * slope, 0.999 * size + 0.001 * slope**2
        found = found - 0.05 * (pace / (1 - 0.9**step)) / (np.sqrt(size / (1 - 0.999**step)) + 1e-8)
    return found


def write(tables: dict[str, dict[str, float]], learned: str) -> None:
    rows = [f"# Learned from drawn stacks by `python -m tests.benchmarks.learn_splitting{learned}`: do not edit.", ""]
    for name, values in tables.items():
        rows += [
            f"[{name}]",
            *(f"{key} = {value:.3f}" for key, value in sorted(values.items()) if abs(value) >= 0.0005),
            "",
        ]
    TARGET.write_text("\n".join(rows), encoding="utf-8")
    weights._tables.cache_clear()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.learn_splitting", description=__doc__)
    parser.add_argument("--stacks", type=int, help="how many are drawn; without it, those that are kept")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--keep", type=Path, help="a folder where the pages' traits are kept between runs")
    options = parser.parse_args()
    drawn = options.stacks is not None
    data = learned_from(options.stacks, options.seed, options.keep) if drawn else learned_before()
    tables: dict[str, dict[str, float]] = {}
    kinds = kind_examples(data)
    x, names = table([features_ for features_, _, _ in kinds])
    y, importance = np.array([KINDS.index(kind) for _, kind, _ in kinds]), np.array([weight for _, _, weight in kinds])
    found = softmax(x, y, importance, ridge=1.0)
    for rank, kind in enumerate(KINDS):
        tables[kind.value] = dict(zip(names, found[:, rank].tolist(), strict=True))
    first = importance == 1
    right = np.mean((x @ found).argmax(1)[first] == y[first])
    print(f"kinds: {len(y)} pages, {right:.4f} of first pages right where learned")
    learned = f" --stacks {options.stacks} --seed {options.seed}" if drawn else ""
    write(tables | {"boundary": {}}, learned)
    borders = boundary_examples(data, Random(options.seed))
    x, names = table([features_ for features_, _, _ in borders])
    y, importance = np.array([begins for _, begins, _ in borders]), np.array([weight for _, _, weight in borders])
    found = logistic(x, y, importance, np.array([side_of(name) for name in names]), ridge=1.0)
    tables["boundary"] = dict(zip(names, found.tolist(), strict=True))
    right = np.mean((x @ found > 0) == y)
    print(f"boundaries: {len(y)} pages, {int(y.sum())} beginnings, {right:.4f} right where learned")
    write(tables, learned)
    print(
        json.dumps(
            {name: round(value, 2) for name, value in sorted(tables["boundary"].items(), key=lambda one: -abs(one[1]))}
        )
    )


if __name__ == "__main__":
    main()
