import ApusRuntime

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why the level that `APUS_LEVEL` asks for cannot be used.
public enum LevelError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no level of that name.
  case unknown(String)
  /// This processor lacks its instructions.
  case unavailable(KernelLevel)

  /// One sentence.
  public var description: String {
    func list(_ levels: [KernelLevel]) -> String { levels.map(\.name).joined(separator: ", ") }
    switch self {
    case .unknown(let name):
      return "APUS_LEVEL is '\(name)', which is no level; there are \(list(KernelLevel.allCases))"
    case .unavailable(let level):
      return
        "APUS_LEVEL is '\(level.name)', which this processor lacks; it has \(list(KernelLevel.available))"
    }
  }
}

extension KernelLevel {
  /// Makes sure that a level which the environment variable `APUS_LEVEL` asks for is the one that is used: `best` takes the
  /// highest instead of one that does not exist, and a lower one for one that the processor lacks. For programs, when they
  /// start.
  /// - Throws: what is wrong with it.
  public static func checkEnvironment() throws(LevelError) {
    guard let value = getenv("APUS_LEVEL"), value.pointee != 0 else { return }
    let name = String(cString: value)
    guard let level = allCases.first(where: { $0.name == name }) else { throw .unknown(name) }
    guard level.isAvailable else { throw .unavailable(level) }
  }
}
