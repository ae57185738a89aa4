"""Where things are kept, from the environment (WFM_...) or the checkout."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parents[2]


class Settings(BaseSettings):
    """Settings of one installation; each can be set as WFM_NAME in the environment.

    Parameters
    ----------
    data_dir : Path
        Folder of the default SQLite database.
    database_url : str
        SQLAlchemy URL; empty means SQLite in `data_dir`.
    centres_dir, rules_dir : Path
        Planners' files (forecasts/) and schedulers' files (constraints/).
    sample_centre : str
        Folder of the centre that `wfm serve` and `wfm demo` begin with.
    host, port
        Where `wfm serve` listens.
    """

    model_config = SettingsConfigDict(env_prefix="WFM_")

    data_dir: Path = CHECKOUT / "var"
    database_url: str = ""
    centres_dir: Path = CHECKOUT / "forecasts"
    rules_dir: Path = CHECKOUT / "constraints"
    sample_centre: str = "sample_bank"
    host: str = "127.0.0.1"
    port: int = 8501

    @property
    def url(self) -> str:
        """Database URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir / 'wfm.sqlite3'}"


@lru_cache
def settings() -> Settings:
    """Settings of this process, read once."""
    return Settings()
