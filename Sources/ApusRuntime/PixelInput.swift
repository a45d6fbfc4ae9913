import ApusModel

extension Session {
  /// Fills the input from an image's 8-bit pixels: through the model's table where it has one, and as
  /// `pixel − 128` where it has none. Integers only, so every program that runs a model gives it the same
  /// bytes.
  ///
  /// - Parameter pixels: NHWC, one for each element of the input.
  /// - Precondition: their number is right.
  public func setInput(pixels: UnsafeBufferPointer<UInt8>) {
    let input = self.input
    precondition(pixels.count == input.count, "an image must have a pixel for each element of the input")
    guard let table = model.pixelTable else {
      for index in 0..<input.count { input[index] = Int8(bitPattern: pixels[index] ^ 0x80) }
      return
    }
    let channels = model.input.channels
    var channel = 0
    for index in 0..<input.count {
      input[index] = table[channel &* 256 &+ Int(pixels[index])]
      channel = channel &+ 1 == channels ? 0 : channel &+ 1
    }
  }
}
