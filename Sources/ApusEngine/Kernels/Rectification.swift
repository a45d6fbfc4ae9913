import ApusGraph

/// Which rectifier follows an operation. Kernels are generic over `Rectification` and switch over this once
/// per call, so that their loops are compiled for each.
enum Rectifier: Hashable {
  case none
  case plain
  case clipped
  case leaky(slope: Float)
}

/// A rectifier and its derivative. All of them tell from the output alone what the derivative was, so the
/// input need not be kept.
protocol Rectification {
  /// The rectified values.
  func value<L: Lanes>(_ input: L) -> L
  /// The gradient with respect to the input, from the output and the gradient with respect to it.
  func gradient<L: Lanes>(output: L, _ gradient: L) -> L
}

/// No rectifier.
struct NoRectification: Rectification {
  @inline(__always) func value<L: Lanes>(_ input: L) -> L { input }
  @inline(__always) func gradient<L: Lanes>(output: L, _ gradient: L) -> L { gradient }
}

/// `max(x, 0)`
struct PlainRectification: Rectification {
  @inline(__always) func value<L: Lanes>(_ input: L) -> L {
    L.whereNonPositive(input, L(repeating: 0), otherwise: input)
  }
  @inline(__always) func gradient<L: Lanes>(output: L, _ gradient: L) -> L {
    L.whereNonPositive(output, L(repeating: 0), otherwise: gradient)
  }
}

/// `min(max(x, 0), 6)`
struct ClippedRectification: Rectification {
  @inline(__always) func value<L: Lanes>(_ input: L) -> L {
    let ceiling = L(repeating: 6)
    let low = L.whereNonPositive(input, L(repeating: 0), otherwise: input)
    return L.whereNonPositive(ceiling - low, ceiling, otherwise: low)
  }
  @inline(__always) func gradient<L: Lanes>(output: L, _ gradient: L) -> L {
    let zero = L(repeating: 0)
    let low = L.whereNonPositive(output, zero, otherwise: gradient)
    return L.whereNonPositive(L(repeating: 6) - output, zero, otherwise: low)
  }
}

/// `x < 0 ? slope · x : x`
struct LeakyRectification: Rectification {
  let slope: Float

  @inline(__always) func value<L: Lanes>(_ input: L) -> L {
    L.whereNonPositive(input, L(repeating: slope) * input, otherwise: input)
  }
  @inline(__always) func gradient<L: Lanes>(output: L, _ gradient: L) -> L {
    L.whereNonPositive(output, L(repeating: slope) * gradient, otherwise: gradient)
  }
}
