import ApusData
import ApusGraph

/// The images that compression needs, all of the training part: a tenth only judges; of the others, some choose int8
/// ranges, and all train what pruning has left. What is not needed is not decoded.
struct CompressionImages {
  /// Those that only judge.
  let validation: ImageDataset
  /// Those that ranges are chosen by.
  let calibration: ImageDataset
  /// All but those that judge; no more than those that ranges are chosen by where nothing is trained.
  let training: ImageDataset

  /// - Parameters:
  ///   - source: where they are.
  ///   - graph: the network that they are for.
  ///   - count: how many to calibrate with.
  ///   - training: whether all are needed.
  init(
    _ source: DataSource, for graph: Graph, limitPerClass: Int?, calibrating count: Int, training: Bool,
    seed: UInt64
  ) throws {
    var parts = (validation: [Int](), calibration: [Int](), training: [Int]())
    var loaded: [Int] = []
    let images = try source.load(
      .train, format: graph.imageFormat, classNames: graph.classNames, limitPerClass: limitPerClass,
      seed: seed,
      choosing: { (labels) throws(DataError) in
        let (train, validation) = try labels.splitting(validationFraction: 0.1, seed: seed)
        let calibration = labels.subset(train).sample(count, seed: seed).map { train[$0] }
        parts = (validation, calibration, training ? train : calibration)
        loaded = (parts.validation + parts.training).sorted()
        return loaded
      })
    let places = Dictionary(uniqueKeysWithValues: loaded.enumerated().map { ($1, $0) })
    func subset(_ positions: [Int]) -> ImageDataset { images.subset(positions.map { places[$0]! }) }
    validation = subset(parts.validation)
    calibration = subset(parts.calibration)
    self.training = subset(parts.training)
  }
}
