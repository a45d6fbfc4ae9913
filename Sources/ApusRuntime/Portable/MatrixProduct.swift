import ApusModel

extension MatrixProductRecord: Kernel {
  /// One sum of products for each element, scaled to the output, as in TFLite Micro's int8 BATCH_MATMUL.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let (left, right) = (UnsafePointer(arena + first.offset), UnsafePointer(arena + second.offset))
    // From one row of a result to the next in the first matrix, and from one product of a sum to the next.
    let (rowStep, firstStep) = transposesFirst ? (1, first.channels) : (first.channels, 1)
    // From one column of a result to the next in the second matrix, and from one product of a sum to the next.
    let (columnStep, secondStep) = transposesSecond ? (second.channels, 1) : (1, second.channels)
    let firstMatrix = first.height == 1 ? 0 : first.width &* first.channels
    let secondMatrix = second.height == 1 ? 0 : second.width &* second.channels
    var target = arena + output.offset
    for matrix in 0..<output.height {
      for row in 0..<output.width {
        let values = left + (matrix &* firstMatrix &+ row &* rowStep)
        for column in 0..<output.channels {
          let others = right + (matrix &* secondMatrix &+ column &* columnStep)
          var sum: Int32 = 0
          for index in 0..<inner {
            let product =
              (Int32(values[index &* firstStep]) &- first.zeroPoint)
              &* (Int32(others[index &* secondStep]) &- second.zeroPoint)
            sum = sum &+ product
          }
          target.pointee = clamped(factor.applied(to: sum) &+ output.zeroPoint, clampLow, clampHigh)
          target += 1
        }
      }
    }
  }
}
