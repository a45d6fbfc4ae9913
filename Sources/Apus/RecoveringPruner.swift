/// Prunes whole channels in rounds and trains back, after each, what that cost, with the network before pruning as
/// the teacher, as `apus compress --keep` does.
public struct RecoveringPruner: Sendable {
  /// How far to go.
  public enum Goal: Hashable, Sendable {
    /// At most a share of the network's multiply-accumulates, above 0 and at most 1, and at most so many bytes of its
    /// `.apus` file, if limited.
    case budget(keeping: Double, bytes: Int?)
    /// A share of the channels of some layers, whatever that saves.
    case ratios([ChannelPruner.LayerRatio])
  }

  /// What decides which channels go.
  public enum Criterion: String, Hashable, Sendable, CaseIterable {
    /// How much the loss on the calibration images changes without them.
    case taylor
    /// The norm of their weights.
    case l1
  }

  /// Where a run stands.
  public struct Progress: Sendable {
    /// The round, from 1.
    public let round: Int
    /// How many rounds there are.
    public let rounds: Int
    /// Where training after this round stands.
    public let training: TrainingProgress
  }

  /// How far to go.
  public var goal: Goal
  /// What decides which channels go.
  public var criterion = Criterion.taylor
  /// In how many steps, each but the last followed by one epoch of training. One where there is no training.
  public var rounds = 3
  /// Epochs of training after the last step; 0 for no training at all.
  public var recoveryEpochs = 5
  /// For all that is random.
  public var seed: UInt64 = 0

  /// A pruner.
  public init(to goal: Goal) { self.goal = goal }

  /// Prunes a network.
  ///
  /// - Parameters:
  ///   - graph: a trained network.
  ///   - images: what to choose channels by, to train on and to judge by.
  ///   - reporting: called a few times a second and at the end of each epoch.
  /// - Throws: `compression` for a goal out of reach or a network that is not sound, `training` where training fails.
  public func prune(
    _ graph: Graph, with images: CompressionImages, reporting: (Progress) -> Void = { _ in }
  ) throws(ApusError) -> Graph {
    var pruner: ChannelPruner
    do throws(CompressionError) {
      pruner = ChannelPruner(
        to: try target(for: graph), by: criterion == .taylor ? .taylor(images.calibration) : .l1Norm)
    } catch {
      throw .compression(error)
    }
    pruner.rounds = recoveryEpochs == 0 ? 1 : rounds
    var round = 0
    do throws(CompressionError) {
      return try pruner.prune(graph) { pruned in
        round += 1
        guard recoveryEpochs > 0 else { return }
        let options = options(for: pruned, teacher: graph, round: round, isLast: round == pruner.rounds)
        pruned = try Trainer(pruned, on: images.training, validation: images.validation, options: options)
          .run { reporting(Progress(round: round, rounds: pruner.rounds, training: $0)) }.graph
        // Recovery keeps out what training did, where that is known.
        if images.keptOut != .compression { pruned.trainings = graph.trainings }
      }
    } catch {
      if case .recovery(let cause as TrainingError) = error { throw .training(cause) }
      throw .compression(error)
    }
  }

  private func target(for graph: Graph) throws(CompressionError) -> ChannelPruner.Target {
    switch goal {
    case .budget(let share, let bytes): .budget(try Budget(keeping: share, of: graph, bytes: bytes))
    case .ratios(let ratios): .ratios(ratios)
    }
  }

  private func options(for graph: Graph, teacher: Graph, round: Int, isLast: Bool) -> TrainingOptions {
    var options = TrainingOptions()
    options.epochs = isLast ? recoveryEpochs : 1
    options.augmentation = Augmentation(for: graph.preprocessing.style)
    options.seed = seed &+ UInt64(round)
    options.teacher = teacher
    options.additions = teacher.recordedAdditions
    return options
  }
}

extension Graph {
  /// A smaller network, with whole channels removed and what that cost trained back, as `apus compress --keep` makes
  /// it. `RecoveringPruner` has all settings.
  ///
  /// - Parameters:
  ///   - share: at most this share of the multiply-accumulates is left, above 0 and at most 1.
  ///   - bytes: at most so many bytes of the `.apus` file are left; nil for any number.
  ///   - images: labeled images of the network's classes. A tenth of them only judges.
  ///   - seed: for all that is random.
  ///   - reporting: called a few times a second and at the end of each epoch.
  /// - Throws: `data`, `compression` or `training`.
  public func pruned(
    keeping share: Double, bytes: Int? = nil, recoveringOn images: some ImageProvider, seed: UInt64 = 0,
    reporting: (RecoveringPruner.Progress) -> Void = { _ in }
  ) throws(ApusError) -> Graph {
    var pruner = RecoveringPruner(to: .budget(keeping: share, bytes: bytes))
    pruner.seed = seed
    let divided: CompressionImages
    do throws(DataError) {
      divided = try CompressionImages(images, for: self, seed: seed)
    } catch {
      throw .data(error)
    }
    return try pruner.prune(self, with: divided, reporting: reporting)
  }
}
