import ApusModel

extension DepthwiseConvolutionRecord {
  /// Bytes of scratch memory: for each tap its place and four expanded weights.
  var armDSPScratchBytes: Int? { 12 &* window.area }

  /// Four channels at a time: their weights expanded once, then all positions.
  /// - Parameter scratch: `armDSPScratchBytes` bytes, starting at a multiple of 4.
  func runWithArmDSP(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
    let scale = OutputScale(constants, zeroPoint: output.zeroPoint, low: clampLow, high: clampHigh)
    let multiplier = multiplier
    for channel in stride(from: 0, to: output.channels, by: 4) {
      let block = FourChannels(self, scale, at: channel)
      let taps = DepthwiseTaps(self, block, scratch: scratch)
      if multiplier == 1 && output.channels >= 4 {
        run(block, taps, scale, in: arena, from: block.first) {
          UnsafeRawPointer($0).loadUnaligned(as: UInt32.self)
        }
      } else {
        let inputs = (
          block.first / multiplier, (block.first &+ block.places.1) / multiplier,
          (block.first &+ block.places.2) / multiplier, (block.first &+ block.places.3) / multiplier
        )
        run(block, taps, scale, in: arena, from: 0) { FourChannels.word(UnsafePointer($0), inputs) }
      }
    }
  }

  /// All positions of four channels.
  /// - Parameters:
  ///   - first: the input channel from which on the four input values are found.
  ///   - load: takes them, from the address of that channel.
  @inline(__always)
  private func run(
    _ block: FourChannels, _ taps: DepthwiseTaps, _ scale: OutputScale, in arena: UnsafeMutablePointer<Int8>,
    from first: Int, load: (UnsafeMutablePointer<Int8>) -> UInt32
  ) {
    let negatedZeroPoint = Pair(both: 0 &- input.zeroPoint)
    var target = arena + (output.offset &+ block.first)
    for row in 0..<output.height {
      let rowOrigin = row &* window.strideHeight &- window.top
      var columnOrigin = 0 &- window.left
      for _ in 0..<output.width {
        // Far outside the input this leaves 32 bits, as places of taps do; their sums do not, inside.
        let origin = Int32(
          truncatingIfNeeded: input.offset &+ first &+ (rowOrigin &* input.width &+ columnOrigin)
            &* input.channels)
        let runs = taps.runs(rowOrigin, columnOrigin)
        var (a, b, c, d) = block.bias
        var start = runs.first
        for _ in 0..<runs.count {
          var tap = start
          let end = tap + 3 &* runs.length
          while tap != end {
            let word = load(arena + Int(origin &+ Int32(bitPattern: tap[0])))
            let (evenWeights, oddWeights) = (Pair(word: tap[1]), Pair(word: tap[2]))
            let even = Pair(evenBytesOf: word, plus: negatedZeroPoint)
            let odd = Pair(oddBytesOf: word, plus: negatedZeroPoint)
            tap += 3
            a = even.lowProduct(evenWeights, plus: a)
            b = odd.lowProduct(oddWeights, plus: b)
            c = even.highProduct(evenWeights, plus: c)
            d = odd.highProduct(oddWeights, plus: d)
          }
          start += 3 &* window.kernelWidth
        }
        block.finish((a, b, c, d), scale, into: target)
        target += output.channels
        columnOrigin &+= window.strideWidth
      }
    }
  }
}

/// The taps of a depthwise convolution's window, three words for each:
///
///     [ place ]  [ w₂ │ w₀ ]  [ w₃ │ w₁ ]
///
/// where its value is, in bytes from the window's first one, and its weights for four channels, in pairs. A walk through
/// this list takes the same time for a 3 × 3 window as for one of 1 × 9 or with dilation; at the border, where taps lie
/// outside the input, it is walked through in parts.
private struct DepthwiseTaps {
  private let words: UnsafeMutablePointer<UInt32>
  private let input: TensorRecord
  private let window: WindowRecord
  /// The last row and column from which on a whole window lies inside the input.
  private let lastRow: Int
  private let lastColumn: Int

  init(_ body: DepthwiseConvolutionRecord, _ block: FourChannels, scratch: UnsafeMutableRawPointer) {
    (input, window) = (body.input, body.window)
    words = scratch.assumingMemoryBound(to: UInt32.self)
    lastRow = input.height &- 1 &- (window.kernelHeight &- 1) &* window.dilationHeight
    lastColumn = input.width &- 1 &- (window.kernelWidth &- 1) &* window.dilationWidth
    var weights = body.constants.weights + block.first
    var target = words
    for row in 0..<window.kernelHeight {
      for column in 0..<window.kernelWidth {
        let position = row &* window.dilationHeight &* input.width &+ column &* window.dilationWidth
        let word = FourChannels.word(weights, block.places)
        target[0] = UInt32(truncatingIfNeeded: position &* input.channels)
        target[1] = Pair(evenBytesOf: word).word
        target[2] = Pair(oddBytesOf: word).word
        weights += body.output.channels
        target += 3
      }
    }
  }

  /// The taps of a window that lie inside the input, in runs that begin a row of taps apart: all in one, mostly.
  @inline(__always)
  func runs(_ row: Int, _ column: Int) -> (first: UnsafePointer<UInt32>, count: Int, length: Int) {
    if row >= 0, column >= 0, row <= lastRow, column <= lastColumn {
      return (UnsafePointer(words), 1, window.area)
    }
    let rows = Taps(
      origin: row, count: window.kernelHeight, dilation: window.dilationHeight, extent: input.height)
    let columns = Taps(
      origin: column, count: window.kernelWidth, dilation: window.dilationWidth, extent: input.width)
    return (
      UnsafePointer(words + 3 &* (rows.start &* window.kernelWidth &+ columns.start)), rows.end &- rows.start,
      columns.end &- columns.start
    )
  }
}
