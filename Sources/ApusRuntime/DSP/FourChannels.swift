import ApusModel

/// Four output channels of a depthwise convolution. The last ones of a convolution begin earlier where they would end
/// late; where there are fewer than four, the last one stands for the others too, and is computed more than once.
struct FourChannels {
  /// Something for each of the channels.
  typealias Four<Element> = (Element, Element, Element, Element)

  /// The first output channel.
  let first: Int
  /// Where the others are, counted from the first.
  let places: Four<Int>
  /// The input channels.
  let inputs: Four<Int>
  /// Whether the input channels follow each other, so that one load takes them all.
  let areNeighbours: Bool
  let bias: Four<Int32>
  private let scales: Four<ChannelScale>

  @inline(__always)
  init(_ body: DepthwiseConvolutionRecord, at channel: Int) {
    let (channels, multiplier) = (body.output.channels, body.multiplier)
    let first = max(0, min(channel, channels &- 4))
    let last = channels &- 1
    let all = (first, min(first &+ 1, last), min(first &+ 2, last), min(first &+ 3, last))
    self.first = first
    places = (0, all.1 &- first, all.2 &- first, all.3 &- first)
    inputs = (all.0 / multiplier, all.1 / multiplier, all.2 / multiplier, all.3 / multiplier)
    areNeighbours = multiplier == 1 && channels >= 4
    let biases = body.constants.bias
    bias = (biases[all.0], biases[all.1], biases[all.2], biases[all.3])
    func scale(_ channel: Int) -> ChannelScale {
      ChannelScale(body.constants, channel: channel, low: body.clampLow, high: body.clampHigh)
    }
    scales = (scale(all.0), scale(all.1), scale(all.2), scale(all.3))
  }

  /// The weights of the four, tap after tap.
  @inline(__always)
  func expandWeights(of body: DepthwiseConvolutionRecord, into target: UnsafeMutablePointer<UInt32>) {
    var weights = body.constants.weights + first
    var target = target
    for _ in 0..<body.window.area {
      let word = Self.word(weights, places)
      target[0] = Pair(evenBytesOf: word).word
      target[1] = Pair(oddBytesOf: word).word
      weights += body.output.channels
      target += 2
    }
  }

  /// Four bytes, the first one's lowest.
  @inline(__always)
  static func word(_ values: UnsafePointer<Int8>, _ places: Four<Int>) -> UInt32 {
    func byte(_ place: Int, _ shift: UInt32) -> UInt32 { UInt32(UInt8(bitPattern: values[place])) &<< shift }
    return byte(places.0, 0) | byte(places.1, 8) | byte(places.2, 16) | byte(places.3, 24)
  }

  /// Writes the outputs of one position.
  @inline(__always)
  func finish(_ sums: Four<Int32>, zeroPoint: Int32, _ low: Int32, _ high: Int32, into target: UnsafeMutablePointer<Int8>)
  {
    let offset = 2 &* zeroPoint &+ 1
    func finished(_ sum: Int32, _ scale: ChannelScale) -> Int8 {
      scale.isShort
        ? scale.finished(sum, offset: offset) : scale.finishedSlowly(sum, zeroPoint: zeroPoint, low, high)
    }
    target[0] = finished(sums.0, scales.0)
    target[places.1] = finished(sums.1, scales.1)
    target[places.2] = finished(sums.2, scales.2)
    target[places.3] = finished(sums.3, scales.3)
  }
}
