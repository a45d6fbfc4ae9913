/// Changes of a safetensors file whose lengths stay right: of the header's text, or of the data, which is then made as
/// long as the header says.
enum SafetensorsMutation {
  /// Makes one change.
  /// - Returns: false where the file has no header.
  static func apply(to file: inout [UInt8], using random: inout Mutation.Random) -> Bool {
    guard file.count > 8 else { return false }
    let length = (0..<8).reduce(0) { $0 | UInt64(file[$1]) << (8 * UInt64($1)) }
    guard length > 0, length <= UInt64(file.count - 8) else { return false }
    let end = 8 + Int(length)
    if random.below(8) == 0 {
      Mutation.change(end..<file.count, of: &file)
      return true
    }
    var header = Array(file[8..<end])
    if random.below(2) == 0 {
      changeNumber(in: &header, using: &random)
    } else {
      Mutation.change(0..<header.count, of: &header)
    }
    var data = Array(file[end...])
    if let needed = dataBytes(of: header), (0...4_096).contains(needed) {
      data = Array((data + Array(repeating: 0, count: needed)).prefix(needed))
    }
    file = (0..<8).map { UInt8(truncatingIfNeeded: UInt64(header.count) >> (8 * UInt64($0))) } + header + data
    return true
  }

  private static let numbers = [
    "0", "1", "2", "3", "4", "7", "8", "16", "255", "256", "65535", "65536", "16777216", "1073741824",
    "2147483647", "2147483648", "4294967296", "4611686018427387904", "9223372036854775807",
    "9223372036854775808",
    "-1", "0.5", "1e-45", "3.4e38", "1e39", "1e999", "-0", "null", "\"same\"", "[]", "{}",
  ]

  /// Puts another number in the place of one.
  private static func changeNumber(in text: inout [UInt8], using random: inout Mutation.Random) {
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    let starts = text.indices.filter { isDigit(text[$0]) && ($0 == 0 || !isDigit(text[$0 - 1])) }
    guard !starts.isEmpty else { return }
    let start = starts[random.below(starts.count)]
    let end = text[start...].firstIndex { !isDigit($0) } ?? text.count
    text.replaceSubrange(start..<end, with: Array(numbers[random.below(numbers.count)].utf8))
  }

  /// The end of the last tensor: the largest second number of any `"data_offsets":[…,…]`.
  private static func dataBytes(of header: [UInt8]) -> Int? {
    let pieces = String(decoding: header, as: UTF8.self).split(
      separator: "data_offsets", omittingEmptySubsequences: false)
    return pieces.dropFirst().compactMap { piece in
      let end = piece.split(separator: ",", maxSplits: 1).dropFirst().first?.prefix { $0 != "]" }
      return end.flatMap { Int($0.filter { $0 != " " }) }
    }.max()
  }
}
