import ApusImage
import ApusModel

/// What a model says of one image.
public struct Answer: Hashable, Sendable {
  /// The image's file.
  public var path: String
  /// What the model takes it for.
  public var className: String
  /// The probability that the model gives it, in `0 … 1`.
  public var confidence: Float
  /// The probability of every class.
  public var scores: [Float]
  /// The raw int8 outputs, the same on every machine.
  public var outputs: [Int8]

  /// An answer from its parts.
  package init(path: String, className: String, confidence: Float, scores: [Float], outputs: [Int8]) {
    self.path = path
    self.className = className
    self.confidence = confidence
    self.scores = scores
    self.outputs = outputs
  }

  /// `photo.jpg	7	99.87 %`, separated by tabs.
  public var text: String {
    let hundredths = Int((confidence * 10_000).rounded())
    let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
    return "\(path)\t\(className)\t\(whole).\(rest < 10 ? "0" : "")\(rest) %"
  }

  /// A JSON object with `path`, `class`, `confidence`, `scores` and `outputs`.
  public var json: String {
    "{\"path\":\(Self.quoted(path)),\"class\":\(Self.quoted(className)),\"confidence\":\(confidence),"
      + "\"scores\":\(Self.list(scores)),\"outputs\":\(Self.list(outputs))}"
  }

  private static func list(_ numbers: some Sequence<some LosslessStringConvertible>) -> String {
    "[" + numbers.map { "\($0)" }.joined(separator: ",") + "]"
  }

  /// Text as a JSON string (RFC 8259).
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      case _: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension LoadedModel {
  /// The picture as the model's input takes it: `height × width × channels` pixels, prepared in the style
  /// that the model was made for.
  /// - Throws: `channels` for a model whose input is no picture.
  public func prepared(_ image: Image, path: String) throws(RunnerError) -> Image {
    let input = model.input
    guard input.channels == 1 || input.channels == 3 else { throw .channels(path: path, input.channels) }
    return switch model.preprocessing {
    case .photograph: image.fitted(width: input.width, height: input.height, channels: input.channels)
    case .digit: image.digit(width: input.width, height: input.height, channels: input.channels)
    }
  }

  /// The answer to an image of the model's input size, as `prepared` makes it.
  /// - Precondition: it has that size.
  public func answer(prepared image: Image, path: String) -> Answer {
    let outputs = image.pixels.withUnsafeBufferPointer { Array(run(pixels: $0)) }
    let scores = softmax(scores(of: session.output))
    let best = argmax(scores)
    return Answer(
      path: path, className: className(best), confidence: scores[best], scores: scores, outputs: outputs)
  }
}
