"""Finding answers: blind to case, accents and apostrophes, on any database."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq.models import Category, Question
from summit.folding import fold, singular

QUERY_LENGTH = 200
WORD = re.compile(r"[a-z0-9]+")
# A slip is forgiven from so many letters on, two in long words.
SLIP_FROM, SECOND_SLIP_FROM = 4, 8
# Elided articles and the like: “l’IA” is looked up as “ia”.
SILENT = frozenset({"l", "d", "j", "s", "n", "c", "m", "t", "qu"})
LINK_TARGET = re.compile(r"\]\([^)]*\)")


def read_query(text: str) -> list[str]:
    """The beginnings of words that a query asks for; empty when it holds none."""
    words = [word for word in WORD.findall(fold(text[:QUERY_LENGTH])) if word not in SILENT]
    return list(dict.fromkeys(singular(word) for word in words))


@dataclass(frozen=True)
class Group:
    """Questions of one category that match, best category first."""

    category: Category
    questions: list[Question]


def group_by_category(questions: Iterable[Question]) -> list[Group]:
    """The questions under their categories, order kept. Categories are already joined."""
    groups: dict[int, Group] = {}
    for question in questions:
        category = question.category
        groups.setdefault(category.pk, Group(category, [])).questions.append(question)
    return list(groups.values())


def find(questions: Iterable[Question], query: list[str]) -> list[Question]:
    """Those that hold every word of the query; matches in the question itself come first."""
    scored = [(_score(question, query), question) for question in questions]
    found = [(score, question) for score, question in scored if score]
    return [question for _, question in sorted(found, key=lambda one: -one[0])]


def mend(questions: Iterable[Question], query: list[str]) -> list[str]:
    """The query with what stands in no question as it was probably meant, where that is near."""
    known = sorted(set().union(*(_everywhere(question) for question in questions)))
    return [word if _begins(word, set(known)) else _nearest(word, known) for word in query]


def _nearest(word: str, known: list[str]) -> str:
    slips = (len(word) >= SLIP_FROM) + (len(word) >= SECOND_SLIP_FROM)
    alike = (one for one in known if one[0] == word[0])
    beginnings = {one[:length] for one in alike for length in (len(word), len(word) + 1)}
    near = process.extractOne(word, sorted(beginnings), scorer=OSA.distance, score_cutoff=slips)
    return near[0] if near and slips else word


def _everywhere(question: Question) -> set[str]:
    texts = (question.question, question.answer, question.category.name)
    return set().union(*map(_words, texts))


def _score(question: Question, query: list[str]) -> int:
    title, everywhere = _words(question.question), _everywhere(question)
    if not all(_begins(word, everywhere) for word in query):
        return 0
    return 1 + sum(_begins(word, title) for word in query)


def _words(text: str | None) -> set[str]:
    return set(WORD.findall(fold(LINK_TARGET.sub("]", text or ""))))


def _begins(beginning: str, words: set[str]) -> bool:
    return any(word.startswith(beginning) for word in words)
