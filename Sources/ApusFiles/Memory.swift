#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory that the system may not have. An array that it does not give ends the program; asking first does not.
public enum Memory {
  /// Blocks up to this size are not asked for: the programs make sure of some memory when they start.
  public static let neverAskedFor = 1 << 20

  /// Whether the system would give a block of so many bytes now. Ask before a large array is made.
  /// - Parameter bytes: its size; a negative one, as of a product that overflowed, is not given.
  public static func gives(_ bytes: Int) -> Bool {
    guard bytes > neverAskedFor else { return bytes >= 0 }
    let block = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let block, block != UnsafeMutableRawPointer(bitPattern: -1) else { return false }
    munmap(block, bytes)
    return true
  }

  /// Refuses what the system has no memory for, before an array is made.
  /// - Parameters:
  ///   - bytes: how many are needed.
  ///   - path: the file that they are needed for.
  /// - Throws: `FileError.outOfMemory`.
  public static func check(_ bytes: Int, for path: String) throws(FileError) {
    guard gives(bytes) else { throw .outOfMemory(path: path, bytes: bytes) }
  }

  /// Refuses to start a program in too little memory.
  /// - Parameter bytes: what the program needs for all that it never asks for, the threads' stacks among it.
  /// - Throws: `FileError.memoryLimit`.
  public static func checkForStart(_ bytes: Int) throws(FileError) {
    guard gives(bytes) else { throw .memoryLimit(needed: bytes) }
  }
}
