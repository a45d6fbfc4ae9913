"""Writes small networks with random weights as Keras exports them to .tflite files: float32, with dynamic ranges, in
float16, int8, and int16 activations.

  python3 keras_networks.py FOLDER [NAME ...]

Needs TensorFlow, in an environment of its own: python3 -m venv E && E/bin/pip install tensorflow-cpu"""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf
from keras import layers

# What networks are made by, under their names.
MAKERS: dict[str, Callable[[], Any]] = {}


def network(function: Callable[[], Any]) -> Callable[[], Any]:
    """Registers a maker under its name."""
    MAKERS[function.__name__] = function
    return function


@network
def sequential() -> Any:
    return keras.Sequential(
        [
            layers.Input((16, 16, 3)),
            layers.Conv2D(8, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(12, 3, padding="same"),
            layers.BatchNormalization(),
            layers.ReLU(6.0),
            layers.GlobalAveragePooling2D(),
            layers.Dropout(0.2),
            layers.Dense(10, activation="softmax"),
        ]
    )


@network
def flattened() -> Any:
    return keras.Sequential(
        [
            layers.Input((12, 12, 1)),
            layers.Conv2D(4, 5, strides=2, activation="tanh"),
            layers.Flatten(),
            layers.Dense(20, activation="elu"),
            layers.Dense(3),
        ]
    )


@network
def functional() -> Any:
    x = given = keras.Input((16, 16, 3))
    x = layers.Rescaling(1 / 127.5, offset=-1)(x)
    x = layers.Conv2D(8, 3, padding="same", strides=2, use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    x = short = layers.Activation("hard_swish")(x)
    x = layers.DepthwiseConv2D(3, padding="same")(x)
    x = layers.Conv2D(8, 1)(layers.LeakyReLU()(x))
    x = layers.Add()([x, short])
    scale = layers.GlobalAveragePooling2D(keepdims=True)(x)
    scale = layers.Conv2D(8, 1, activation="hard_sigmoid")(scale)
    x = layers.Multiply()([x, scale])
    x = layers.Concatenate()([x, layers.AveragePooling2D(3, 1, "same")(x)])
    x = layers.Dense(5)(layers.GlobalMaxPooling2D()(x))
    return keras.Model(given, x)


@network
def several_outputs() -> Any:
    x = given = keras.Input((8, 8, 2))
    x = layers.Conv2D(6, 3, activation="relu")(x)
    flat = layers.Flatten()(x)
    return keras.Model(
        given, [layers.Dense(4, activation="softmax")(flat), layers.Dense(1, activation="sigmoid")(flat), x]
    )


@network
def several_inputs() -> Any:
    picture, numbers = keras.Input((8, 8, 1)), keras.Input((5,))
    x = layers.Flatten()(layers.Conv2D(3, 3, activation="relu")(picture))
    x = layers.Concatenate()([x, layers.Dense(6, activation="relu")(numbers)])
    return keras.Model([picture, numbers], layers.Dense(2)(x))


@network
def one_dimensional() -> Any:
    return keras.Sequential(
        [
            layers.Input((32, 3)),
            layers.Conv1D(6, 5, activation="relu"),
            layers.MaxPooling1D(2),
            layers.Conv1D(8, 3, dilation_rate=2, padding="causal"),
            layers.SeparableConv1D(6, 3, padding="same", activation="relu"),
            layers.AveragePooling1D(2),
            layers.GlobalAveragePooling1D(),
            layers.Dense(4, activation="softmax"),
        ]
    )


@network
def dilated() -> Any:
    return keras.Sequential(
        [
            layers.Input((14, 14, 2)),
            layers.Conv2D(4, 3, dilation_rate=2, padding="same", activation="relu"),
            layers.DepthwiseConv2D(3, dilation_rate=2),
            layers.UpSampling2D(2, interpolation="bilinear"),
            layers.Conv2DTranspose(3, 3, strides=2, padding="same"),
            layers.Cropping2D(((1, 2), (0, 3))),
            layers.ZeroPadding2D(1),
            layers.PReLU(shared_axes=[1, 2]),
            layers.GlobalAveragePooling2D(),
        ]
    )


@network
def sequence_dense() -> Any:
    return keras.Sequential(
        [
            layers.Input((10, 6)),
            layers.Dense(8, activation="gelu"),
            layers.LayerNormalization(),
            layers.Permute((2, 1)),
            layers.Dense(4, activation="swish"),
            layers.Reshape((4, 8, 1)),
            layers.Flatten(),
            layers.Dense(3, activation="softplus"),
        ]
    )


@network
def attention() -> Any:
    x = given = keras.Input((6, 8))
    x = layers.MultiHeadAttention(2, 4)(x, x)
    return keras.Model(given, layers.Dense(3)(layers.Flatten()(x)))


@network
def lstm() -> Any:
    return keras.Sequential(
        [layers.Input((12, 5), batch_size=1), layers.LSTM(7), layers.Dense(3, activation="softmax")]
    )


@network
def lstm_unrolled() -> Any:
    return keras.Sequential([layers.Input((6, 5)), layers.LSTM(7, unroll=True), layers.Dense(3)])


@network
def lstm_sequence() -> Any:
    return keras.Sequential(
        [layers.Input((8, 5), batch_size=1), layers.LSTM(6, return_sequences=True), layers.LSTM(4), layers.Dense(2)]
    )


@network
def bidirectional() -> Any:
    return keras.Sequential([layers.Input((8, 5), batch_size=1), layers.Bidirectional(layers.LSTM(4)), layers.Dense(2)])


@network
def gru() -> Any:
    return keras.Sequential([layers.Input((6, 5)), layers.GRU(7, unroll=True), layers.Dense(3, activation="softmax")])


@network
def gru_loop() -> Any:
    return keras.Sequential([layers.Input((6, 5), batch_size=1), layers.GRU(7), layers.Dense(3)])


@network
def simple_rnn() -> Any:
    return keras.Sequential([layers.Input((6, 5)), layers.SimpleRNN(7, unroll=True), layers.Dense(3)])


def converted(model: Any) -> Iterator[tuple[str, bytes]]:
    """A network's files, each with what distinguishes it."""
    random = np.random.default_rng(5)
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            count = layer.moving_mean.shape[0]
            layer.moving_mean.assign(random.uniform(-0.5, 0.5, count))
            layer.moving_variance.assign(random.uniform(0.5, 2, count))

    def samples() -> Iterator[list[np.ndarray]]:
        for _ in range(20):
            yield [random.uniform(-1, 1, size=[1, *given.shape[1:]]).astype(np.float32) for given in model.inputs]

    for name in ("float", "dynamic", "float16", "int8", "int8-float-ends", "int16"):
        converter = tf.lite.TFLiteConverter.from_keras_model(model)
        if name != "float":
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
        if name == "float16":
            converter.target_spec.supported_types = [tf.float16]
        if name.startswith("int"):
            converter.representative_dataset = samples
            converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        if name == "int8":
            converter.inference_input_type = converter.inference_output_type = tf.int8
        if name == "int16":
            converter.target_spec.supported_ops = [
                tf.lite.OpsSet.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8
            ]
        try:
            yield name, converter.convert()
        except Exception as error:
            print(f"not converted as {name}: {str(error).strip().splitlines()[0][:120]}", file=sys.stderr)


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    names = sys.argv[2:] or list(MAKERS)
    if len(names) == 1:
        keras.utils.set_random_seed(7)
        for kind, content in converted(MAKERS[names[0]]()):
            (folder / f"{names[0]}-{kind}.tflite").write_bytes(content)
        return
    for name in names:
        # The converter ends the process where it cannot calibrate a loop.
        outcome = subprocess.run([sys.executable, __file__, str(folder), name], stdout=subprocess.DEVNULL, check=False)
        print(f"{name}{f' (status {outcome.returncode})' if outcome.returncode else ''}", flush=True)


if __name__ == "__main__":
    main()
