"""Activities of a centre, one plan at a time: added, changed, removed, checked before saving."""

from __future__ import annotations

from collections.abc import Sequence

from wfm.core.activities import ActivityPlan, plan_faults
from wfm.core.errors import BadInputError, Fault
from wfm.service import centres
from wfm.service.codec import from_json, to_json
from wfm.service.desk import Desk, Right
from wfm.store.kinds import DocumentKind


def activity_plans(desk: Desk, centre_id: str) -> tuple[tuple[ActivityPlan, ...], int]:
    """Plans as they are kept, and their revision; 0 before the first."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        document = tx.documents.current(centre_id, DocumentKind.ACTIVITIES)
        revision = tx.documents.newest_revision(centre_id, DocumentKind.ACTIVITIES)
    return () if document is None else from_json("activities", document.content), revision


def put_activity(
    desk: Desk, centre_id: str, plan: ActivityPlan, *, revision: int, replaces: str | None = None
) -> int:
    """Add a plan, or put it in the place of another.

    Parameters
    ----------
    revision : int
        That the change was made on; another one in between is a conflict.
    replaces : str, optional
        Id of the plan that it takes the place of.

    Returns
    -------
    int
        The new revision.

    Raises
    ------
    BadInputError
        When the plan is wrong, its id is taken, or it names somebody unknown.
    ConflictError
        When somebody else has saved in between.
    """
    desk.actor.need(Right.PEOPLE)
    data = centres.centre_data(desk, centre_id)
    faults = [Fault(what, mend, value=plan.id) for what, mend in plan_faults(plan.activity)]
    others = [p for p in data.activities if p.id != replaces]
    if not plan.id.strip() or any(p.id == plan.id for p in others):
        faults.append(
            Fault("the activity's id is empty or given twice", "give it its own", value=plan.id)
        )
    if plan.first_day and plan.last_day and plan.last_day < plan.first_day:
        faults.append(
            Fault(
                "the end lies before the start",
                f"give a day from {plan.first_day} on",
                value=str(plan.last_day),
            )
        )
    known = {a.id for a in data.agents}
    faults += [
        Fault("the participant is unknown", "name an agent of the centre", value=name)
        for name in plan.activity.participants.agents
        if name not in known
    ]
    if faults:
        raise BadInputError(faults)
    kept = [plan if p.id == replaces else p for p in data.activities]
    return _save(desk, centre_id, kept if plan in kept else [*kept, plan], revision, plan.id)


def remove_activity(desk: Desk, centre_id: str, activity_id: str, *, revision: int) -> int:
    """Take a plan away; rosters that hold it keep it until they are made anew."""
    desk.actor.need(Right.PEOPLE)
    data = centres.centre_data(desk, centre_id)
    kept = [p for p in data.activities if p.id != activity_id]
    return _save(desk, centre_id, kept, revision, activity_id)


def _save(
    desk: Desk, centre_id: str, plans: Sequence[ActivityPlan], revision: int, about: str
) -> int:
    with desk.store.transaction() as tx:
        saved = tx.documents.save(
            centre_id,
            DocumentKind.ACTIVITIES,
            to_json("activities", tuple(plans)),
            expected_revision=revision,
            author=desk.actor.name,
            reason=f"activity {about}",
        )
    return saved.revision
