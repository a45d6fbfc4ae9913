"""What CMSIS-NN, Arm's own library of int8 kernels, takes for an inference of the same five networks, so that
`Tools/bench-firmware` can print it beside Apus's figures.

Instructions of the layers alone, as TensorFlow Lite Micro calls them, under QEMU 7.2 with `-icount shift=0`, by
`Tools/bench-cmsis-nn`, which makes them again. The library was that of its repository's commit 99f736a (July 2026),
compiled with -O3 by GCC 12.2 and by Swift 6.3.1's clang. Neither is always better, so that the fewer count.

Sums of weights, which Helium's kernel for dense layers takes ready-made, are not counted: they would add 178,437
instructions (GCC; clang 99,781) to the autoencoder's on the Cortex-M55, and 33,937 (16,437) to LeNet-5's. Apus makes
them at every inference."""

from __future__ import annotations

# By compiler, board and network.
INSTRUCTIONS = {
    "GCC": {
        "mps2-an386": {
            "lenet5": 2_088_200,
            "kws-dscnn": 7_660_080,
            "vww-mobilenet-v1-025": 24_363_240,
            "ic-resnet8": 32_437_800,
            "ad-autoencoder": 578_720,
        },
        "mps3-an547": {
            "lenet5": 707_968,
            "kws-dscnn": 1_783_968,
            "vww-mobilenet-v1-025": 6_423_187,
            "ic-resnet8": 4_807_218,
            "ad-autoencoder": 146_906,
        },
    },
    "clang": {
        "mps2-an386": {
            "lenet5": 2_184_440,
            "kws-dscnn": 8_384_240,
            "vww-mobilenet-v1-025": 26_624_280,
            "ic-resnet8": 33_995_440,
            "ad-autoencoder": 674_240,
        },
        "mps3-an547": {
            "lenet5": 672_406,
            "kws-dscnn": 1_679_062,
            "vww-mobilenet-v1-025": 5_981_593,
            "ic-resnet8": 4_405_062,
            "ad-autoencoder": 62_375,
        },
    },
}


def columns(board: str, network: str | None, instructions: int) -> tuple[str, str]:
    """Millions of instructions of CMSIS-NN, and the ratio of ours to them."""
    counts = [boards.get(board, {}).get(network or "") for boards in INSTRUCTIONS.values()]
    fewest = min((count for count in counts if count), default=None)
    return (f"{fewest / 1e6:.2f} M", f"{instructions / fewest:.3f}") if fewest else ("", "")
