"""How a committee's members vote, as operations of ONNX: see `core.models.votes` for the rules."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.models.committee import CommitteeBundle
from core.models.exporting.onnx_graph import GraphBuilder, Value


def united(graph: GraphBuilder, committee: CommitteeBundle, answers: Sequence[Value]) -> Value:
    """The members' probabilities (B, classes) as one, before the committee's temperature.

    Args:
        graph: Where to write.
        committee: Who votes, and how.
        answers: Of each member, with the classes in the member's own order.
    """
    axis = graph.whole("first_axis", 0)
    P_MBC = graph.add("Concat", *(_in_order(graph, committee, place, P) for place, P in enumerate(answers)), axis=0)
    if committee.manifest.vote == "weighted":
        shares = (committee.weights / committee.weights.sum())[:, None, None]
        weighted = graph.add("Mul", P_MBC, graph.constant("shares", shares))
        return graph.add("ReduceSum", weighted, axis, keepdims=0)
    mean = graph.add("ReduceMean", P_MBC, axis, keepdims=0)
    if committee.manifest.vote == "mean":
        return mean
    best = graph.add("ArgMax", P_MBC, axis=2, keepdims=0)
    classes = graph.whole("classes", len(committee.classes))
    ballots = graph.add("OneHot", best, classes, graph.constant("no_and_yes", [0, 1]), axis=-1)
    total = graph.add("Add", graph.add("ReduceSum", ballots, axis, keepdims=0), mean)
    return graph.add("Div", total, graph.constant("members_and_one", np.float32(len(answers) + 1)))


def _in_order(graph: GraphBuilder, committee: CommitteeBundle, place: int, P_BC: Value) -> Value:
    """With the committee's order of the classes, (1, B, classes)."""
    known = committee.members[place].classes
    if known != committee.classes:
        columns = graph.whole(f"order_{place + 1}", *(known.index(name) for name in committee.classes))
        P_BC = graph.add("Gather", P_BC, columns, axis=1)
    return graph.add("Unsqueeze", P_BC, graph.whole("first_axis", 0))
