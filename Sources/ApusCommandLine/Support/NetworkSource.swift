import ApusFiles
import ApusGraph
import ApusInterchange
import ApusZoo
import ArgumentParser

/// The network that training begins with.
struct NetworkSource: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The network to begin with: a name (\(Zoo.Architecture.allCases.map(\.rawValue).joined(separator: ", "))) \
      a published one such as mobilenet_v3_small (see 'apus help import'), or a .safetensors file. \
      \(Zoo.pretrainedArchitectures.map(\.rawValue).joined(separator: " and ")) come \
      with pretrained weights.
      """, valueName: "name|file"))
  var from = Zoo.Architecture.leNet5.rawValue

  @Option(
    help: ArgumentHelp(
      "Build a named network for this input: HEIGHTxWIDTHxCHANNELS, such as 64x64x3.", valueName: "extent"))
  var input: InputExtent?

  /// Whether all weights are random in the beginning.
  var isRandom: Bool {
    Zoo.Architecture(rawValue: from).map { !Zoo.pretrainedArchitectures.contains($0) }
      ?? (Zoo.Published(rawValue: from) != nil)
  }

  /// The network, with pretrained weights where there are any.
  /// - Parameters:
  ///   - seed: for weights that begin at random.
  ///   - limits: raise what a network in a file may need.
  func graph(seed: UInt64, limits: Limits) throws -> Graph {
    let shape = input?.shape
    guard let architecture = Zoo.Architecture(rawValue: from) else {
      if let published = Zoo.Published(rawValue: from) {
        Notice.say("\(from) has no pretrained weights here: it begins with random ones")
        var graph = try published.graph(inputShape: shape, classes: 10)
        graph.initializeParameters(seed: seed)
        return graph
      }
      try InputKind.network.check(from, for: "finetune")
      guard from.hasSuffix(".safetensors") else {
        throw ValidationError(
          "--from takes a .safetensors file or one of "
            + "\(Zoo.Architecture.allCases.map(\.rawValue).joined(separator: ", ")), not \(from)")
      }
      let graph = try GraphFile.read(path: from, limits: limits)
      if let shape, shape != graph.inputShape {
        throw ValidationError("--input is for named networks; \(from) takes \(graph.inputShape)")
      }
      return graph
    }
    let start = try Zoo.startingPoint(architecture, inputShape: shape, seed: seed)
    if !Zoo.pretrainedArchitectures.contains(architecture) {
      Notice.say("\(from) has no pretrained weights: it begins with random ones")
    } else if !start.fresh.isEmpty {
      Notice.say(
        "\(from): for this input, these begin with random weights: \(start.fresh.joined(separator: ", "))")
    }
    return start.graph
  }
}
