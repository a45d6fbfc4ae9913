"""Class and confidence of raw outputs."""

from __future__ import annotations

from model import Model
from scores import Judgement, has_confidence, softmax
from support import FolderTest, told_facts


class ScoresTests(FolderTest):
    def test_logits(self) -> None:
        # Reals 0, 0.5, 1 with a scale of a tenth and zero point 5.
        judgement = Judgement(Model(told_facts(self)), [5, 10, 15])
        self.assertEqual(judgement.best, 2)
        self.assertAlmostEqual(judgement.confidence, 0.506480, places=5)
        self.assertEqual(judgement.percent, "50.65 %")

    def test_probabilities_are_taken_as_they_are(self) -> None:
        tensor = {"shape": [3], "scale": 1 / 256, "zero_point": -128}
        model = Model(told_facts(self, gives_probabilities=True, output_tensor=tensor, classes=[]))
        judgement = Judgement(model, [-64, 64, -128])
        self.assertEqual(judgement.best, 1)
        # 64 and 192 of 256, and half a step in place of nothing.
        self.assertAlmostEqual(judgement.confidence, 192 / 256.5, places=5)
        self.assertTrue(has_confidence(model))

    def test_no_confidence_without_classes(self) -> None:
        self.assertFalse(has_confidence(Model(told_facts(self, classes=[]))))

    def test_of_equal_scores_the_first(self) -> None:
        self.assertEqual(Judgement(Model(told_facts(self)), [7, 7, 7]).best, 0)

    def test_large_scores_do_not_overflow(self) -> None:
        self.assertEqual(softmax([1000.0, -1000.0]), [1.0, 0.0])
