#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// `x − ln(Σ exp(x))` over the channels of each position, which never overflows: the largest is taken off first.
final class LogSoftmaxLayer: Layer {
  private let context: LayerContext

  init(in context: LayerContext) { self.context = context }

  func forward() {
    forEachRow { start, channels in
      let (input, output) = (context.input.data + start, context.output.data + start)
      var largest = input[0]
      for channel in 1..<max(1, channels) { largest = max(largest, input[channel]) }
      var sum = 0.0
      for channel in 0..<channels { sum += exp(Double(input[channel] - largest)) }
      let offset = Double(largest) + log(sum)
      for channel in 0..<channels { output[channel] = Float(Double(input[channel]) - offset) }
    }
  }

  /// `g − softmax(x) · Σ g`
  func backward() {
    guard let target = context.inputGradients[0], let gradient = context.outputGradient else { return }
    forEachRow { start, channels in
      var sum: Float = 0
      for channel in start..<start + channels { sum += gradient[channel] }
      for channel in start..<start + channels {
        target[channel] = gradient[channel] - exp(context.output.data[channel]) * sum
      }
    }
  }

  private func forEachRow(_ body: (_ start: Int, _ channels: Int) -> Void) {
    let channels = context.output.shape.channels
    for row in 0..<context.output.count / channels { body(row * channels, channels) }
  }
}
