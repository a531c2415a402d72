"""Sealed generations: begin, promote, prune, roll back, and the newest that is whole.

Generations share unchanged files by hard link, so keeping several costs little; the
price is that damage to a shared file is damage to all that share it. It is detected in
each of them, and only a rebuild, or an older generation without that file, helps then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from index.digests import PROCESS_DIGESTS, Digests
from index.disk import REAL_DISK, Disk, explained, reason
from index.draft import Draft
from index.errors import HuisouError, IndexCorrupt, IndexMissing, IndexOutdated
from index.layout import (
    DRAFT,
    WITHDRAWN,
    Generation,
    folders,
    name_of,
    number_of,
    read_current,
    warn_once,
    write_current,
)
from index.lock import WriterLock
from index.manifest import verify

__all__ = ["Draft", "Generation", "Generations"]

T = TypeVar("T")

ATTEMPTS = 100
"""How often a reader starts again because a writer moved on under it."""

log = logging.getLogger(__name__)


class Generations:
    """The index folder. Reading takes no lock and writes nothing; writing takes the lock.

    ``keep`` is how many sealed generations stay after a new one.
    """

    def __init__(
        self,
        path: Path,
        *,
        disk: Disk = REAL_DISK,
        keep: int = 3,
        digests: Digests = PROCESS_DIGESTS,
    ) -> None:
        self.path = path
        self._disk = disk
        self._keep = keep
        self._digests = digests

    def sealed(self) -> list[Generation]:
        """Every sealed generation, oldest first, whole or not."""
        return [Generation(path.name, path) for path in folders(self.path)]

    def current(self) -> Generation | None:
        """The generation that readers should try first, unverified; None where there is none.

        Cheap enough for each request: reads one line. A reader that remembers what this
        gave when it opened knows by comparing whether there is something newer.
        """
        name = read_current(self.path)
        if name is not None and (self.path / name).is_dir():
            return Generation(name, self.path / name)
        return next(iter(self._candidates(name)), None)

    def _candidates(self, current: str | None) -> list[Generation]:
        """In the order to try them: CURRENT, those before it from the newest down, and
        last, for want of anything else, those after it; the newest first without it."""
        newest_first = self.sealed()[::-1]
        if current is None:
            return newest_first
        limit = number_of(current)
        return sorted(newest_first, key=lambda generation: generation.number > limit)

    def problem(self, generation: Generation, *, thoroughly: bool = False) -> HuisouError | None:
        """Why the generation cannot be used (IndexCorrupt or IndexOutdated), or None.

        Every file is hashed when first seen by this process, see :mod:`index.digests`;
        ``thoroughly`` by all digests.
        """
        try:
            # Read anew and not through the generation, which may have read it long ago.
            manifest = Generation(generation.name, generation.path).manifest
            if manifest.name != generation.name:
                raise IndexCorrupt(f"{generation.path} 里是 {manifest.name} 的内容")
            verify(generation.path, manifest, thoroughly=thoroughly, digests=self._digests)
        except (IndexCorrupt, IndexOutdated) as error:
            return error
        return None

    def newest_whole(self) -> Generation:
        """The current generation, verified, or the newest whole one where it is damaged.

        What is passed over is logged once. Raises IndexMissing where nothing was ever
        sealed, IndexCorrupt (or IndexOutdated, when the newest is that) where nothing is
        whole.
        """
        for _ in range(ATTEMPTS):
            found = self._try_candidates(read_current(self.path))
            if isinstance(found, Generation):
                return found
            if found is not None:
                raise found
        raise IndexCorrupt(f"索引目录 {self.path} 一直在变动，打不开任何一代索引")

    def _try_candidates(self, current: str | None) -> Generation | HuisouError | None:
        """The newest whole generation, why there is none, or None: look again, as a
        writer has moved on since ``current`` was read."""
        problems: list[HuisouError] = []
        for generation in self._candidates(current):
            problem = self.problem(generation)
            if problem is None:
                for passed_over in problems:
                    warn_once(f"{passed_over}；改用 {generation.name}")
                return generation
            if not generation.path.is_dir() or read_current(self.path) != current:
                return None
            problems.append(problem)
        if not problems:
            return IndexMissing(f"{self.path} 里还没有索引，请先运行 huisou index")
        reasons = "；".join(str(problem) for problem in problems)
        return type(problems[0])(
            f"{self.path} 里没有可用的索引，请运行 huisou index --rebuild 重建：{reasons}"
        )

    def open_current(self, opener: Callable[[Generation], T]) -> T:
        """What ``opener`` makes of the newest whole generation.

        An opener that fails because the generation was pruned under it is called again
        with the newer one; any other failure is raised. It must open every file that it
        will ever need: a later prune takes the names away, not the open files.
        """
        for _ in range(ATTEMPTS):
            generation = self.newest_whole()
            try:
                return opener(generation)
            except Exception:
                if generation.path.is_dir():
                    raise
        raise IndexCorrupt(f"索引目录 {self.path} 一直在变动，打不开任何一代索引")

    def begin(self, *, fingerprint: str, rebuild: bool = False) -> Draft:
        """The draft of the next generation, holding the writer's lock.

        It goes on from the last checkpoint of an interrupted run where that had the same
        parent and fingerprint, else from the newest whole generation or, with
        ``rebuild``, from nothing. Raises IndexBusy where another process writes,
        IndexOutdated where the parent has another fingerprint, IndexCorrupt where there
        are generations and none is whole, IndexUnwritable where the folder is not to be
        written.
        """
        with explained(self.path):
            self._disk.make_folders(self.path)
        lock = WriterLock.acquire(self.path)
        try:
            with explained(self.path):
                self._finish_promotion()
                parent = None if rebuild else self._parent(fingerprint)
                return self._draft(parent, fingerprint, lock)
        except BaseException:
            lock.release()
            raise

    def _finish_promotion(self) -> None:
        """A whole generation above CURRENT was sealed by a run that ended before it
        could say so (a roll-back leaves none there): say so now."""
        current = read_current(self.path)
        for generation in self.sealed()[::-1]:
            if current is not None and generation.number <= number_of(current):
                return
            if self.problem(generation) is None:
                write_current(self._disk, self.path, generation.name)
                return

    def _parent(self, fingerprint: str) -> Generation | None:
        try:
            parent = self.newest_whole()
        except IndexMissing:
            return None
        if parent.manifest.fingerprint != fingerprint:
            raise IndexOutdated(
                f"{parent.name} 是用另一套分词、词典或字段建的，请运行 huisou index --rebuild 重建"
            )
        return parent

    def _draft(self, parent: Generation | None, fingerprint: str, lock: WriterLock) -> Draft:
        def draft_at(path: Path) -> Draft:
            return Draft(
                path,
                path.stem,
                parent,
                fingerprint,
                disk=self._disk,
                lock=lock,
                promote=self._promote,
            )

        taken = self._highest_number()
        for path in folders(self.path, DRAFT)[::-1]:
            draft = draft_at(path)
            if number_of(path.name) > taken and draft.resume():
                return draft
            self._delete(path)
        draft = draft_at(self.path / (name_of(taken + 1) + DRAFT))
        draft.start()
        return draft

    def _highest_number(self) -> int:
        """Numbers that readers may have seen are never used again."""
        seen = [path.name for path in folders(self.path) + folders(self.path, WITHDRAWN)]
        return max(map(number_of, [*seen, read_current(self.path) or ""]), default=0)

    def _promote(self, draft: Path, name: str) -> Generation:
        generation = Generation(name, self.path / name)
        self._disk.rename(draft, generation.path)
        self._disk.sync_folder(self.path)
        write_current(self._disk, self.path, name)
        try:
            self._prune(generation)
        except OSError as error:
            # The new generation is durable and current; old ones are only in the way.
            log.warning("删不掉 %s 里的旧索引：%s", self.path, reason(error))
        return generation

    def roll_back(self) -> Generation:
        """Go back to the newest whole generation before the current one, and name it.

        The ones after it are withdrawn: no reader opens them, the next run deletes them.
        Raises IndexMissing where there is none before, IndexBusy, IndexUnwritable.
        """
        with self._locked():
            current = self.current()
            earlier = [g for g in self.sealed() if current and g.number < current.number]
            target = next((g for g in reversed(earlier) if self.problem(g) is None), None)
            if target is None:
                raise IndexMissing(f"{self.path} 里没有更早的完好索引可以退回")
            # In this order: were CURRENT first, a cut would leave the next writer a
            # generation above CURRENT, which it would take for an unfinished promotion.
            self._withdraw([g for g in self.sealed() if g.number > target.number])
            write_current(self._disk, self.path, target.name)
            return target

    def _prune(self, current: Generation) -> None:
        """Delete all but the newest ``keep`` whole generations and ``current``.

        ``current`` is known to be whole. Names go first, so that what a crash leaves
        half deleted is never taken for a generation."""
        kept = {current.name}
        for generation in self.sealed()[::-1]:
            if len(kept) == self._keep:
                break
            if generation.name != current.name and self.problem(generation) is None:
                kept.add(generation.name)
        self._withdraw([g for g in self.sealed() if g.name not in kept])
        for path in folders(self.path, WITHDRAWN):
            self._disk.remove_tree(path)

    def _withdraw(self, generations: list[Generation]) -> None:
        for generation in generations:
            withdrawn = generation.path.with_name(generation.name + WITHDRAWN)
            self._disk.rename(generation.path, withdrawn)
        self._disk.sync_folder(self.path)

    def _delete(self, path: Path) -> None:
        self._disk.remove_tree(path)
        self._disk.sync_folder(self.path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if not self.path.is_dir():
            raise IndexMissing(f"{self.path} 里还没有索引，请先运行 huisou index")
        lock = WriterLock.acquire(self.path)
        try:
            with explained(self.path):
                yield
        finally:
            lock.release()
