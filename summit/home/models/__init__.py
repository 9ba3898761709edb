from summit.home.models.copy import AxisCopy, KeyFigure, Reason, SiteText
from summit.home.models.legal import LegalPage, LegalPlaceholder
from summit.home.models.news import Announcement

__all__ = [
    "Announcement",
    "AxisCopy",
    "KeyFigure",
    "LegalPage",
    "LegalPlaceholder",
    "Reason",
    "SiteText",
]
