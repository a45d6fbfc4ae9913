"""How the figures of several runtimes become a table."""

from __future__ import annotations

import unittest
from typing import Any

from support import script

bench_peers = script("bench-peers")


def result(network: str, **medians: float) -> dict[str, Any]:
    """Figures of a network, and the verdict on them."""
    found: dict[str, Any] = {
        "network": network,
        "microseconds": {name: {"median": median} for name, median in medians.items()},
        "differences": dict.fromkeys(medians, 0),
        "failures": {},
    }
    return found


class JudgeTests(unittest.TestCase):
    def test_the_fastest_peer_counts(self) -> None:
        found = result("a", apus=10, litert=30, openvino=20, none=0.1)
        bench_peers.judge(found)
        self.assertEqual((found["best"], found["ratio"], found["wrong"]), ("openvino", 2, []))

    def test_a_peer_that_computes_something_else_does_not(self) -> None:
        found = result("a", apus=10, litert=30, openvino=20)
        found["differences"]["openvino"] = 11
        bench_peers.judge(found)
        self.assertEqual((found["best"], found["ratio"], found["wrong"]), ("litert", 3, ["openvino"]))

    def test_ncnn_may_be_further_off(self) -> None:
        found = result("a", apus=10, ncnn=20)
        found["differences"]["ncnn"] = 30
        bench_peers.judge(found)
        self.assertEqual(found["wrong"], [])

    def test_without_peers(self) -> None:
        found = result("a", apus=10)
        bench_peers.judge(found)
        self.assertEqual((found["best"], found["ratio"]), (None, None))

    def test_mean_of_ratios(self) -> None:
        self.assertAlmostEqual(bench_peers.geometric_mean([2, 8]), 4)
        self.assertIsNone(bench_peers.geometric_mean([]))

    def test_table(self) -> None:
        results = [result("lenet5", apus=10, litert=20), result("autoencoder", apus=4)]
        for each in results:
            bench_peers.judge(each)
        lines = bench_peers.table(results, ["apus", "litert"]).splitlines()
        self.assertEqual(lines[0].split(), ["µs", "Apus", "LiteRT", "ratio", "best", "peer"])
        self.assertEqual(lines[1].split(), ["lenet5", "10.0", "20.0", "2.00", "LiteRT"])
        self.assertEqual(lines[2].split(), ["autoencoder", "4.0", "–", "–", "–"])
        self.assertEqual(lines[3].split(), ["geometric", "mean", "2.00"])
