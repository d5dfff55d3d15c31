"""Train the retriever and write knowledge/retriever/model.npz (`make train`).

The encoder is frozen, so its token features are worked out once and kept in training/out. What is
learned: two projections, a residual and a weight per vocabulary piece for each, the weight of
features in a question, and how much a heading's pieces count. Loss: cross-entropy over the passages
of a batch for each question, half of the same over the questions for each passage (its near misses
among them), and half on the gist alone; neighbouring passages of one organisation stay in one batch
as hard negatives. Beside each batch of passages goes one of word fields (knowledge/wordfields.py):
everyday words, or words of another language, must find the organisations' own terms.
"""

from __future__ import annotations

import argparse
import pickle
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from threadpoolctl import threadpool_limits

from knowledge.embeddings import builtin_encoder
from knowledge.wordfields import wordfields
from training.dataset import Line, load

# One text: vocabulary rows [n], reduced features [n, KEPT], whether each piece is a heading's [n].
Item = tuple[np.ndarray, np.ndarray, np.ndarray]

OUT = Path(__file__).parent / "out"
MODEL = Path(__file__).parents[1] / "knowledge" / "retriever" / "model.npz"

DIMENSION, GIST, KEPT = 128, 256, 448
BATCH, ROUNDS, SEED = 64, 18, 0
# Learning rates: projections, weights, residuals, gist projection.
RATES = (3e-4, 1e-3, 3e-3, 1e-3)
# A piece must occur in this many training texts to get residuals; the rest share row 0.
SEEN = 2
DROPOUT = 0.1
# Word fields in a step, and what they count beside the passages.
FIELDS, FIELDS_WEIGHT = 96, 0.5
# What a near miss that outranks the real question of its passage costs, beside the others.
MISSES = True


class Features:
    """Texts as the encoder sees them, reduced to the KEPT directions of most variance.

    Every text is read once and kept in training/out, by what it says: more lines cost only
    themselves. `mean` [1280] and `axes` [1280, KEPT] come from passages of the train fold.
    """

    def __init__(self, lines: list[Line]) -> None:
        sample = [line.passage for line in lines if line.fold == "train"][::2]
        kept = OUT / "axes.npz"
        if not kept.exists():
            OUT.mkdir(exist_ok=True)
            read = builtin_encoder().read(sample)
            rows = np.concatenate([tokens.features[::7] for tokens, _ in read])[:12_000]
            mean = rows.mean(0)
            _, spread, axes = np.linalg.svd(rows - mean, full_matrices=False)
            axes = axes[:KEPT].T.astype(np.float32)
            np.savez(kept, mean=mean, axes=axes, spread=spread)
        with np.load(kept) as data:
            self.mean, self.axes, self.spread = data["mean"], data["axes"], data["spread"]
        self._cache = OUT / "features.pkl"
        self._known: dict[str, tuple[np.ndarray, np.ndarray]] = (
            pickle.loads(self._cache.read_bytes()) if self._cache.exists() else {}
        )

    def read(self, texts: list[str]) -> list[tuple[np.ndarray, np.ndarray]]:
        """(ids [n], 16-bit features [n, KEPT]) of each text, begin and end marks included."""
        encoder = builtin_encoder()
        # One thread: with other work on the machine two wait for each other longer than they work.
        with threadpool_limits(1, user_api="blas"):
            for text in dict.fromkeys(texts):
                if text not in self._known:
                    ((tokens, _),) = encoder.read([text])
                    reduced = (tokens.features - self.mean) @ self.axes
                    self._known[text] = (tokens.ids, reduced.astype(np.float16))
        return [self._known[text] for text in texts]

    def keep(self) -> None:
        """Write what was read for the next time."""
        self._cache.write_bytes(pickle.dumps(self._known, protocol=5))


class Batch:
    """Padded pieces: rows [b, n], features [b, n, KEPT], mask [b, n], heading [b, n]."""

    def __init__(self, items: list[Item]) -> None:
        longest = max(len(rows) for rows, _, _ in items)
        shape = (len(items), longest)
        rows, mask = np.zeros(shape, np.int64), np.zeros(shape, np.float32)
        heading = np.zeros(shape, np.float32)
        values = np.zeros((*shape, KEPT), np.float32)
        for i, (own, feature, above) in enumerate(items):
            n = len(own)
            rows[i, :n], values[i, :n], heading[i, :n], mask[i, :n] = own, feature, above, 1
        self.rows, self.mask = torch.from_numpy(rows), torch.from_numpy(mask)
        self.values, self.heading = torch.from_numpy(values), torch.from_numpy(heading)


class Model(torch.nn.Module):
    """The trainable part; the same arithmetic as knowledge/retriever/model.py."""

    def __init__(self, rows: int, weights: np.ndarray, spread: float) -> None:
        super().__init__()
        self.projection = torch.nn.Parameter(torch.eye(KEPT, DIMENSION) / spread * 30)
        self.residual = torch.nn.Parameter(torch.zeros(rows, DIMENSION))
        self.weight = torch.nn.Parameter(torch.tensor(weights, dtype=torch.float32))
        self.weight_features = torch.nn.Parameter(torch.zeros(KEPT))
        self.heading = torch.nn.Parameter(torch.tensor(1.8))
        self.gist_projection = torch.nn.Parameter(torch.randn(KEPT, GIST) * 0.03)
        self.gist_residual = torch.nn.Parameter(torch.zeros(rows, GIST))
        self.gist_weight = torch.nn.Parameter(self.weight.detach().clone())
        self.gist_share = torch.nn.Parameter(torch.tensor(-2.0))
        self.temperature = torch.nn.Parameter(torch.tensor(float(np.log(20.0))))

    def vectors(self, batch: Batch) -> torch.Tensor:
        out = batch.values @ self._thinned(self.projection)
        out = out + F.embedding(batch.rows, self.residual, padding_idx=0)
        return F.normalize(out, dim=-1) * batch.mask[..., None]

    def gist(self, batch: Batch) -> torch.Tensor:
        weights = (torch.sigmoid(self.gist_weight[batch.rows]) * batch.mask)[:, None]
        out = (weights @ batch.values)[:, 0] @ self._thinned(self.gist_projection)
        residual = F.embedding(batch.rows, self.gist_residual, padding_idx=0)
        return F.normalize(out + (weights @ residual)[:, 0], dim=-1)

    def _thinned(self, projection: torch.Tensor) -> torch.Tensor:
        """Dropout of whole features, the same for every piece of a batch."""
        if not self.training:
            return projection
        return projection * F.dropout(torch.ones(len(projection), 1), DROPOUT)

    def forward(self, questions: Batch, passages: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """(score, gist cosine), both [questions, passages]."""
        asked, told = self.vectors(questions), self.vectors(passages)
        weights = (
            F.softplus(self.weight[questions.rows] + questions.values @ self.weight_features)
            * questions.mask
        )
        weights = weights / weights.sum(1, keepdim=True)
        gate = 1 - passages.heading * (1 - torch.sigmoid(self.heading))
        told = told * gate[..., None]
        # Without the padding of short questions beside a long story: five times less work.
        real = questions.mask.bool()
        owner = torch.arange(len(real))[:, None].expand_as(real)[real]
        c, m, d = told.shape
        # max, not amax: its backward scatters one place instead of comparing all (6 times faster).
        best = (asked[real] @ told.reshape(-1, d).T).reshape(-1, c, m).max(-1).values
        matched = best.clamp(min=0) ** 2 * weights[real][:, None]
        interaction = torch.zeros(len(real), c).index_add_(0, owner, matched)
        gist = self.gist(questions) @ self.gist(passages).T
        return interaction + F.softplus(self.gist_share) * gist, gist


def train(lines: list[Line], *, share: float = 1.0, rounds: int = ROUNDS) -> dict[str, Any]:
    """Train on the lines of the train fold (or a share of its organisations); arrays to export."""
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    made = Features(lines)
    texts = made.read([line.passage for line in lines])
    headings = made.read([". ".join(line.heading) for line in lines])
    asked_texts = made.read([q.searched for line in lines for q in line.questions])
    missed_texts = made.read([miss for line in lines for miss in line.near_misses])
    phrases = dict(zip(all_phrases(), made.read(all_phrases()), strict=True))
    made.keep()
    train_lines = [i for i, line in enumerate(lines) if line.fold == "train"]
    if share < 1:
        groups = rng.permutation(sorted({lines[i].group for i in train_lines}))
        kept = set(groups[: int(len(groups) * share)].tolist())
        train_lines = [i for i in train_lines if lines[i].group in kept]
    of_line = _numbers([len(line.questions) for line in lines])
    misses_of = _numbers([len(line.near_misses) for line in lines])

    count = np.zeros(builtin_encoder().vocabulary, np.int64)
    in_passages = np.ones(len(count))
    for i in train_lines:
        count[np.unique(texts[i][0])] += 1
        in_passages[np.unique(texts[i][0])] += 1
        for j in of_line[i]:
            count[np.unique(asked_texts[j][0])] += 1
    for ids, _ in phrases.values():
        count[np.unique(ids)] += 1
    pieces = np.flatnonzero(count >= SEEN)
    row = np.zeros(len(count), np.int64)
    row[pieces] = np.arange(1, len(pieces) + 1)
    rarity = np.log(len(train_lines) / in_passages)
    weights = np.concatenate([[1.0], np.clip(rarity[pieces], 0, 7) / 3 - 1])

    def item(entry: tuple[np.ndarray, np.ndarray], above: float = 0.0) -> Item:
        ids, values = entry
        return row[ids], values, np.full(len(ids), above, np.float32)

    def inner(entry: tuple[np.ndarray, np.ndarray], above: float = 0.0) -> Item:
        ids, values = entry
        return item((ids[1:-1], values[1:-1]), above)

    questions = [item(entry) for entry in asked_texts]
    misses = [item(entry) for entry in missed_texts]
    passages = [
        _joined([inner(above, 1.0), item(text)])
        for text, above in zip(texts, headings, strict=True)
    ]
    fields = Fields({phrase: inner(entry) for phrase, entry in phrases.items()})

    model = Model(len(pieces) + 1, weights, float(made.spread[:DIMENSION].mean()))
    groups = [
        [model.projection],
        [
            model.weight,
            model.weight_features,
            model.heading,
            model.gist_weight,
            model.gist_share,
            model.temperature,
        ],
        [model.residual, model.gist_residual],
        [model.gist_projection],
    ]
    optimizer = torch.optim.AdamW(
        [{"params": group, "lr": rate} for group, rate in zip(groups, RATES, strict=True)],
        weight_decay=0.01,
    )
    steps = rounds * (len(train_lines) // BATCH)
    step, began = 0, time.time()
    for number in range(rounds):
        # Neighbours stay together: blocks of four lines are shuffled, not lines.
        blocks = [train_lines[i : i + 4] for i in range(0, len(train_lines), 4)]
        order = [i for b in rng.permutation(len(blocks)) for i in blocks[b]]
        losses = []
        for start in range(0, len(order) - BATCH + 1, BATCH):
            chosen = order[start : start + BATCH]
            asked = [questions[rng.choice(of_line[i])] for i in chosen]
            if MISSES:
                asked += [misses[rng.choice(misses_of[i])] for i in chosen]
            loss = _loss(model, Batch(asked), Batch([passages[i] for i in chosen]))
            if FIELDS_WEIGHT:
                plain, terms = fields.draw(rng, FIELDS)
                loss = loss + FIELDS_WEIGHT * _loss(model, Batch(plain), Batch(terms))
            optimizer.zero_grad()
            loss.backward()
            pace = min(1.0, step / 30) * max(0.03, 1 - step / steps)
            for group, rate in zip(optimizer.param_groups, RATES, strict=True):
                group["lr"] = rate * pace
            optimizer.step()
            step += 1
            losses.append(loss.item())
        print(
            f"round {number + 1}/{rounds}  loss {np.mean(losses):.3f}  {time.time() - began:.0f} s",
            flush=True,
        )
    model.eval()
    tested = [i for i, line in enumerate(lines) if line.fold == "test"]
    held_back(
        model,
        [passages[i] for i in tested],
        [
            (place, lines[i].questions[k].language != "nl", questions[j])
            for place, i in enumerate(tested)
            for k, j in enumerate(of_line[i])
        ],
    )
    with torch.no_grad():
        return {
            "projection": made.axes @ model.projection.numpy(),
            "gist_projection": made.axes @ model.gist_projection.numpy(),
            "residual": _without_first(model.residual),
            "weight": model.weight.numpy(),
            "gist_residual": _without_first(model.gist_residual),
            "gist_weight": model.gist_weight.numpy(),
            "weight_features": made.axes @ model.weight_features.numpy(),
            "mean": made.mean,
            "heading": float(torch.sigmoid(model.heading)),
            "gist_share": float(F.softplus(model.gist_share)),
            "pieces": pieces.astype(np.int32),
        }


def _loss(model: Model, asked: Batch, told: Batch) -> torch.Tensor:
    """Cross-entropy both ways; questions after the first len(told) belong to no passage."""
    scores, gist = model(asked, told)
    right = torch.arange(scores.shape[1])
    scores = scores * model.temperature.exp()
    loss: torch.Tensor = (
        F.cross_entropy(scores[: len(right)], right)
        + 0.5 * F.cross_entropy(scores.T, right)
        + 0.5 * F.cross_entropy(20.0 * gist[: len(right)], right)
    )
    return loss


class Fields:
    """Draws pairs from the word fields: what people say, and what organisations call it."""

    def __init__(self, items: dict[str, Item]) -> None:
        self._items, self._fields = items, wordfields().fields

    def draw(self, rng: np.random.Generator, count: int) -> tuple[list[Item], list[Item]]:
        """`count` different fields: some of the asker's words, and some of the terms."""
        plain, terms = [], []
        for number in rng.choice(len(self._fields), min(count, len(self._fields)), replace=False):
            field = self._fields[number]
            ways = [w for w in (field.plain, field.plain, *field.translated.values()) if w]
            asked = ways[rng.integers(len(ways))] if ways else field.terms
            told = field.terms if rng.random() < 0.8 else (*field.terms, *field.plain)
            plain.append(self._some(rng, asked, 2))
            terms.append(self._some(rng, told, 3))
        return plain, terms

    def _some(self, rng: np.random.Generator, phrases: tuple[str, ...], most: int) -> Item:
        number = min(len(phrases), int(rng.integers(1, most + 1)))
        return _joined([self._items[phrases[i]] for i in rng.choice(len(phrases), number, False)])


def all_phrases() -> list[str]:
    """Each phrase of the word fields once."""
    fields = wordfields().fields
    return sorted(
        {p for f in fields for part in (f.terms, f.plain, *f.translated.values()) for p in part}
    )


def held_back(model: Model, passages: list[Item], questions: list[tuple[int, bool, Item]]) -> None:
    """Print where the right passage comes among those of organisations never trained on."""
    ranks: dict[bool, list[int]] = {False: [], True: []}
    told = [Batch(passages[i : i + 64]) for i in range(0, len(passages), 64)]
    with torch.no_grad():
        for start in range(0, len(questions), 128):
            part = questions[start : start + 128]
            asked = Batch([item for _, _, item in part])
            scores = torch.cat([model(asked, batch)[0] for batch in told], dim=1).numpy()
            for (place, foreign, _), row in zip(part, scores, strict=True):
                ranks[foreign].append(int((row > row[place]).sum()))
    for foreign, found in ranks.items():
        rank = np.asarray(found)
        print(
            f"held back, {'other' if foreign else 'Dutch'}, {len(passages)} passages: "
            f"hit@1 {(rank < 1).mean():.3f} hit@5 {(rank < 5).mean():.3f}",
            flush=True,
        )


def _joined(items: list[Item]) -> Item:
    rows, values, above = zip(*items, strict=True)
    return np.concatenate(rows), np.concatenate(values), np.concatenate(above)


def _numbers(counts: list[int]) -> list[list[int]]:
    """Running numbers handed out in order: counts [2, 1] -> [[0, 1], [2]]."""
    ends = np.cumsum(counts)
    return [list(range(end - count, end)) for end, count in zip(ends, counts, strict=True)]


def _without_first(residual: torch.Tensor) -> np.ndarray:
    values = residual.numpy().copy()
    values[0] = 0
    return values


def export(arrays: dict[str, Any], path: Path) -> None:
    """Write the arrays in 8 bit with a scale per row (residuals) or column (projections)."""
    out: dict[str, Any] = {}
    for name, values in arrays.items():
        if name in ("residual", "gist_residual"):
            scale = np.maximum(np.abs(values).max(axis=1), 1e-9) / 127
            out[name] = np.rint(values / scale[:, None]).astype(np.int8)
            out[f"{name}_scale"] = scale.astype(np.float16)
        elif name in ("projection", "gist_projection"):
            scale = np.maximum(np.abs(values).max(axis=0), 1e-9) / 127
            out[name] = np.rint(values / scale).astype(np.int8)
            out[f"{name}_scale"] = scale.astype(np.float32)
        elif name == "pieces":
            out[name] = values
        else:
            out[name] = np.asarray(values, dtype=np.float32)
    with path.open("wb") as file:
        np.savez_compressed(file, **out)
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the training organisations")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--out", type=Path, default=MODEL)
    options = parser.parse_args()
    torch.set_num_threads(2)
    export(train(load(), share=options.share, rounds=options.rounds), options.out)


if __name__ == "__main__":
    main()
