"""Questions and answers: the list with its search, and one question under its own address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from faq.models import Category, Question
from faq.search import QUERY_LENGTH, find, group_by_category, mend, read_query
from summit.edition.public import public_page
from summit.folding import one_visible_line


@public_page
@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """All published questions, those of `?category=`, or those that answer `?q=`."""
    text = one_visible_line(request.GET.get("q", ""))
    if len(text) > QUERY_LENGTH:
        context = {"text": text[:QUERY_LENGTH].rstrip(), "limit": QUERY_LENGTH}
        return render(request, "faq/search_too_long.html", context, status=400)
    query = read_query(text)
    everything = list(Question.objects.published().in_order())
    found = find(everything, query) if query else everything
    guessed = mend(everything, query) if query and not found else []
    if guessed and (near := find(everything, guessed)):
        found, query = near, guessed
    chosen = request.GET.get("category", "")
    categories = _categories(everything, found)
    if chosen not in {category.slug for category, _ in categories}:
        chosen = ""
    shown = [question for question in found if not chosen or question.category.slug == chosen]
    context = {
        "text": text,
        "limit": QUERY_LENGTH,
        "query": query,
        "is_guess": bool(query) and query == guessed,
        "chosen": chosen,
        "categories": categories,
        "found": len(found),
        "total": len(everything),
        "groups": group_by_category(shown),
    }
    return render(request, "faq/question_list.html", context)


@public_page
@require_safe
def show_question(request: HttpRequest, slug: str) -> HttpResponse:
    """One question, open, with the others of its category."""
    question = get_object_or_404(Question.objects.published().in_order(), slug=slug)
    others = Question.objects.published().filter(category=question.category)
    context = {"question": question, "others": others.exclude(pk=question.pk)}
    return render(request, "faq/show_question.html", context)


def _categories(everything: list[Question], found: list[Question]) -> list[tuple[Category, int]]:
    """Each category that holds a published question, with how many were found in it."""
    counts = {group.category.pk: len(group.questions) for group in group_by_category(found)}
    return [
        (group.category, counts.get(group.category.pk, 0))
        for group in group_by_category(everything)
    ]
