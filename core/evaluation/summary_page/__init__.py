"""A finished run, or a model's figures on some data, on one page: a self-contained HTML file to keep, print or send."""

from core.evaluation.summary_page.content import EvaluationPage, RunSummaryPage, SamplePrediction
from core.evaluation.summary_page.evaluation_page import write_evaluation
from core.evaluation.summary_page.page import write_summary

__all__ = ["EvaluationPage", "RunSummaryPage", "SamplePrediction", "write_evaluation", "write_summary"]
