"""What must hold of normalisation and n-grams for any text at all."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from index.analysis import ngrams, normalize, occurrences, phrase

TEXT = st.text(
    st.one_of(
        st.sampled_from("防腐蚀技术年会重慶2023gbTé，。 　\n/-()“”ﾞｶ½㎡\u200b\u0301"),
        st.characters(),
    ),
    max_size=40,
)


@given(TEXT)
def test_normalisation_is_idempotent(text: str) -> None:
    once = normalize(text).text
    assert normalize(once).text == once


@given(TEXT)
def test_the_normal_form_is_nfkc_without_case(text: str) -> None:
    once = normalize(text).text
    assert unicodedata.normalize("NFKC", once) == once
    assert "  " not in once


@given(TEXT)
def test_every_character_leads_back_to_characters_that_normalise_to_it(text: str) -> None:
    result = normalize(text)
    previous = 0
    for offset, character in enumerate(result.text):
        start, end = result.original_span(offset, offset + 1)
        assert 0 <= start < end <= len(text)
        assert start >= previous
        assert character in normalize(text[start:end]).text
        previous = start


@given(TEXT)
def test_every_character_is_covered_by_a_token_at_its_place(text: str) -> None:
    text = normalize(text).text
    covered: set[int] = set()
    for token, position in ngrams(text):
        assert text.startswith(token, position)
        covered.update(range(position, position + len(token)))
    assert covered == set(range(len(text)))


def _places_by_tokens(text: str, wanted: str) -> set[int]:
    """Where ``wanted`` stands as the engine finds it: by positions of tokens alone."""
    tokens = list(ngrams(text))
    places = [
        {
            at - part.offset
            for token, at in tokens
            if (token.startswith(part.text) if part.prefix else token == part.text)
        }
        for part in phrase(wanted)
    ]
    return set.intersection(*places) if places else set()


@given(TEXT, st.data())
def test_positions_of_tokens_find_what_a_scan_finds(text: str, data: st.DataObject) -> None:
    text = normalize(text).text
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 8)))
    wanted = data.draw(st.sampled_from([text[start:end], normalize(data.draw(TEXT)).text[:3]]))
    assert _places_by_tokens(text, wanted) == set(occurrences(text, wanted))


@given(TEXT)
def test_what_comes_before_an_offset_is_counted(text: str) -> None:
    result = normalize(text)
    origins = [result.original_span(at, at + 1)[0] for at in range(len(result.text))]
    for offset in range(len(text) + 1):
        assert result.before(offset) == sum(origin < offset for origin in origins)
