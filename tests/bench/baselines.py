"""Others' solvers on Solomon's instances in the same seconds: bare pyvrp, and VROOM and OR-tools when
`requirements-bench.txt` could be installed. Each gives tours of customers, looked at like ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from math import ceil
from typing import Any

import numpy as np

from tests.bench.solomon import TICKS, Instance

Tours = list[list[int]]
Solver = Callable[[Instance, float, int], Tours]


def available() -> tuple[dict[str, Solver], list[str]]:
    """The baselines that can run here, by name, and those that cannot."""
    found, missing = {"pyvrp": pyvrp}, list[str]()
    for name, module, solver in (("vroom", "vroom", vroom), ("ortools", "ortools", ortools)):
        try:
            import_module(module)
        except ImportError:
            missing.append(name)
        else:
            found[name] = solver
    return found, missing


def pyvrp(instance: Instance, seconds: float, seed: int) -> Tours:
    """pyvrp as its documentation shows it."""
    from pyvrp import Model
    from pyvrp.stop import MaxRuntime

    model, (depot, *customers) = Model(), instance.rows
    places = [model.add_location(row.x, row.y) for row in instance.rows]
    start = model.add_depot(places[0])
    model.add_vehicle_type(
        instance.vehicles, start_depot=start, end_depot=start, capacity=instance.capacity,
        tw_early=depot.ready * TICKS, tw_late=depot.due * TICKS,
    )  # fmt: skip
    for place, row in zip(places[1:], customers, strict=True):
        model.add_client(
            place, delivery=row.demand, service_duration=row.service * TICKS,
            tw_early=row.ready * TICKS, tw_late=row.due * TICKS,
        )  # fmt: skip
    for a, one in enumerate(places):
        for b, other in enumerate(places):
            way = instance.distance(a, b) * TICKS
            model.add_edge(one, other, distance=round(way), duration=ceil(way - 1e-6))
    best = model.solve(MaxRuntime(seconds), seed=seed, display=False).best
    return (
        [[stop.idx + 1 for stop in route if stop.is_client()] for route in best.routes()]
        if best.is_feasible()
        else []
    )


def vroom(instance: Instance, seconds: float, seed: int) -> Tours:
    """VROOM at its most thorough on one thread; it ends when it has nothing left to try."""
    del seed  # it draws no lots
    import vroom as library

    depot, *customers = instance.rows
    problem: Any = library.Input()
    problem.set_durations_matrix("car", np.array(_ways(instance), dtype=np.uint32))
    for n in range(instance.vehicles):
        problem.add_vehicle(
            library.Vehicle(
                n + 1, start=0, end=0, capacity=[instance.capacity],
                time_window=library.TimeWindow(depot.ready * TICKS, depot.due * TICKS),
            )
        )  # fmt: skip
    for n, row in enumerate(customers, start=1):
        problem.add_job(
            library.Job(
                n, location=n, default_service=row.service * TICKS, delivery=[row.demand],
                time_windows=[library.TimeWindow(row.ready * TICKS, row.due * TICKS)],
            )
        )  # fmt: skip
    solution: Any = problem.solve(
        exploration_level=5, nb_threads=1, timeout=timedelta(seconds=seconds)
    )
    tours: dict[int, list[int]] = {}
    for step in solution.routes.itertuples():
        if step.type == "job":
            tours.setdefault(int(step.vehicle_id), []).append(int(step.id))
    return list(tours.values())


def ortools(instance: Instance, seconds: float, seed: int) -> Tours:
    """OR-tools' routing with guided local search, as its examples use it."""
    del seed  # it takes none
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    ways = _ways(instance)
    manager: Any = pywrapcp.RoutingIndexManager(len(instance.rows), instance.vehicles, 0)
    routing: Any = pywrapcp.RoutingModel(manager)
    node = manager.IndexToNode
    way = routing.RegisterTransitCallback(lambda a, b: ways[node(a)][node(b)])
    routing.SetArcCostEvaluatorOfAllVehicles(way)
    load = routing.RegisterUnaryTransitCallback(lambda a: instance.rows[node(a)].demand)
    routing.AddDimension(load, 0, instance.capacity, True, "load")
    spent = routing.RegisterTransitCallback(
        lambda a, b: ways[node(a)][node(b)] + instance.rows[node(a)].service * TICKS
    )
    horizon = instance.rows[0].due * TICKS
    routing.AddDimension(spent, horizon, horizon, False, "time")
    time = routing.GetDimensionOrDie("time")
    for n, row in enumerate(instance.rows[1:], start=1):
        time.CumulVar(manager.NodeToIndex(n)).SetRange(row.ready * TICKS, row.due * TICKS)
    asked: Any = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    asked.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    asked.time_limit.FromMilliseconds(int(seconds * 1000))
    solution: Any = routing.SolveWithParameters(asked)
    return (
        []
        if solution is None
        else [_tour(routing, node, solution, n) for n in range(instance.vehicles)]
    )


def _tour(routing: Any, node: Any, solution: Any, vehicle: int) -> list[int]:
    tour, at = list[int](), solution.Value(routing.NextVar(routing.Start(vehicle)))
    while not routing.IsEnd(at):
        tour.append(node(at))
        at = solution.Value(routing.NextVar(at))
    return tour


def _ways(instance: Instance) -> list[list[int]]:
    """Rounded up, so that whoever is in time here is in time in real numbers."""
    every = range(len(instance.rows))
    return [[ceil(instance.distance(a, b) * TICKS - 1e-6) for b in every] for a in every]
