import ApusGraph
import COneDNN

/// Products of matrices `C = A · B`. The gradients are products as well: `dA = dC · Bᵀ` and `dB = Aᵀ · dC`, each written in
/// the order in which the operand is stored, `dAᵀ = B · dCᵀ` where it is transposed.
final class MatrixProductLayer: Layer {
  private let body: MatrixProduct
  private let context: LayerContext
  private let extents: MatrixProduct.Extents

  init(_ body: MatrixProduct, in context: LayerContext) {
    self.body = body
    self.context = context
    // The graph's shapes have been checked.
    extents = try! body.extents(of: context.inputs[0].shape, context.inputs[1].shape)
  }

  /// A matrix in memory, row by row, and whether it is to be read with rows and columns changed.
  private struct Operand {
    let elements: UnsafePointer<Float>
    let stride: Int
    let isTransposed: Bool
  }

  func forward() throws(EngineError) {
    try forEachProduct { first, second, result, _ throws(EngineError) in
      try multiply(
        Operand(elements: first, stride: firstStride, isTransposed: body.transposesFirst),
        Operand(elements: second, stride: secondStride, isTransposed: body.transposesSecond),
        rows: extents.rows, inner: extents.inner, columns: extents.columns,
        into: context.output.data + result, adding: false)
    }
  }

  func backward() throws(EngineError) {
    guard let gradient = context.outputGradient else { return }
    for (input, target) in zip(context.inputs, context.inputGradients) {
      target?.update(repeating: 0, count: input.count)
    }
    let (firstGradient, secondGradient) = (context.inputGradients[0], context.inputGradients[1])
    try forEachProduct { first, second, result, places throws(EngineError) in
      func outcome(_ isTransposed: Bool) -> Operand {
        Operand(elements: gradient + result, stride: extents.columns, isTransposed: isTransposed)
      }
      if let firstGradient {
        let other = Operand(
          elements: second, stride: secondStride,
          isTransposed: body.transposesSecond == body.transposesFirst)
        let target = firstGradient + places.first
        if body.transposesFirst {
          try multiply(
            other, outcome(true), rows: extents.inner, inner: extents.columns, columns: extents.rows,
            into: target, adding: true)
        } else {
          try multiply(
            outcome(false), other, rows: extents.rows, inner: extents.columns, columns: extents.inner,
            into: target, adding: true)
        }
      }
      if let secondGradient {
        let other = Operand(
          elements: first, stride: firstStride,
          isTransposed: body.transposesFirst == body.transposesSecond)
        let target = secondGradient + places.second
        if body.transposesSecond {
          try multiply(
            outcome(true), other, rows: extents.columns, inner: extents.rows, columns: extents.inner,
            into: target, adding: true)
        } else {
          try multiply(
            other, outcome(false), rows: extents.inner, inner: extents.rows, columns: extents.columns,
            into: target, adding: true)
        }
      }
    }
  }

  private var firstStride: Int { body.transposesFirst ? extents.rows : extents.inner }
  private var secondStride: Int { body.transposesSecond ? extents.inner : extents.columns }

  /// Calls the body with the two matrices of each product of the part, with the position of its result and with theirs.
  private func forEachProduct(
    _ body: (
      _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, _ result: Int,
      _ places: (first: Int, second: Int)
    ) throws(EngineError) -> Void
  ) throws(EngineError) {
    let (first, second) = (context.inputs[0], context.inputs[1])
    for sample in 0..<context.batchSize {
      for product in 0..<extents.count {
        let one =
          sample * first.shape.count + (extents.firstVaries ? product : 0) * extents.rows * extents.inner
        let other =
          sample * second.shape.count + (extents.secondVaries ? product : 0) * extents.inner * extents.columns
        let result = (sample * extents.count + product) * extents.rows * extents.columns
        try body(first.data + one, second.data + other, result, (one, other))
      }
    }
  }

  /// `target ← first · second`, or `target ← target + first · second`.
  private func multiply(
    _ first: Operand, _ second: Operand, rows: Int, inner: Int, columns: Int,
    into target: UnsafeMutablePointer<Float>, adding: Bool
  ) throws(EngineError) {
    func letter(_ operand: Operand) -> CChar {
      CChar(UInt8(ascii: operand.isTransposed ? "T" : "N"))
    }
    let status = dnnl_sgemm(
      letter(first), letter(second), Int64(rows), Int64(columns), Int64(inner), 1, first.elements,
      Int64(first.stride), second.elements, Int64(second.stride), adding ? 1 : 0, target, Int64(columns))
    try check(status, "multiply matrices", node: context.name)
  }
}
