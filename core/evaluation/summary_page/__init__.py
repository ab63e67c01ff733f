"""A finished run on one page: a self-contained HTML file to keep, print or send."""

from core.evaluation.summary_page.content import RunSummaryPage, SamplePrediction
from core.evaluation.summary_page.page import write_summary

__all__ = ["RunSummaryPage", "SamplePrediction", "write_summary"]
