import ApusModel

extension Session {
  /// Fills an input from an image's 8-bit pixels. Integers only, so every program that runs a model gives it the same
  /// bytes.
  ///
  /// - Parameters:
  ///   - pixels: NHWC, one for each element of the input.
  ///   - rule: what pixels become, of the model's `metadata()`.
  ///   - index: which input.
  /// - Precondition: the number of pixels is right, and the input is of int8.
  public func setInput(pixels: UnsafeBufferPointer<UInt8>, by rule: PixelRecord, at index: Int = 0) {
    let input = input(index).integers
    precondition(pixels.count == input.count, "an image must have a pixel for each element of the input")
    let channels = model.input(index).channels
    var channel = 0
    for index in 0..<input.count {
      input[index] = rule.value(of: pixels[index], channel: channel)
      channel = channel &+ 1 == channels ? 0 : channel &+ 1
    }
  }
}
