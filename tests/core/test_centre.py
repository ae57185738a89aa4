"""The centre's small questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from wfm.core.centre import Centre, Queue, Site, Team
from wfm.core.days import Closure, OpeningHours
from wfm.core.people import Contract

pytestmark = pytest.mark.unit

MONDAY = date(2026, 11, 23)
CENTRE = Centre(
    "c",
    "Corner bank",
    "街角银行",
    "Asia/Shanghai",
    (Queue("q", "Calls", "来电"),),
    (Contract("full"),),
    (Team("T1", "Team 1", "一组"),),
    closures=(Closure(MONDAY, date(2026, 11, 24)),),
)


def test_names_in_both_languages() -> None:
    """Tests that every variant of Chinese gets the Chinese name."""
    assert CENTRE.name("en") == "Corner bank"
    assert CENTRE.name("zh_CN") == "街角银行"
    assert CENTRE.queues[0].name("zh") == "来电"


def test_closures_include_both_ends() -> None:
    """Tests that the first and last day of a closure are closed, the next is not."""
    closed = [CENTRE.closed_on(date(2026, 11, day)) for day in (22, 23, 24, 25)]
    assert closed == [False, True, True, False]


@pytest.mark.parametrize(
    ("seats", "total"), [((), None), ((10,), 10), ((10, 5), 15), ((10, None), None)]
)
def test_seats_need_every_site(seats: tuple[int | None, ...], total: int | None) -> None:
    """Tests that one site without a limit means that the centre has none."""
    sites = tuple(Site(f"s{k}", "s", "s", n) for k, n in enumerate(seats))
    assert replace(CENTRE, sites=sites).seats == total


def test_opening_hours_are_half_open() -> None:
    """Tests that the opening minute is open and the closing one is not."""
    hours = OpeningHours((((420, 1440),), *((),) * 6))
    seen = [hours.is_open(MONDAY, minute) for minute in (419, 420, 1439)]
    assert seen == [False, True, True]
    assert not hours.is_open(date(2026, 11, 24), 600)
    assert not hours.always
    assert OpeningHours().always
    assert OpeningHours().is_open(MONDAY, 0)
