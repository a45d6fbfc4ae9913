import ApusEngine
import ApusGraph

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a network is trained and judged by: a loss for each of its outputs that has one.
struct OutputLosses {
  /// One output's loss.
  struct Part {
    /// The output's name.
    var output: String
    /// How far its numbers are from the labels.
    var loss: LossFunction
    /// How many numbers it gives for each sample.
    var width: Int
    /// What the loss is multiplied with before it is added to the others.
    var weight: Float
    /// When an answer is none of the classes, by other means than a class that says so.
    var unknownRule: UnknownRule?
    /// What its numbers go through before the rule is asked.
    var function = OutputFunction.identity

    /// Whether a sample is none of the classes.
    func isNone(_ values: UnsafeBufferPointer<Float>) -> Bool {
      unknownRule.map { $0.rejects(function.applied(to: Array(values))) } ?? false
    }
  }

  /// What a loss has taken off the end of a network.
  enum OutputFunction {
    case identity, softmax, sigmoid

    func applied(to values: [Float]) -> [Float] {
      switch self {
      case .identity: return values
      case .softmax:
        let energy = UnknownRule.energy(values)
        return values.map { expf($0 - energy) }
      case .sigmoid: return values.map { 1 / (1 + expf(-$0)) }
      }
    }
  }

  /// The network without the softmaxes and sigmoids of the outputs that have a loss, which losses make themselves.
  private(set) var graph: Graph
  /// The outputs that have a loss, that of the classifier whose answers count first.
  private(set) var parts: [Part] = []
  /// How many classes the classifier tells apart.
  let classes: Int

  /// - Parameters:
  ///   - graph: the network.
  ///   - classifier: the place of the output whose answers count.
  ///   - weights: of every output's loss, in order.
  ///   - labelSmoothing: of all losses.
  /// - Throws: `graph` where shapes do not fit.
  init(
    _ graph: Graph, classifier: Int, weights: [Float], labelSmoothing: Float = 0
  ) throws(TrainingError) {
    self.graph = graph
    do throws(GraphError) {
      classes = try graph.classCount(of: graph.outputs[classifier])
      let shapes = try graph.shapes()
      let others = graph.outputs.indices.filter { $0 != classifier && weights[$0] > 0 }
      for index in [classifier] + others {
        let output = graph.outputs[index]
        let loss: LossFunction
        var function = OutputFunction.identity
        switch output.meaning {
        case .logits, .values: loss = LossFunction(labelSmoothing: labelSmoothing)
        case .probabilities:
          let endsInLogits = self.graph.takeOff(Softmax.self, atOutput: index)
          if endsInLogits {
            self.graph.outputs[index].meaning = .logits
            function = .softmax
          }
          loss = LossFunction(
            labelSmoothing: labelSmoothing, meaning: endsInLogits ? .logits : .probabilities)
        case .independentProbabilities, .probability:
          let takesSigmoids = self.graph.takeOff(Sigmoid.self, atOutput: index)
          if takesSigmoids { function = .sigmoid }
          loss = LossFunction(
            labelSmoothing: labelSmoothing, meaning: output.meaning, takesSigmoids: takesSigmoids)
        }
        var rule = output.unknownRule
        if case .output? = rule { rule = nil }
        parts.append(
          Part(
            output: output.name, loss: loss, width: shapes[output.node]!.count, weight: weights[index],
            unknownRule: rule, function: function))
      }
    } catch {
      throw .graph(error)
    }
  }

  /// The classifier whose answers count.
  var classifier: Part { parts[0] }

  /// Evaluates all losses on a batch.
  ///
  /// - Parameters:
  ///   - labels: the true class of each sample.
  ///   - values: an output's numbers, by its name.
  ///   - gradient: where the gradient with respect to an output goes; nil if it is not wanted.
  ///   - classifierLoss: makes another loss of the classifier's, and changes its gradient accordingly.
  /// - Returns: the weighted sum of the mean losses, and how many of the classifier's answers are right.
  func evaluate<Label: BinaryInteger, Failure: Error>(
    labels: some Collection<Label>, values: (String) -> UnsafeBufferPointer<Float>,
    gradient: (String) -> UnsafeMutableBufferPointer<Float>?,
    classifierLoss: (Double) throws(Failure) -> Double
  ) throws(Failure) -> (mean: Double, correct: Int) {
    var total = 0.0
    var correct = 0
    for (index, part) in parts.enumerated() {
      let slopes = gradient(part.output)
      var result = part.loss.evaluate(
        values(part.output), labels: labels, classes: part.width, gradient: slopes)
      if index == 0 {
        correct = result.correct
        result.mean = try classifierLoss(result.mean)
      }
      total += Double(part.weight) * result.mean
      if let slopes, part.weight != 1 { for element in slopes.indices { slopes[element] *= part.weight } }
    }
    return (total, correct)
  }
}
