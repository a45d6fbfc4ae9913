/// Changes of an uncompressed `.tar` archive whose headers keep right checksums.
enum TarMutation {
  private static let block = 512
  private static let checksum = 148..<156

  /// Makes one change.
  /// - Returns: false where the file is no such archive.
  static func apply(to file: inout [UInt8], using random: inout Mutation.Random) -> Bool {
    guard file.count >= block, file[257..<262].elementsEqual("ustar".utf8) else { return false }
    let start = random.below(file.count / block) * block
    switch random.below(5) {
    case 0: file.insert(contentsOf: file[start..<start + block], at: start)
    case 1 where file.count > block: file.removeSubrange(start..<start + block)
    case 2: file[start + 156] = Array("0125LxgKSD\0".utf8)[random.below(11)]
    case 3: Mutation.change(start + 124..<start + 136, of: &file, growth: 0)
    default: Mutation.change(start..<start + block, of: &file, growth: 0)
    }
    // Mutations may have made less of a block; blocks are counted anew.
    file += Array(repeating: 0, count: (block - file.count % block) % block)
    for start in stride(from: 0, to: file.count, by: block)
    where file[start + 257..<start + 262].elementsEqual("ustar".utf8) {
      file.replaceSubrange(
        start + checksum.lowerBound..<start + checksum.upperBound, with: Array("        ".utf8))
      let sum = file[start..<start + block].reduce(0) { $0 + Int($1) }
      let digits = String(sum, radix: 8)
      let text = String(repeating: "0", count: 6 - digits.count) + digits + "\0 "
      file.replaceSubrange(start + checksum.lowerBound..<start + checksum.upperBound, with: Array(text.utf8))
    }
    return true
  }
}
