import ApusModel

extension AddRecord {
  /// Each factor in five instructions.
  func runWithArmDSP(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
    let short = ShortTerms(terms)
    terms.operands.map(in: arena) { short.finished(short.firstScaled($0) &+ short.secondScaled($1)) }
  }
}
