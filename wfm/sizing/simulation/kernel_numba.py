"""The event loop compiled: the same rules as `kernel`, to the same bit, on arrays.

Lists of idle agents and of waiting calls are chains through
arrays; the heap is written out, ordered by instant and code as in `kernel`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from wfm.sizing.arrays import FloatArray, IntArray
from wfm.sizing.simulation.callers import Callers
from wfm.sizing.simulation.crew import Crew
from wfm.sizing.simulation.kernel import AWAY, BUSY, OFF, ON, RETRY
from wfm.sizing.simulation.records import Records
from wfm.sizing.simulation.routing import Routing


def run(callers: Callers, crew: Crew, routing: Routing) -> Records:
    """Play one replication; parameters and result as `wfm.sizing.simulation.kernel.run`."""
    return play(callers, crew, routing, _loop)


def play(callers: Callers, crew: Crew, routing: Routing, loop: Any) -> Records:
    """Play one replication by a loop, compiled or (``_loop.py_func``) not."""
    n_queues, n_kinds = routing.levels.shape[1], len(routing.levels)
    for_queue, level_of = np.full((2, n_queues, n_kinds), -1, dtype=np.int64)
    for queue in range(n_queues):
        kinds = [kind for level in routing.kinds_for(queue) for kind in level]
        for_queue[queue, : len(kinds)] = kinds
        level_of[queue, : len(kinds)] = routing.levels[kinds, queue]
    of_kind = np.full((n_kinds, n_queues), -1, dtype=np.int64)
    for kind in range(n_kinds):
        queues = [queue for _, queue in routing.queues_of(kind)]
        of_kind[kind, : len(queues)] = queues
    found = loop(
        callers.arrived_s,
        callers.first,
        callers.caller_of,
        callers.queue,
        callers.handle_s,
        callers.patience_s,
        callers.delay_s,
        crew.first,
        crew.begin_s,
        crew.end_s,
        crew.pause_s,
        crew.agent_of,
        crew.speed,
        routing.kind,
        for_queue,
        level_of,
        of_kind,
        routing.priority,
    )
    arrived, began, ended, deadline, by, on, off = found
    gone = np.where((by < 0) & np.isfinite(deadline), deadline, np.nan)
    return Records(arrived, began, ended, gone, by, on, off)


@njit(cache=True)
def _push(at: FloatArray, code: IntArray, size: int, when: float, what: int) -> int:
    k = size
    while k > 0:
        up = (k - 1) >> 1
        if at[up] < when or (at[up] == when and code[up] < what):
            break
        at[k], code[k] = at[up], code[up]
        k = up
    at[k], code[k] = when, what
    return size + 1


@njit(cache=True)
def _sink(at: FloatArray, code: IntArray, size: int, when: float, what: int) -> None:
    """Put an event in the place of the first one."""
    k = 0
    while True:
        low = 2 * k + 1
        if low >= size:
            break
        high = low + 1
        if high < size and (at[high] < at[low] or (at[high] == at[low] and code[high] < code[low])):
            low = high
        if when < at[low] or (when == at[low] and what < code[low]):
            break
        at[k], code[k] = at[low], code[low]
        k = low
    at[k], code[k] = when, what


@njit(cache=True)
def _next_call(
    queues: IntArray,
    priority: IntArray,
    head: IntArray,
    after: IntArray,
    deadline: FloatArray,
    arrived: FloatArray,
    now: float,
) -> int:
    best, rank, came = -1, 0, np.inf
    for k in range(queues.size):
        queue = queues[k]
        if queue < 0 or (best >= 0 and priority[queue] > rank):
            break
        while head[queue] >= 0 and deadline[head[queue]] <= now:
            head[queue] = after[head[queue]]
        x = head[queue]
        if x >= 0 and arrived[x] < came:
            best, rank, came = queue, priority[queue], arrived[x]
    if best < 0:
        return -1
    x = head[best]
    head[best] = after[x]
    return int(x)


@njit(cache=True)
def _loop(
    fresh: FloatArray,
    first: IntArray,
    caller_of: IntArray,
    queue_of: IntArray,
    handle: FloatArray,
    patience: FloatArray,
    delay: FloatArray,
    first_stretch: IntArray,
    begin_s: FloatArray,
    end_s: FloatArray,
    pause_s: FloatArray,
    agent_of: IntArray,
    speed: FloatArray,
    kind_of: IntArray,
    for_queue: IntArray,
    level_of: IntArray,
    of_kind: IntArray,
    priority: IntArray,
) -> Any:
    n_fresh, n_tries = fresh.size, patience.size
    n_agents, n_kinds = speed.size, of_kind.shape[0]
    arrived, began = np.full(n_tries, np.nan), np.full(n_tries, np.nan)
    ended, deadline = np.full(n_tries, np.nan), np.full(n_tries, np.nan)
    by = np.full(n_tries, -1, dtype=np.int64)
    on, off = np.full(end_s.size, np.nan), np.full(end_s.size, np.nan)
    # Idle agents: doubly linked, so that one who leaves comes out of the middle.
    idle_head, idle_tail = np.full((2, n_kinds), -1, dtype=np.int64)
    before, behind = np.full((2, n_agents), -1, dtype=np.int64)
    # Waiting calls: singly linked, taken from the head.
    wait_head, wait_tail = np.full((2, priority.size), -1, dtype=np.int64)
    after = np.full(n_tries, -1, dtype=np.int64)
    stretch = np.full(n_agents, -1, dtype=np.int64)
    since = np.full(n_agents, AWAY, dtype=np.int64)
    turn = 0
    # An agent has at most a call's end, the way on, and the ends of two stretches ahead.
    room = 4 * n_agents + (n_tries - n_fresh) + 16
    at, code = np.empty(room), np.empty(room, dtype=np.int64)
    size = 0
    for a in range(n_agents):
        if first_stretch[a] < first_stretch[a + 1]:
            k = first_stretch[a]
            size = _push(at, code, size, begin_s[k], ON + k)

    for c in range(n_fresh + 1):
        upto = fresh[c] if c < n_fresh else np.inf
        while True:
            x = -1  # the try that comes in at `now`
            event = size > 0 and at[0] <= upto
            if event:
                now, what = at[0], code[0]
                agent, free, leaves = -1, False, False
                if what < OFF:
                    agent = what
                    free = now < end_s[stretch[agent]]
                    leaves = not free
                elif what < ON:
                    k = what - OFF
                    a = agent_of[k]
                    if stretch[a] == k and since[a] >= 0:
                        agent, leaves = a, True
                        ahead, next_ = before[a], behind[a]
                        if ahead >= 0:
                            behind[ahead] = next_
                        else:
                            idle_head[kind_of[a]] = next_
                        if next_ >= 0:
                            before[next_] = ahead
                        else:
                            idle_tail[kind_of[a]] = ahead
                elif what < RETRY:
                    k = what - ON
                    agent, free = agent_of[k], True
                    stretch[agent] = k
                    on[k] = now
                elif by[what - RETRY - 1] < 0:
                    x = what - RETRY

                taken = -1
                if free:
                    kind = kind_of[agent]
                    taken = _next_call(
                        of_kind[kind], priority, wait_head, after, deadline, arrived, now
                    )
                if taken >= 0:
                    done = now + handle[caller_of[taken]] / speed[agent]
                    began[taken], ended[taken], by[taken] = now, done, agent
                    since[agent] = BUSY
                    _sink(at, code, size, done, agent)
                else:
                    size -= 1
                    _sink(at, code, size, at[size], code[size])
                    if free:
                        kind = kind_of[agent]
                        since[agent] = turn
                        turn += 1
                        tail = idle_tail[kind]
                        before[agent], behind[agent] = tail, -1
                        if tail >= 0:
                            behind[tail] = agent
                        else:
                            idle_head[kind] = agent
                        idle_tail[kind] = agent
                if free and what >= ON:
                    k = what - ON
                    size = _push(at, code, size, end_s[k], OFF + k)
                if leaves:
                    k, back = stretch[agent], now
                    off[k] = now
                    since[agent] = AWAY
                    while k < first_stretch[agent + 1] - 1:
                        k += 1
                        back = max(begin_s[k], back + pause_s[k])
                        if back < end_s[k]:
                            size = _push(at, code, size, back, ON + k)
                            break
                if x < 0:
                    continue
            elif c < n_fresh:
                now, x = upto, first[c]
            else:
                break

            caller = caller_of[x]
            queue = queue_of[caller]
            arrived[x] = now
            best, rank, level = -1, turn, 0
            for k in range(n_kinds):
                kind = for_queue[queue, k]
                if kind < 0 or (best >= 0 and level_of[queue, k] > level):
                    break
                top = idle_head[kind]
                if top >= 0 and since[top] < rank:
                    best, rank, level = kind, since[top], level_of[queue, k]
            if best >= 0:
                agent = idle_head[best]
                next_ = behind[agent]
                idle_head[best] = next_
                if next_ >= 0:
                    before[next_] = -1
                else:
                    idle_tail[best] = -1
                since[agent] = BUSY
                done = now + handle[caller] / speed[agent]
                began[x], ended[x], by[x] = now, done, agent
                size = _push(at, code, size, done, agent)
            else:
                tail = wait_tail[queue]
                if wait_head[queue] < 0:
                    wait_head[queue] = x
                else:
                    after[tail] = x
                wait_tail[queue] = x
                deadline[x] = now + patience[x]
                if x + 1 < first[caller + 1] and deadline[x] < np.inf:
                    late = deadline[x] + delay[x + 1]
                    size = _push(at, code, size, late, RETRY + x + 1)
            if not event:
                break
    return arrived, began, ended, deadline, by, on, off
