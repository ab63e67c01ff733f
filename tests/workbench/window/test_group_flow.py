"""Pictures that belong together stand together, whatever the width."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.views.data.group_flow import GroupFlow


@settings(deadline=None)
@given(sizes=st.lists(st.integers(1, 9), max_size=30), columns=st.integers(1, 7))
def test_no_place_is_taken_twice_and_a_group_that_fits_is_on_one_line(sizes: list[int], columns: int) -> None:
    flow = GroupFlow(sizes, columns)
    places = list(zip(flow.lines.tolist(), flow.columns.tolist(), strict=True))
    assert places == sorted(set(places))
    assert len(places) == sum(sizes)
    assert all(0 <= column < columns for _, column in places)
    start = 0
    for size in sizes:
        lines = set(flow.lines[start : start + size].tolist())
        assert len(lines) == -(-size // columns)
        start += size
    assert [*flow.on_lines(0, flow.height)] == list(range(sum(sizes)))


@settings(deadline=None)
@given(sizes=st.lists(st.integers(1, 9), min_size=1, max_size=30), columns=st.integers(1, 7), data=st.data())
def test_up_and_down_reach_the_neighbouring_line_and_stop_at_the_ends(
    sizes: list[int], columns: int, data: st.DataObject
) -> None:
    flow = GroupFlow(sizes, columns)
    position = data.draw(st.integers(0, sum(sizes) - 1))
    line = int(flow.lines[position])
    assert flow.lines[flow.above(position, 1)] == max(line - 1, 0)
    assert flow.lines[flow.above(position, -1)] == min(line + 1, flow.height - 1)
    assert flow.above(position, 0) == position
