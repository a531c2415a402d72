"""The plainest engine: batches of lines in files, merged now and then.

What batch ``n`` adds follows from ``n`` alone, so a reader can tell a whole index, which
holds exactly the lines of the batches 1 to n, from any other. As a program it is the
child that the kill tests end at random instants: it says what was acknowledged.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

from index.generations import Draft, Generation, Generations
from index.manifest import Manifest

FINGERPRINT = "plain"
MERGE_EVERY = 3


def lines(batch: int) -> list[str]:
    """The three lines that the batch adds."""
    return [f"{batch} {i} {hashlib.sha256(b'%d %d' % (batch, i)).hexdigest()}" for i in range(3)]


def expected(batch: int) -> list[str]:
    """All lines of an index whose last batch is that one, sorted."""
    return sorted(line for number in range(1, batch + 1) for line in lines(number))


def contents(folder: Path, manifest: Manifest) -> list[str]:
    """All lines that the index in the folder holds, sorted."""
    texts = [(folder / name).read_text() for name in manifest.files]
    return sorted(line for text in texts for line in text.splitlines())


def last_batch(manifest: Manifest | None) -> int:
    """The last batch that went into the index; 0 for none."""
    return int(manifest.extra["batch"]) if manifest else 0


def is_whole(generation: Generation) -> bool:
    """Whether the generation holds what its last batch promises, and nothing else."""
    manifest = generation.manifest
    return contents(generation.path, manifest) == expected(last_batch(manifest))


def add(draft: Draft, batch: int) -> None:
    """Write the batch; every few batches put all into one file and remove the others."""
    merged = draft.names() if batch % MERGE_EVERY == 0 else []
    with draft.create(f"batch-{batch:04d}") as file:
        for line in lines(batch):
            file.write(line.encode() + b"\n")
            file.flush()
        for name in merged:
            file.write((draft.path / name).read_bytes())
    for name in merged:
        draft.remove(name)


def run(generations: Generations, until: int, say: Callable[[str, int], None]) -> Generation:
    """Add the missing batches up to ``until``, checkpoint each, seal; ``say`` what is durable."""
    with generations.begin(fingerprint=FINGERPRINT) as draft:
        for batch in range(last_batch(draft.base) + 1, until + 1):
            add(draft, batch)
            draft.checkpoint(3 * batch, batch=batch)
            say("checkpoint", batch)
        generation = draft.seal(3 * until, batch=until)
        say("sealed", until)
    return generation


def write_for_ever(root: Path) -> None:
    """Seal a generation every five batches, until killed."""
    generations = Generations(root, keep=2)
    until = last_batch(generations.newest_whole().manifest) if generations.current() else 0
    while True:
        until += 5
        run(generations, until, lambda what, batch: print(what, batch, flush=True))


if __name__ == "__main__":
    write_for_ever(Path(sys.argv[1]))
