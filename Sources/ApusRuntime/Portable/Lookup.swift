import ApusModel

extension LookupRecord: Kernel {
  /// One load for each element.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let values = arena + input.offset
    let target = arena + output.offset
    let middle = table + 128
    for index in 0..<output.count { target[index] = middle[Int(values[index])] }
  }
}
