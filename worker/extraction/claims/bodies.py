"""Whose people an article counts: its only army, armed group, police, company, and its only school or hospital."""

from dataclasses import dataclass
from typing import Self

from contract.claim import AgentKind
from worker.extraction.claims.agents import Cast
from worker.extraction.claims.content_parties import ContentParties
from worker.extraction.claims.flow import Flow
from worker.extraction.claims.hosts import Hosts
from worker.extraction.claims.tables import ClaimTables


@dataclass(frozen=True, slots=True)
class Bodies:
    """The only one of each kind that speaks, itself or by its people; none where several do."""

    army: str | None
    group: str | None
    police: str | None
    company: str | None
    hosts: Hosts

    @classmethod
    def of(cls, flow: Flow, tables: ClaimTables) -> Self:
        """Read them off those who have spoken."""
        cast, speakers = flow.cast, flow.speakers()
        armies, groups, police, companies = (set[str]() for _ in range(4))
        employers = ContentParties(flow, (), tables)
        behind = [employers.employer(each) for each in speakers if cast.kind(each) is AgentKind.PERSON]
        for each in {*speakers, *filter(None, behind)}:
            if "police" in cast.name(each).lower().split():
                police.add(each)
                continue
            match cast.kind(each):
                case AgentKind.ARMED_FORCE:
                    armies.add(each)
                case AgentKind.ARMED_GROUP:
                    groups.add(each)
                case AgentKind.COMPANY:
                    companies.add(each)
        return cls(
            army=_only(armies),
            group=_only(groups),
            police=_only(police),
            company=_only(companies),
            hosts=Hosts.of(flow.body, tables),
        )

    def opponent(self, party: str | None, cast: Cast) -> str | None:
        """Return who fights this one, or these: "troops" are the only army's, "insurgents" the only group's."""
        if party is None or self.army is None or self.group is None:
            return None
        if party == self.army or cast.kind(party) is AgentKind.ARMED_FORCE:
            return self.group
        return self.army if party == self.group or cast.kind(party) is AgentKind.ARMED_GROUP else None

    def of_forces(self, item: str, tables: ClaimTables) -> str | None:
        """Return whose "soldier", "rebel" or "police officer" an item is."""
        head = item.rpartition(" ")[2]
        if head in tables.parties.serving.army:
            return self.army
        if head in tables.parties.serving.police:
            return self.police
        return self.group if tables.parties.kind_of.get(head) is AgentKind.ARMED_GROUP else None


def _only(found: set[str]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None
