import ApusGraph

/// What dropout masks are drawn from: shared by all dropout layers of an engine.
final class DropoutState {
  var seed: UInt64 = 0
  var step: UInt64 = 0
}

/// Dropout while training. A mask is a pure function of seed, step, node and element (SplitMix64's mixing of a
/// counter, Steele et al. 2014), so it does not depend on threads and need not be kept for the way back.
final class DropoutLayer: Layer {
  private let context: LayerContext
  private let threshold: UInt64
  private let scale: Float
  private let stream: UInt64

  init(_ body: Dropout, in context: LayerContext) {
    self.context = context
    threshold = UInt64(Double(body.rate) * 0x1p32)
    scale = 1 / (1 - body.rate)
    stream = context.name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  func forward() { mask(context.input.data, into: context.output.data) }

  func backward() {
    guard let target = context.inputGradients[0], let gradient = context.outputGradient else { return }
    mask(gradient, into: target)
  }

  private func mask(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
    let state = context.dropout
    let key = Self.mix(Self.mix(state.seed ^ stream) &+ state.step)
    let (threshold, scale) = (threshold, scale)
    let first = context.part.samples.lowerBound * context.output.shape.count
    for index in 0..<context.output.count {
      let bits = Self.mix(key &+ UInt64(first + index) &* 0x9E37_79B9_7F4A_7C15) >> 32
      target[index] = bits < threshold ? 0 : source[index] * scale
    }
  }

  @inline(__always)
  private static func mix(_ word: UInt64) -> UInt64 {
    var mixed = word
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
