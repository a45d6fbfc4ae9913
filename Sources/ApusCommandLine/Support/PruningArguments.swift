import Apus
import ArgumentParser

extension PruningArguments {
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
  private static let mostRounds = 1000

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Prune until at most this share of the multiply-accumulates is left, such as 0.5.", valueName: "ratio"))
  var keep: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Prune until the .apus file has at most this many bytes.", valueName: "bytes"))
  var maxBytes: Int?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Keep this share of a layer's channels, however little that saves: 'conv*=0.5'; may be repeated.",
      valueName: "layer=ratio"))
  var layer: [LayerRatio] = []

  @Option(help: "What decides which channels go: their effect on the loss, or the norm of their weights.")
  var by = RecoveringPruner.Criterion.taylor

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Prune in this many steps, with an epoch of recovery after each but the last.", valueName: "count"))
  var rounds = 3

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Epochs of training after pruning.", valueName: "count"))
  var recoverEpochs = 5

  func validate() throws {
    if let keep, !(keep > 0 && keep <= 1) {
      throw ValidationError("--keep takes a share above 0 and at most 1, not \(keep)")
    }
    if let maxBytes, maxBytes < 1 {
      throw ValidationError("--max-bytes takes a number of at least 1, not \(maxBytes)")
    }
    guard (1...Self.mostRounds).contains(rounds) else {
      throw ValidationError("--rounds takes a number from 1 to \(Self.mostRounds), not \(rounds)")
    }
    guard (0...TrainingOptions.mostEpochs).contains(recoverEpochs) else {
      throw ValidationError(
        "--recover-epochs takes a number from 0 to \(TrainingOptions.mostEpochs), not \(recoverEpochs)")
    }
    guard layer.isEmpty || (keep == nil && maxBytes == nil) else {
      throw ValidationError("--layer goes neither with --keep nor with --max-bytes")
    }
  }

  /// What prunes so; nil for no pruning.
  func pruner(seed: UInt64) -> RecoveringPruner? {
    var pruner: RecoveringPruner
    if !layer.isEmpty {
      pruner = RecoveringPruner(to: .ratios(layer.map(\.ratio)))
    } else if keep != nil || maxBytes != nil {
      pruner = RecoveringPruner(to: .budget(keeping: keep ?? 1, bytes: maxBytes))
    } else {
      return nil
    }
    pruner.criterion = by
    pruner.rounds = rounds
    pruner.recoveryEpochs = recoverEpochs
    pruner.seed = seed
    return pruner
  }
}

extension RecoveringPruner.Criterion: ExpressibleByArgument {}
