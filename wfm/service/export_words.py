"""Words of choices that tables going out name: methods, definitions, kinds of override."""

from __future__ import annotations

from collections.abc import Mapping

Pair = tuple[str, str]
"""English and Chinese."""

METHODS: Mapping[str, Pair] = {
    "mean_of_three": ("Mean of three", "三模型均值"),
    "seasonal_naive": ("Same week before", "上周同期"),
    "weekday_mean_8": ("Mean of the last 8 same weekdays", "近 8 个同星期均值"),
    "weekday_median_6": ("Median of the last 6 same weekdays", "近 6 个同星期中位数"),
    "factor": ("Day factors (SVD)", "日因子（SVD）"),
    "top_down": ("Top-down", "自上而下"),
    "holt_winters": ("Holt-Winters", "Holt-Winters"),
    "mstl": ("MSTL (seasons by loess)", "MSTL（局部回归分解季节）"),
    "harmonic": ("Harmonic regression", "谐波回归"),
    "lightgbm": ("Boosted trees (LightGBM)", "提升树（LightGBM）"),
    "poisson_glm": ("Poisson regression", "泊松回归"),
}
"""Forecasters by their name in `wfm.forecasting.registry`, as the pages call them."""

DEFINITIONS: Mapping[str, Pair] = {
    "offered": ("answered in time / offered", "按时接听 / 总来电"),
    "answered": ("answered in time / answered", "按时接听 / 已接听"),
    "net": (
        "answered in time / (offered - short abandons)",
        "按时接听 /（总来电 − 短时放弃）",
    ),
    "either": (
        "(answered + abandoned in time) / offered",
        "（按时接听 + 按时放弃）/ 总来电",
    ),
}
"""Service-level definitions, as the pages call them."""

QUANTITIES: Mapping[str, Pair] = {
    "volume": ("Contacts", "来电量"),
    "aht": ("Handle time", "处理时长"),
}

HOWS: Mapping[str, Pair] = {
    "percent": ("Change in percent", "按百分比调整"),
    "each": ("Each interval is", "每个时段为"),
    "day": ("Each day adds up to", "每日合计为"),
}


def chosen(words: Mapping[str, Pair], key: str, language: str) -> str:
    """Words of a choice; one that nobody named stays as it is.

    Examples
    --------
    >>> chosen(METHODS, "top_down", "en"), chosen(METHODS, "top_down", "zh-CN")
    ('Top-down', '自上而下')
    >>> chosen(METHODS, "of_yesterday", "en")
    'of_yesterday'
    """
    pair = words.get(key)
    return key if pair is None else pair[1 if language.startswith("zh") else 0]
