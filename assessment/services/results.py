"""The only source of numbers: for pages, charts, workbooks and the command line."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from assessment.core.answers import AnswerSheet
from assessment.core.burden import Burden, burden
from assessment.core.civil_society import ItemFigure, item_figures
from assessment.core.comparison import LEAST_FOR_OTHERS, region_results, shown_to_others
from assessment.core.explanation import explain as explain_node
from assessment.core.network import Network, Pair, network
from assessment.core.results import (
    OVERALL,
    CountryEntry,
    CountryResults,
    Explanation,
    GroupFigure,
    RegionResults,
    ScoreCard,
    Status,
)
from assessment.core.scoring import score
from assessment.core.snapshots import content_hash, signed_sheet
from assessment.services.accounts import Reader, Right
from assessment.services.burden import seconds_of
from assessment.services.disclosure import entry_as_seen_by, sheet_as_seen_by
from assessment.services.rounds import civil_questionnaire_of, questionnaire_of
from assessment.services.submissions import stored_sheet
from assessment.storage import queries, records
from assessment.storage.models import Round, ScoreCardRow

SMALLEST_GROUP = LEAST_FOR_OTHERS
"""A country sees the figures of a group only with at least this many countries in it."""


@dataclass(frozen=True)
class Partnership:
    """One State's cooperation: what it says, the scores of that, and its pairs as the reader may see them.

    ``draft`` says that the answers were never signed (for the State itself
    only), ``correcting`` that it is correcting those that are shown, which stay
    in force: pairs are made of what two States have signed.
    """

    answers: AnswerSheet
    draft: bool
    card: ScoreCard
    pairs: tuple[Pair, ...]
    correcting: bool = False


def region(session: Session, found: Round) -> RegionResults:
    """All member States in a round, from the score cards of signed snapshots."""
    method = questionnaire_of(found).method.version
    entries = tuple(
        CountryEntry(
            iso3=row.iso3,
            status=Status.SIGNED if row.sha256 else Status(row.state or Status.NOT_STARTED),
            card=None if row.card is None else ScoreCard.from_data(row.card),
            snapshot_hash=row.sha256,
            signed_at=None if row.signed_at is None else row.signed_at.isoformat(),
            correcting=row.sha256 is not None and row.state != Status.SIGNED,
        )
        for row in queries.standings(session, found.slug, method)
    )
    return region_results(found.slug, entries)


def profile(session: Session, found: Round, iso3: str, reader: Reader) -> tuple[CountryResults, AnswerSheet] | None:
    """One country's results and the answers behind them, or None when there is nothing this reader may see yet.

    SELA's people see the signed snapshot in force, with the region's figures;
    the country sees its own draft or snapshot (the draft while it corrects what
    it signed), with group figures only after publication and each only of five
    countries or more. The answers are without what this reader may not see of
    them.
    """
    answers, draft, _correcting = _readable(session, found, iso3, reader, draft_first=True)
    if answers is None:
        return None
    results = region(session, found)
    entry = next(entry for entry in results.entries if entry.iso3 == iso3)
    card = score(questionnaire_of(found), answers) if draft or entry.card is None else entry.card
    group = results.figures if reader.may(Right.READ_SIGNED) else _published(found, results)
    seen = replace(entry, snapshot_hash=None, signed_at=None) if draft else entry_as_seen_by(reader, entry)
    corrects = entry.signed_at if draft else None
    visible = CountryResults(found.slug, seen, card, draft=draft, group=group, corrects=corrects)
    return visible, sheet_as_seen_by(reader, found, iso3, answers)


def _published(found: Round, results: RegionResults) -> Mapping[str, GroupFigure] | None:
    """The group figures a country may see: no scores of single countries, and no figure made from a few of them."""
    if found.state != "published" or len(results.signed) < SMALLEST_GROUP:
        return None
    return {node: shown_to_others(figure) for node, figure in results.figures.items()}


def explain(session: Session, found: Round, iso3: str, reader: Reader, node: str = OVERALL) -> Explanation | None:
    """How a node of a country came by its value; None when the reader may not see it. KeyError for an unknown node."""
    visible = profile(session, found, iso3, reader)
    return None if visible is None else open_node(found, visible[1], node)


def open_node(found: Round, answers: AnswerSheet, node: str) -> Explanation:
    """How a node came by its value from these answers; KeyError for an unknown node."""
    return explain_node(questionnaire_of(found), answers, node)


def cooperation(session: Session, found: Round, sheets: Mapping[str, AnswerSheet] | None = None) -> Network:
    """Who cooperates with whom in a round, from signed answers; for SELA's people (see ``own_pairs``).

    ``sheets`` are the signed sheets where the caller has read them already.
    """
    pairs = [(pair.first, pair.second, tuple(pair.reasons)) for pair in queries.pairs(session, found.slug)]
    sheets = signed_sheets(session, found) if sheets is None else sheets
    return network(found.slug, questionnaire_of(found), pairs, sheets)


def own_pairs(session: Session, found: Round, iso3: str) -> tuple[Pair, ...]:
    """A State's pairs as that State may see them: nothing of a partner's answer before both have signed."""
    return cooperation(session, found).as_seen_by(iso3)


def visible_pairs(session: Session, found: Round, iso3: str, reader: Reader) -> tuple[Pair, ...]:
    """A State's pairs as this reader may see them: SELA's people what is signed, the State itself ``own_pairs``."""
    if reader.may(Right.READ_SIGNED):
        return tuple(pair for pair in cooperation(session, found).pairs if pair.involves(iso3))
    return own_pairs(session, found, iso3) if reader.may(Right.READ_OWN_RESULTS, iso3) else ()


def partnership(session: Session, found: Round, iso3: str, reader: Reader) -> Partnership | None:
    """A State's cooperation as this reader may see it, or None when there is nothing to see yet (see ``profile``)."""
    answers, draft, correcting = _readable(session, found, iso3, reader, draft_first=False)
    if answers is None:
        return None
    # Of a draft, nothing any partner says is to be seen: no signed answers are needed.
    seen = cooperation(session, found, {}).as_seen_by(iso3) if draft else visible_pairs(session, found, iso3, reader)
    card = score(questionnaire_of(found), answers)
    return Partnership(sheet_as_seen_by(reader, found, iso3, answers), draft, card, seen, correcting)


def signed_sheets(session: Session, found: Round) -> Mapping[str, AnswerSheet]:
    """The signed answers of every country that has signed, whole: to be counted, not to be shown."""
    return {iso3: signed_sheet(content) for iso3, content in queries.signed_contents(session, found.slug)}


def civil_society(session: Session, found: Round, iso3: str, reader: Reader) -> tuple[ItemFigure, ...]:
    """What organisations say of a country, item by item, as this reader may see it.

    Nothing when the reader may see nothing, or no organisation has sent anything.

    SELA's people see every item with the number of organisations, and its mean
    where they are enough; the State itself only the items with enough of them,
    and those only once the round is published. Nobody sees whose answer is whose.
    """
    questionnaire = civil_questionnaire_of(found)
    sela, own = reader.may(Right.READ_SIGNED), reader.may(Right.READ_OWN_RESULTS, iso3)
    if questionnaire is None or not (sela or (own and found.state == "published")):
        return ()
    sheets = [signed_sheet(content) for content in queries.sent_contents(session, found.slug, iso3)]
    told = item_figures(questionnaire, sheets) if sheets else ()
    return told if sela else tuple(figure for figure in told if figure.mean is not None)


def burdens(session: Session, found: Round) -> list[Burden]:
    """The time spent on each section by the countries that have signed; for SELA's people, who see no single one."""
    seconds = [seconds_of(activity) for activity in queries.signed_activity(session, found.slug)]
    return [burden(domain.id, seconds, SMALLEST_GROUP) for domain in questionnaire_of(found)]


def verify(session: Session, found: Round) -> list[str]:
    """Rebuild every score card from its snapshot; the countries whose hash or card does not agree, or is missing.

    Of what a later signature has replaced, the hash alone is held against the content.
    """
    questionnaire = questionnaire_of(found)
    former = records.former_snapshots(session, found.slug)
    wrong = [iso3 for iso3, snapshot in former if content_hash(snapshot.content) != snapshot.sha256]
    for iso3, snapshot in queries.snapshots(session, found.slug):
        stored = queries.score_card(session, snapshot.id, questionnaire.method.version)
        intact = content_hash(snapshot.content) == snapshot.sha256
        if (
            not intact
            or stored is None
            or ScoreCard.from_data(stored.card) != score(questionnaire, signed_sheet(snapshot.content))
        ):
            wrong.append(iso3)
    return sorted(set(wrong))


def rebuild(session: Session, found: Round) -> int:
    """Score every signed snapshot of a round anew under its present method; how many there were."""
    questionnaire = questionnaire_of(found)
    signed = queries.snapshots(session, found.slug)
    for _iso3, snapshot in signed:
        card = score(questionnaire, signed_sheet(snapshot.content))
        row = queries.score_card(session, snapshot.id, card.method)
        if row is None:
            session.add(ScoreCardRow(snapshot_id=snapshot.id, method=card.method, card=card.as_data()))
        else:
            row.card = card.as_data()
    session.flush()
    return len(signed)


def _readable(
    session: Session, found: Round, iso3: str, reader: Reader, *, draft_first: bool
) -> tuple[AnswerSheet | None, bool, bool]:
    """The answers whose figures this reader may see now (None: none); whether they are a draft; whether one corrects.

    Only the country's own people ever see a draft. While it corrects what was
    signed, ``draft_first`` says which of the two they see.
    """
    own = reader.may(Right.READ_OWN_RESULTS, iso3)
    if not own and not reader.may(Right.READ_SIGNED):
        return None, False, False
    submission, snapshot = queries.signed_submission(session, found.slug, iso3) or (None, None)
    if submission is None:
        return None, False, False
    correcting = snapshot is not None and submission.state != Status.SIGNED
    if snapshot is not None and not (own and correcting and draft_first):
        return signed_sheet(snapshot.content), False, correcting
    stored = stored_sheet(session, found, iso3, submission, snapshot) if own else None
    return (stored.sheet if stored and stored.stored else None), True, correcting
