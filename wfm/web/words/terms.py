"""Words for the states and kinds that the rooms below name by ids."""

from __future__ import annotations

from typing import Literal

from wfm.web.words import N_, Words

Colour = Literal["red", "orange", "yellow", "blue", "green", "violet", "gray", "primary"]
"""Colours of chips; the words in them carry the meaning."""

LEAVE = {
    "annual": N_("Annual leave"),
    "sick": N_("Sick leave"),
    "personal": N_("Personal leave"),
    "marriage": N_("Marriage leave"),
    "maternity": N_("Maternity leave"),
    "bereavement": N_("Bereavement leave"),
    "compensatory": N_("Compensatory time off"),
    "training": N_("Training"),
}
ROSTER_STATUS = {
    "draft": N_("Draft"),
    "published": N_("Published"),
    "superseded": N_("Superseded"),
}
RUN_STATUS = {
    "queued": N_("Waiting for a worker"),
    "running": N_("Running"),
    "done": N_("Finished"),
    "cancelled": N_("Cancelled"),
    "failed": N_("Failed"),
}
RUN_COLOURS: dict[str, Colour] = {
    "queued": "gray",
    "running": "blue",
    "done": "green",
    "cancelled": "orange",
    "failed": "red",
}
RUN_KIND = {
    "roster": N_("Roster"),
    "forecast": N_("Forecast"),
    "simulation": N_("Simulation"),
    "cleaning": N_("Look for outliers"),
    "requirement": N_("Studies of the requirement"),
    "question": N_("Question about the roster"),
    "repair": N_("Repair"),
    "comparison": N_("Comparison of scenarios"),
    "promotion": N_("Promotion of a scenario"),
    "import": N_("Import of history"),
}
QUESTION = {
    "what_if": N_("What would it cost?"),
    "why_not": N_("Why not?"),
    "prices": N_("What would help?"),
}
PHASE = {
    "bound": N_("Proving the bound"),
    "question": N_("Answering"),
    "assign": N_("Giving people their shifts"),
    "breaks": N_("Placing breaks"),
    "recreate": N_("Rebuilding people's weeks"),
    "activities": N_("Placing activities"),
    "columns": N_("Combining people's rosters"),
    "polish": N_("Improving shifts and breaks"),
    "explain": N_("Looking for what contradicts itself"),
    "done": N_("Finished"),
    "forecast": N_("Forecasting"),
    "back-test": N_("Back-testing"),
    "saving": N_("Saving"),
    "simulation": N_("Simulating"),
    "cleaning": N_("Looking for outliers"),
    "requirement": N_("Sizing by other targets and following the queue"),
    "comparison": N_("Sizing the week for each scenario"),
    "promotion": N_("Sizing every day of the plan"),
    "reading": N_("Reading the file"),
    "merging": N_("Putting it on what is known"),
}
WISH_KIND = {
    "shift": N_("Shift"),
    "day_off": N_("Day off"),
    "no_nights": N_("No nights"),
}
IMPORTANCE = {"normal": N_("Normal"), "important": N_("Important")}
WISH_STATUS = {
    "open": N_("Open"),
    "granted": N_("Granted"),
    "partly": N_("Partly granted"),
    "refused": N_("Not granted"),
    "void": N_("Void"),
    "withdrawn": N_("Withdrawn"),
}
REQUEST_STATUS = {
    "asked": N_("Open"),
    "approved": N_("Approved"),
    "refused": N_("Refused"),
    "withdrawn": N_("Withdrawn"),
}
REQUEST_COLOURS: dict[str, Colour] = {
    "asked": "blue",
    "approved": "green",
    "refused": "red",
    "withdrawn": "gray",
}
ACTION = {
    "created": N_("created"),
    "changed": N_("changed"),
    "deleted": N_("deleted"),
    "published": N_("published"),
    "superseded": N_("superseded"),
    "set": N_("set"),
    "released": N_("released"),
    "asked": N_("asked"),
    "approved": N_("approved"),
    "refused": N_("refused"),
    "withdrawn": N_("withdrawn"),
    "granted": N_("granted"),
    "revoked": N_("revoked"),
    "queued": N_("queued"),
    "cancelled": N_("cancelled"),
}
ENTITY = {
    "centre": N_("centre"),
    "document": N_("document"),
    "forecast": N_("forecast"),
    "requirement": N_("requirement"),
    "scenario": N_("scenario"),
    "problem": N_("problem"),
    "roster": N_("roster"),
    "pin": N_("pin"),
    "request": N_("request"),
    "leave": N_("leave"),
    "run": N_("run"),
}
REQUEST_KIND = {"leave": N_("Leave"), "swap": N_("Swap")}
ROLE = {
    "agent": N_("Agent"),
    "shift_leader": N_("Shift leader"),
    "scheduler": N_("Scheduler"),
    "planner": N_("Planner"),
    "manager": N_("Manager"),
    "administrator": N_("Administrator"),
}
ACTOR = {
    "Scheduler on duty": N_("Scheduler on duty"),
    "Planner on duty": N_("Planner on duty"),
    "Shift leader on duty": N_("Shift leader on duty"),
    "Manager on duty": N_("Manager on duty"),
    "Agent": N_("Agent"),
}
ENFORCEMENT = {
    "enforced": N_("Enforced"),
    "on_request": N_("Checked on request"),
    "recorded": N_("Recorded only"),
}
UNIT = {
    "minutes": N_("minutes"),
    "days": N_("days"),
    "shifts": N_("shifts"),
    "agent-intervals": N_("agent-intervals"),
    "breaks": N_("breaks"),
    "cells": N_("cells"),
    "agents": N_("agents"),
    "requests": N_("requests"),
}
SL_DEFINITION = {
    "offered": N_("answered in time / offered"),
    "answered": N_("answered in time / answered"),
    "net": N_("answered in time / (offered - short abandons)"),
    "either": N_("(answered + abandoned in time) / offered"),
}
MODEL = {
    "mean_of_three": N_("Mean of three"),
    "seasonal_naive": N_("Same week before"),
    "weekday_mean_8": N_("Mean of the last 8 same weekdays"),
    "weekday_median_6": N_("Median of the last 6 same weekdays"),
    "factor": N_("Day factors (SVD)"),
    "top_down": N_("Top-down"),
    "holt_winters": N_("Holt-Winters"),
    "mstl": N_("MSTL (seasons by loess)"),
    "harmonic": N_("Harmonic regression"),
    "lightgbm": N_("Boosted trees (LightGBM)"),
    "poisson_glm": N_("Poisson regression"),
}
EFFECT = {
    "after_1": N_("First day after a closure"),
    "after_2": N_("Second day after a closure"),
    "after_3": N_("Third day after a closure"),
    "eve": N_("Eve of a holiday"),
    "holiday": N_("Statutory holiday"),
    "make_up_workday": N_("Make-up workday"),
    "pay_day": N_("Pay day"),
    "after_pay_day": N_("Day after pay day"),
}
NOTES = (
    N_("Less than 3 weeks of history: the mean of the same weekdays."),
    N_("Less than 8 weeks of history: the Poisson model alone."),
    N_("Few contacts an interval: without the factor model."),
    N_("Few contacts an interval: a share of the forecast of the total."),
    N_("The last count lies more than four weeks before the first forecast day."),
    N_("No handle time in the history: a default stands in."),
    N_("Too little history to measure the spread: wide default intervals."),
    N_("Holidays of this year are a projection: the official notice is not out."),
    N_(
        "Less than 8 weeks of its own: the profile is borrowed from the queues it is like, at the "
        "planner's guess of the volume."
    ),
    N_("No contact in the last four weeks while other queues had some: nothing is forecast."),
    N_("No history and no queue to borrow from: it is not in the forecast."),
    N_("No past event teaches its effect and no factor is given: the volume is left as it is."),
    N_("The event's name is new: its effect is that of past events of its kind."),
    N_("It is open at hours at which nothing was ever counted: no volume is expected there."),
)
"""Cautions that a forecast may carry (wfm.forecasting.forecast.NOTES)."""

EVENT_KIND = {
    "campaign": N_("Campaign"),
    "launch": N_("Product launch"),
    "statement": N_("Statement run"),
    "outage": N_("Outage"),
    "other": N_("Other event"),
}
EFFECT_SOURCE = {
    "given": N_("The planner"),
    "learned": N_("Past events of the name"),
    "kind": N_("Past events of the kind"),
    "none": N_("Nothing: left as it is"),
}
DAY_LIKE = {
    "workday": N_("A workday"),
    "rest_day": N_("A rest day"),
    "holiday": N_("A holiday"),
    "closed": N_("Closed all day"),
    "monday": N_("Monday"),
    "tuesday": N_("Tuesday"),
    "wednesday": N_("Wednesday"),
    "thursday": N_("Thursday"),
    "friday": N_("Friday"),
    "saturday": N_("Saturday"),
    "sunday": N_("Sunday"),
    "eve": N_("Eve of a holiday"),
    "make_up_workday": N_("Make-up workday"),
}
DAY_KIND = {
    "normal": N_("As its weekday"),
    "holiday": N_("A holiday"),
    "make_up_workday": N_("Make-up workday"),
    "closed": N_("Closed all day"),
}
PART = {
    "people": N_("People"),
    "shifts": N_("Shift catalogue"),
    "leave": N_("Leave"),
    "past_roster": N_("Past roster"),
    "activities": N_("Activities"),
    "history": N_("History"),
}
CONDITION = {
    "pregnant": N_("Pregnant (7 months or more)"),
    "nursing": N_("Nursing"),
    "no_nights": N_("Not fit for nights"),
    "no_overtime": N_("No overtime"),
}
BREAK = {
    "work": N_("On the phones"),
    "meal": N_("Meal"),
    "rest": N_("Rest break"),
    "nursing": N_("Nursing hour"),
    "leave": N_("Leave"),
}
ACTIVITY = {
    "training": N_("Training"),
    "meeting": N_("Meeting"),
    "briefing": N_("Briefing"),
    "one_to_one": N_("One-to-one"),
    "outbound": N_("Outbound block"),
    "other": N_("Other activity"),
}
RECURRENCE = {
    "once": N_("Once"),
    "weekly": N_("Every week"),
    "daily": N_("Every day"),
}


def term(words: Words, table: dict[str, str], key: object) -> str:
    """Word for an id of a table; the id itself where the table has none."""
    text = table.get(str(key))
    return words(text) if text else str(key)
