import ApusModel

extension DepthwiseConvolutionRecord {
  /// Bytes of scratch memory: the expanded weights of four channels.
  package var pairScratchBytes: Int { 8 &* window.area }

  /// Four channels at a time: their weights expanded once, then all positions.
  /// - Parameter scratch: `pairScratchBytes` bytes, starting at a multiple of 4.
  package func runInPairs(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
    let weights = scratch.assumingMemoryBound(to: UInt32.self)
    for channel in stride(from: 0, to: output.channels, by: 4) {
      let block = FourChannels(self, at: channel)
      block.expandWeights(of: self, into: weights)
      if block.areNeighbours {
        run(block, weights, in: arena, from: block.first) {
          UnsafeRawPointer($0).loadUnaligned(as: UInt32.self)
        }
      } else {
        run(block, weights, in: arena, from: 0) { FourChannels.word($0, block.inputs) }
      }
    }
  }

  /// All positions of four channels.
  /// - Parameters:
  ///   - first: the input channel from which on the four input values are found.
  ///   - load: takes them, from the address of that channel.
  @inline(__always)
  private func run(
    _ block: FourChannels, _ weights: UnsafePointer<UInt32>, in arena: UnsafeMutablePointer<Int8>, from first: Int,
    load: (UnsafePointer<Int8>) -> UInt32
  ) {
    let negatedZeroPoint = Pair(both: 0 &- input.zeroPoint)
    let step = input.channels &* window.dilationWidth
    let source = UnsafePointer(arena + (input.offset &+ first))
    var target = arena + (output.offset &+ block.first)
    for row in 0..<output.height {
      let rowOrigin = row &* window.strideHeight &- window.top
      let rows = Taps(
        origin: rowOrigin, count: window.kernelHeight, dilation: window.dilationHeight, extent: input.height)
      for column in 0..<output.width {
        let columnOrigin = column &* window.strideWidth &- window.left
        let columns = Taps(
          origin: columnOrigin, count: window.kernelWidth, dilation: window.dilationWidth, extent: input.width)
        let taps = columns.end &- columns.start
        let inputColumn = columnOrigin &+ columns.start &* window.dilationWidth
        var (a, b, c, d) = block.bias
        for tapRow in rows.start..<(taps > 0 ? rows.end : rows.start) {
          let inputRow = rowOrigin &+ tapRow &* window.dilationHeight
          var values = source + (inputRow &* input.width &+ inputColumn) &* input.channels
          var weight = weights + 2 &* (tapRow &* window.kernelWidth &+ columns.start)
          let end = weight + 2 &* taps
          repeat {
            let word = load(values)
            let even = Pair(evenBytesOf: word, plus: negatedZeroPoint)
            let odd = Pair(oddBytesOf: word, plus: negatedZeroPoint)
            let (evenWeights, oddWeights) = (Pair(word: weight[0]), Pair(word: weight[1]))
            a = even.lowProduct(evenWeights, plus: a)
            b = odd.lowProduct(oddWeights, plus: b)
            c = even.highProduct(evenWeights, plus: c)
            d = odd.highProduct(oddWeights, plus: d)
            values += step
            weight += 2
          } while weight != end
        }
        block.finish((a, b, c, d), zeroPoint: output.zeroPoint, clampLow, clampHigh, into: target)
        target += output.channels
      }
    }
  }
}
