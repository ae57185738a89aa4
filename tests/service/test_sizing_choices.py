"""Tests of what a centre's queues and people mean to sizing."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from support.centres import WEEK

from wfm.core.centre import Centre, Queue, Skill, Team
from wfm.core.errors import BadInputError
from wfm.core.frames import POOLED
from wfm.core.people import Agent, Contract
from wfm.core.problem import Demand
from wfm.service import forecasts, planning, requirements
from wfm.service.scenario_sizing import service_apart
from wfm.service.sizing_choices import (
    calls_of,
    joint_groups,
    of_fresh_calls,
    queues_by_skill,
    with_joint_skills,
    works_of,
)
from wfm.sheets.centre_folder import read_centre
from wfm.sheets.centre_toml import read_centre_toml
from wfm.sheets.centre_writing import centre_toml
from wfm.sizing.channels import Channel

pytestmark = pytest.mark.unit

CONTRACT = Contract("full", 2400, 2400)


def queue(name, skill=None, **more):
    """A queue of a name in both languages."""
    return Queue(name, name, name, skill, **more)


@pytest.fixture
def centre():
    """Two skills, all channels."""
    return Centre(
        id="c",
        name_en="c",
        name_zh="c",
        zone="Asia/Shanghai",
        queues=(
            queue("general"),
            queue("english", "english", patience_s=60.0),
            queue("funds", "funds"),
            queue("chat", channel="chat", concurrency=3, slowdown=0.2, threshold_s=60.0),
            queue("mail", channel="email", deadline_min=240, idle_share=0.2),
            queue("sales", "funds", channel="outbound"),
        ),
        contracts=(CONTRACT,),
        teams=(Team("T", "T", "T"),),
        skills=(Skill("english", "English", "英语"), Skill("funds", "Funds", "基金")),
    )


def agent(name, *skills):
    """An agent of some skills."""
    return Agent(name, "T", "full", skills)


def forecast(centre, volume, n=96):
    """A forecast of two days: so many contacts an interval, 180 s each."""
    stamps = pd.date_range(str(WEEK), periods=n, freq="30min", tz=centre.zone)
    rows = [
        {"timestamp": t, "queue": q, "volume": v, "aht_s": 180.0}
        for q, v in volume.items()
        for t in stamps
    ]
    frame = pd.DataFrame(rows).astype({"volume": float})
    return frame.assign(**dict.fromkeys(("q025", "q10", "q90", "q975"), frame["volume"]))


def of(frame, group):
    """Agents of a group."""
    return frame[frame["group"] == group]["agents"].to_numpy()


def test_works(centre):
    """Tests that plain phone queues say nothing, and the others their channel's numbers."""
    works = {w.queue: w for w in works_of(centre, {"mail": 12})}
    assert set(works) == {"english", "chat", "mail", "sales"}
    assert works["english"].patience_s == 60
    assert works["chat"].chat.concurrency == 3
    assert (works["mail"].deadline_min, works["mail"].backlog) == (240, 12)
    assert works["sales"].channel is Channel.OUTBOUND
    assert queues_by_skill(centre) == {"english": ("english",), "funds": ("funds",)}


def test_channels_survive_the_file(centre):
    """Tests that a centre with all channels is written and read back equal."""
    table = tuple(tuple(0.01 * ((d + h) % 9) for h in range(24)) for d in range(7))
    target = dataclasses.replace(centre.target, asa_s=15.0, occupancy_cap=0.9, promised=False)
    full = dataclasses.replace(centre, target=target, redial_share=0.3, shrinkage_by_hour=table)
    assert read_centre_toml(centre_toml(full).encode(), "c") == full


def test_one_share_for_a_weekday(centre):
    """Tests that a weekday's shrinkage may be one number, and 23 are refused by the key."""
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    text = centre_toml(centre) + "[shrinkage]\n" + "".join(f"{d} = 0.07\n" for d in days)
    assert read_centre_toml(text.encode(), "c").shrinkage_by_hour == ((0.07,) * 24,) * 7
    short = text.replace("monday = 0.07", f"monday = {[0.07] * 23}")
    with pytest.raises(BadInputError, match=r"shrinkage\.monday"):
        read_centre_toml(short.encode(), "c")


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"channel": "email"}, "needs a deadline"),
        ({"channel": "phone", "deadline_min": 60}, "has no deadline"),
        ({"channel": "email", "deadline_min": 10}, "shorter than an interval"),
        ({"concurrency": 2}, "only chats"),
        ({"redial_share": 1.0}, "redial_share"),
        ({"channel": "fax"}, "channel"),
    ],
)
def test_queues_that_cannot_be(centre, changes, word):
    """Tests that a centre.toml with such a queue is refused with its key."""
    wrong = dataclasses.replace(centre, queues=(queue("q", **changes),))
    with pytest.raises(BadInputError, match=word):
        read_centre_toml(centre_toml(wrong).encode(), "c")


def test_joint_groups_only_where_somebody_has_both(centre):
    """Tests that people of one skill each ask for no joint group, one with two skills does."""
    apart = [agent("A", "english"), agent("B", "funds", "minnan")]
    assert joint_groups(centre, apart) == ()
    (group,) = joint_groups(centre, [*apart, agent("C", "english", "funds")])
    assert (group.name, group.queues) == ("english+funds", ("english", "funds"))


def test_the_requirement_counts_nobody_twice(centre):
    """Tests that 10 + 10 erlangs of two skills ask for 24 of either, beside 14 of each."""
    promise = dataclasses.replace(centre.target, service_level=0.8, threshold_s=20.0)
    centre = dataclasses.replace(centre, target=promise)
    frame = forecast(centre, {"general": 0, "english": 100, "funds": 100})
    plain = planning.size_centre(centre, frame)
    both = planning.size_centre(centre, frame, agents=[agent("C", "english", "funds")])
    assert set(of(both, "english")) == set(of(both, "funds")) == {14}
    assert set(of(both, "english+funds")) == {24}
    assert set(of(both, POOLED)) == {24}
    kept = both[both["group"] != "english+funds"].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, plain)


def test_agents_carry_joint_groups(centre):
    """Tests that whoever has any of the skills counts for the joint demand, others do not."""
    demands = [
        Demand((1,), POOLED, None),
        Demand((1,), "english", "english"),
        Demand((1,), "english+funds", "english+funds"),
    ]
    people = (agent("A", "english"), agent("B"), agent("C", "english", "funds"))
    got = with_joint_skills(people, demands, centre)
    assert [a.skills for a in got] == [
        ("english", "english+funds"),
        (),
        ("english", "funds", "english+funds"),
    ]
    assert with_joint_skills(people, demands[:2], centre) is people


def test_other_channels_are_no_calls(centre):
    """Tests that chat, mail and outbound work are left out of what callers feel."""
    frame = forecast(
        centre, {"general": 10, "chat": 5, "mail": 4, "sales": 9, "site:general": 3}, 2
    )
    assert set(calls_of(centre, frame)["queue"]) == {"general", "site:general"}


def test_outlook_takes_other_channels_off(centre):
    """Tests that who is needed for chat and mail does not serve calls in the outlook."""
    frame = forecast(centre, {"general": 60, "english": 0, "funds": 0, "chat": 40, "mail": 8})
    sized = planning.size_centre(centre, frame)
    pool = sized[sized["group"] == POOLED].set_index("timestamp")
    assert (pool["chat_agents"] > 0).all()
    outlook = requirements.outlook(centre, frame, pool["agents"].astype(float))
    others = pool["chat_agents"] + pool["deferred_agents"]
    np.testing.assert_array_equal(outlook.intervals["agents"], (pool["agents"] - others))
    assert outlook.intervals["meets_target"].all()


def test_outlook_needs_callers(centre):
    """Tests that a service of calls is refused in words where there is no call."""
    frame = forecast(centre, {"chat": 4, "mail": 4}, 4)
    staff = pd.Series(9.0, index=frame["timestamp"].unique())
    with pytest.raises(BadInputError, match="no queue has callers"):
        requirements.outlook(centre, frame, staff)


def test_outlook_has_redials(centre):
    """Tests that redials lower the service of a short staffing, and change nothing in Erlang C."""
    frame = forecast(centre, {"general": 100})
    staff = pd.Series(9.0, index=frame["timestamp"])
    impatient = dataclasses.replace(centre, model="erlang-a", patience_s=60.0)
    redialling = dataclasses.replace(impatient, redial_share=0.7)
    plain = requirements.outlook(impatient, frame, staff).intervals
    worse = requirements.outlook(redialling, frame, staff).intervals
    assert (worse["service_level"] < plain["service_level"]).all()
    # Offered = fresh + 0.7 x lost.
    offered = worse["volume"] * (1 - 0.7 * (1 - worse["answer_rate"]))
    np.testing.assert_allclose(offered, 100.0, rtol=1e-4)
    calm = dataclasses.replace(centre, redial_share=0.7)
    assert requirements.outlook(calm, frame, staff).intervals["volume"].tolist() == [100] * 96


def test_history_of_fresh_calls(centre):
    """Tests that redials go off where lost calls were counted, at the usual share elsewhere."""
    history = pd.DataFrame(
        {
            "queue": ["general"] * 3 + ["english"] * 2,
            "volume": [100.0, 50.0, np.nan, 40.0, 40.0],
            "abandoned": [20.0, np.nan, np.nan, np.nan, np.nan],
        }
    )
    redialling = dataclasses.replace(centre, model="erlang-a", patience_s=60.0, redial_share=0.5)
    got = of_fresh_calls(redialling, history)["volume"].tolist()
    assert got[:2] == [90.0, 45.0]
    assert np.isnan(got[2])
    assert got[3:] == [40.0, 40.0]
    assert of_fresh_calls(centre, history) is history


def test_a_problem_with_joint_skills_can_be_solved_for(planned, folder):
    """Tests that a problem of a centre with shared skills carries the joint demand."""
    data = read_centre(folder)
    skills = {a.skills for a in data.agents}
    frame = forecasts.forecast(planned, 1).frame
    centre = dataclasses.replace(
        data.centre,
        queues=tuple(
            dataclasses.replace(q, skill=s)
            for q, s in zip(data.centre.queues, ("one", "two"), strict=False)
        ),
        skills=(*data.centre.skills, Skill("one", "1", "1"), Skill("two", "2", "2")),
    )
    people = tuple(dataclasses.replace(a, skills=(*a.skills, "one", "two")) for a in data.agents)
    data = dataclasses.replace(data, centre=centre, agents=people)
    requirement = planning.size_centre(centre, frame, agents=people)
    problem = planning.build_problem(data, requirement, (), WEEK)
    groups = [d.group for d in problem.demands]
    assert skills
    assert groups == ["all", "one", "one+two", "two"]
    assert all("one+two" in a.skills for a in problem.agents)


def test_groups_apart_serve_calls_without_other_channels(centre):
    """Tests that seats for chat are taken off before groups that answer apart are judged."""
    frame = forecast(centre, {"general": 60, "english": 0, "funds": 0, "chat": 40, "mail": 0})
    options = planning.sizing_options(centre)
    target = planning.sizing_target(centre.target)
    pool = planning.size_centre(centre, frame).query("group == 'all'").set_index("timestamp")
    groups = {"all": tuple(frame["queue"].unique())}
    seats = pool["agents"].astype(float)
    mixed = service_apart(frame, seats, groups, target, options)
    calls = calls_of(centre, frame)
    alone = service_apart(calls, seats - pool["chat_agents"], groups, target, options)
    assert (mixed.service_level, mixed.occupancy) == (alone.service_level, alone.occupancy)
    silent = service_apart(frame, seats, {"all": ("chat",)}, target, options)
    assert np.isnan(silent.service_level)
    assert mixed.service_level >= centre.target.service_level
