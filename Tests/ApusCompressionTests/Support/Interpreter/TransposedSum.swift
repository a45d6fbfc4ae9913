import ApusGraph

/// Sums of a transposed convolution, in 32-bit integers: each input adds its kernel to the output.
struct TransposedSum {
  let body: TransposedConvolution
  let from: Shape
  let to: Shape

  init(_ body: TransposedConvolution, from: Shape, to: Shape) {
    self.body = body
    self.from = from
    self.to = to
  }

  /// The sums for all samples, bias included. Inputs have their zero point subtracted already.
  func sums(_ input: [Int32], _ weights: [Int32], _ bias: [Int32]) -> [Int32] {
    let samples = input.count / from.count
    var result = (0..<samples * to.count).map { bias[$0 % to.channels] }
    for row in 0..<samples * from.height {
      let (sample, y) = row.quotientAndRemainder(dividingBy: from.height)
      for column in 0..<from.width {
        let source = (row * from.width + column) * from.channels
        for i in 0..<body.kernel.height {
          let targetRow = y * body.stride.height - body.padding.top + i
          guard (0..<to.height).contains(targetRow) else { continue }
          for j in 0..<body.kernel.width {
            let targetColumn = column * body.stride.width - body.padding.left + j
            guard (0..<to.width).contains(targetColumn) else { continue }
            let target = ((sample * to.height + targetRow) * to.width + targetColumn) * to.channels
            for channel in 0..<to.channels {
              let kernel = ((channel * body.kernel.height + i) * body.kernel.width + j) * from.channels
              var sum: Int32 = 0
              for c in 0..<from.channels { sum &+= weights[kernel + c] &* input[source + c] }
              result[target + channel] &+= sum
            }
          }
        }
      }
    }
    return result
  }
}
