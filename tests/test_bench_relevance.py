"""The measures of ranked lists against values worked out by hand, and the whole bench small."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from bench.engines import OURS
from bench.relevance import lead, markdown, measure
from bench.relevance_peers import trigrams
from bench.relevance_sets import FOLDER, documents, judged
from bench.retrieval_metrics import Quality, mean, quality

RANKED = list("abcdefghijkl")


def test_one_relevant_document_at_the_third_place() -> None:
    """One over the logarithm of 3 + 1 to the base 2 is a half."""
    assert quality(RANKED, {"c"}) == Quality(mrr=1 / 3, hit=0.0, ndcg=0.5, recall=1.0)


def test_several_relevant_documents() -> None:
    """Ranks 1 and 3 of three relevant ones; the third is not in the list."""
    found = quality(RANKED, {"a", "c", "z"})
    assert (found.mrr, found.hit) == (1.0, 1.0)
    assert found.recall == pytest.approx(2 / 3)
    assert found.ndcg == pytest.approx(1.5 / (1 + 1 / math.log2(3) + 0.5))


def test_what_is_behind_the_tenth_does_not_count() -> None:
    assert quality(RANKED, {"k"}) == Quality(0.0, 0.0, 0.0, 0.0)
    assert quality([], {"k"}) == Quality(0.0, 0.0, 0.0, 0.0)


def test_the_best_possible_list_of_many_has_all_ten() -> None:
    """Recall cannot be whole then, nDCG is."""
    found = quality(RANKED, {*RANKED, "x", "y", "z"})
    assert found.ndcg == pytest.approx(1.0)
    assert found.recall == pytest.approx(10 / 15)


def test_means_are_taken_query_by_query() -> None:
    found = mean([quality(RANKED, {"a"}), quality(RANKED, {"k"})])
    assert found == Quality(0.5, 0.5, 0.5, 0.5)


def test_trigrams_stay_within_words() -> None:
    assert trigrams("防腐蚀技术，gb/t 年会") == ["防腐蚀", "腐蚀技", "蚀技术"]


@pytest.mark.skipif(not FOLDER.is_dir(), reason="shared data absent: set HUISOU_SHARED")
def test_all_engines_answer_a_sample(tmp_path: Path) -> None:
    """Each finds what is asked for often enough to be set up rightly: on this set a plain
    BM25 has .97."""
    queries = judged("cmrc2018", 40)
    assert queries == judged("cmrc2018", 40)
    assert {answer for query in queries for answer in query.relevant} <= {
        article.id for article in documents("cmrc2018")
    }
    rows = measure("cmrc2018", queries, ["SQLite trigram"], tmp_path)
    assert [row.engine for row in rows] == [OURS, "SQLite trigram"]
    assert all(0.8 < row.quality.mrr <= 1 for row in rows)
    assert lead(rows) == pytest.approx(rows[0].quality.mrr / rows[1].quality.mrr - 1)
    assert f"| huisou | {rows[0].quality.mrr:.3f} |" in markdown("cmrc2018", 40, rows)
