"""Training the tagger: text of our own making, how it is filled in, and the trainer.

``python -m indexer.enrich.training`` makes the model that comes with the program from the
text files of this folder and prints how it does on the tenth of them that it was not shown.
"""

from __future__ import annotations

from indexer.enrich.training.corpus import Corpus, own_corpus
from indexer.enrich.training.marked import Labelled, read_marked
from indexer.enrich.training.trainer import train

__all__ = ("Corpus", "Labelled", "own_corpus", "read_marked", "train")
