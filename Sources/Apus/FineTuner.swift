/// Trains a pretrained network on labeled images, as `apus finetune` does: a tenth of them judges each epoch, and
/// the weights of the best epoch stay. Equal settings, images and seeds give equal bits on the same machine.
///
///     let digits = ImageSource(at: "mnist/")
///     let tuned = try FineTuner(.leNet5, on: digits.training).run()
///     let longer = try FineTuner(.leNet5, on: digits.training) { $0.epochs = 10 }.run()
public struct FineTuner: Sendable {
  /// What trains: the network to begin with, the images and all options.
  public let trainer: Trainer

  /// A fine-tuner that begins with a network of the zoo: with pretrained weights where they ship with the kit, and
  /// with random ones otherwise.
  ///
  /// - Parameters:
  ///   - architecture: which network.
  ///   - inputShape: `height × width × channels`; the network's own unless given.
  ///   - images: what to train on. Where they have another number of classes than the network, it gets a new last
  ///     layer.
  ///   - additions: what of the kit's own is added to images of digits.
  ///   - seed: for all that is random.
  ///   - adjust: changes the options, which are `TrainingOptions(fineTuning:)` before.
  /// - Throws: `zoo`, `data` or `training`.
  public init(
    _ architecture: Zoo.Architecture, inputShape: Shape? = nil, on images: some ImageProvider,
    adding additions: Set<DigitAddition> = [], seed: UInt64 = 0,
    adjust: (inout TrainingOptions) -> Void = { _ in }
  ) throws(ApusError) {
    let start: Zoo.Pretrained
    do throws(ZooError) {
      start = try Zoo.startingPoint(architecture, inputShape: inputShape, seed: seed)
    } catch {
      throw .zoo(error)
    }
    try self.init(start.graph, on: images, adding: additions, seed: seed, adjust: adjust)
  }

  /// A fine-tuner that begins with a network.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - images: what to train on. Where they have another number of classes than the network, it gets a new last
  ///     layer.
  ///   - additions: what of the kit's own is added to images of digits.
  ///   - seed: for all that is random.
  ///   - adjust: changes the options, which are `TrainingOptions(fineTuning:)` before.
  /// - Throws: `data` or `training`.
  public init(
    _ graph: Graph, on images: some ImageProvider, adding additions: Set<DigitAddition> = [],
    seed: UInt64 = 0,
    adjust: (inout TrainingOptions) -> Void = { _ in }
  ) throws(ApusError) {
    var options = TrainingOptions(fineTuning: graph)
    options.seed = seed
    options.additions = additions
    adjust(&options)
    let dataset: ImageDataset
    do throws(DataError) {
      dataset = try ExtendedDigits(images, additions: options.additions)
        .images(in: graph.imageFormat, classNames: [])
    } catch {
      throw .data(error)
    }
    do throws(TrainingError) {
      trainer = try Trainer(graph, on: dataset, options: options)
    } catch {
      throw .training(error)
    }
  }

  /// Trains.
  /// - Parameter reporting: called a few times a second and at the end of each epoch: `ProgressBar().report`.
  /// - Returns: the network with the weights of the best epoch.
  /// - Throws: `training`.
  public func run(reporting: (TrainingProgress) -> Void = { _ in }) throws(ApusError) -> Graph {
    do throws(TrainingError) {
      return try trainer.run(reporting: reporting).graph
    } catch {
      throw .training(error)
    }
  }
}
