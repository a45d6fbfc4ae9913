import ApusGraph
import CFloatKernels

/// A convolution of a few channels, a rectifier and a 2×2 maximum in one. The convolution's own values, four for
/// each that is kept, never reach memory, and on the way back only the winners' positions are visited.
final class PooledConvolutionLayer: Layer {
  private let site: Site
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

  init(_ body: Convolution, _ rectification: Rectification, at site: Site) {
    self.site = site
    self.rectification = rectification
    let input = site.input.shape
    let window = body.window
    let (height, channels) = (window.kernel.height, body.outputChannels)
    let run = window.kernel.width * body.inputChannels
    images = BorderedImage(
      input, border: window.resolvedPadding(height: input.height, width: input.width), purpose: "images",
      count: site.batchSize, site: site)
    let convolved = Shape(
      height: images.rows - height + 1, width: images.columns - window.kernel.width + 1, channels: channels)
    geometry = ConvolutionGeometry(images, output: convolved, window)
    winners = UnsafeMutableRawPointer(
      site.library.allocate(site.output.count / MemoryLayout<Float>.stride + 1).baseAddress!
    ).bindMemory(to: UInt8.self, capacity: site.output.count)
    let weight = site.parameter(.weight)
    let blocks = (channels + Self.width - 1) / Self.width
    packed = site.shared.copy("packed", count: blocks * height * run * Self.width) { packed in
      for channel in 0..<channels {
        let block = packed + channel / Self.width * height * run * Self.width + channel % Self.width
        for tap in 0..<height * run { block[tap * Self.width] = weight.values[channel * height * run + tap] }
      }
    }
    let start = body.hasBias ? site.parameter(.bias) : nil
    bias = site.shared.copy("bias", count: blocks * Self.width) { copy in
      if let start { copy.update(from: start.values, count: channels) }
    }
    masked = site.shared.scratch("masked", thread: site.part.thread, count: site.output.count)
    guard site.outputGradient != nil else { return }

    // Rows of a kernel padded to whole vectors.
    let padded = (run + Self.width - 1) / Self.width * Self.width
    let count = channels * height
    weightSums = site.shared.sums("weight", count: count * padded) { sums in
      for row in 0..<count { (weight.gradients + row * run).update(from: sums + row * padded, count: run) }
    }
    biasSums = site.shared.sums("bias", count: channels) { sums in
      start?.gradients.update(from: sums, count: channels)
    }
    guard site.inputGradients[0] != nil else { return }
    rows = site.shared.copy("rows", count: count * padded) { rows in
      for row in 0..<count { (rows + row * padded).update(from: weight.values + row * run, count: run) }
    }
    spread = site.shared.scratch("spread", thread: site.part.thread, count: images.count)
  }

  func forward() {
    var geometry = geometry
    let (inputCount, outputCount) = (site.input.shape.count, site.output.shape.count)
    for sample in 0..<site.batchSize {
      let offset = sample * outputCount
      kernels.convolve_pool(
        &geometry, images.load(site.input.data + sample * inputCount, at: sample), packed, bias,
        rectification, site.output.data + offset, winners + offset)
    }
  }

  func backward() {
    guard let gradient = site.outputGradient, let weightSums, let biasSums else { return }
    var geometry = geometry
    let (inputCount, outputCount) = (site.input.shape.count, site.output.shape.count)
    kernels.rectify_gradient(site.output.data, gradient, masked, site.output.count, rectification)
    let first = images.load(site.input.data)
    for sample in 1..<max(1, site.batchSize) {
      _ = images.load(site.input.data + sample * inputCount, at: sample)
    }
    weightSums.begin(site.part)
    biasSums.begin(site.part)
    kernels.convolve_pool_weights(
      &geometry, site.batchSize, first, images.count, masked, winners, weightSums.sums[site.part.thread],
      biasSums.sums[site.part.thread])
    guard let target = site.inputGradients[0], let rows, let spread else { return }
    for sample in 0..<site.batchSize {
      let offset = sample * outputCount
      spread.update(repeating: 0, count: images.count)
      kernels.convolve_pool_input(&geometry, rows, masked + offset, winners + offset, spread)
      images.unload(spread, to: target + sample * inputCount)
    }
  }
}
