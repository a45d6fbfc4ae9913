/// Names, what pixels become, and what outputs mean: what people and image loaders need, and running does not. A program
/// that does not ask for them has nothing of this file.
public struct Metadata {
  private let model: Model

  /// Checks that names and pixels leave nothing and lie in order, and that what is said of outputs is possible.
  fileprivate init(_ model: Model) throws(ModelError) {
    self.model = model
    for index in 0..<model.outputCount { try model.output(index).validate(in: model) }
    if model.isVersion1 { try validateVersion1() } else { try validateEntries() }
  }

  /// The model's name; empty where it has none.
  public var name: UnsafeRawBufferPointer {
    let name = model.isVersion1 ? strings[0] : entry(Layout.Entry.modelName, of: 0)
    return name ?? UnsafeRawBufferPointer(start: model.base, count: 0)
  }

  /// An input's name; nil where it has none.
  public func inputName(_ index: Int) -> UnsafeRawBufferPointer? { entry(Layout.Entry.inputName, of: index) }
  /// A state's name; nil where it has none.
  public func stateName(_ index: Int) -> UnsafeRawBufferPointer? { entry(Layout.Entry.stateName, of: index) }
  /// An output's name; nil where it has none.
  public func outputName(_ index: Int) -> UnsafeRawBufferPointer? {
    entry(Layout.Entry.outputName, of: index)
  }

  /// What an output's elements are called; of one probability both classes. Nil where they have no names.
  public func classNames(ofOutput index: Int) -> Names? {
    if model.isVersion1 {
      let count = classCount
      return count == 0 || index > 0 ? nil : names(from: 1, count: count)
    }
    return entry(Layout.Entry.classNames, of: index)?.baseAddress.map {
      Names(count: classCount(ofOutput: index), start: $0)
    }
  }

  /// What operators are called; nil where they have no names.
  public var operatorNames: Names? {
    if model.isVersion1 {
      return hasOperatorNames ? names(from: 1 + classCount, count: model.operatorCount) : nil
    }
    return entry(Layout.Entry.operatorNames, of: 0)?.baseAddress.map {
      Names(count: model.operatorCount, start: $0)
    }
  }

  /// What pixels become an input; nil for an input that is no image.
  public func pixels(ofInput index: Int) -> PixelRecord? {
    let channels = model.input(index).channels
    if model.isVersion1 {
      let table = hasPixelTable ? model.base + (model.bytes.count - 256 * channels) : nil
      let style = PreprocessingStyle(rawValue: model.base.u8(Layout.Version1.style)) ?? .photograph
      return PixelRecord(style: style, table: table, channels: channels, base: model.base)
    }
    return entry(Layout.Entry.pixels, of: index).flatMap {
      try? PixelRecord($0, channels: channels, byte: 0)
    }
  }

  /// How many names the classes of an output have, where they have names.
  private func classCount(ofOutput index: Int) -> Int {
    let output = model.output(index)
    return output.meaning == .probability ? 2 : model.value(output.value).count
  }
}

extension Model {
  /// Names, and what pixels become.
  /// - Throws: what is wrong with them, and at which byte.
  public func metadata() throws(ModelError) -> Metadata { try Metadata(self) }

  /// The bytes of an entry of the metadata, of which nothing is checked but that they are in the file: all that a program
  /// needs that looks for a name and for nothing else. Nil where there is none, and for version 1, which has no entries.
  package func metadataEntry(_ tag: UInt8, of index: Int) -> UnsafeRawBufferPointer? {
    guard !isVersion1 else { return nil }
    var reader = ByteReader(base, from: metadataOffset, to: bytes.count)
    while !reader.isAtEnd {
      let entry = reader.entry(of: base)
      guard !reader.isBeyondEnd else { return nil }
      if entry.tag == tag, entry.index == index { return entry.bytes }
    }
    return nil
  }
}

// Version 2: entries of a tag, the number of what it belongs to, a length, and so many bytes.
extension Metadata {
  private func entry(_ tag: UInt8, of index: Int) -> UnsafeRawBufferPointer? {
    model.metadataEntry(tag, of: index)
  }

  private func validateEntries() throws(ModelError) {
    var reader = ByteReader(model.base, from: model.metadataOffset, to: model.bytes.count)
    var last = 0
    while !reader.isAtEnd {
      let byte = reader.position
      if model.base.u8(byte) == 0 { return try validatePadding(from: byte) }
      let entry = reader.entry(of: model.base)
      let order = Int(entry.tag) * 256 + entry.index
      guard !reader.isBeyondEnd, order > last, entry.index < limit(of: entry.tag) else {
        throw .invalid(.metadata, byte: byte)
      }
      last = order
      let (bytes, start) = (entry.bytes, reader.position - entry.bytes.count)
      switch entry.tag {
      case Layout.Entry.pixels:
        _ = try PixelRecord(bytes, channels: model.input(entry.index).channels, byte: start)
      case Layout.Entry.classNames:
        try validateNames(classCount(ofOutput: entry.index), in: bytes, byte: start)
      case Layout.Entry.operatorNames: try validateNames(model.operatorCount, in: bytes, byte: start)
      default:
        guard bytes.count <= Layout.Entry.maximumNameBytes else { throw .invalid(.metadata, byte: start) }
      }
    }
  }

  /// Only zeros follow.
  private func validatePadding(from byte: Int) throws(ModelError) {
    for offset in byte..<model.bytes.count where model.base.u8(offset) != 0 {
      throw .invalid(.reserved, byte: offset)
    }
  }

  private func validateNames(_ count: Int, in bytes: UnsafeRawBufferPointer, byte: Int) throws(ModelError) {
    let start = bytes.baseAddress ?? model.base
    guard Names.byteCount(of: count, at: start, room: bytes.count) == bytes.count else {
      throw .invalid(.metadata, byte: byte)
    }
  }

  /// How many things an entry of a tag may belong to; 0 for tags that do not exist.
  private func limit(of tag: UInt8) -> Int {
    switch tag {
    case Layout.Entry.modelName, Layout.Entry.operatorNames: 1
    case Layout.Entry.inputName, Layout.Entry.pixels: model.inputCount
    case Layout.Entry.stateName: model.stateCount
    case Layout.Entry.outputName, Layout.Entry.classNames: model.outputCount
    default: 0
    }
  }
}

// Version 1: the model's name, class names, operators' names, and 256 bytes for each channel at the end of the file.
extension Metadata {
  private var classCount: Int { Int(model.base.u16(Layout.Version1.classCount)) }

  private var hasOperatorNames: Bool { has(Layout.Version1.operatorNamesFlag) }

  private var hasPixelTable: Bool { has(Layout.Version1.pixelTableFlag) }

  private func has(_ flag: UInt8) -> Bool { model.base.u8(Layout.Version1.flags) & flag != 0 }

  private var strings: Names {
    let count = 1 + classCount + (hasOperatorNames ? model.operatorCount : 0)
    return Names(count: count, start: model.base + model.metadataOffset)
  }

  private func names(from first: Int, count: Int) -> Names {
    let name = strings[first]
    return Names(count: count, start: (name.baseAddress ?? model.base) - 1)
  }

  private func validateVersion1() throws(ModelError) {
    guard PreprocessingStyle(rawValue: model.base.u8(Layout.Version1.style)) != nil else {
      throw .invalid(.preprocessing, byte: Layout.Version1.style)
    }
    let flags = Layout.Version1.pixelTableFlag | Layout.Version1.operatorNamesFlag
    guard model.base.u8(Layout.Version1.flags) <= flags else {
      throw .invalid(.preprocessing, byte: Layout.Version1.flags)
    }
    guard classCount == 0 || classCount == model.output.count else {
      throw .invalid(.classCount, byte: Layout.Version1.classCount)
    }
    let offset = model.metadataOffset
    let room = model.bytes.count - offset
    guard let taken = Names.byteCount(of: strings.count, at: model.base + offset, room: room) else {
      throw .invalid(.metadata, byte: offset)
    }
    var remaining = room - taken
    if hasPixelTable {
      guard let count = checkedProduct(256, model.input.channels), count <= remaining else {
        throw .invalid(.metadata, byte: offset + taken)
      }
      remaining -= count
    }
    guard remaining == 0 else { throw .invalid(.metadata, byte: offset + taken) }
  }
}

extension ByteReader {
  /// The next entry of the metadata: its tag, the number of what it belongs to, and its bytes.
  fileprivate mutating func entry(
    of base: UnsafeRawPointer
  ) -> (tag: UInt8, index: Int, bytes: UnsafeRawBufferPointer) {
    let (tag, index) = (u8(), Int(u8()))
    let count = size()
    let start = skip(count)
    return (tag, index, UnsafeRawBufferPointer(start: base + start, count: isBeyondEnd ? 0 : count))
  }
}
