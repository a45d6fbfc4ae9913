#if canImport(CArmDSP)
  import CArmDSP
#endif

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

  /// The same byte four times.
  @inline(__always)
  static func repeated(_ value: Int32) -> UInt32 { (UInt32(bitPattern: value) & 0xFF) &* 0x0101_0101 }

  /// The larger of each two signed bytes. SSUB8 and SEL.
  @inline(__always)
  static func maximum(_ first: UInt32, _ second: UInt32) -> UInt32 {
    #if canImport(CArmDSP)
      apus_maximum(first, second)
    #else
      combined(first, second, max)
    #endif
  }

  /// The smaller of each two signed bytes. SSUB8 and SEL.
  @inline(__always)
  static func minimum(_ first: UInt32, _ second: UInt32) -> UInt32 {
    #if canImport(CArmDSP)
      apus_minimum(first, second)
    #else
      combined(first, second, min)
    #endif
  }

  #if !canImport(CArmDSP)
    private static func combined(_ first: UInt32, _ second: UInt32, _ choose: (Int8, Int8) -> Int8) -> UInt32
    {
      var result: UInt32 = 0
      for shift in stride(from: 0 as UInt32, to: 32, by: 8) {
        let byte = choose(
          Int8(truncatingIfNeeded: first &>> shift), Int8(truncatingIfNeeded: second &>> shift))
        result |= UInt32(UInt8(bitPattern: byte)) &<< shift
      }
      return result
    }
  #endif
}
