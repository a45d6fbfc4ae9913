import ApusCompression
import ApusData
import ApusGraph
import ApusTraining
import ArgumentParser

extension PruningArguments {
  /// What decides which channels go.
  enum CriterionName: String, ExpressibleByArgument, CaseIterable {
    case taylor, l1
  }

  /// `conv1=0.5`: the share of a layer's channels to keep.
  struct LayerRatio: ExpressibleByArgument {
    var ratio: ChannelPruner.LayerRatio

    init?(argument: String) {
      guard let equals = argument.lastIndex(of: "="), equals > argument.startIndex,
        let keep = Double(argument[argument.index(after: equals)...]), keep > 0, keep <= 1
      else { return nil }
      ratio = ChannelPruner.LayerRatio(String(argument[..<equals]), keep: keep)
    }
  }
}

/// How to prune.
struct PruningArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Prune until at most this share of the multiply-accumulates is left, such as 0.5.", valueName: "ratio"))
  var keep: Double?

  @Option(help: ArgumentHelp("Prune until the .apus file has at most so many bytes.", valueName: "bytes"))
  var maxBytes: Int?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Keep this share of a layer's channels, whatever it saves: 'conv*=0.5'; may be repeated.",
      valueName: "layer=ratio"))
  var layer: [LayerRatio] = []

  @Option(help: "What decides which channels go: their effect on the loss, or the norm of their weights.")
  var by = CriterionName.taylor

  @Option(
    help: ArgumentHelp(
      "Prune in so many steps, with an epoch of recovery after each but the last.", valueName: "count"))
  var rounds = 3

  @Option(help: ArgumentHelp("Epochs of training after pruning.", valueName: "count"))
  var recoverEpochs = 5

  func validate() throws {
    if let keep, !(keep > 0 && keep <= 1) {
      throw ValidationError("--keep takes a share above 0 and at most 1, not \(keep)")
    }
    if let maxBytes, maxBytes < 1 { throw ValidationError("--max-bytes takes a number above 0") }
    guard rounds >= 1 else { throw ValidationError("--rounds takes a number of at least 1") }
    guard recoverEpochs >= 0 else { throw ValidationError("--recover-epochs takes a number of at least 0") }
    guard layer.isEmpty || (keep == nil && maxBytes == nil) else {
      throw ValidationError("--layer goes neither with --keep nor with --max-bytes")
    }
  }

  /// What to prune to, before the network is known; nil for no pruning.
  enum Aim {
    case budget(keep: Double, bytes: Int?)
    case ratios([ChannelPruner.LayerRatio])
  }

  func target() throws -> Aim? {
    if !layer.isEmpty { return .ratios(layer.map(\.ratio)) }
    guard keep != nil || maxBytes != nil else { return nil }
    return .budget(keep: keep ?? 1, bytes: maxBytes)
  }

  /// Prunes, and trains back what that cost.
  func prune(
    _ original: Graph, to aim: Aim, training: ImageDataset, validation: ImageDataset,
    scoring: CalibrationImages, seed: UInt64
  ) throws -> Graph {
    let target: ChannelPruner.Target =
      switch aim {
      case .budget(let keep, let bytes): .budget(try Budget(keeping: keep, of: original, bytes: bytes))
      case .ratios(let ratios): .ratios(ratios)
      }
    var pruner = ChannelPruner(to: target, by: by == .taylor ? .taylor(scoring) : .l1Norm)
    pruner.rounds = recoverEpochs == 0 ? 1 : rounds
    var round = 0
    do {
      return try pruner.prune(original) { graph in
        round += 1
        guard recoverEpochs > 0 else { return }
        let isLast = round == pruner.rounds
        var options = TrainingOptions()
        options.epochs = isLast ? recoverEpochs : 1
        options.augmentation = graph.preprocessing.style == .digit ? .digits : .photographs
        options.seed = seed &+ UInt64(round)
        options.teacher = original
        let bar = ProgressBar(title: "recovering \(round)/\(pruner.rounds)")
        graph = try Trainer(graph, on: training, validation: validation, options: options)
          .run(reporting: bar.report).graph
      }
    } catch CompressionError.recovery(let error) {
      throw error
    }
  }
}
