/// Copies a word at a time, with what is left over byte by byte. Processors with DSP instructions read and
/// write words at any address.
enum Bytes {
  /// - Returns: the address behind what was written.
  @inline(never)
  static func copy(
    _ source: UnsafePointer<Int8>, to target: UnsafeMutablePointer<Int8>, count: Int
  ) -> UnsafeMutablePointer<Int8> {
    var (source, target) = (UnsafeRawPointer(source), UnsafeMutableRawPointer(target))
    let end = source + (count & ~3)
    while source != end {
      target.storeBytes(of: source.loadUnaligned(as: UInt32.self), as: UInt32.self)
      source += 4
      target += 4
    }
    let last = end + (count & 3)
    while source != last {
      target.storeBytes(of: source.load(as: UInt8.self), as: UInt8.self)
      source += 1
      target += 1
    }
    return target.assumingMemoryBound(to: Int8.self)
  }
}
