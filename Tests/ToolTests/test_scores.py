"""Class and confidence of raw outputs."""

from __future__ import annotations

from model import Model, Output
from scores import Judgement, decision, has_confidence, softmax
from support import OUTPUT, FolderTest, told_facts


class ScoresTests(FolderTest):
    def test_logits(self) -> None:
        # Reals 0, 0.5, 1 with a scale of a tenth and zero point 5.
        judgement = Judgement(Model(told_facts(self)), [5, 10, 15])
        self.assertEqual(judgement.best, 2)
        self.assertAlmostEqual(judgement.confidence, 0.506480, places=5)
        self.assertEqual(judgement.percent, "50.65 %")

    def test_probabilities_are_taken_as_they_are(self) -> None:
        tensor = {"name": "output", "element": "int8", "shape": [3], "scale": 1 / 256, "zero_point": -128}
        output = {"tensor": tensor, "meaning": "probabilities", "rule": "never", "number": 0, "temperature": 1}
        model = Model(told_facts(self, gives_probabilities=True, outputs=[output], classes=[]))
        judgement = Judgement(model, [-64, 64, -128])
        self.assertEqual(judgement.best, 1)
        # 64 and 192 of 256, and half a step in place of nothing.
        self.assertAlmostEqual(judgement.confidence, 192 / 256.5, places=5)
        self.assertTrue(has_confidence(model))

    def test_logits_are_divided_by_the_temperature(self) -> None:
        output = {**OUTPUT, "temperature": 0.5}
        judgement = Judgement(Model(told_facts(self, outputs=[output])), [5, 10, 15])
        # Of 0, 1 and 2.
        self.assertAlmostEqual(judgement.confidence, 0.665241, places=5)

    def test_none_is_what_a_rule_says(self) -> None:
        for rule, number, none, confidence in [
            ("output", 2, True, 0.506480),
            ("margin", 6, True, 0.493520),
            ("margin", 5, False, 0.506480),
        ]:
            output = {**OUTPUT, "rule": rule, "number": number}
            judgement = Judgement(Model(told_facts(self, outputs=[output])), [5, 10, 15])
            self.assertEqual((judgement.is_none, judgement.class_name), (none, "none" if none else "c"))
            self.assertAlmostEqual(judgement.confidence, confidence, places=5)

    def test_no_confidence_without_classes(self) -> None:
        self.assertFalse(has_confidence(Model(told_facts(self, classes=[]))))

    def test_of_equal_scores_the_first(self) -> None:
        self.assertEqual(Judgement(Model(told_facts(self)), [7, 7, 7]).best, 0)

    def test_decisions_are_made_of_integers(self) -> None:
        tensor = Model(told_facts(self)).output

        def decided(values: list[int], meaning: str, rule: str = "never", number: int = 0) -> int:
            return decision(Output(tensor, meaning, rule, number), values)

        self.assertEqual(decided([-1, 7, 7], "logits"), 1)
        self.assertEqual(decided([-1, 7, 7], "values"), -1)
        self.assertEqual([decided([value], "probability", number=3) for value in (2, 3)], [0, 1])
        self.assertEqual([decided([-1, 7, 7], "logits", "output", number) for number in (1, 2)], [-1, 1])
        self.assertEqual([decided([9, 5, -8], "logits", "margin", number) for number in (4, 5)], [0, -1])
        self.assertEqual(decided([9], "logits", "margin", 255), 0)
        # A score counts its distance from −128.
        energies = [
            decision(Output(tensor, "logits", "sum", number, table=range(256)), [-126, -125, -128]) for number in (5, 6)
        ]
        self.assertEqual(energies, [1, -1])

    def test_large_scores_do_not_overflow(self) -> None:
        self.assertEqual(softmax([1000.0, -1000.0]), [1.0, 0.0])
