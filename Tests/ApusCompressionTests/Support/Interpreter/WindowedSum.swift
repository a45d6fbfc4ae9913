import ApusGraph

/// Sums of products over windows, in 32-bit integers: what convolutions, depthwise convolutions and (as
/// 1×1 convolutions) dense layers have in common.
struct WindowedSum {
  let window: Window
  /// Groups of an ordinary convolution.
  let groups: Int
  /// Outputs for each input channel of a depthwise convolution; nil for an ordinary one.
  let multiplier: Int?
  let from: Shape
  let to: Shape

  /// The sums for all samples, bias first. Inputs have their zero point subtracted already.
  func sums(_ input: [Int32], _ weights: [Int32], _ bias: [Int32]) -> [Int32] {
    let samples = input.count / from.count
    var result = Array(repeating: Int32(0), count: samples * to.count)
    let pad = window.resolvedPadding(height: from.height, width: from.width)
    input.withUnsafeBufferPointer { input in
      weights.withUnsafeBufferPointer { weights in
        result.withUnsafeMutableBufferPointer { result in
          for row in 0..<samples * to.height {
            let top = row % to.height * window.stride.height - pad.top
            for column in 0..<to.width {
              let left = column * window.stride.width - pad.left
              let output = result.baseAddress! + (row * to.width + column) * to.channels
              for channel in 0..<to.channels { output[channel] = bias[channel] }
              for i in 0..<window.kernel.height {
                let y = top + i * window.dilation.height
                guard y >= 0, y < from.height else { continue }
                for j in 0..<window.kernel.width {
                  let x = left + j * window.dilation.width
                  guard x >= 0, x < from.width else { continue }
                  let pixel = ((row / to.height * from.height + y) * from.width + x) * from.channels
                  add(
                    input.baseAddress! + pixel, weights.baseAddress!, tap: i * window.kernel.width + j,
                    to: output)
                }
              }
            }
          }
        }
      }
    }
    return result
  }

  /// Adds one tap's products to all output channels of a position.
  @inline(__always)
  private func add(
    _ pixel: UnsafePointer<Int32>, _ weights: UnsafePointer<Int32>, tap: Int,
    to output: UnsafeMutablePointer<Int32>
  ) {
    if let multiplier {
      let row = weights + tap * to.channels
      for channel in 0..<to.channels {
        output[channel] &+= row[channel] &* pixel[channel / multiplier]
      }
      return
    }
    let perGroup = from.channels / groups
    let outputsPerGroup = to.channels / groups
    let area = window.kernel.area
    for channel in 0..<to.channels {
      let row = weights + (channel * area + tap) * perGroup
      let first = pixel + channel / outputsPerGroup * perGroup
      var sum: Int32 = 0
      for c in 0..<perGroup { sum &+= row[c] &* first[c] }
      output[channel] &+= sum
    }
  }
}
