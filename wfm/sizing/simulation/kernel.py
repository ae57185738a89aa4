"""The event loop, in plain Python: a heap of what comes next, and nothing drawn.

Beside fresh calls there are four kinds of events: an agent ends a call, leaves the phones, comes
to the phones, and a caller who gave up tries again. What happens at the same instant happens in
that order, then by number, and fresh calls last, so that every kernel gives the same result.
"""

from __future__ import annotations

import math
from collections import deque
from heapq import heapify, heappop, heappush, heapreplace

import numpy as np

from wfm.sizing.simulation.callers import Callers
from wfm.sizing.simulation.crew import Crew
from wfm.sizing.simulation.records import Records
from wfm.sizing.simulation.routing import Routing

STEP = 1 << 40
"""An event's code is its kind times this, plus the number of the agent, stretch or try."""
OFF, ON, RETRY = STEP, 2 * STEP, 3 * STEP

AWAY, BUSY = -2, -1
"""Why an agent is not idle; an idle one has a number, the smaller the longer idle."""


def run(callers: Callers, crew: Crew, routing: Routing) -> Records:
    """Play one replication until nothing more can happen.

    Parameters
    ----------
    callers : Callers
    crew : Crew
    routing : Routing
        For the crew's agents and the callers' queues.
    """
    # Lists: reading one number of an array costs several times as much.
    fresh, first = callers.arrived_s.tolist(), callers.first.tolist()
    n_tries = callers.n_tries
    caller_of = callers.caller_of.tolist()
    queue_of, handle = callers.queue.tolist(), callers.handle_s.tolist()
    patience, delay = callers.patience_s.tolist(), callers.delay_s.tolist()
    begin_s, end_s, pause_s = crew.begin_s.tolist(), crew.end_s.tolist(), crew.pause_s.tolist()
    agent_of, speed = crew.agent_of.tolist(), crew.speed.tolist()
    last = (crew.first[1:] - 1).tolist()
    kind_of = routing.kind.tolist()
    kinds_for = [routing.kinds_for(q) for q in range(routing.levels.shape[1])]
    queues_of = [routing.queues_of(k) for k in range(len(routing.levels))]

    arrived, began, ended, deadline = ([math.nan] * n_tries for _ in range(4))
    by = [-1] * n_tries
    on, off = [math.nan] * len(end_s), [math.nan] * len(end_s)
    idle: list[deque[int]] = [deque() for _ in queues_of]
    waiting: list[deque[int]] = [deque() for _ in kinds_for]
    stretch, since = [-1] * crew.n_agents, [AWAY] * crew.n_agents
    turn = 0

    starts = zip(crew.first[:-1].tolist(), last, strict=True)
    heap = [(begin_s[k], ON + k) for k, end in starts if k <= end]
    heapify(heap)

    def arrive(x: int, now: float) -> None:
        """Give a call to an agent, or let it wait."""
        caller = caller_of[x]
        queue = queue_of[caller]
        arrived[x] = now
        for kinds in kinds_for[queue]:
            best, rank = -1, turn
            for kind in kinds:
                line = idle[kind]
                if line and since[line[0]] < rank:
                    best, rank = kind, since[line[0]]
            if best >= 0:
                agent = idle[best].popleft()
                since[agent] = BUSY
                began[x], by[x] = now, agent
                done = ended[x] = now + handle[caller] / speed[agent]
                heappush(heap, (done, agent))
                return
        waiting[queue].append(x)
        deadline[x] = late = now + patience[x]
        if x + 1 < first[caller + 1] and late < math.inf:
            heappush(heap, (late + delay[x + 1], RETRY + x + 1))

    def next_call(kind: int, now: float) -> int:
        """Waiting try that an agent of a kind takes; -1 for none."""
        best, rank, came = -1, 0, math.inf
        for priority, queue in queues_of[kind]:
            if best >= 0 and priority > rank:
                break
            line = waiting[queue]
            while line and deadline[line[0]] <= now:
                line.popleft()
            if line and arrived[line[0]] < came:
                best, rank, came = queue, priority, arrived[line[0]]
        return waiting[best].popleft() if best >= 0 else -1

    def leave(agent: int, now: float) -> None:
        """Take an agent off the phones; the break is owed in full, however late it begins."""
        k, back = stretch[agent], now
        off[k] = now
        since[agent] = AWAY
        while k < last[agent]:
            k += 1
            back = max(begin_s[k], back + pause_s[k])
            if back < end_s[k]:
                heappush(heap, (back, ON + k))
                return

    for c in range(len(fresh) + 1):
        upto = fresh[c] if c < len(fresh) else math.inf
        while heap and heap[0][0] <= upto:
            now, code = heap[0]
            if code < OFF:
                agent = code
                if now < end_s[stretch[agent]]:
                    x = next_call(kind_of[agent], now)
                    if x >= 0:
                        began[x], by[x] = now, agent
                        done = ended[x] = now + handle[caller_of[x]] / speed[agent]
                        heapreplace(heap, (done, agent))
                    else:
                        heappop(heap)
                        idle[kind_of[agent]].append(agent)
                        since[agent] = turn
                        turn += 1
                else:
                    heappop(heap)
                    leave(agent, now)
                continue
            heappop(heap)
            if code < ON:
                agent = agent_of[code - OFF]
                if stretch[agent] == code - OFF and since[agent] >= 0:
                    idle[kind_of[agent]].remove(agent)
                    leave(agent, now)
            elif code < RETRY:
                k = code - ON
                agent = agent_of[k]
                stretch[agent] = k
                on[k] = now
                heappush(heap, (end_s[k], OFF + k))
                x = next_call(kind_of[agent], now)
                if x >= 0:
                    since[agent] = BUSY
                    began[x], by[x] = now, agent
                    done = ended[x] = now + handle[caller_of[x]] / speed[agent]
                    heappush(heap, (done, agent))
                else:
                    idle[kind_of[agent]].append(agent)
                    since[agent] = turn
                    turn += 1
            elif by[code - RETRY - 1] < 0:  # the try before was given up
                arrive(code - RETRY, now)
        if c < len(fresh):
            arrive(first[c], upto)

    answered = np.array(by, dtype=np.int64)
    limit = np.array(deadline)
    gone = np.where((answered < 0) & np.isfinite(limit), limit, math.nan)
    return Records(
        np.array(arrived),
        np.array(began),
        np.array(ended),
        gone,
        answered,
        np.array(on),
        np.array(off),
    )
