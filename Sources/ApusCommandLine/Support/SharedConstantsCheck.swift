import ApusFiles
import ApusModel

/// Refuses files in which so many operators share constants, which they no longer do in what is made of them, that it would be
/// far larger.
enum SharedConstantsCheck {
  /// The most bytes of constants, each counted for every operator that has it, beside 16 times the file.
  private static let mostConstants = 64 << 20

  /// - Parameters:
  ///   - model: what is in the file.
  ///   - path: the file.
  ///   - limits: by how much the limit is raised.
  static func check(_ model: Model, path: String, limits: Limits) throws(ConstantsError) {
    let needed = (0..<model.operatorCount).reduce(0) { $0 + model[operator: $1].constantsBytes(in: model) }
    let usual = max(mostConstants, 16 * model.bytes.count)
    guard needed <= limits.raised(usual) else {
      throw ConstantsError(path: path, refusal: limits.refusal(of: needed, over: usual, unit: "bytes"))
    }
  }
}

/// A file of which something far larger would be made.
struct ConstantsError: Error, CustomStringConvertible {
  var path: String
  /// How large, and what would allow it.
  var refusal: String

  var description: String { "the operators of \(path) share constants; without that they have \(refusal)" }
}
