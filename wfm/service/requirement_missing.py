"""What happens when some are missing: from the requirement, and from the roster as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from wfm.core.centre import ServiceTarget
from wfm.service import centres, planning, requirements, rosters, scenario_plans
from wfm.service.desk import Desk
from wfm.service.staffing import staffing
from wfm.sizing.service import ServiceOutlook


@dataclass(frozen=True)
class MissingView:
    """A week as planned and with fewer.

    Parameters
    ----------
    plain, short : ServiceOutlook
        With everybody, and with so many fewer wherever anybody is.
    revision : int or None
        Of the roster that they are taken from; None for the requirement.
    """

    plain: ServiceOutlook
    short: ServiceOutlook
    revision: int | None

    def worst(self, n: int = 5) -> pd.DataFrame:
        """Intervals of the lowest service level with fewer: timestamp, volume, agents, ..."""
        after = self.short.intervals[self.short.intervals["volume"] > 0]
        before = self.plain.intervals.set_index("timestamp")["service_level"]
        ordered = after.sort_values(["service_level", "volume"], ascending=[True, False]).head(n)
        return ordered.assign(before=before.reindex(ordered["timestamp"]).to_numpy())


def missing_on_requirement(
    desk: Desk, centre_id: str, week: date, n: int, *, target: ServiceTarget | None = None
) -> MissingView:
    """Service of the requirement and of it with `n` fewer (more, if below 0) in every interval."""
    plain, short = (
        requirements.what_if(desk, centre_id, week, agents_change=k, target=target) for k in (0, -n)
    )
    return MissingView(plain, short, None)


def missing_on_roster(
    desk: Desk, centre_id: str, week: date, n: int, *, target: ServiceTarget | None = None
) -> MissingView | None:
    """Service of the week's newest roster and of it with `n` fewer; None without a roster.

    Nobody is taken from where nobody is; where fewer are, all go.
    """
    state = rosters.roster(desk, centre_id, week)
    if state is None:
        return None
    plan = scenario_plans.plan_of(desk, centre_id, week)
    centre = centres.centre(desk, centre_id)
    frame = planning.of_week(plan.frame, week)
    chosen = planning.target_of(centre, plan.under, target)
    there = staffing(state.problem, state.roster)
    plain, short = (
        requirements.outlook(centre, frame, (there - k).clip(lower=0.0), chosen) for k in (0, n)
    )
    return MissingView(plain, short, state.revision)
