/// What compression does with labeled images: most train back what pruning cost, a tenth only judges, and some of
/// those that train choose channels and ranges.
public struct CompressionImages: Sendable {
  /// How many images choose channels and ranges, unless a number is given.
  public static let usualCalibrationCount = 1024

  /// What the images that judge were kept out of.
  public enum KeptOut: String, Hashable, Sendable, Codable {
    /// All that the network was trained on, as far back as to random weights, and what is done with it here.
    case training
    /// The last training, which began with weights of which that is not known, and what is done with it here.
    case fineTuning = "fine-tuning"
    /// What is done with it here. The network may have been trained on them.
    case compression
  }

  /// What pruned networks are trained on; no more than what calibrates where nothing is trained.
  public let training: ImageDataset
  /// What networks are judged by: the images that judged the network's training where these are its images, else a tenth
  /// of each class.
  public let validation: ImageDataset
  /// What `validation` was kept out of.
  public let keptOut: KeptOut
  /// A part of `training`, spread evenly over the classes: its int8 ranges are a network's, and channels go that
  /// matter least for it.
  public let calibration: CalibrationImages

  /// Divides images, of which no more are decoded than are needed.
  /// - Parameters:
  ///   - images: all of them, but for what training added of the kit's own, which is added here again.
  ///   - graph: the network that they are for.
  ///   - calibrationCount: how many choose channels and ranges.
  ///   - trains: whether something is trained; otherwise `training` has no more images than `calibration`.
  ///   - seed: decides which image serves for what.
  /// - Throws: `DataError`: `split` where there are too few.
  public init(
    _ images: some ImageProvider, for graph: Graph, calibrationCount: Int = usualCalibrationCount,
    trains: Bool = true, seed: UInt64 = 0
  ) throws(DataError) {
    var parts = (validation: [Int](), calibration: [Int](), training: [Int]())
    var decoded: [Int] = []
    let extended = ExtendedDigits(images, additions: graph.recordedAdditions)
    let dataset = try extended.images(in: graph.imageFormat, classNames: graph.classNames) {
      (labels) throws(DataError) in
      let (train, validation) = try Self.split(labels, for: graph, seed: seed)
      let calibration = labels.subset(train).sample(calibrationCount, seed: seed).map { train[$0] }
      parts = (validation, calibration, trains ? train : calibration)
      decoded = (parts.validation + parts.training).sorted()
      return decoded
    }
    let places = Dictionary(uniqueKeysWithValues: decoded.enumerated().map { ($1, $0) })
    func subset(_ positions: [Int]) -> ImageDataset { dataset.subset(positions.map { places[$0]! }) }
    validation = subset(parts.validation)
    training = subset(parts.training)
    calibration = CalibrationImages(subset(parts.calibration))
    guard let record = graph.trainings.last, record.wasJudged(by: validation) else {
      keptOut = .compression
      return
    }
    // Of a training on other images nobody knows whether these were among them.
    let isWhole =
      graph.trainings[0].start == .random
      && graph.trainings.dropFirst().allSatisfy {
        $0.start == .recorded && $0.validationFingerprint == record.validationFingerprint
      }
      && graph.trainings[0].validationFingerprint == record.validationFingerprint
    keptOut = isWhole ? .training : .fineTuning
  }

  /// Divides images as the network's training did, where these can be its images.
  private static func split(
    _ labels: ImageLabels, for graph: Graph, seed: UInt64
  ) throws(DataError) -> (train: [Int], validation: [Int]) {
    guard let validation = graph.trainings.last?.validationPositions(of: labels) else {
      return try labels.splitting(validationFraction: 0.1, seed: seed)
    }
    let judging = Set(validation)
    return (labels.labels.indices.filter { !judging.contains($0) }, validation)
  }
}

extension Graph {
  /// What of the kit's own the last training added to a person's images.
  var recordedAdditions: Set<DigitAddition> {
    Set((trainings.last?.additions ?? []).compactMap { DigitAddition(rawValue: $0) })
  }
}
