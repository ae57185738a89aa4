"""Activities placed: training, meetings and the like stand inside shifts (art. 20-27, 92)."""

from __future__ import annotations

from wfm.core.activities import ActivityKind, PlannedActivity
from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.time import clock
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import NoParameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import holds_on
from wfm.rules.linear import Lin
from wfm.rules.placements import Job, Stray, due_jobs, placements, places_in, quorum

KIND_WORDS = {
    ActivityKind.TRAINING: Words("training", "培训"),
    ActivityKind.MEETING: Words("meeting", "会议"),
    ActivityKind.BRIEFING: Words("briefing", "班前会"),
    ActivityKind.ONE_TO_ONE: Words("one-to-one", "一对一辅导"),
    ActivityKind.OUTBOUND: Words("outbound block", "外呼"),
    ActivityKind.OTHER: Words("other activity", "其他活动"),
}

MISSING = Words(
    "{title} is missing for {missing} of {due}: {why}",
    "{title}：应参加 {due} 人，缺 {missing} 人，{why}",
)
OWN = Words("{agent} lacks {title}: {why}", "{agent} 未安排{title}：{why}")
STRAY = Words(
    "{title} of {agent} at {at} does not count: {why}", "{agent} {at} 的{title}无效：{why}"
)
NO_SHIFT = Words("no shift of the days holds its window", "可选日期内没有班次覆盖规定时段")
TOO_FEW = Words(
    "at most {most} are on shift together in its window, {least} have to be",
    "规定时段内最多 {most} 人同时在班，至少需要 {least} 人",
)
ELSEWHERE = Words("the others meet without them", "其余人员已参加，未能到场")
NOT_PUT = Words("shifts hold its window, and it was not put there", "班次覆盖规定时段，但未安排")


class ActivitiesPlaced(Rule[NoParameters]):
    """Minutes of activities that agents lack, and of those that stand where they may not.

    A meeting that fewer attend than its minimum is missing for all. Nobody owes what falls on
    days of leave or before and after employment alone.
    """

    id = "activities_placed"
    parameters = NoParameters
    unit = Unit.MINUTES
    strength = Strength.SOFT
    needs_breaks = True
    words = RuleWords(
        title=Words("Activities placed", "离线活动安排"),
        description=Words(
            "Training, meetings, briefings, one-to-ones and outbound blocks stand inside shifts, "
            "in their windows, with their participants, and off breaks.",
            "培训、会议、班前会、一对一辅导与外呼安排在班次与规定时段内，人员到齐，不与用餐和休息重叠。",
        ),
        violation=Words("{what}", "{what}"),
    )

    @staticmethod
    def jobs(view: ProblemView, entry: RuleEntry) -> list[Job]:
        """What the agents of an entry owe; an occurrence is in force as its first day is."""
        if not view.problem.activities:
            return []
        scoped = set(view.scoped(entry))
        return [
            (i, k, a)
            for i, k, a in due_jobs(view)
            if a in scoped
            and holds_on(view, entry, view.day_index(view.problem.activities[i].occurrences[k][0]))
        ]

    def model(self, ctx: ModelContext, entry: RuleEntry, p: NoParameters) -> None:
        """Price every minute that is missing; where activities are fixed it is a constant."""
        for job in self.jobs(ctx.view, entry):
            length = ctx.view.problem.activities[job[0]].length_min
            missing = Lin(constant=1).extend(ctx.placing.done(job), -1)
            ctx.price(entry, missing, points=entry.weight * length)
        scoped = set(view_agents(ctx.view, entry))
        for stray in ctx.placing.fixed.strays:
            if stray.cell.agent_id in scoped:
                points = entry.weight * stray.placed.length_min
                ctx.price(entry, Lin(constant=1), points=points)

    def audit(self, seen: RosterView, entry: RuleEntry, p: NoParameters) -> list[Violation]:
        """Compare what stands in the shifts with what is due."""
        view = seen.view
        found = placements(view, seen.roster)
        lacking: dict[tuple[int, int], list[int]] = {}
        due: dict[tuple[int, int], int] = {}
        for i, k, a in self.jobs(view, entry):
            due[i, k] = due.get((i, k), 0) + 1
            if (i, k, a) not in found.counted:
                lacking.setdefault((i, k), []).append(a)
        violations = []
        for (i, k), agents in lacking.items():
            activity = view.problem.activities[i]
            if activity.together:
                violations.append(self._missing(seen, entry, (i, k), agents, due[i, k]))
            else:
                violations += [self._own(seen, entry, (i, k, a)) for a in agents]
        scoped = set(view_agents(view, entry))
        violations += [
            self._stray(view, entry, stray)
            for stray in found.strays
            if stray.cell.agent_id in scoped
        ]
        return violations

    def _missing(
        self,
        seen: RosterView,
        entry: RuleEntry,
        key: tuple[int, int],
        agents: list[int],
        due: int,
    ) -> Violation:
        activity = seen.view.problem.activities[key[0]]
        most, least = _together(seen, key), quorum(activity)
        why = TOO_FEW.with_values(most=most, least=least) if most < least else NOT_PUT
        why = ELSEWHERE if len(agents) < due else why
        what = MISSING.with_values(title=title_of(activity), missing=len(agents), due=due, why=why)
        return self.violation(
            entry,
            len(agents) * activity.length_min,
            day=activity.occurrences[key[1]][0],
            values={"what": what},
        )

    def _own(self, seen: RosterView, entry: RuleEntry, job: Job) -> Violation:
        view, (i, k, a) = seen.view, job
        activity = view.problem.activities[i]
        why = NOT_PUT if _slots(seen, job) else NO_SHIFT
        agent = view.agents[a].id
        return self.violation(
            entry,
            activity.length_min,
            agent_id=agent,
            day=activity.occurrences[k][0],
            values={"what": OWN.with_values(agent=agent, title=title_of(activity), why=why)},
        )

    def _stray(self, view: ProblemView, entry: RuleEntry, stray: Stray) -> Violation:
        known = {x.id: title_of(x) for x in view.problem.activities}
        placed, cell = stray.placed, stray.cell
        start = view.shifts[view.shift_index[cell.shift_id]].start_min + placed.start_min
        what = STRAY.with_values(
            title=known.get(placed.activity_id, KIND_WORDS[placed.kind]),
            agent=cell.agent_id,
            at=f"{cell.day} {clock(start)}",
            why=stray.why,
        )
        return self.violation(
            entry,
            placed.length_min,
            agent_id=cell.agent_id,
            day=cell.day,
            values={"what": what},
        )


def view_agents(view: ProblemView, entry: RuleEntry) -> list[str]:
    """Ids of the agents that an entry applies to."""
    return [view.agents[a].id for a in view.scoped(entry)]


def title_of(activity: PlannedActivity) -> Words:
    """Title of an activity; its kind where it has none."""
    kind = KIND_WORDS[activity.kind]
    return Words(
        activity.title_en or activity.title_zh or kind.en,
        activity.title_zh or activity.title_en or kind.zh,
    )


def _slots(seen: RosterView, job: Job) -> set[tuple[int, int]]:
    """Places that an agent's shifts have for a job, breaks aside."""
    view, (i, k, a) = seen.view, job
    activity = view.problem.activities[i]
    found = set()
    for day in activity.occurrences[k]:
        d = view.day_index(day)
        s = seen.shift(a, d) if 0 <= d < view.n_days else OFF
        if s != OFF:
            start = int(view.start_interval[d, s])
            found |= {(d, start + t) for t in places_in(view, activity, s)}
    return found


def _together(seen: RosterView, key: tuple[int, int]) -> int:
    """Most participants who are on shift together in the window, breaks aside."""
    count: dict[tuple[int, int], int] = {}
    for job in due_jobs(seen.view):
        if job[:2] == key:
            for place in _slots(seen, job):
                count[place] = count.get(place, 0) + 1
    return max(count.values(), default=0)
