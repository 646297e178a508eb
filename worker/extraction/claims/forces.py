"""Who fights in an article: its army, its armed group, its police; whose soldiers and officers its figures count."""

from dataclasses import dataclass
from typing import Self

from contract.claim import AgentKind
from worker.extraction.claims.agents import Cast
from worker.extraction.claims.content_parties import ContentParties
from worker.extraction.claims.flow import Flow
from worker.extraction.claims.tables import ClaimTables


@dataclass(frozen=True, slots=True)
class Forces:
    """The only one of each kind that speaks, itself or by its officers; none where several do."""

    army: str | None
    group: str | None
    police: str | None

    @classmethod
    def of(cls, flow: Flow, tables: ClaimTables) -> Self:
        """Read them off those who have spoken."""
        cast, speakers = flow.cast, flow.speakers()
        armies, groups, police = set(), set(), set()
        employers = ContentParties(flow, (), tables)
        behind = [employers.employer(each) for each in speakers if cast.kind(each) is AgentKind.PERSON]
        for each in {*speakers, *filter(None, behind)}:
            if "police" in cast.name(each).lower().split():
                police.add(each)
            elif cast.kind(each) is AgentKind.ARMED_FORCE:
                armies.add(each)
            elif cast.kind(each) is AgentKind.ARMED_GROUP:
                groups.add(each)
        return cls(*(next(iter(found)) if len(found) == 1 else None for found in (armies, groups, police)))

    def opponent(self, party: str | None, cast: Cast) -> str | None:
        """Return who fights this one, or these: "troops" are the only army's, "insurgents" the only group's."""
        if party is None or self.army is None or self.group is None:
            return None
        if party == self.army or cast.kind(party) is AgentKind.ARMED_FORCE:
            return self.group
        return self.army if party == self.group or cast.kind(party) is AgentKind.ARMED_GROUP else None

    def of_item(self, item: str, tables: ClaimTables) -> str | None:
        """Return whose "soldier", "rebel" or "police officer" an item of these forces is."""
        head = item.rpartition(" ")[2]
        if head in tables.parties.serving.army:
            return self.army
        if head in tables.parties.serving.police:
            return self.police
        return self.group if tables.parties.kind_of.get(head) is AgentKind.ARMED_GROUP else None
