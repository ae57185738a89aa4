"""Tests of requirements over several channels."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from wfm.core.days import OpeningHours
from wfm.core.errors import BadInputError
from wfm.core.frames import POOLED, REQUIREMENT
from wfm.sizing.channels import Channel, QueueWork, mean_over_volume
from wfm.sizing.chat import ChatWork
from wfm.sizing.inverse import agents_needed
from wfm.sizing.options import SizingOptions
from wfm.sizing.redial import agents_with_redials
from wfm.sizing.requirement import SkillGroup, requirement_of
from wfm.sizing.target import Model, Target

pytestmark = pytest.mark.unit

TARGET = Target(0.8, 20)
MAIL = QueueWork("mail", Channel.EMAIL, deadline_min=120)
CHAT = QueueWork("chat", Channel.CHAT, ChatWork(3, 0.15), threshold_s=60)


def plain(**more):
    """Options without lag."""
    return SizingOptions(lag=False, **more)


def of(frame, group=POOLED):
    """Rows of a group."""
    return frame[frame["group"] == group].reset_index(drop=True)


def test_phones_and_chat_add_up(make_forecast):
    """Tests that 10 erlangs of calls need 14 and 10 of chats at three at once 6 more."""
    forecast = make_forecast(
        {"calls": [100.0] * 3, "chat": [30.0] * 3}, {"calls": 180, "chat": 600}
    )
    got = of(requirement_of(forecast, (), TARGET, plain(works=(CHAT,))))
    assert got["agents"].tolist() == [20] * 3
    assert got["chat_agents"].tolist() == [6] * 3
    assert got["deferred_agents"].tolist() == [0] * 3
    assert got["volume"].tolist() == [130] * 3
    REQUIREMENT.validate(got)


def test_mail_goes_beside_the_peak(make_forecast):
    """Tests that mail of the peak is answered after it, and shown apart."""
    calls, mail = [20.0, 200.0, 20.0, 20.0, 20.0], [0.0, 24.0, 0.0, 0.0, 0.0]
    forecast = make_forecast({"calls": calls, "mail": mail}, {"calls": 180, "mail": 300})
    without = of(requirement_of(forecast[forecast["queue"] == "calls"], (), TARGET, plain()))
    got = of(requirement_of(forecast, (), TARGET, plain(works=(MAIL,))))
    assert got["agents"].max() == without["agents"].max()
    assert got["deferred_agents"].sum() == 4
    assert got["deferred_agents"].iloc[1] == 0
    np.testing.assert_array_equal(got["agents"] - got["deferred_agents"], without["agents"])
    np.testing.assert_array_equal(got["service_level"], without["service_level"])


def test_the_minimum_does_the_mail(make_forecast):
    """Tests that two people who must be there at night answer mail before anybody is added."""
    forecast = make_forecast({"calls": [0.0] * 4, "mail": [3.0] * 4}, {"calls": 180, "mail": 300})
    got = of(requirement_of(forecast, (), TARGET, plain(works=(MAIL,), min_agents=2)))
    assert got["agents"].tolist() == [2] * 4
    assert got["load_erlangs"].sum() == pytest.approx(2.0)


def test_idle_time_is_used_only_as_granted(make_forecast):
    """Tests that mail is free while the granted idle time lasts, and costs agents otherwise."""
    forecast = make_forecast({"calls": [100.0] * 4, "mail": [6.0] * 4}, {"calls": 180, "mail": 300})

    def added(share):
        work = QueueWork("mail", Channel.EMAIL, deadline_min=120, idle_share=share)
        return of(requirement_of(forecast, (), TARGET, plain(works=(work,))))["deferred_agents"]

    assert added(0.0).sum() == 4
    assert added(0.1).sum() == 3
    assert added(0.25).sum() == 0


def test_mail_waits_for_opening(make_forecast):
    """Tests that mail of the night is done in opening hours only, closed days left out."""
    volume = [2.0] * 96
    forecast = make_forecast({"mail": volume}, 900.0)
    opening = OpeningHours((((480, 1080),),) * 7)
    options = plain(works=(MAIL,), opening=opening, closed_days=frozenset({date(2026, 3, 3)}))
    got = of(requirement_of(forecast, (), TARGET, options))
    busy = got[got["agents"] > 0]["timestamp"]
    assert set(busy.dt.hour) <= set(range(8, 18))
    assert set(busy.dt.date) == {date(2026, 3, 2)}
    assert got["agents"].sum() >= 96


def test_backlog_is_worked_off(make_forecast):
    """Tests that 24 mails left from before add two hours of work within the deadline."""
    forecast = make_forecast({"mail": [0.1] * 8}, 300.0)
    late = QueueWork("mail", Channel.EMAIL, deadline_min=120, backlog=24)
    got = of(requirement_of(forecast, (), TARGET, plain(works=(late,))))
    clear = of(requirement_of(forecast, (), TARGET, plain(works=(MAIL,))))
    assert got["load_erlangs"].sum() == pytest.approx(clear["load_erlangs"].sum() + 4.0)
    assert got["agents"].iloc[:4].sum() >= 4


def test_outbound_and_care_need_nobody(make_forecast):
    """Tests that work which fills spare time adds no agent and no contacts."""
    forecast = make_forecast({"calls": [50.0] * 2, "sales": [80.0] * 2, "care": [9.0] * 2})
    works = (QueueWork("sales", Channel.OUTBOUND), QueueWork("care", Channel.CARE))
    got = of(requirement_of(forecast, (), TARGET, plain(works=works)))
    alone = of(requirement_of(forecast[forecast["queue"] == "calls"], (), TARGET, plain()))
    for name in ("agents", "volume", "service_level"):
        np.testing.assert_array_equal(got[name], alone[name])


def test_groups_within_the_pool(make_forecast):
    """Tests that a skill with calls and mail is a minimum in the pool, which is never smaller."""
    forecast = make_forecast(
        {"calls": [60.0] * 6, "english": [30.0] * 6, "mail": [4.0] * 6},
        {"calls": 180, "english": 180, "mail": 600},
    )
    group = SkillGroup("english", ("english", "mail"))
    got = requirement_of(forecast, (group,), TARGET, plain(works=(MAIL,)))
    pool, part = of(got), of(got, "english")
    assert (pool["agents"] >= part["agents"]).all()
    assert part["deferred_agents"].sum() >= 8
    # Nobody counts twice: the pool needs fewer than both groups apart.
    apart = of(requirement_of(forecast[forecast["queue"] == "calls"], (), TARGET, plain()))
    assert (pool["agents"] <= part["agents"] + apart["agents"]).all()


def test_redials_are_put_on(make_forecast):
    """Tests that fresh calls are sized with the redials that the staffing leaves."""
    forecast = make_forecast({"calls": [300.0, 40.0]})
    low = Target(None, answer_rate=0.7)
    options = plain(model=Model.ERLANG_A, patience_s=60.0, redial_share=0.6)
    got = of(requirement_of(forecast, (), low, options))
    exact = agents_with_redials([30.0, 4.0], 180.0, low, patience_s=60.0, redial_share=0.6)
    assert got["agents"].tolist() == exact.tolist()
    assert (got["load_erlangs"] > [30.0, 4.0]).all()
    assert got["volume"].tolist() == [300, 40]


def test_patience_of_queues(make_forecast):
    """Tests that the pool's patience is that of its callers: rates add up, not times."""
    forecast = make_forecast({"a": [10.0], "b": [30.0]})
    works = {"a": QueueWork("a", patience_s=30.0)}
    mean = mean_over_volume(forecast, works, "patience_s", 120.0, inverse=True)
    assert mean == pytest.approx(40 / (10 / 30 + 30 / 120))
    options = plain(model=Model.ERLANG_A, patience_s=120.0, works=tuple(works.values()))
    got = of(requirement_of(forecast, (), TARGET, options))
    assert got["agents"].iloc[0] == int(agents_needed(4.0, 180.0, TARGET, patience_s=mean))
    assert "chat_agents" not in got.columns


def test_shrinkage_by_hour(make_forecast):
    """Tests that each interval is divided by its own hour's share, in exact arithmetic."""
    table = [[0.0] * 24 for _ in range(7)]
    table[0][1] = 0.3
    forecast = make_forecast({"a": [0.0] * 4})
    options = plain(min_agents=21, shrinkage_by_hour=tuple(map(tuple, table)))
    got = of(requirement_of(forecast, (), TARGET, options))
    assert got["agents_with_shrinkage"].tolist() == [21, 21, 30, 30]


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: QueueWork("m", Channel.EMAIL), "has no deadline"),
        (lambda: QueueWork("m", Channel.CALLBACK, deadline_min=0), "has no deadline"),
        (lambda: QueueWork("m", idle_share=2.0), "idle time"),
        (lambda: QueueWork("m", patience_s=0.0), "patience"),
        (lambda: QueueWork("m", redial_share=1.0), "redial_share|called again"),
        (lambda: QueueWork("m", backlog=-1.0), "backlog is negative"),
        (lambda: SizingOptions(works=(MAIL, MAIL)), "named twice"),
        (lambda: SizingOptions(redial_share=1.0), "called again"),
        (lambda: SizingOptions(shrinkage_by_hour=((0.1,) * 24,) * 6), "no week of hours"),
        (lambda: SizingOptions(shrinkage_by_hour=((1.0,) * 24,) * 7), "share is out of range"),
    ],
)
def test_refusals(make, word):
    """Tests that what cannot be is refused before any work starts."""
    with pytest.raises(BadInputError, match=word):
        make()


def test_deadline_below_an_interval(make_forecast):
    """Tests that mail due in 10 minutes is refused on half-hours, with what to do."""
    hasty = QueueWork("mail", Channel.EMAIL, deadline_min=10)
    with pytest.raises(BadInputError, match="shorter than an interval"):
        requirement_of(make_forecast({"mail": [1.0] * 2}), (), TARGET, plain(works=(hasty,)))


def test_frames_survive_a_clock_change(make_forecast):
    """Tests that the hour that comes twice is two intervals for mail as well."""
    forecast = make_forecast({"mail": [2.0] * 50}, 900.0, "2026-10-25", "Europe/Berlin")
    got = of(requirement_of(forecast, (), TARGET, plain(works=(MAIL,))))
    assert len(got) == 50
    assert isinstance(got["timestamp"].dtype, pd.DatetimeTZDtype)
    assert got["load_erlangs"].sum() == pytest.approx(50.0)
