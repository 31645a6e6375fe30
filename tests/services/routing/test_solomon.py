"""Solomon's instances are read however they are written, and what has no known best is said."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from tests.bench import optimiser, solomon
from tests.bench.run import Missing

TEXT = """R101

VEHICLE
NUMBER     CAPACITY
  25         200

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0         0          0          0       230          0
    1      3         4         10          0       200         10
    2      6         8          7          0       200         10
"""
TABLE = """CUST NO.,XCOORD.,YCOORD.,DEMAND,READY TIME,DUE DATE,SERVICE TIME
0,0.0,0.0,0.0,0.0,230.0,0.0
1,3.0,4.0,10.0,0.0,200.0,10.0
2,6.0,8.0,7.0,0.0,200.0,10.0
"""


def test_text_and_tables_are_the_same_instance(tmp_path: Path):
    (tmp_path / "r101.txt").write_text(TEXT)
    (tmp_path / "R102.CSV").write_text(TABLE.replace(",", ";"), encoding="utf-8-sig")
    (tmp_path / "README.txt").write_text("not an instance")
    (tmp_path / "RC201.csv").write_text(TABLE)
    read = [solomon.read(path) for path in solomon.files(tmp_path)]
    assert [(one.name, one.vehicles, one.capacity) for one in read] == [
        ("R101", 25, 200),
        ("R102", 25, 200),
        ("RC201", 25, 1000),
    ]
    assert read[0].rows == read[1].rows == read[2].rows


def test_tours_are_refused_for_each_rule():
    instance = solomon.parse(TEXT)
    assert instance.keeps_rules([[1, 2]])
    assert instance.length([[1, 2], []]) == pytest.approx(20)
    for wrong in ([[1]], [[1, 2], [2]], [], [[1, 2, 3]]):
        assert not instance.keeps_rules(wrong)


def _options(folder: Path | None) -> argparse.Namespace:
    return argparse.Namespace(instances=folder, seconds=0.2, seed=1, clock="wall", alone=True)


def test_an_instance_without_a_best_known_distance_is_solved_and_said_so(tmp_path: Path, capsys):
    (tmp_path / "R101.txt").write_text(TEXT)
    (tmp_path / "R102.csv").write_text(TABLE)
    best = {"R101": {"shortest_distance": {"vehicles": 1, "distance": 20.0}}}
    (tmp_path / "best_known.json").write_text(json.dumps(best))
    figures = optimiser.run(_options(tmp_path))
    assert (figures["instances"], figures["without_best_known"]) == (2, 1)
    assert figures["mean_gap_percent"] == 0.0
    assert "R102          20.00  no best-known distance" in capsys.readouterr().out


def test_a_folder_without_instances_or_best_distances_is_named(tmp_path: Path):
    with pytest.raises(Missing, match="--instances"):
        optimiser.run(_options(None))
    with pytest.raises(Missing, match="no instance"):
        optimiser.run(_options(tmp_path))
    (tmp_path / "R101.txt").write_text(TEXT)
    with pytest.raises(Missing, match="best_known"):
        optimiser.run(_options(tmp_path))
