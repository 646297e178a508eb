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
PAYWALL: Final = "article.paywall"
"""The beginning of an article, or none of it, and the rest for those who pay or register."""
CONSENT_WALL: Final = "article.consent_wall"
"""A page that asks for agreement to cookies before the article."""
BOT_WALL: Final = "article.bot_wall"
"""A page that takes its visitor for a robot."""
SOFT_404: Final = "article.soft_404"
"""A page that says it does not exist, though its status does not."""
NEEDS_JAVASCRIPT: Final = "article.needs_javascript"
"""A page that a script would have to write."""
LIST_PAGE: Final = "article.list_page"
"""Headlines that lead to articles: a front page, a section, a search."""
NOT_AN_ARTICLE: Final = "article.not_an_article"
"""A page without a text that reads like an article, of no kind that is known: a form, a player, a notice."""


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


def paywall(*, words: int) -> PermanentError:
    """Return the refusal of a teaser of so many words."""
    return PermanentError(
        PAYWALL,
        f"the article is behind a paywall: {words} words of it are shown; give a page that shows all, or its text",
    )


def consent_wall(source: str) -> PermanentError:
    """Return the refusal of a consent page; `source` is whose it is."""
    return PermanentError(
        CONSENT_WALL,
        f"a consent page stands in the article's place ({source}); give a URL that shows the article without it",
    )


def bot_wall(source: str) -> PermanentError:
    """Return the refusal of a check for robots; `source` is whose it is."""
    return PermanentError(
        BOT_WALL,
        f"the site takes claimwire for a robot and shows a check instead ({source}); ask it to let it in, or give "
        "the article's text",
    )


def soft_404() -> PermanentError:
    """Return the refusal of a page that says it is not there."""
    return PermanentError(SOFT_404, "the page says that it does not exist, though its status does not; check the URL")


def needs_javascript() -> PermanentError:
    """Return the refusal of a page that holds no text before a script has run."""
    return PermanentError(
        NEEDS_JAVASCRIPT,
        "the page shows its text only by a script, and none is run; give a version without, as for print, or the text",
    )


def list_page(*, headlines: int) -> PermanentError:
    """Return the refusal of a page that lists articles."""
    return PermanentError(
        LIST_PAGE, f"a list of {headlines} headlines, and no article; give the URL of each article that it leads to"
    )


def not_an_article(*, words: int, paragraphs: int) -> PermanentError:
    """Return the refusal of a page without an article; the message says what was found."""
    return PermanentError(
        NOT_AN_ARTICLE,
        f"no article found: {words} words in {paragraphs} paragraphs of running text; give the URL of a single article",
    )
