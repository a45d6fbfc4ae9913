extension Preprocessing {
  /// The real input of each of the 256 pixels of each channel, for whole images.
  public struct Table: Sendable {
    /// 256 entries for all channels where these are prepared alike, or for each.
    private let reals: [Float]
    private let channels: Int
    /// Whether the input has colors in the other order than images.
    private let turnsColors: Bool

    /// The table of a preprocessing for images of some channels.
    public init(_ preprocessing: Preprocessing, channels: Int) {
      turnsColors = preprocessing.turnsColors(channels: channels)
      let areAlike = preprocessing.offset.count == 1 && preprocessing.divisor.count == 1
      let channels = areAlike && !turnsColors ? 1 : channels
      self.channels = channels
      reals = (0..<channels).flatMap { index in
        let channel = preprocessing.channel(index)
        return (0..<256).map { channel.real(pixel: Float($0)) }
      }
    }

    /// Writes the real inputs of pixels, whose channels lie beside each other, red first; inputs have the order of the
    /// preprocessing.
    ///
    /// - Parameters:
    ///   - inputs: room for `count` numbers.
    ///   - pixels: as many pixels, beginning with the first channel.
    ///   - count: how many.
    public func fill(
      _ inputs: UnsafeMutablePointer<Float>, from pixels: UnsafePointer<UInt8>, count: Int
    ) {
      reals.withUnsafeBufferPointer { reals in
        let reals = reals.baseAddress!
        if channels == 1 {
          for index in 0..<count { inputs[index] = reals[Int(pixels[index])] }
          return
        }
        if turnsColors {
          for index in 0..<count {
            let channel = index % 3
            inputs[index] = reals[channel << 8 | Int(pixels[index - channel + 2 - channel])]
          }
          return
        }
        var channel = 0
        for index in 0..<count {
          inputs[index] = reals[channel << 8 | Int(pixels[index])]
          channel = channel + 1 == channels ? 0 : channel + 1
        }
      }
    }
  }
}
