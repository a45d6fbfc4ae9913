/// Batch normalization's passes over a stretch of rows, for as many channels at a time as there are lanes.
/// `forEachLane` puts the channels together.
enum Normalization {
  /// Mean and sum of squared deviations from it, per channel.
  static func moments(
    _ source: UnsafePointer<Float>, rows: Range<Int>, channels: Int, mean: UnsafeMutablePointer<Float>,
    deviation: UnsafeMutablePointer<Float>
  ) {
    forEachLane(
      channels, Moments(source: source, rows: rows, channels: channels, mean: mean, deviation: deviation))
  }

  /// `r(scale · x + shift)`, per channel.
  static func apply(
    _ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, rows: Range<Int>, channels: Int,
    scale: UnsafePointer<Float>, shift: UnsafePointer<Float>, _ rectifier: Rectifier
  ) {
    func run(_ rectification: some Rectification) {
      forEachLane(
        channels,
        Affine(
          source: source, target: target, rows: rows, channels: channels, scale: scale, shift: shift,
          rectification: rectification))
    }
    switch rectifier {
    case .none: run(NoRectification())
    case .plain: run(PlainRectification())
    case .clipped: run(ClippedRectification())
    case .leaky(let slope): run(LeakyRectification(slope: slope))
    }
  }

  /// Sums of `g` and of `g · (x − mean)`, per channel, where `g` is the gradient behind the rectifier.
  static func gradientSums(
    _ source: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>, rows: Range<Int>, channels: Int,
    scale: UnsafePointer<Float>, shift: UnsafePointer<Float>, mean: UnsafePointer<Float>,
    plain: UnsafeMutablePointer<Float>, weighted: UnsafeMutablePointer<Float>, _ rectifier: Rectifier
  ) {
    func run(_ rectification: some Rectification) {
      forEachLane(
        channels,
        GradientSums(
          source: source, gradient: gradient, rows: rows, channels: channels, scale: scale, shift: shift,
          mean: mean, plain: plain, weighted: weighted, rectification: rectification))
    }
    switch rectifier {
    case .none: run(NoRectification())
    case .plain: run(PlainRectification())
    case .clipped: run(ClippedRectification())
    case .leaky(let slope): run(LeakyRectification(slope: slope))
    }
  }

  /// `scale · g + slope · (x − mean) + offset`, per channel.
  static func inputGradient(
    _ source: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>, rows: Range<Int>, channels: Int,
    scale: UnsafePointer<Float>, shift: UnsafePointer<Float>, mean: UnsafePointer<Float>,
    slope: UnsafePointer<Float>, offset: UnsafePointer<Float>, _ rectifier: Rectifier
  ) {
    func run(_ rectification: some Rectification) {
      forEachLane(
        channels,
        InputGradient(
          source: source, gradient: gradient, target: target, rows: rows, channels: channels, scale: scale,
          shift: shift, mean: mean, slope: slope, offset: offset, rectification: rectification))
    }
    switch rectifier {
    case .none: run(NoRectification())
    case .plain: run(PlainRectification())
    case .clipped: run(ClippedRectification())
    case .leaky(let slope): run(LeakyRectification(slope: slope))
    }
  }

  @inline(__always)
  private static func forEachLane(_ channels: Int, _ pass: some ChannelPass) {
    var channel = 0
    while channel + SIMD16<Float>.width <= channels {
      pass.run(channel, SIMD16<Float>.self)
      channel += SIMD16<Float>.width
    }
    while channel < channels {
      pass.run(channel, Float.self)
      channel += 1
    }
  }
}

private protocol ChannelPass {
  func run<L: Lanes>(_ channel: Int, _ lanes: L.Type)
}

private struct Moments: ChannelPass {
  let source: UnsafePointer<Float>
  let rows: Range<Int>
  let channels: Int
  let mean: UnsafeMutablePointer<Float>
  let deviation: UnsafeMutablePointer<Float>

  @inline(__always) func run<L: Lanes>(_ channel: Int, _ lanes: L.Type) {
    let first = source + rows.lowerBound * channels + channel
    var sum = L(repeating: 0)
    var pointer = first
    for _ in rows {
      sum = sum + L.load(pointer)
      pointer += channels
    }
    let average = sum * L(repeating: 1 / Float(rows.count))
    var squares = L(repeating: 0)
    pointer = first
    for _ in rows {
      let difference = L.load(pointer) - average
      squares = squares + difference * difference
      pointer += channels
    }
    average.store(to: mean + channel)
    squares.store(to: deviation + channel)
  }
}

private struct Affine<R: Rectification>: ChannelPass {
  let source: UnsafePointer<Float>
  let target: UnsafeMutablePointer<Float>
  let rows: Range<Int>
  let channels: Int
  let scale: UnsafePointer<Float>
  let shift: UnsafePointer<Float>
  let rectification: R

  @inline(__always) func run<L: Lanes>(_ channel: Int, _ lanes: L.Type) {
    let (scale, shift) = (L.load(scale + channel), L.load(shift + channel))
    var index = rows.lowerBound * channels + channel
    for _ in rows {
      rectification.value(L.load(source + index) * scale + shift).store(to: target + index)
      index += channels
    }
  }
}

private struct GradientSums<R: Rectification>: ChannelPass {
  let source: UnsafePointer<Float>
  let gradient: UnsafePointer<Float>
  let rows: Range<Int>
  let channels: Int
  let scale: UnsafePointer<Float>
  let shift: UnsafePointer<Float>
  let mean: UnsafePointer<Float>
  let plain: UnsafeMutablePointer<Float>
  let weighted: UnsafeMutablePointer<Float>
  let rectification: R

  @inline(__always) func run<L: Lanes>(_ channel: Int, _ lanes: L.Type) {
    let (scale, shift) = (L.load(scale + channel), L.load(shift + channel))
    let mean = L.load(mean + channel)
    var (sum, product) = (L(repeating: 0), L(repeating: 0))
    var index = rows.lowerBound * channels + channel
    for _ in rows {
      let input = L.load(source + index)
      let output = rectification.value(input * scale + shift)
      let masked = rectification.gradient(output: output, L.load(gradient + index))
      sum = sum + masked
      product = product + masked * (input - mean)
      index += channels
    }
    sum.store(to: plain + channel)
    product.store(to: weighted + channel)
  }
}

private struct InputGradient<R: Rectification>: ChannelPass {
  let source: UnsafePointer<Float>
  let gradient: UnsafePointer<Float>
  let target: UnsafeMutablePointer<Float>
  let rows: Range<Int>
  let channels: Int
  let scale: UnsafePointer<Float>
  let shift: UnsafePointer<Float>
  let mean: UnsafePointer<Float>
  let slope: UnsafePointer<Float>
  let offset: UnsafePointer<Float>
  let rectification: R

  @inline(__always) func run<L: Lanes>(_ channel: Int, _ lanes: L.Type) {
    let (scale, shift) = (L.load(scale + channel), L.load(shift + channel))
    let (mean, slope, offset) = (L.load(mean + channel), L.load(slope + channel), L.load(offset + channel))
    var index = rows.lowerBound * channels + channel
    for _ in rows {
      let input = L.load(source + index)
      let output = rectification.value(input * scale + shift)
      let masked = rectification.gradient(output: output, L.load(gradient + index))
      (scale * masked + slope * (input - mean) + offset).store(to: target + index)
      index += channels
    }
  }
}
