import ApusData
import ApusGraph
import ApusRunner

/// How a float network and its int8 model answer the same images.
public struct Comparison: Sendable {
  /// One image on which the two answer differently.
  public struct Difference: Hashable, Sendable {
    /// The image's position in the data set.
    public var index: Int
    /// What it is.
    public var truth: Int
    /// What the float network takes it for.
    public var floatAnswer: Int
    /// The probability that the float network gives its answer.
    public var floatConfidence: Float
    /// What the int8 model takes it for.
    public var int8Answer: Int
    /// The probability that the int8 model gives its answer.
    public var int8Confidence: Float
  }

  /// Truths against the float network's answers.
  public let float: ConfusionMatrix
  /// Truths against the int8 model's answers.
  public let int8: ConfusionMatrix
  /// The images on which they differ, in order.
  public let differences: [Difference]
  /// Whether the float network is as often right as it says.
  public let floatCalibration: Calibration
  /// Whether the int8 model is.
  public let int8Calibration: Calibration

  /// Compares the answers to the same images.
  /// - Precondition: all lists are of one length.
  public init(classNames: [String], truths: [Int], float: Predictions, int8: Predictions) {
    self.float = ConfusionMatrix(classNames: classNames, truths: truths, answers: float.answers)
    self.int8 = ConfusionMatrix(classNames: classNames, truths: truths, answers: int8.answers)
    floatCalibration = Calibration(float, truths: truths)
    int8Calibration = Calibration(int8, truths: truths)
    differences = truths.indices.filter { float.answers[$0] != int8.answers[$0] }.map {
      Difference(
        index: $0, truth: truths[$0], floatAnswer: float.answers[$0],
        floatConfidence: float.confidences[$0], int8Answer: int8.answers[$0],
        int8Confidence: int8.confidences[$0])
    }
  }

  /// The share of images on which the two give the same answer.
  public var agreement: Double {
    float.total == 0 ? 0 : 1 - Double(differences.count) / Double(float.total)
  }
}

/// A classifier's answers to a list of images.
public struct Predictions: Hashable, Sendable {
  /// The answer that an image is none of the classes, of a network that has no class for that.
  public static let none = -1

  /// For each image the class of the highest score, or `none`.
  public var answers: [Int]
  /// That class's probability; of `none`, what the best class leaves.
  public var confidences: [Float]

  /// Answers and their probabilities.
  public init(answers: [Int], confidences: [Float]) {
    self.answers = answers
    self.confidences = confidences
  }

  /// Answers from a classifier's output, a row for each image.
  /// - Parameters:
  ///   - values: all rows, one after the other.
  ///   - width: how many numbers a row has.
  ///   - meaning: what they mean.
  ///   - temperature: divides logits before they become probabilities.
  public init(
    _ values: UnsafeBufferPointer<Float>, width: Int, meaning: OutputMeaning, temperature: Float = 1
  ) {
    let output = NetworkOutput(node: "", meaning: meaning, temperature: temperature)
    self.init(values, width: width, output: output, meaning: meaning)
  }

  /// Answers from a network's output, a row for each image.
  /// - Parameters:
  ///   - values: all rows, one after the other.
  ///   - width: how many numbers a row has.
  ///   - output: the network's output, with its temperature and its rule for none of the classes.
  ///   - meaning: what the numbers are: the output's, or before its softmax, logits.
  ///   - obeysUnknownRule: whether an answer may be that an image is none of the classes.
  init(
    _ values: UnsafeBufferPointer<Float>, width: Int, output: NetworkOutput, meaning: OutputMeaning,
    obeysUnknownRule: Bool = true
  ) {
    self.init(answers: [], confidences: [])
    var ignored: Int?
    if !obeysUnknownRule, case .output(let none) = output.unknownRule { ignored = none }
    for start in stride(from: 0, to: values.count - width + 1, by: width) {
      var row = Array(values[start..<start + width])
      let isNone = obeysUnknownRule && output.rejects(row, meaning: meaning)
      if let ignored { row[ignored] = -.infinity }
      let (answer, confidence) = meaning.answer(row, temperature: output.temperature)
      append(answer, confidence: confidence, isNone: isNone)
    }
  }

  /// Adds the answer to one image.
  mutating func append(_ answer: Int, confidence: Float, isNone: Bool = false) {
    answers.append(isNone ? Self.none : answer)
    confidences.append(isNone ? 1 - confidence : confidence)
  }

  /// How many answers are right.
  /// - Parameter images: those that were answered, in the same order.
  public func correct(for images: ImageDataset) -> Int {
    zip(answers, images.labels).count { $0 == Int($1) }
  }

  /// Adds the answers to further images.
  public mutating func append(contentsOf others: Predictions) {
    answers += others.answers
    confidences += others.confidences
  }
}
