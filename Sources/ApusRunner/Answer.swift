import ApusFiles
import ApusImage
import ApusModel

/// What a model says of one image. Prints as `7, 99.9 %`.
public struct Answer: Hashable, Sendable {
  /// What an answer is called that is none of the classes.
  public static let none = "none"

  /// What the model takes it for; `none` where its rule says that it is none of its classes.
  public var className: String
  /// Whether the model's rule says that it is none of its classes.
  public var isNone: Bool
  /// The probability that the model gives the class, in `0 … 1`. Of `none` it is that of the class that means none or, where there
  /// is no such class, what the best of the classes leaves.
  public var confidence: Float
  /// The probability of every class.
  public var scores: [Float]
  /// The raw int8 outputs, the same on every machine.
  public var outputs: [Int8]

  /// An answer from its parts.
  package init(
    className: String, isNone: Bool = false, confidence: Float, scores: [Float], outputs: [Int8]
  ) {
    self.className = className
    self.isNone = isNone
    self.confidence = confidence
    self.scores = scores
    self.outputs = outputs
  }

  /// The same outputs, taken for none of the classes, as surely as that was told otherwise than by them.
  var rejected: Answer {
    Answer(className: Self.none, isNone: true, confidence: 1, scores: scores, outputs: outputs)
  }

  /// The line that programs print for the file that the image came from: `photo.jpg	7	99.87 %`, separated by tabs. Characters
  /// that would steer a terminal are escaped.
  public func line(for path: String) -> String {
    "\(path.printable)\t\(className.printable)\t\(percentage(places: 2))"
  }

  /// A JSON object with `path`, `class`, `confidence`, `scores` and `outputs`. Numbers that are not finite are `null`, and so is
  /// the class where it is none.
  /// - Parameter path: the file that the image came from.
  public func json(for path: String) -> String {
    "{\"path\":\(Self.quoted(path)),\"class\":\(isNone ? "null" : Self.quoted(className)),"
      + "\"confidence\":\(Self.number(confidence)),"
      + "\"scores\":\(Self.list(scores.map(Self.number))),\"outputs\":\(Self.list(outputs))}"
  }

  /// The confidence as text, rounded to one decimal place or two: `99.9 %`.
  private func percentage(places: Int) -> String {
    // A damaged model's may be any number.
    guard abs(confidence) < 1e6 else { return "\(confidence * 100) %" }
    let unit = places == 1 ? 10 : 100
    let (whole, rest) = Int((abs(confidence) * 100 * Float(unit)).rounded())
      .quotientAndRemainder(dividingBy: unit)
    let digits = String(rest)
    return
      "\(confidence < 0 ? "-" : "")\(whole).\(String(repeating: "0", count: places - digits.count))\(digits) %"
  }

  static func number(_ value: Float) -> String { value.isFinite ? "\(value)" : "null" }

  private static func list(_ numbers: some Sequence<some LosslessStringConvertible>) -> String {
    "[" + numbers.map { "\($0)" }.joined(separator: ",") + "]"
  }

  /// Text as a JSON string (RFC 8259).
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _: result.unicodeScalars.append(scalar)
      }
    }
    return (result + "\"").printableJSON
  }
}

extension Answer: CustomStringConvertible {
  /// The class and the confidence: `7, 99.9 %`.
  public var description: String { "\(className), \(percentage(places: 1))" }
}

extension LoadedModel {
  /// The answer to a picture of any size, which is prepared in the style that the model was made for.
  ///
  ///     let model = try LoadedModel(path: "digits.apus")
  ///     print(try model.answer(for: Image(file: "photo.jpg")))  // 7, 99.9 %
  ///
  /// - Throws: `severalInputs` or `channels` for a model whose input is no picture, `noClasses` for one that does not
  ///   classify.
  public func answer(for image: Image) throws(RunnerError) -> Answer {
    try look(at: image).answer
  }

  /// The answer to a picture of any size, with what the answer was given to.
  ///
  /// Where a model for digits is shown none (nothing stands out from the background), or several, the answer is `none`,
  /// unless rules for none are left out of account (`obeysUnknownRules`).
  /// - Parameters:
  ///   - image: a picture of any size.
  ///   - fit: how a photograph meets the input; nil for the model's own way.
  /// - Throws: as `answer(for:)`.
  public func look(at image: Image, fit: Image.Fit? = nil) throws(RunnerError) -> Look {
    guard (pixels?.style ?? .photograph) == .digit, model.inputCount == 1, let layout else {
      let seen = try prepared(image, fit: fit)
      return Look(answer: try answer(prepared: seen), prepared: seen, digit: nil)
    }
    let found = image.findDigit(width: layout.width, height: layout.height, channels: layout.channels)
    var answer = try answer(prepared: found.prepared)
    if obeysUnknownRules, found.isEmpty || found.digitCount > 1 { answer = answer.rejected }
    return Look(answer: answer, prepared: found.prepared, digit: found)
  }

  /// Which picture the first input holds; nil where it holds none.
  public var layout: PictureLayout? {
    let input = model.input
    return PictureLayout(rows: input.height, columns: input.width, channels: input.channels)
  }

  /// How long the longer side of a picture must remain where a JPEG is decoded smaller; nil for all pixels.
  public var leastSide: Int? { pixels?.style == .digit ? Image.leastSideForDigit : nil }

  /// The picture that the model's input holds, prepared in the style that the model was made for.
  /// - Parameters:
  ///   - image: a picture of any size.
  ///   - fit: how a photograph meets the input; nil for the model's own way.
  /// - Throws: `severalInputs` or `channels` for a model whose input is no picture.
  public func prepared(_ image: Image, fit: Image.Fit? = nil) throws(RunnerError) -> Image {
    guard model.inputCount == 1 else { throw .severalInputs(model: name, model.inputCount) }
    guard let layout else { throw .channels(model: name, model.input.channels) }
    let (width, height, channels) = (layout.width, layout.height, layout.channels)
    return switch pixels?.style ?? .photograph {
    case .photograph:
      image.fitted(
        width: width, height: height, channels: channels, fit: fit ?? pixels?.fit.ofImages ?? .crop)
    case .digit: image.digit(width: width, height: height, channels: channels)
    }
  }

  /// Fills the first input with a picture that `prepared` has made.
  /// - Precondition: it has the extents that `layout` says.
  public func setInput(prepared image: Image) {
    guard let layout else { preconditionFailure("the model takes no pictures") }
    layout.arranged(image).withUnsafeBufferPointer { setInput(pixels: $0) }
  }

  /// The answer to an image of the model's input size, as `prepared` makes it, by the first output that classifies.
  /// - Precondition: it has that size.
  /// - Throws: `noClasses` for a model that does not classify.
  public func answer(prepared image: Image) throws(RunnerError) -> Answer {
    guard let classifier else { throw .noClasses(model: name) }
    setInput(prepared: image)
    run()
    let probabilities = probabilities(ofOutput: classifier)
    let best = bestClass(ofOutput: classifier)
    let isNone = isNone(ofOutput: classifier)
    let names = classNames(ofOutput: classifier)
    let isClass = model.output(classifier).rule == .output
    return Answer(
      className: isNone ? Answer.none : best < names.count ? names[best] : "\(best)", isNone: isNone,
      confidence: isNone && !isClass ? 1 - probabilities[best] : probabilities[best], scores: probabilities,
      outputs: Array(session.output(classifier).integers))
  }
}

extension PixelRecord.Fit {
  /// The same for pictures.
  fileprivate var ofImages: Image.Fit {
    switch self {
    case .crop: .crop
    case .stretch: .stretch
    case .pad: .pad
    }
  }
}
