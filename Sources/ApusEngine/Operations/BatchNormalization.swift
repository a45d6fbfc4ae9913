import ApusGraph
import CFloatKernels

/// Batch normalization, together with the rectifier behind it where that is fused. The rectifier's
/// derivative is found again from the input, which spares reading the output.
final class BatchNormalizationLayer: BatchwideLayer {
  private let mode: Engine.Mode
  private let contexts: [LayerContext]
  private let rectification: Rectification
  private let epsilon: Double
  private let momentum: Double
  private let channels: Int
  private let sums: ChannelSums
  private let weight: (values: UnsafeMutablePointer<Float>, gradients: UnsafeMutablePointer<Float>)
  private let bias: (values: UnsafeMutablePointer<Float>, gradients: UnsafeMutablePointer<Float>)
  private let runningMean: UnsafeMutablePointer<Float>
  private let runningVariance: UnsafeMutablePointer<Float>
  // Of the batch, per channel: what the passes multiply and add.
  private let mean: UnsafeMutablePointer<Float>
  private let inverseDeviation: UnsafeMutablePointer<Float>
  private let scale: UnsafeMutablePointer<Float>
  private let shift: UnsafeMutablePointer<Float>
  private let slope: UnsafeMutablePointer<Float>
  private let offset: UnsafeMutablePointer<Float>
  private let terms: NormalizationTerms

  /// - Parameter contexts: one for each part.
  init(
    _ body: BatchNormalization, _ rectification: Rectification, in contexts: [LayerContext]
  ) throws(EngineError) {
    let context = contexts[0]
    self.contexts = contexts
    mode = context.mode
    self.rectification = rectification
    epsilon = Double(body.epsilon)
    momentum = Double(body.momentum)
    channels = body.channels
    sums = try ChannelSums(
      rows: contexts.map { $0.output.count / body.channels }, channels: body.channels,
      library: context.library)
    weight = context.parameter(.scale)
    bias = context.parameter(.bias)
    runningMean = context.statistic(.runningMean)
    runningVariance = context.statistic(.runningVariance)
    let row = (body.channels + 15) / 16 * 16
    mean = try context.library.allocate(6 * row).baseAddress!
    inverseDeviation = mean + row
    scale = mean + 2 * row
    shift = mean + 3 * row
    slope = mean + 4 * row
    offset = mean + 5 * row
    terms = NormalizationTerms(mean: mean, scale: scale, shift: shift, slope: slope, offset: offset)
  }

  func observeForward(_ part: Int) {
    guard mode == .training else { return }
    let input = contexts[part].input.data
    sums.gather(part) { rows, mean, deviation in
      kernels.moments(input + rows.lowerBound * channels, rows.count, channels, mean, deviation)
    }
  }

  /// The batch's moments, and from them the running ones (PyTorch's rule: the unbiased variance).
  func concludeForward() {
    guard mode == .training else {
      for channel in 0..<channels {
        setScale(channel, mean: Double(runningMean[channel]), variance: Double(runningVariance[channel]))
      }
      return
    }
    let rows = sums.rows
    let correction = rows > 1 ? Double(rows) / Double(rows - 1) : 1
    for channel in 0..<channels {
      let (batchMean, variance) = sums.moments(of: channel)
      setScale(channel, mean: batchMean, variance: variance)
      runningMean[channel] = Float((1 - momentum) * Double(runningMean[channel]) + momentum * batchMean)
      runningVariance[channel] = Float(
        (1 - momentum) * Double(runningVariance[channel]) + momentum * variance * correction)
    }
  }

  func forward(_ part: Int) {
    let (input, output) = (contexts[part].input.data, contexts[part].output.data)
    sums.forEachChunk(part) { rows in
      let start = rows.lowerBound * channels
      kernels.normalize(
        input + start, output + start, rows.count, channels, terms, rectification)
    }
  }

  func observeBackward(_ part: Int) {
    guard let gradient = contexts[part].outputGradient else { return }
    let input = contexts[part].input.data
    sums.gather(part) { rows, plain, weighted in
      let start = rows.lowerBound * channels
      kernels.normalize_sums(
        input + start, gradient + start, rows.count, channels, terms, rectification, plain, weighted)
    }
  }

  func concludeBackward() {
    for channel in 0..<channels {
      let (plain, weighted) = sums.totals(of: channel)
      let inverse = Double(inverseDeviation[channel])
      let factor = Double(weight.values[channel]) * inverse
      weight.gradients[channel] = Float(weighted * inverse)
      bias.gradients[channel] = Float(plain)
      slope[channel] = Float(-factor * inverse * inverse * weighted / Double(sums.rows))
      offset[channel] = Float(-factor * plain / Double(sums.rows))
    }
  }

  func backward(_ part: Int) {
    let context = contexts[part]
    guard let gradient = context.outputGradient, let inputGradient = context.inputGradients[0] else { return }
    let input = context.input.data
    sums.forEachChunk(part) { rows in
      let start = rows.lowerBound * channels
      kernels.normalize_gradient(
        input + start, gradient + start, inputGradient + start, rows.count, channels, terms,
        rectification)
    }
  }

  private func setScale(_ channel: Int, mean batchMean: Double, variance: Double) {
    let inverse = 1 / (variance + epsilon).squareRoot()
    let factor = Double(weight.values[channel]) * inverse
    mean[channel] = Float(batchMean)
    inverseDeviation[channel] = Float(inverse)
    scale[channel] = Float(factor)
    shift[channel] = Float(Double(bias.values[channel]) - batchMean * factor)
  }
}
