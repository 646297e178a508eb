"""A delivery of every type, and what the receivers in docs/examples print of it."""

from datetime import UTC, datetime

from contract import BatchDelivery, BatchSummary, Claim, Delivery, DeliveryEvent, Report, StoredDelivery
from contract.claim import Source, Span
from contract.delivery import AnyDelivery, StoredReport, TrialDelivery, TrialNote
from contract.report import ArticleInfo, Outcome, Problem
from contract.vocabulary import Factuality, QuoteKind, Resolution, SpeechAct

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEXT = "After the fire 🔥🚒 in Orléans its owner said that “the café is safe”."


def span(exact: str) -> Span:
    return Span(start=TEXT.index(exact), end=TEXT.index(exact) + len(exact), exact=exact)


CLAIM = Claim(
    id="c1",
    attribution_id="t1",
    text="The café is safe.",
    context=span(TEXT),
    content=(span("the café is safe"),),
    statement=(span("the café is safe"),),
    source=Source(span=span("its owner"), resolution=Resolution.UNRESOLVED),
    quote=QuoteKind.DIRECT,
    speech_act=SpeechAct.ASSERT,
    factuality=Factuality.CERTAIN,
    confidence=0.5,
)
EXTRACTED = Report(
    id="a",
    outcome=Outcome.EXTRACTED,
    article=ArticleInfo(language="en", text_sha256="51ab", text=TEXT),
    claims=(CLAIM, CLAIM),
)
FAILED = Report(id="a", outcome=Outcome.FAILED, error=Problem(code="article.empty", message="no text"))
STORED = StoredReport(id="a", outcome=Outcome.EXTRACTED, claims=900, bytes=1_200_000)
BATCH = BatchSummary(id="b", size=3, extracted=2, failed=1)

# each kind of delivery, and what is printed of it
TOLD: dict[DeliveryEvent, tuple[AnyDelivery, str]] = {
    DeliveryEvent.EXTRACTED: (
        Delivery(type=DeliveryEvent.EXTRACTED, timestamp=NOON, data=EXTRACTED),
        "job a: 2 claims, the first: the café is safe",
    ),
    DeliveryEvent.FAILED: (
        Delivery(type=DeliveryEvent.FAILED, timestamp=NOON, data=FAILED),
        "job a: failed, article.empty",
    ),
    DeliveryEvent.STORED: (
        StoredDelivery(type=DeliveryEvent.STORED, timestamp=NOON, data=STORED),
        "job a: 900 claims, too large to send: claimwire result a",
    ),
    DeliveryEvent.BATCH_COMPLETED: (
        BatchDelivery(type=DeliveryEvent.BATCH_COMPLETED, timestamp=NOON, data=BATCH),
        "batch b: 2 of 3 extracted, 1 failed",
    ),
    DeliveryEvent.TEST: (
        TrialDelivery(type=DeliveryEvent.TEST, timestamp=NOON, data=TrialNote(endpoint="desk")),
        "a trial of the endpoint desk",
    ),
}
BODY = TOLD[DeliveryEvent.EXTRACTED][0].to_json()
TRIAL = TOLD[DeliveryEvent.TEST][0].to_json()
