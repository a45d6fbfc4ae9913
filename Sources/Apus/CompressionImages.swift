/// What compression does with labeled images: most train back what pruning cost, a tenth only judges, and some of
/// those that train choose channels and ranges.
public struct CompressionImages: Sendable {
  /// How many images choose channels and ranges, unless a number is given.
  public static let usualCalibrationCount = 1024

  /// What pruned networks are trained on; no more than what calibrates where nothing is trained.
  public let training: ImageDataset
  /// What networks are judged by: a tenth of each class.
  public let validation: ImageDataset
  /// A part of `training`, spread evenly over the classes: its int8 ranges are a network's, and channels go that
  /// matter least for it.
  public let calibration: CalibrationImages

  /// Divides images, of which no more are decoded than are needed.
  /// - Parameters:
  ///   - images: all of them.
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
    let dataset = try images.images(in: graph.imageFormat, classNames: graph.classNames) {
      (labels) throws(DataError) in
      let (train, validation) = try labels.splitting(validationFraction: 0.1, seed: seed)
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
  }
}
