import ApusModel

extension AddRecord: Kernel {
  /// Both operands on a common scale with 20 more bits, added, and scaled to the output.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    terms.operands.map(in: arena) { terms.finished(terms.firstScaled($0) &+ terms.secondScaled($1)) }
  }
}
