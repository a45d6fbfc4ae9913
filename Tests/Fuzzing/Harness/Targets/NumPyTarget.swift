/// NumPy's `.npy` files; changes are of the header's text, whose length stays right.
enum Target: FuzzTarget {
  static func check(_ file: [UInt8]) throws(BrokenProperty) { try NumPyProperty.check(file) }

  static func mutate(_ file: inout [UInt8], using random: inout Mutation.Random) -> Bool {
    guard file.count > 10 else { return false }
    let end = 10 + Int(file[8]) + Int(file[9]) << 8
    guard end <= file.count else { return false }
    let dataBytes = file.count - end
    Mutation.change(10..<end, of: &file)
    let length = file.count - dataBytes - 10
    guard length <= 0xFFFF else { return false }
    (file[8], file[9]) = (UInt8(length & 0xFF), UInt8(length >> 8))
    return true
  }
}
