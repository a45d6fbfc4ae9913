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
  let bias: Four<Int32>
  private let scales: Four<ChannelScale>
  private let areShort: Bool

  @inline(__always)
  init(_ body: DepthwiseConvolutionRecord, _ output: OutputScale, at channel: Int) {
    let first = max(0, min(channel, body.output.channels &- 4))
    let last = body.output.channels &- 1 &- first
    let places = (0, min(1, last), min(2, last), min(3, last))
    func bias(_ place: Int) -> Int32 { body.constants.bias(first &+ place) }
    func scale(_ place: Int) -> ChannelScale { ChannelScale(body.constants.factor(first &+ place)) }
    (self.first, self.places) = (first, places)
    self.bias = (bias(0), bias(places.1), bias(places.2), bias(places.3))
    scales = (scale(0), scale(places.1), scale(places.2), scale(places.3))
    func isShort(_ place: Int) -> Bool {
      let factor = body.constants.factor(first &+ place)
      return factor.multiplier != 0 && factor.shift < output.shortest
    }
    areShort = isShort(0) && isShort(places.1) && isShort(places.2) && isShort(places.3)
  }

  /// Four bytes, the first one's lowest.
  @inline(__always)
  static func word(_ values: UnsafePointer<Int8>, _ places: Four<Int>) -> UInt32 {
    func byte(_ place: Int, _ shift: UInt32) -> UInt32 { UInt32(UInt8(bitPattern: values[place])) &<< shift }
    return byte(places.0, 0) | byte(places.1, 8) | byte(places.2, 16) | byte(places.3, 24)
  }

  /// Writes the outputs of one position.
  @inline(__always)
  func finish(_ sums: Four<Int32>, _ output: OutputScale, into target: UnsafeMutablePointer<Int8>) {
    if areShort {
      let offset = output.offset
      target[0] = scales.0.finished(sums.0, offset: offset)
      target[places.1] = scales.1.finished(sums.1, offset: offset)
      target[places.2] = scales.2.finished(sums.2, offset: offset)
      target[places.3] = scales.3.finished(sums.3, offset: offset)
    } else {
      target[0] = output.finishedSlowly(sums.0, channel: first)
      target[places.1] = output.finishedSlowly(sums.1, channel: first &+ places.1)
      target[places.2] = output.finishedSlowly(sums.2, channel: first &+ places.2)
      target[places.3] = output.finishedSlowly(sums.3, channel: first &+ places.3)
    }
  }
}
