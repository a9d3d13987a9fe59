"""The shape of the cooperation network as a graph; the one place that knows networkx.

States are its nodes and links its edges. It needs core and networkx and
nothing else, so that core stays with the standard library.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx

from assessment.core.links import Links, States


@dataclass(frozen=True, slots=True)
class Bridge:
    """A link between two States that have no scheme in common, with the schemes of each, sorted.

    ``only``: nothing else holds the two ends together, so that without this
    link its part of the network would fall into two.
    """

    states: States
    schemes: tuple[tuple[str, ...], tuple[str, ...]]
    only: bool


@dataclass(frozen=True)
class Shape:
    """How the States of some signed pairs hang together by their links in one column.

    ``per_state``: how many links each State (iso3) has, 0 included. ``parts``:
    the States that are linked with each other, directly or through others,
    largest part first; a State without a link is a part of its own.
    """

    per_state: Mapping[str, int]
    parts: tuple[tuple[str, ...], ...]
    bridges: tuple[Bridge, ...]


def shape(links: Links, schemes: Mapping[str, frozenset[str]]) -> Shape:
    """The shape of a network from its links; ``schemes`` are the codes a State (iso3) belongs to.

    Only a link between two States that each belong to a scheme can be a bridge
    between schemes; a State missing from ``schemes`` belongs to none. Which
    schemes are given is the caller's choice: one to which all States belong
    leaves no bridge. Ordered by iso3, so that the order of the pairs changes nothing.
    """
    graph = nx.Graph(links.linked)
    graph.add_nodes_from(iso3 for states in links.signed for iso3 in states)
    parts = (tuple(sorted(part)) for part in nx.connected_components(graph))
    only = {frozenset(edge) for edge in nx.bridges(graph)}
    bridges = []
    for states in sorted(links.linked):
        first, second = (schemes.get(iso3, frozenset()) for iso3 in states)
        if first and second and not first & second:
            bridges.append(Bridge(states, (tuple(sorted(first)), tuple(sorted(second))), frozenset(states) in only))
    return Shape(
        per_state=dict(sorted(graph.degree())),
        parts=tuple(sorted(parts, key=lambda part: (-len(part), part))),
        bridges=tuple(bridges),
    )
