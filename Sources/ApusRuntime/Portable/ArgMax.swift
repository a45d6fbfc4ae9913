import ApusModel

extension ArgMaxRecord: Kernel {
  /// One comparison for each element.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    var values = UnsafePointer(arena + input.offset)
    let target = UnsafeMutableRawPointer(arena + output.offset).assumingMemoryBound(to: Int32.self)
    for position in 0..<output.count {
      var best = 0
      for channel in 0..<input.channels where values[channel] > values[best] { best = channel }
      target[position] = Int32(truncatingIfNeeded: best)
      values += input.channels
    }
  }
}
