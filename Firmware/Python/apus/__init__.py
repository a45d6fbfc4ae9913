"""Runs .apus models: int8 networks that give the same bytes on every machine.

import apus
import numpy as np

model = apus.Model("digits.apus")
scores = model.run(np.zeros((28, 28, 1), np.float32))   # float in, float out; int8 in, int8 out
print(model.outputs[0].classes[model.decision()])
"""

from apus._model import ApusError, Input, Model, Output

__all__ = ["ApusError", "Input", "Model", "Output"]
__version__ = "0.2.0"
