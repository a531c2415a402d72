"""``python -m indexer.enrich.training``: make the model that comes with the program."""

from __future__ import annotations

from indexer.enrich.tagging import MODEL_FILE
from indexer.enrich.training.corpus import SEEDS, own_corpus
from indexer.enrich.training.trainer import averaged, measured, train


def main() -> None:
    """Train on nine tenths of our own text, write the model, and measure it on the rest."""
    corpora = [own_corpus(seed) for seed in SEEDS]
    corpus = corpora[0]
    print(f"{len(corpus.train)} lines to learn from, {len(corpus.test)} held out, a seed")
    model = averaged([train(corpus.train) for corpus in corpora])
    MODEL_FILE.write_bytes(model.to_bytes())
    precision, recall, score = measured(model, corpus.test)
    print(f"{MODEL_FILE.name}: {len(model.keys)} clues, {MODEL_FILE.stat().st_size} bytes")
    print(f"held out: precision {precision:.3f}, recall {recall:.3f}, F1 {score:.3f}")


if __name__ == "__main__":
    main()
