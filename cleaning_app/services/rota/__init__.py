"""Who works when and what already takes their time, loaded once for a stretch of days.

The dispatch board, the warnings about a booking and the free alternatives to one all ask this.
"""

from cleaning_app.services.rota.loading import around, job, load
from cleaning_app.services.rota.model import Hand, Job, Off, Rota, drive, qualified

__all__ = ["Hand", "Job", "Off", "Rota", "around", "drive", "job", "load", "qualified"]
