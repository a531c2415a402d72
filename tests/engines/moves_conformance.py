"""The contract of an engine for ids that articles had before."""

from __future__ import annotations

from index.article import Article, Visibility
from index.config import Config
from index.engine import open_writer
from index.moves import Moves
from tests.engines.conformance import Building


class MovesContract(Building):
    """Subclass it with a ``config`` fixture whose engine is the one to test."""

    def test_moves_are_kept_until_others_take_their_place(self, config: Config) -> None:
        """From the checkpoint on, of a run that was killed too, and by what goes on from it."""
        hidden = Article("c", "内部", "内部。", visibility=Visibility.STAFF)
        with open_writer(config) as writer:
            writer.put(Article("b", "年会", "年会召开。"))
            writer.put(hidden)
            writer.moves = Moves({"a": "b", "x": "c", "y": "z"})
            writer.checkpoint()
        with open_writer(config) as writer:
            assert writer.moves.to == {"a": "b", "x": "c", "y": "z"}
            writer.seal()
        reader = self.open(config)
        assert [reader.moved(one) for one in ("a", "b", "x", "y", "a\n")] == ["b", *4 * [None]]
        assert reader.moved("x", Visibility.STAFF) == "c"
        with open_writer(config) as writer:
            writer.put(Article("d", "另一篇", "另一篇。"))
            writer.seal()
        assert self.open(config).moved("a") == "b"
        with open_writer(config) as writer:
            writer.moves = Moves()
            writer.seal()
        assert self.open(config).moved("a") is None
        assert reader.moved("a") == "b"
