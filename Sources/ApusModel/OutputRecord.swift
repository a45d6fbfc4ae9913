/// One output of a model: which value it is, and what its numbers mean.
///
/// It is read from the file where it is asked for, and so lives as long as the file's bytes.
public struct OutputRecord {
  /// The record; nil for version 1, which has none.
  let base: UnsafeRawPointer?
  /// The last operator of a file of version 1.
  private let last: OperatorRecord?

  init(at base: UnsafeRawPointer) { (self.base, last) = (base, nil) }

  /// The output of a file of version 1: what the last operator makes.
  init(lastOperator: OperatorRecord) { (base, last) = (nil, lastOperator) }

  /// Which value it is.
  public var value: Int {
    if let base { return Int(base.u16(Layout.Output.value)) }
    return (last?.index ?? 0) &+ 1
  }

  /// What its numbers are. Version 1 does not say: what a softmax makes are probabilities, all else logits.
  public var meaning: Meaning {
    if let base { return Meaning(rawValue: base.u8(Layout.Output.meaning)) ?? .values }
    return last?.kind == .softmax ? .probabilities : .logits
  }

  /// When it says that there is none of its classes.
  public var rule: Rule {
    base.flatMap { Rule(rawValue: $0.u8(Layout.Output.rule)) } ?? .never
  }

  /// The rule's number: the class that means none, the least margin in steps, or the least sum. Of one probability the
  /// smallest integer that stands for ½ or more, which is the second class.
  public var number: Int32 { base?.i32(Layout.Output.number) ?? 0 }

  /// Divides logits before hosts print probabilities; 1 where nothing was fitted.
  public var temperature: Float { Float(bitPattern: base?.u32(Layout.Output.temperature) ?? 0x3F80_0000) }

  /// Where the table of a sum is among the constants.
  var tableOffset: Int { base?.size32(Layout.Output.table) ?? 0 }
}

extension OutputRecord {
  /// What the numbers of an output are. The raw values are those in files.
  public enum Meaning: UInt8, Sendable, CaseIterable {
    /// Numbers that are no scores of classes: an embedding, an image, a measurement.
    case values = 0
    /// A score for each class; softmax makes probabilities of them.
    case logits = 1
    /// A probability for each class; they sum to one.
    case probabilities = 2
    /// A probability for each class, each by itself: an image may be of several, or none.
    case independentProbabilities = 3
    /// One probability: that of the second of two classes.
    case probability = 4
  }

  /// When an output says that what it was given is of none of its classes. Integers decide. The raw values are those in
  /// files.
  public enum Rule: UInt8, Sendable, CaseIterable {
    /// Never.
    case never = 0
    /// Where one certain class is the best.
    case output = 1
    /// Where the best is less than so many steps above the second best.
    case margin = 2
    /// Where the sum of what a table has for each element is below a threshold.
    case sum = 3
  }
}

extension OutputRecord {
  /// Checks what it says of its value, which exists.
  func validate(in model: Model) throws(ModelError) {
    guard let base else { return }
    let byte = model.byte(of: base)
    let count = model.value(value).count
    guard let meaning = OutputRecord.Meaning(rawValue: base.u8(Layout.Output.meaning)),
      meaning != .probability || count == 1
    else { throw .invalid(.output, byte: byte + Layout.Output.meaning) }
    guard let rule = OutputRecord.Rule(rawValue: base.u8(Layout.Output.rule)),
      rule == .never || meaning != .values && meaning != .probability && model.value(value).element == .int8
    else { throw .invalid(.output, byte: byte + Layout.Output.rule) }
    let isPossible =
      switch rule {
      case .never: meaning == .probability ? (-128...128).contains(number) : number == 0
      case .output: number >= 0 && Int(truncatingIfNeeded: number) < count
      case .margin: (0...255).contains(number)
      case .sum: number >= 0 && count <= 1 << 15
      }
    guard isPossible else { throw .invalid(.output, byte: byte + Layout.Output.number) }
    guard (1...0x7F7F_FFFF).contains(base.u32(Layout.Output.temperature)) else {
      throw .invalid(.scale, byte: byte + Layout.Output.temperature)
    }
    guard
      rule == .sum
        ? model.holds(byteCount: 2 * Layout.Output.tableEntries, at: tableOffset)
        : base.u32(Layout.Output.table) == 0
    else { throw .invalid(.constants, byte: byte + Layout.Output.table) }
  }
}

extension Model {
  /// The sum of what the table of an output's rule has for each of its elements; 0 where the file has no table. It needs no
  /// more than 31 bits.
  package func sum(of scores: UnsafeBufferPointer<Int8>, by output: OutputRecord) -> Int32 {
    guard holds(byteCount: 2 &* Layout.Output.tableEntries, at: output.tableOffset) else { return 0 }
    let table = constants(at: output.tableOffset)
    var sum: Int32 = 0
    for score in scores {
      sum &+= Int32(table.loadUnaligned(fromByteOffset: 2 &* (Int(score) &+ 128), as: UInt16.self))
    }
    return sum
  }
}
