"""Why a page gives no article: every code of the `article` family, each with what to do."""

from typing import Final

from worker.errors import PermanentError

EMPTY: Final = "article.empty"
"""There is nothing to read in the body."""
UNSUPPORTED_TYPE: Final = "article.unsupported_type"
"""Image, sound, archive…: neither HTML nor plain text."""
PDF: Final = "article.pdf"
"""The commonest of the types that are not read, and one that may well hold an article."""
UNSUPPORTED_LANGUAGE: Final = "article.unsupported_language"
"""A language without tables."""
HTML_TOO_COMPLEX: Final = "article.html_too_complex"
"""More bytes, elements, depth or text than any news page has: reading it could take minutes."""
NOT_AN_ARTICLE: Final = "article.not_an_article"
"""A page without a text that reads like an article: a front page, a form, a player, a notice."""


def empty() -> PermanentError:
    """Return the refusal of a body with nothing in it."""
    return PermanentError(EMPTY, "the page is empty; check that the URL shows the article without a log-in or a script")


def unsupported_type(found: str) -> PermanentError:
    """Return the refusal of a body that is no text."""
    return PermanentError(UNSUPPORTED_TYPE, f"{found} is not read; give the URL of a web page or of plain text")


def pdf() -> PermanentError:
    """Return the refusal of a PDF."""
    return PermanentError(PDF, "a PDF is not read; give the web page of the article, or its text")


def unsupported_language(language: str, *, supported: str) -> PermanentError:
    """Return the refusal of a text in a language without tables; both are named for a reader."""
    return PermanentError(
        UNSUPPORTED_LANGUAGE, f"the article is in {language}, and only {supported} is read; give an edition in that"
    )


def html_too_complex(found: str) -> PermanentError:
    """Return the refusal of HTML past a limit; `found` names the limit."""
    return PermanentError(HTML_TOO_COMPLEX, f"the page is too complex to be read safely: {found}")


def not_an_article(*, words: int, paragraphs: int) -> PermanentError:
    """Return the refusal of a page without an article; the message says what was found."""
    return PermanentError(
        NOT_AN_ARTICLE,
        f"no article found: {words} words in {paragraphs} paragraphs of running text; give the URL of a single article",
    )
