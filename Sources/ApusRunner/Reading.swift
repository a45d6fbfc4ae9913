import ApusFiles
import ApusImage
import ApusModel

/// The digits that a model read in a picture. Prints as `2026, 98.1 %`.
public struct Reading: Hashable, Sendable {
  /// One digit.
  public struct Digit: Hashable, Sendable {
    /// What the model takes it for, and how sure it is.
    public var answer: Answer
    /// Where it is, in pixels of the picture.
    public var box: PixelBox
    /// The number of its line, from the top.
    public var line: Int

    /// A digit from its parts.
    package init(answer: Answer, box: PixelBox, line: Int) {
      (self.answer, self.box, self.line) = (answer, box, line)
    }
  }

  /// Lines from top to bottom, each from left to right.
  public var digits: [Digit]

  /// A reading from its digits.
  package init(digits: [Digit]) { self.digits = digits }

  /// The classes of all digits that are not none, each line on its own.
  public var text: String {
    var text = ""
    var line: Int?
    for digit in digits where !digit.answer.isNone {
      if let line, digit.line != line { text += "\n" }
      line = digit.line
      text += digit.answer.className
    }
    return text
  }

  /// The probability that all of the text is right, as that of the digits' classes being so independently: their product; 0
  /// where there is no text.
  public var confidence: Float {
    let read = digits.filter { !$0.answer.isNone }
    return read.isEmpty ? 0 : read.reduce(1) { $0 * $1.answer.confidence }
  }

  /// The line that programs print for the file that the picture came from: `photo.jpg	2026	98.10 %`, separated by tabs. Lines of a
  /// column are separated by spaces; where nothing was read, the text is `none`.
  public func line(for path: String) -> String {
    let words = text.split(separator: "\n").joined(separator: " ")
    return summary(words).line(for: path)
  }

  /// A JSON object with `path`, `text`, `confidence` and `digits`, each with `class` (null where it is none), `confidence`,
  /// `line` and `box`: column, row, width and height in pixels. The lines of the text are separated by `\\n`; it is `null` where
  /// nothing was read.
  /// - Parameter path: the file that the picture came from.
  public func json(for path: String) -> String {
    let list = digits.map { digit in
      let box = digit.box
      let name = digit.answer.isNone ? "null" : Answer.quoted(digit.answer.className)
      return
        "{\"class\":\(name),\"confidence\":\(Answer.number(digit.answer.confidence)),\"line\":\(digit.line),"
        + "\"box\":[\(box.x),\(box.y),\(box.width),\(box.height)]}"
    }
    let text = text
    let quoted =
      text.isEmpty
      ? "null"
      : "\""
        + text.split(separator: "\n").map { Answer.quoted(String($0)).dropFirst().dropLast() }
        .joined(separator: "\\n") + "\""
    return "{\"path\":\(Answer.quoted(path)),\"text\":\(quoted),\"confidence\":\(Answer.number(confidence)),"
      + "\"digits\":[\(list.joined(separator: ","))]}"
  }

  private func summary(_ words: String) -> Answer {
    Answer(
      className: words.isEmpty ? Answer.none : words, isNone: words.isEmpty, confidence: confidence,
      scores: [],
      outputs: [])
  }
}

extension Reading {
  /// Which digits are taken for none of the classes although most of their line are digits and they are as high as these:
  /// odd digits, seldom anything else.
  package var oddDigits: [Int] {
    digits.indices.filter { index in
      guard digits[index].answer.isNone else { return false }
      let line = digits.filter { $0.line == digits[index].line }
      let heights = line.filter { !$0.answer.isNone }.map { $0.box.height }.sorted()
      guard heights.count >= 2, 2 * heights.count > line.count else { return false }
      let (height, usual) = (digits[index].box.height, heights[heights.count / 2])
      return 10 * height >= 7 * usual && height <= 2 * usual
    }
  }
}

extension Reading: CustomStringConvertible {
  /// The text and the confidence.
  public var description: String { summary(text).description }
}

extension LoadedModel {
  /// All digits of a picture, in lines: postal codes, dates, columns of numbers.
  /// - Parameter image: a picture of any size.
  /// - Throws: `notDigits` for a model that is not made for digits, and as `answer(for:)`.
  public func read(_ image: Image) throws(RunnerError) -> Reading {
    guard model.inputCount == 1 else { throw .severalInputs(model: name, model.inputCount) }
    guard let layout else { throw .channels(model: name, model.input.channels) }
    guard pixels?.style == .digit else { throw .notDigits(model: name) }
    var answers: [Image: Answer] = [:]
    let found = try image.readDigits(
      width: layout.width, height: layout.height, channels: layout.channels
    ) { (part) throws(RunnerError) in
      let answer = try answer(prepared: part)
      answers[part] = answer
      return ReadDigit.Verdict(
        index: bestClass(ofOutput: classifier ?? 0), confidence: answer.confidence, isNone: answer.isNone)
    }
    var digits: [Reading.Digit] = []
    for digit in found {
      guard let answer = answers[digit.prepared] else { preconditionFailure("each digit was judged") }
      digits.append(Reading.Digit(answer: answer, box: digit.box, line: digit.line))
    }
    for index in Reading(digits: digits).oddDigits { digits[index].answer = try named(found[index].prepared) }
    return Reading(digits: digits)
  }

  /// The likeliest class of a prepared digit, whatever the rule for none says.
  private func named(_ prepared: Image) throws(RunnerError) -> Answer {
    let obeys = obeysUnknownRules
    obeysUnknownRules = false
    defer { obeysUnknownRules = obeys }
    return try answer(prepared: prepared)
  }
}
