"""With only ``huisou.toml`` written: the old site with a long column is crawled into an index,
killed, gone on with, edited, lost for a while and back, with nothing lost and no page
fetched twice without need."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.indexer.website.crawl_story import Step, Story
from tests.indexer.website.listed_site import FAULTS

ARTICLES = int(os.environ.get("HUISOU_TEST_ARTICLES", "60"))
"""In the column; the example site's come on top."""

EXAMPLES = 45
LEARNED = 8
"""Pages that are asked for in both of two ways at most, until it is known that they are one:
three pairs, and what is under way meanwhile."""

UNDER_WAY = 2

Told = tuple[Story, dict[str, Step]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Told:
    """The story, told once for all that ask."""
    story = Story(tmp_path_factory.mktemp("story"), examples, ARTICLES)
    return story, {step.name: step for step in story.tell()}


def indexed(told: Told) -> Iterator[Step]:
    """The steps after which there is an index."""
    return (step for step in told[1].values() if step.report)


def test_all_that_can_be_read_is_found_and_nothing_else(told: Told) -> None:
    for step in indexed(told):
        wrong = {word: n for word, n in step.found.items() if n != (word in step.readable)}
        assert wrong == {}, step.name


def test_no_page_is_fetched_twice(told: Told) -> None:
    steps = told[1]
    both = steps["killed"].whole + steps["gone on with"].whole
    assert sum(times - 1 for times in both.values()) <= LEARNED + UNDER_WAY
    later = [step.twice for name, step in steps.items() if name not in ("killed", "gone on with")]
    assert later == [0] * 5
    assert not [one.path for step in steps.values() for one in step.asked if "rint" in one.path]


def test_what_failed_is_asked_for_thrice_and_no_more(told: Told) -> None:
    asked = [*told[1]["killed"].asked, *told[1]["gone on with"].asked]
    failed = Counter(one.path for one in asked if one.status == 500)
    assert 3 <= failed.pop("/broken.aspx") <= 5  # the kill may have come between
    assert set(failed.values()) <= {1}


def test_an_unchanged_page_comes_without_its_body(told: Told) -> None:
    story, steps = told
    step = steps["unchanged"]
    lasting = [e for e in story.site.entries.values() if not (e.gone or e.is_dynamic)]
    assert step.statuses[304] >= sum(len(entry.words) for entry in lasting)
    assert (step.report["generation"], step.report["exit_status"]) == ("", 1)
    counts = {name: step.report[name] for name in ("added", "changed", "deleted", "duplicates")}
    assert counts == {"added": 0, "changed": 0, "deleted": 0, "duplicates": []}
    assert step.report["unchanged"] == step.articles


def test_what_was_edited_is_what_the_report_counts(told: Told) -> None:
    story, steps = told
    report, edits = steps["edited"].report, story.edits
    moved = {f"/archive/{n}.html" for name in ("moved, said", "moved, unsaid") for n in edits[name]}
    gone = sum(len(numbers) for name, numbers in edits.items() if "deleted" in name)
    assert steps["gone on with"].report["added"] == steps["gone on with"].articles
    assert report["changed"] == len(edits["changed"])
    assert (report["added"], report["deleted"]) == (3, gone)
    assert {urlsplit(move["new"]).path for move in report["moved"]} == moved
    assert steps["whole again"].report["deleted"] == 0
    assert steps["whole again"].report["changed"] == 0


def test_every_fault_is_a_line_that_names_it(told: Told) -> None:
    story, steps = told
    for name in ("gone on with", "edited", "whole again"):
        failed = steps[name].reasons("failed")
        failing = {path for path in failed if failed[path] == FAULTS["/broken.aspx"]}
        assert len(failing) == 1 + (len(story.failing) if name == "edited" else 0)
        skipped = steps[name].reasons("skipped")
        assert FAULTS.items() <= {**skipped, **failed}.items()
        assert skipped["/admin/edit.aspx"] == "robots.txt 不允许抓取"
        assert any("像日历那样没有尽头" in reason for reason in skipped.values())
        for path, reason in FAULTS.items():
            assert f"{path}：{reason}" in steps[name].text


def test_a_lost_site_deletes_nothing_and_says_so(told: Told) -> None:
    steps = told[1]
    down, tenth = steps["down"], steps["a tenth"]
    assert down.report["exit_status"] == 2
    assert "robots.txt 读不到（服务器出错（500））" in down.report["unavailable"][0]["reason"]
    assert "读不了" in down.status
    assert down.articles == tenth.articles == steps["edited"].articles > EXAMPLES
    assert (tenth.report["deleted"], len(tenth.report["refused"])) == (0, 1)
    assert "没有删除" in tenth.text
    assert "没有删除：这次少了" in tenth.status


def test_the_state_of_a_killed_crawl_is_told(told: Told) -> None:
    assert "还没有抓完：抓了" in told[1]["killed"].status
    assert "还没有" not in told[1]["gone on with"].status
