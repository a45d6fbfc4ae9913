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
  ///   - input: the shape of the first input.
  ///   - options: what a person says.
  init(_ file: TFLiteFile, input: Shape?, _ options: ImportOptions) throws(TFLiteError) {
    preprocessing = options.preprocessing
    classNames = options.classNames
    meaning = options.meaning
    guard preprocessing == nil || classNames == nil, let metadata = try file.metadata() else { return }
    if preprocessing == nil, let normalization = metadata.normalization {
      let preprocessing = Preprocessing(
        style: .photograph, offset: normalization.mean, divisor: normalization.deviation)
      guard let input, preprocessing.fits(input) else {
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

  /// What an output means of which the operators say `inferred`. A single number is no score of several classes, and the
  /// numbers of several positions are not about one picture. What a person says is about the first output.
  func meaning(ofOutput position: Int, inferred: OutputMeaning, shape: Shape) -> OutputMeaning {
    if position == 0, let meaning { return meaning }
    return inferred == .logits && shape.count == 1 || shape.count > shape.channels ? .values : inferred
  }

  /// What the classes of an output are called; none where it has no classes and nobody says otherwise, or it is not the
  /// first.
  func classNames(
    ofOutput position: Int, _ meaning: OutputMeaning, elements: Int
  ) throws(TFLiteError) -> [String] {
    guard position == 0, let classNames else { return [] }
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
