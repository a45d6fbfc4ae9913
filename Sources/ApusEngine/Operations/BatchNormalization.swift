import ApusGraph

/// Batch normalization, together with the rectifier behind it where that is fused. The rectifier's
/// derivative is found again from the input, which spares reading the output.
final class BatchNormalizationLayer: Layer {
  private let site: Site
  private let rectifier: Rectifier
  private let epsilon: Double
  private let momentum: Double
  private let rows: Int
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

  init(_ body: BatchNormalization, _ rectifier: Rectifier, at site: Site) {
    self.site = site
    self.rectifier = rectifier
    epsilon = Double(body.epsilon)
    momentum = Double(body.momentum)
    channels = body.channels
    rows = site.output.count / body.channels
    sums = ChannelSums(rows: rows, channels: channels, library: site.library)
    weight = site.parameter("weight")
    bias = site.parameter("bias")
    runningMean = site.statistic("running_mean")
    runningVariance = site.statistic("running_var")
    let row = (body.channels + 15) / 16 * 16
    mean = site.library.allocate(6 * row).baseAddress!
    inverseDeviation = mean + row
    scale = mean + 2 * row
    shift = mean + 3 * row
    slope = mean + 4 * row
    offset = mean + 5 * row
  }

  func forward() {
    switch site.mode {
    case .training: measureBatch()
    case .inference:
      for channel in 0..<channels {
        setScale(channel, mean: Double(runningMean[channel]), variance: Double(runningVariance[channel]))
      }
    }
    ThreadTeam.split(rows, cost: channels) { range in
      forEachChunk(range) { chunk in
        Normalization.apply(
          site.input.data, into: site.output.data, rows: chunk, channels: channels, scale: scale,
          shift: shift, rectifier)
      }
    }
  }

  func backward() {
    guard let gradient = site.outputGradient else { return }
    sums.gather { chunk, plain, weighted in
      Normalization.gradientSums(
        site.input.data, gradient, rows: chunk, channels: channels, scale: scale, shift: shift, mean: mean,
        plain: plain, weighted: weighted, rectifier)
    }
    for channel in 0..<channels {
      let (plain, weighted) = sums.totals(of: channel)
      let inverse = Double(inverseDeviation[channel])
      let factor = Double(weight.values[channel]) * inverse
      weight.gradients[channel] = Float(weighted * inverse)
      bias.gradients[channel] = Float(plain)
      slope[channel] = Float(-factor * inverse * inverse * weighted / Double(rows))
      offset[channel] = Float(-factor * plain / Double(rows))
    }
    guard let target = site.inputGradients[0] else { return }
    ThreadTeam.split(rows, cost: channels) { range in
      forEachChunk(range) { chunk in
        Normalization.inputGradient(
          site.input.data, gradient, into: target, rows: chunk, channels: channels, scale: scale,
          shift: shift, mean: mean, slope: slope, offset: offset, rectifier)
      }
    }
  }

  /// The batch's moments, and from them the running ones (PyTorch's rule: the unbiased variance).
  private func measureBatch() {
    sums.gather { chunk, mean, deviation in
      Normalization.moments(
        site.input.data, rows: chunk, channels: channels, mean: mean, deviation: deviation)
    }
    let correction = rows > 1 ? Double(rows) / Double(rows - 1) : 1
    for channel in 0..<channels {
      let (batchMean, variance) = sums.moments(of: channel)
      setScale(channel, mean: batchMean, variance: variance)
      runningMean[channel] = Float((1 - momentum) * Double(runningMean[channel]) + momentum * batchMean)
      runningVariance[channel] = Float(
        (1 - momentum) * Double(runningVariance[channel]) + momentum * variance * correction)
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

  /// Splits rows so that a chunk's channels beyond the first sixteen are found in the cache.
  private func forEachChunk(_ rows: Range<Int>, _ body: (Range<Int>) -> Void) {
    var start = rows.lowerBound
    while start < rows.upperBound {
      let end = min(rows.upperBound, start + sums.chunkRows)
      body(start..<end)
      start = end
    }
  }
}
