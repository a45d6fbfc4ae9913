import ApusData
import ApusEngine
import ApusGraph

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A run of a float classifier on images in one range of pixels, and what its values and answers look like.
struct PixelRangeProbe {
  private let classifier: FloatClassifier
  private let range: PixelRange
  private var graph: Graph

  /// How many layers, counted from the input, are looked at.
  private static let layers = 3

  init(_ classifier: FloatClassifier, _ range: PixelRange) {
    self.classifier = classifier
    self.range = range
    graph = classifier.graph
    let (style, fit) = (graph.preprocessing.style, graph.preprocessing.fit)
    graph.preprocessing = range.preprocessing(channels: graph.inputShape.channels)
    (graph.preprocessing.style, graph.preprocessing.fit) = (style, fit)
    graph.outputs = [classifier.output]
    graph = graph.endingInLogits
  }

  func trial(_ images: ImageDataset, hasLabels: Bool) throws(EvaluationError) -> PixelRangeTrial {
    let batchSize = max(1, min(32, images.count))
    let engine: Engine
    do throws(EngineError) {
      engine = try Engine(graph, batchSize: batchSize, mode: .inference)
    } catch {
      throw .engine(error)
    }
    let loader = BatchLoader(images, preprocessing: graph.preprocessing)
    var answers = AnswerStatistics(meaning: graph.outputs[0].meaning)
    let head = hasLabels ? graph.headFeatures(of: graph.outputs[0]) : nil
    var channels = (firstRectifiers + normalizedValues.map(\.value)).reduce(into: [String: ChannelMoments]())
    {
      $0[$1] = ChannelMoments()
    }
    let width = engine.output.count / batchSize
    try engine.forEachBatch(
      of: images.count, fill: { loader.fill(engine.input, indices: $0) }, failure: EvaluationError.engine
    ) { (batch) throws(EvaluationError) in
      let features = head.map { batch.value(of: $0) }
      let featureCount = (features?.count ?? 0) / batch.samples.count
      for (row, image) in batch.samples.enumerated() {
        let values = batch.output[(row * width)..<((row + 1) * width)]
        answers.add(
          Array(values), truth: hasLabels ? Int(images.labels[image]) : nil,
          features: UnsafeBufferPointer(
            rebasing: (features ?? batch.output)[(row * featureCount)..<((row + 1) * featureCount)]))
      }
      for name in channels.keys {
        channels[name]?.add(batch.value(of: name), channels: channelCount(of: name))
      }
    }
    let rectified = firstRectifiers.compactMap { channels[$0] }
    let idle = rectified.reduce(0) { $0 + $1.idleCount }
    let count = rectified.reduce(0) { $0 + $1.count }
    let drifts = normalizedValues.compactMap { value, node in
      channels[value].flatMap { drift(of: $0, from: node) }
    }
    return PixelRangeTrial(
      range: range, correct: hasLabels ? answers.correct : nil,
      imbalance: hasLabels ? answers.gradient.imbalance : nil,
      information: answers.information, idleChannels: count == 0 ? 0 : Double(idle) / Double(count),
      drift: drifts.isEmpty ? nil : drifts.reduce(0, +) / Double(drifts.count))
  }

  private func channelCount(of name: String) -> Int {
    (try? graph.shapes()[name]?.channels) ?? 1
  }

  /// The first values that have an end at which they can saturate.
  private var firstRectifiers: [String] {
    let found = graph.nodes.filter { node in
      switch node.operation {
      case .relu, .relu6, .sigmoid, .tanh, .hardSwish, .leakyReLU: true
      case _: false
      }
    }
    return found.prefix(Self.layers).map(\.name)
  }

  /// The values that the first batch normalizations take, and these.
  private var normalizedValues: [(value: String, node: Node)] {
    let found = graph.nodes.filter { if case .batchNormalization = $0.operation { true } else { false } }
    return found.prefix(Self.layers).map { ($0.inputs[0], $0) }
  }

  /// The divergence of what channels are from what a normalization remembers of them, in nats, the mean over channels, each
  /// at most 20.
  private func drift(of moments: ChannelMoments, from node: Node) -> Double? {
    guard let means = graph.parameters[node.parameterName(.runningMean)]?.values,
      let variances = graph.parameters[node.parameterName(.runningVariance)]?.values,
      means.count == moments.count, moments.count > 0
    else { return nil }
    let total = (0..<moments.count).reduce(0.0) { total, channel in
      let (mean, variance) = (Double(means[channel]), max(Double(variances[channel]), 1e-12))
      let found = max(moments.variance(channel), 1e-12)
      let distance = moments.mean(channel) - mean
      let divergence = (log(variance / found) + (found + distance * distance) / variance - 1) / 2
      return total + min(max(divergence, 0), 20)
    }
    return total / Double(moments.count)
  }
}

/// Sums over the values of each channel.
private struct ChannelMoments {
  private var sums: [Double] = []
  private var squares: [Double] = []
  private var smallest: [Float] = []
  private var largest: [Float] = []
  private var positions = 0

  var count: Int { sums.count }

  mutating func add(_ values: UnsafeBufferPointer<Float>, channels: Int) {
    if sums.isEmpty {
      sums = Array(repeating: 0, count: channels)
      squares = sums
      smallest = Array(repeating: .infinity, count: channels)
      largest = Array(repeating: -.infinity, count: channels)
    }
    for start in stride(from: 0, to: values.count - channels + 1, by: channels) {
      for channel in 0..<channels {
        let value = values[start + channel]
        sums[channel] += Double(value)
        squares[channel] += Double(value) * Double(value)
        smallest[channel] = min(smallest[channel], value)
        largest[channel] = max(largest[channel], value)
      }
      positions += 1
    }
  }

  func mean(_ channel: Int) -> Double { sums[channel] / Double(max(1, positions)) }

  func variance(_ channel: Int) -> Double {
    max(0, squares[channel] / Double(max(1, positions)) - mean(channel) * mean(channel))
  }

  /// How many channels have one value everywhere, but for a thousandth of the positions' worth.
  var idleCount: Int {
    (0..<count).count { channel in
      let width = Double(largest[channel]) - Double(smallest[channel])
      return !(width > 0) || variance(channel) < 1e-6 * width * width
    }
  }
}

/// What a classifier's answers are like.
private struct AnswerStatistics {
  let meaning: OutputMeaning
  private(set) var correct = 0
  /// What training would still change in the last layer.
  private(set) var gradient = HeadGradient()
  private var count = 0
  private var entropies = 0.0
  private var sums: [Double] = []

  init(meaning: OutputMeaning) { self.meaning = meaning }

  /// What answers tell of images: the entropy of the mean of all less the mean of their entropies, by the logarithm of the number of
  /// classes.
  var information: Double {
    guard sums.count > 1, count > 0 else { return 0 }
    let together = Self.entropy(sums.map { $0 / Double(count) })
    return (together - entropies / Double(count)) / log(Double(sums.count))
  }

  mutating func add(_ values: [Float], truth: Int?, features: UnsafeBufferPointer<Float>) {
    let probabilities = probabilities(values)
    if sums.isEmpty { sums = Array(repeating: 0, count: probabilities.count) }
    for (index, probability) in probabilities.enumerated() { sums[index] += probability }
    entropies += Self.entropy(probabilities)
    count += 1
    guard let truth, truth < probabilities.count else { return }
    gradient.add(probabilities, truth: truth, features: features)
    if meaning.answer(values).answer == truth { correct += 1 }
  }

  /// Probabilities that sum to 1, of finite or other numbers.
  private func probabilities(_ values: [Float]) -> [Double] {
    let reals = values.map { $0.isFinite ? Double($0) : 0 }
    switch meaning {
    case .logits, .values:
      let highest = reals.max() ?? 0
      let exponentials = reals.map { exp($0 - highest) }
      let sum = exponentials.reduce(0, +)
      return exponentials.map { $0 / sum }
    case .probability: return [1 - reals[0], reals[0]]
    case .probabilities, .independentProbabilities:
      let sum = max(reals.reduce(0) { $0 + max($1, 0) }, 1e-9)
      return reals.map { max($0, 0) / sum }
    }
  }

  private static func entropy(_ probabilities: [Double]) -> Double {
    probabilities.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
  }
}
