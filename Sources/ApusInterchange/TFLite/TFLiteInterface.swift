import ApusGraph

/// What a network's input and output mean beyond what its operators say: as a person says it, or else as the file's
/// metadata do.
struct TFLiteInterface {
  /// How images become the input; nil where nobody says it.
  private(set) var preprocessing: Preprocessing?
  private var classNames: [String]?
  /// The file that the names are from.
  private var labelFile: String?
  private let meaning: OutputMeaning?

  /// - Parameters:
  ///   - file: whose metadata are asked for what `options` leaves out.
  ///   - options: what a person says.
  init(_ file: TFLiteFile, _ options: TFLite.Options) throws(TFLiteError) {
    preprocessing = options.preprocessing
    classNames = options.classNames
    meaning = options.meaning
    guard preprocessing == nil || classNames == nil, let metadata = try file.metadata() else { return }
    if preprocessing == nil, let normalization = metadata.normalization {
      let preprocessing = Preprocessing(
        style: .photograph, offset: normalization.mean, divisor: normalization.deviation)
      guard preprocessing.fits(try file.tensor(file.input).sampleShape().asFeatureMap) else {
        throw .damaged(
          "its metadata have the mean \(normalization.mean) and deviation \(normalization.deviation)")
      }
      self.preprocessing = preprocessing
    }
    if classNames == nil, let name = metadata.labelFile {
      labelFile = name
      classNames = try file.labels(name, limits: options.limits)
    }
  }

  /// What an output means of which the operators say `inferred`. A single number is no score of several classes.
  func meaning(inferred: OutputMeaning, elements: Int) -> OutputMeaning {
    if let meaning { return meaning }
    return inferred == .logits && elements == 1 ? .values : inferred
  }

  /// What the classes of an output are called; none where it has no classes and nobody says otherwise.
  func classNames(of meaning: OutputMeaning, elements: Int) throws(TFLiteError) -> [String] {
    guard let classNames else { return [] }
    if meaning == .values {
      // Labels of a file may be about what its values say, as of an index of the best class.
      guard labelFile == nil else { return [] }
      throw .namesForValues(names: classNames.count)
    }
    let classes = meaning.classCount(elements: elements)
    guard classNames.count == classes else {
      throw .classNames(names: classNames.count, classes: classes, file: labelFile)
    }
    return classNames
  }
}

extension Shape {
  /// The shape with leading extents of 1 up to three dimensions.
  var asFeatureMap: Shape { Shape(Array(repeating: 1, count: max(0, 3 - rank)) + dimensions) }
}
