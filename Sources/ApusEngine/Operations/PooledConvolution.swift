import ApusGraph
import CFloatKernels

/// A convolution of a few channels, a rectifier and a 2×2 maximum in one. The convolution's own values, four for
/// each that is kept, never reach memory, and on the way back only the winners' positions are visited.
final class PooledConvolutionLayer: Layer {
  private let context: LayerContext
  private let rectification: Rectification
  private let geometry: ConvolutionGeometry
  private let images: BorderedImage
  private let winners: UnsafeMutablePointer<UInt8>
  private let packed: UnsafeMutablePointer<Float>
  private let bias: UnsafeMutablePointer<Float>
  // For the way back.
  private let masked: UnsafeMutablePointer<Float>
  private var rows: UnsafeMutablePointer<Float>?
  private var spread: UnsafeMutablePointer<Float>?
  private var weightSums: GradientSums?
  private var biasSums: GradientSums?

  private static let width = 16

  /// Whether a convolution and a maximum behind it can be made in one.
  static func covers(_ body: Convolution, pool: Window, convolved: Shape) -> Bool {
    body.groups == 1 && body.inputChannels < width && body.window.stride == Size(1)
      && body.window.dilation == Size(1) && pool.kernel == Size(2) && pool.stride == Size(2)
      && pool.dilation == Size(1) && convolved.height >= 2 && convolved.width >= 2
      && pool.resolvedPadding(height: convolved.height, width: convolved.width)
        == ResolvedPadding(top: 0, bottom: 0, left: 0, right: 0)
  }

  init(_ body: Convolution, _ rectification: Rectification, in context: LayerContext)
    throws(EngineError)
  {
    self.context = context
    self.rectification = rectification
    let input = context.input.shape
    let window = body.window
    let (height, channels) = (window.kernel.height, body.outputChannels)
    let run = window.kernel.width * body.inputChannels
    images = try BorderedImage(
      input, border: window.resolvedPadding(height: input.height, width: input.width), purpose: "images",
      count: context.batchSize, context: context)
    let convolved = Shape(
      height: images.rows - height + 1, width: images.columns - window.kernel.width + 1, channels: channels)
    geometry = ConvolutionGeometry(images, output: convolved, window)
    winners = UnsafeMutableRawPointer(
      try context.library.allocate(context.output.count / MemoryLayout<Float>.stride + 1).baseAddress!
    ).bindMemory(to: UInt8.self, capacity: context.output.count)
    let weight = context.parameter(.weight)
    let blocks = (channels + Self.width - 1) / Self.width
    packed = try context.shared.copy("packed", count: blocks * height * run * Self.width) { packed in
      for channel in 0..<channels {
        let block = packed + channel / Self.width * height * run * Self.width + channel % Self.width
        for tap in 0..<height * run { block[tap * Self.width] = weight.values[channel * height * run + tap] }
      }
    }
    let start = body.hasBias ? context.parameter(.bias) : nil
    bias = try context.shared.copy("bias", count: blocks * Self.width) { copy in
      if let start { copy.update(from: start.values, count: channels) }
    }
    masked = try context.shared.scratch("masked", thread: context.part.thread, count: context.output.count)
    guard context.outputGradient != nil else { return }

    // Rows of a kernel padded to whole vectors.
    let padded = (run + Self.width - 1) / Self.width * Self.width
    let count = channels * height
    weightSums = try context.shared.sums("weight", count: count * padded) { sums in
      for row in 0..<count { (weight.gradients + row * run).update(from: sums + row * padded, count: run) }
    }
    biasSums = try context.shared.sums("bias", count: channels) { sums in
      start?.gradients.update(from: sums, count: channels)
    }
    guard context.inputGradients[0] != nil else { return }
    rows = try context.shared.copy("rows", count: count * padded) { rows in
      for row in 0..<count { (rows + row * padded).update(from: weight.values + row * run, count: run) }
    }
    spread = try context.shared.scratch("spread", thread: context.part.thread, count: images.count)
  }

  func forward() {
    var geometry = geometry
    let (inputCount, outputCount) = (context.input.shape.count, context.output.shape.count)
    for sample in 0..<context.batchSize {
      let offset = sample * outputCount
      kernels.convolve_pool(
        &geometry, images.load(context.input.data + sample * inputCount, at: sample), packed, bias,
        rectification, context.output.data + offset, winners + offset)
    }
  }

  func backward() {
    guard let gradient = context.outputGradient, let weightSums, let biasSums else { return }
    var geometry = geometry
    let (inputCount, outputCount) = (context.input.shape.count, context.output.shape.count)
    kernels.rectify_gradient(context.output.data, gradient, masked, context.output.count, rectification)
    let first = images.load(context.input.data)
    for sample in 1..<max(1, context.batchSize) {
      _ = images.load(context.input.data + sample * inputCount, at: sample)
    }
    weightSums.begin(context.part)
    biasSums.begin(context.part)
    kernels.convolve_pool_weights(
      &geometry, context.batchSize, first, images.count, masked, winners,
      weightSums.sums[context.part.shard], biasSums.sums[context.part.shard])
    guard let target = context.inputGradients[0], let rows, let spread else { return }
    for sample in 0..<context.batchSize {
      let offset = sample * outputCount
      spread.update(repeating: 0, count: images.count)
      kernels.convolve_pool_input(&geometry, rows, masked + offset, winners + offset, spread)
      images.unload(spread, to: target + sample * inputCount)
    }
  }
}
