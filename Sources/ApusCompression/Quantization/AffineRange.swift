import ApusGraph

extension QuantizationParameters {
  /// The affine map whose 256 integers span a range that holds zero, with zero exact.
  ///
  /// The scale is the range over 255 and the zero point the integer nearest to the real zero, as in
  /// TensorFlow Lite's quantization specification. A range of nothing gets a scale of one.
  package init(covering range: ClosedRange<Double>) {
    let lower = min(range.lowerBound, 0)
    let upper = max(range.upperBound, 0)
    let scale = Float((upper - lower) / 255)
    guard scale.isNormal else {
      self.init(scale: 1, zeroPoint: 0)
      return
    }
    let zeroPoint = (-128 - lower / Double(scale)).rounded(.toNearestOrAwayFromZero)
    self.init(scale: scale, zeroPoint: Int(max(-128, min(127, zeroPoint))))
  }

  /// The real numbers of the smallest and the largest integer.
  package var range: ClosedRange<Double> { real(-128)...real(127) }
}

extension Preprocessing {
  /// The input's affine map under which `q = pixel − 128` exactly: scale `1 / divisor`, zero point
  /// `offset − 128`. Nil unless there is one positive divisor and one whole offset within 0 … 255.
  package var exactQuantization: QuantizationParameters? {
    guard Set(offset).count == 1, Set(divisor).count == 1, divisor[0] > 0, (1 / divisor[0]).isNormal,
      (0...255).contains(offset[0]),
      offset[0] == offset[0].rounded()
    else { return nil }
    return QuantizationParameters(scale: 1 / divisor[0], zeroPoint: Int(offset[0]) - 128)
  }

  /// The range of all inputs that pixels of 0 … 255 can become, zero included.
  package func pixelRange(channels: Int) -> ClosedRange<Double> {
    var range = 0.0...0.0
    for channel in 0..<channels {
      for pixel in [0.0, 255.0] {
        let real = real(pixel: pixel, channel: channel)
        range = min(range.lowerBound, real)...max(range.upperBound, real)
      }
    }
    return range
  }
}
