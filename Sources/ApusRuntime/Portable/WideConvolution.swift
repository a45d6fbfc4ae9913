import ApusModel

extension WideConvolutionRecord: Kernel {
  /// One sum of products for each element, over the taps inside the input.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let window = layer.window
    for row in 0..<layer.output.height {
      let rowOrigin = row &* window.strideHeight &- window.top
      let rows = Taps(
        origin: rowOrigin, count: window.kernelHeight, dilation: window.dilationHeight,
        extent: layer.input.height)
      for column in 0..<layer.output.width {
        let columnOrigin = column &* window.strideWidth &- window.left
        let columns = Taps(
          origin: columnOrigin, count: window.kernelWidth, dilation: window.dilationWidth,
          extent: layer.input.width)
        let target = (row &* layer.output.width &+ column) &* layer.output.channels
        for channel in 0..<layer.output.channels {
          var sum = layer.constants.bias(channel)
          for tapRow in rows.start..<rows.end {
            let inputRow = (rowOrigin &+ tapRow &* window.dilationHeight) &* layer.input.width
            for tapColumn in columns.start..<columns.end {
              let position = inputRow &+ columnOrigin &+ tapColumn &* window.dilationWidth
              layer.add(
                &sum, channel: channel, position: position,
                tap: tapRow &* window.kernelWidth &+ tapColumn, in: arena)
            }
          }
          layer.store(sum, channel: channel, at: target &+ channel, in: arena)
        }
      }
    }
  }
}

extension WideTransposedConvolutionRecord: Kernel {
  /// Gathers, for each output, the products that a kernel at each input would scatter.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let window = layer.window
    for row in 0..<layer.output.height {
      let rows = TransposedTaps(
        place: row &+ window.top, count: window.kernelHeight, stride: window.strideHeight,
        extent: layer.input.height)
      for column in 0..<layer.output.width {
        let columns = TransposedTaps(
          place: column &+ window.left, count: window.kernelWidth, stride: window.strideWidth,
          extent: layer.input.width)
        let target = (row &* layer.output.width &+ column) &* layer.output.channels
        for channel in 0..<layer.output.channels {
          var sum = layer.constants.bias(channel)
          for k in rows.start..<rows.end {
            let inputRow = (rows.lastInput &- k) &* layer.input.width
            let tapRow = (rows.firstTap &+ k &* window.strideHeight) &* window.kernelWidth
            for l in columns.start..<columns.end {
              layer.add(
                &sum, channel: channel, position: inputRow &+ columns.lastInput &- l,
                tap: tapRow &+ columns.firstTap &+ l &* window.strideWidth, in: arena)
            }
          }
          layer.store(sum, channel: channel, at: target &+ channel, in: arena)
        }
      }
    }
  }
}

extension WideLayer {
  /// Adds one tap's products for an output channel.
  @inline(__always)
  fileprivate func add(
    _ sum: inout Int64, channel: Int, position: Int, tap: Int, in arena: UnsafeMutablePointer<Int8>
  ) {
    let depth = groupChannels
    let group = groups == 1 ? 0 : channel / (output.channels / groups)
    let values = UnsafeRawPointer(arena + input.offset)
    let first = position &* input.channels &+ group &* depth
    let weights = channel &* taps &+ tap &* depth
    let (isWide, zeroPoint) = (input.element == .int16, input.zeroPoint)
    // Products of 24 bits: as many as these fit into 32, of which processors add up several at once.
    let most = isWide && constants.hasWideWeights ? 1 : 128
    var start = 0
    while start < depth {
      let range = start..<min(start &+ most, depth)
      var part: Int32 = 0
      if isWide {
        for index in range {
          let value = Int32(values.load(fromByteOffset: 2 &* (first &+ index), as: Int16.self))
          part = part &+ value &* constants.weight(weights &+ index)
        }
      } else {
        for index in range {
          let value = Int32(values.load(fromByteOffset: first &+ index, as: Int8.self)) &- zeroPoint
          part = part &+ value &* constants.weight(weights &+ index)
        }
      }
      sum = sum &+ Int64(part)
      start = range.upperBound
    }
  }

  /// Scales a sum to the output and puts it there.
  @inline(__always)
  fileprivate func store(_ sum: Int64, channel: Int, at index: Int, in arena: UnsafeMutablePointer<Int8>) {
    let factor = constants.factor(channel)
    let scaled =
      hasWideSums ? factor.applied(toWide: sum) : factor.applied(to: Int32(truncatingIfNeeded: sum))
    let result = min(max(scaled &+ output.zeroPoint, clampLow), clampHigh)
    let target = UnsafeMutableRawPointer(arena + output.offset)
    if output.element == .int16 {
      target.storeBytes(of: Int16(truncatingIfNeeded: result), toByteOffset: 2 &* index, as: Int16.self)
    } else {
      target.storeBytes(of: Int8(truncatingIfNeeded: result), toByteOffset: index, as: Int8.self)
    }
  }
}

extension FixedPointMultiplier {
  /// An accumulator of up to 48 bits times this factor, as TFLite's reference kernels for int16 do: by the multiplier's upper
  /// fifteen bits, rounded once, half up. What leaves 32 bits is cut off there.
  package func applied(toWide value: Int64) -> Int32 {
    let reduced = multiplier < 0x7FFF_0000 ? (multiplier &+ 1 << 15) &>> 16 : 0x7FFF
    let right = UInt32(truncatingIfNeeded: 15 &- shift)
    let product = value &* Int64(reduced) &+ Self.powerOfTwo(right &- 1)
    // In two words: processors of 32 bits have no shift of 64 by a number that is not a constant.
    let high = Int32(truncatingIfNeeded: product &>> 32)
    let low = UInt32(truncatingIfNeeded: product)
    if right >= 32 { return high &>> Int32(truncatingIfNeeded: right &- 32) }
    return Int32(bitPattern: low &>> right | UInt32(bitPattern: high) &<< (32 &- right))
  }

  /// `2^exponent` for an exponent below 63.
  private static func powerOfTwo(_ exponent: UInt32) -> Int64 {
    exponent < 32
      ? Int64(1 as UInt32 &<< exponent)
      : Int64(1 as Int32 &<< Int32(truncatingIfNeeded: exponent &- 32)) &<< 32
  }
}
