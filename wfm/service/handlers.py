"""What a worker can do, by kind of run."""

from __future__ import annotations

from collections.abc import Mapping

from wfm.runs.context import Handler
from wfm.service import (
    cleanings,
    forecast_runs,
    history_imports,
    repair_runs,
    requirement_studies,
    roster_questions,
    scenario_comparisons,
    scenario_promotion_runs,
    simulations,
    solves,
)

HANDLERS: Mapping[str, Handler] = {
    cleanings.KIND: cleanings.run_cleaning,
    forecast_runs.KIND: forecast_runs.run_forecast,
    history_imports.KIND: history_imports.run_import,
    repair_runs.KIND: repair_runs.run_repair,
    requirement_studies.KIND: requirement_studies.run_studies,
    roster_questions.KIND: roster_questions.run_question,
    scenario_comparisons.KIND: scenario_comparisons.run_comparison,
    scenario_promotion_runs.KIND: scenario_promotion_runs.run_promotion,
    simulations.KIND: simulations.run_simulation,
    solves.KIND: solves.run_roster,
}
