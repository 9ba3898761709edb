"""Finding sessions by words: titles, speakers, places, subjects and summaries of one programme.

One index for each language, made the first time that somebody searches a release and kept in the
process with it. The same code answers whatever the database. Pure: no request, no row.

Every word of a query must be found. A word is found as it is, as the beginning of a longer one, or,
when the programme holds neither, as what it was probably meant to be.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import islice

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from agenda.programme import Programme, Session
from agenda.searched import SILENT, SUMMARY, TITLE, fields_of
from agenda.words import Term, fold, key_of, terms_of, words_of
from summit.folding import singular

# How much a word counts by how it was found; agenda.searched says how much by where.
EXACT, BEGINNING, SLIP = 1.0, 0.7, 0.4
# Words that stand together as they were typed, in the title or in another field.
PHRASE_IN_TITLE, PHRASE_ELSEWHERE = 4.0, 3.0

# A single letter begins too many words to say anything.
BEGINNING_FROM = 2
# A word as short as that which is known is no beginning of others: “po”, “ens”, “art”.
WHOLE_UP_TO = 3
SLIP_FROM, BEGINNING_SLIP_FROM, SECOND_SLIP_FROM = 4, 6, 8
NEAR_FROM, NEAR_WORD, NEAR_TITLE = 7, 76.0, 66.0
NEAREST_SHOWN = 3


@dataclass(slots=True)
class Match:
    """Sessions by position with the weight of what was found, and the words that were."""

    weights: dict[int, float] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    is_guess: bool = False

    def __bool__(self) -> bool:
        return bool(self.weights)

    def merge(self, other: "Match") -> "Match":
        for position, weight in other.weights.items():
            if weight > self.weights.get(position, 0.0):
                self.weights[position] = weight
        self.words |= other.words
        return self


@dataclass(frozen=True, slots=True)
class Found:
    """Scores of sessions by address, and for each term the folded words that stand for it.

    `guessed`: what was typed and stands nowhere, so that words spelt nearly so stand for it.
    `language`: the other one, where only its texts hold the words.
    """

    scores: dict[str, float] = field(default_factory=dict)
    terms: tuple[frozenset[str], ...] = ()
    guessed: tuple[str, ...] = ()
    language: str = ""

    @property
    def words(self) -> frozenset[str]:
        return frozenset().union(*self.terms)

    def __bool__(self) -> bool:
        return bool(self.scores)

    def pick(self, sessions: Iterable[Session]) -> list[Session]:
        """Those found among `sessions`, best first, order kept among equals."""
        found = [session for session in sessions if session.url_slug in self.scores]
        return sorted(found, key=lambda session: -self.scores[session.url_slug])


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to offer when nothing was found: the query spelt otherwise, sessions that come near."""

    query: str
    sessions: tuple[Session, ...]


class Index:
    """The words of one programme in one language, and the sessions that hold them."""

    def __init__(self, programme: Programme, language: str) -> None:
        self.language = language
        self.sessions = programme.sessions
        self.postings: dict[str, dict[int, float]] = {}
        self.titles: list[str] = []
        # Names beside the title, to see whether words stand together in one.
        self.fields: list[str] = []
        for position, session in enumerate(self.sessions):
            fields = list(fields_of(session, language))
            for weight, text in fields:
                for word in words_of(text):
                    self.postings.setdefault(word, {}).setdefault(position, weight)
            self.titles.append(key_of(session.title.to(language)))
            beside = (text for weight, text in fields if TITLE > weight > SUMMARY)
            self.fields.append("|".join(f" {key_of(text)} " for text in beside))
        self.words = sorted(self.postings)
        self._beginnings: dict[int, list[str]] = {}

    # --- Searching ----------------------------------------------------------------------------

    def search(self, text: str) -> Found:
        terms = meaningful(terms_of(text))
        if not terms:
            return Found()
        matches = [self._match(term) for term in terms]
        if not all(matches):
            return Found()
        known = [set() if match.is_guess else set(match.weights) for match in matches]
        common = _common(matches)
        if not common:
            # Each word is there, but never together: one of them may be a slip all the same.
            matches = [
                match.merge(self._guess(term.whole))
                for term, match in zip(terms, matches, strict=True)
            ]
            common = _common(matches)
        phrase = key_of(text)
        scores = {
            self.sessions[position].url_slug: sum(match.weights[position] for match in matches)
            + self._together_in(position, phrase)
            for position in sorted(common)
        }
        guessed = [
            " ".join(term.parts)
            for term, positions in zip(terms, known, strict=True)
            if not positions & common
        ]
        return Found(scores, tuple(frozenset(one.words) for one in matches), tuple(guessed))

    def _together_in(self, position: int, phrase: str) -> float:
        if phrase in self.titles[position]:
            return PHRASE_IN_TITLE
        is_phrase = " " in phrase and f" {phrase} " in self.fields[position]
        return PHRASE_ELSEWHERE if is_phrase else 0.0

    def _match(self, term: Term) -> Match:
        found = self._look_up(term.whole)
        if len(term.parts) > 1:
            found.merge(_together([self._look_up(part) for part in term.parts]))
        return found or self._guess(term.whole)

    def _look_up(self, word: str) -> Match:
        """The word itself, its plural, and longer words that begin with it."""
        found = Match()
        begins = len(word) > WHOLE_UP_TO or (len(word) >= BEGINNING_FROM and not self._knows(word))
        for known in islice(self.words, bisect_left(self.words, word), None):
            if not known.startswith(word):
                break
            is_same = known == word or singular(known) == word
            if is_same or begins:
                self._add(found, known, EXACT if is_same else BEGINNING)
        return found

    def _knows(self, word: str) -> bool:
        return word in self.postings or f"{word}s" in self.postings

    def _guess(self, word: str) -> Match:
        """Known words, or their beginnings, at the least distance that a slip explains."""
        limit = slips_allowed(word)
        if not limit:
            return Match()
        near = [
            (distance, known)
            for known, distance, _position in process.extract(
                word, self.words, scorer=OSA.distance, score_cutoff=limit, limit=None
            )
            # Two slips, and another first letter, make another word.
            if distance == 1 or known[0] == word[0]
        ]
        if len(word) >= BEGINNING_SLIP_FROM:
            # As long as what was typed, or longer by the letter that is missing in it.
            near += [
                (distance, self.words[position])
                for length in (len(word), len(word) + 1)
                for beginning, distance, position in process.extract(
                    word, self._begun(length), scorer=OSA.distance, score_cutoff=1, limit=None
                )
                # Words that only begin alike are others: “concert” is not meant by “concern”.
                if beginning[:1] == word[0] and beginning[-1] == word[-1]
            ]
        found = Match(is_guess=True)
        # The word itself is no slip; it has been looked up before.
        least = min((distance for distance, _known in near if distance), default=0)
        for distance, known in near:
            if distance and distance == least:
                self._add(found, known, SLIP)
        return found

    def _begun(self, length: int) -> list[str]:
        """Longer words cut to `length`, at their places among the words; others empty."""
        if length not in self._beginnings:
            self._beginnings[length] = [
                word[:length] if len(word) > length else "" for word in self.words
            ]
        return self._beginnings[length]

    def _add(self, found: Match, word: str, quality: float) -> None:
        weights = found.weights
        for position, weight in self.postings[word].items():
            if weight * quality > weights.get(position, 0.0):
                weights[position] = weight * quality
        found.words.add(word)

    # --- Nothing found ------------------------------------------------------------------------

    def suggest(self, text: str) -> Suggestion:
        """The nearest words and sessions; `query` is empty when no other spelling comes near."""
        terms = meaningful(terms_of(text))
        matches = [self._match(term) for term in terms]
        spelt = [
            text_of_term
            for term, match in zip(terms, matches, strict=True)
            for text_of_term in [self._spell(term, match)]
        ]
        query = " ".join(spelt) if all(spelt) else ""
        if query and not self.search(query):
            query = ""
        return Suggestion(query, tuple(self._nearest(terms, matches)))

    def _spell(self, term: Term, match: Match) -> str:
        """The term if it is found, else the known word that looks most like it, as printed."""
        if match:
            return " ".join(term.parts)
        if len(term.whole) < NEAR_FROM:
            return ""
        alike = [word for word in self.words if word[0] == term.whole[0]]
        near = process.extractOne(term.whole, alike, scorer=fuzz.ratio, score_cutoff=NEAR_WORD)
        return self._as_printed(near[0]) if near else ""

    def _as_printed(self, word: str) -> str:
        session = self.sessions[next(iter(self.postings[word]))]
        for _weight, text in fields_of(session, self.language):
            for printed in text.replace("’", " ").split():
                if fold(printed.strip(".,;:!?()«»“” ")) == word:
                    return printed.strip(".,;:!?()«»“” ").lower()
        return word

    def _nearest(self, terms: list[Term], matches: list[Match]) -> list[Session]:
        """Sessions that hold most of the words, then those whose title looks like the query."""
        weights: dict[int, float] = {}
        for match in (one for one in matches if not one.is_guess):
            for position, weight in match.weights.items():
                weights[position] = weights.get(position, 0.0) + weight
        near = sorted(weights, key=lambda position: -weights[position])
        wanted = " ".join(part for term in terms for part in term.parts)
        if len(near) < NEAREST_SHOWN and wanted:
            titles = process.extract(
                wanted,
                self.titles,
                scorer=fuzz.token_sort_ratio,
                score_cutoff=NEAR_TITLE,
                limit=NEAREST_SHOWN,
            )
            near += [position for _title, _score, position in titles if position not in weights]
        return [self.sessions[position] for position in near[:NEAREST_SHOWN]]


def meaningful(terms: list[Term]) -> list[Term]:
    return [term for term in terms if term.whole not in SILENT] or terms


def slips_allowed(word: str) -> int:
    if len(word) < SLIP_FROM or any(sign.isdigit() for sign in word):
        return 0
    return 2 if len(word) >= SECOND_SLIP_FROM else 1


def _common(matches: list[Match]) -> set[int]:
    """Positions that every match holds."""
    first, *others = sorted((match.weights.keys() for match in matches), key=len)
    return reduce(lambda kept, keys: kept & keys, others, set(first))


def _together(matches: list[Match]) -> Match:
    if not all(matches):
        return Match()
    weights = {
        position: min(match.weights[position] for match in matches) for position in _common(matches)
    }
    words = set().union(*(match.words for match in matches)) if weights else set()
    return Match(weights, words)


_kept: dict[str, tuple[Programme, Index]] = {}


def index_of(programme: Programme, language: str) -> Index:
    """The index of a programme, made once for each release and language in this process."""
    language = "en" if language.startswith("en") else "fr"
    kept = _kept.get(language)
    if kept is None or kept[0] is not programme:
        kept = _kept[language] = (programme, Index(programme, language))
    return kept[1]


def search_all(programme: Programme, language: str, text: str) -> Found:
    """What the reader's language holds, or else the other: every session is told in both."""
    own = index_of(programme, language).search(text)
    if own and not own.guessed:
        return own
    other = index_of(programme, "fr" if language.startswith("en") else "en")
    found = other.search(text)
    if found and not found.guessed:
        return replace(found, language=other.language)
    return own
