import CFuzzer

/// What is fuzzed: a program has one type of it, which is called `Target`.
protocol FuzzTarget {
  /// Demands all that must hold, whatever the bytes are.
  static func check(_ file: [UInt8]) throws(BrokenProperty)

  /// Changes a file in a way that leaves whole what the reader asks for first: checksums, lengths, the form of a header.
  /// - Returns: false where it is not of a form that could be changed so; libFuzzer then does it alone.
  static func mutate(_ file: inout [UInt8], using random: inout Mutation.Random) -> Bool
}

extension FuzzTarget {
  static func mutate(_ file: inout [UInt8], using random: inout Mutation.Random) -> Bool { false }
}

extension Mutation {
  /// Changes some of a file's bytes, and perhaps how many they are, as libFuzzer does.
  /// - Parameters:
  ///   - range: the bytes to change.
  ///   - growth: how many more there may be.
  static func change(_ range: Range<Int>, of file: inout [UInt8], growth: Int = 64) {
    let largest = max(range.count + growth, 1)
    var part = Array(file[range])
    part += Array(repeating: 0, count: largest - part.count)
    let count = part.withUnsafeMutableBufferPointer { LLVMFuzzerMutate($0.baseAddress, range.count, largest) }
    file.replaceSubrange(range, with: part.prefix(count))
  }
}
