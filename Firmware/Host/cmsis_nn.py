"""What CMSIS-NN, Arm's own library of int8 kernels, takes for an inference of the same five networks: it was compiled
at -O3, and the instructions of its layers alone were counted under QEMU with `-icount shift=0`."""

MILLIONS = {
    "mps2-an386": {
        "lenet5": 2.14,
        "kws-dscnn": 7.84,
        "vww-mobilenet-v1-025": 24.71,
        "ic-resnet8": 29.85,
        "ad-autoencoder": 0.58,
    },
    "mps3-an547": {
        "lenet5": 0.71,
        "kws-dscnn": 1.78,
        "vww-mobilenet-v1-025": 6.42,
        "ic-resnet8": 4.80,
        "ad-autoencoder": 0.15,
    },
}


def columns(board: str, network: str | None, instructions: int) -> tuple[str, str]:
    """Millions of instructions of CMSIS-NN, and how many times as many ours are."""
    millions = MILLIONS.get(board, {}).get(network or "")
    return (f"{millions:.2f} M", f"{instructions / millions / 1e6:.3f}") if millions else ("", "")
