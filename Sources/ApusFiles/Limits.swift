/// How much work and memory reading a file may take, where these are not in proportion to its size.
///
/// Every reader has a limit of its own, a constant that stands where the reader is; the documentation lists them all in
/// one table. What a person knows to be larger is allowed by raising all limits by one factor.
public struct Limits: Hashable, Sendable {
  /// The limits as they are listed.
  public static let standard = Limits(factor: 1)

  /// By how much each limit is raised; at least 1.
  public let factor: Int

  /// - Parameter factor: by how much each limit is raised; less than 1 is taken as 1.
  public init(factor: Int) { self.factor = max(factor, 1) }

  /// A reader's limit, raised; `Int.max` where the product is larger.
  /// - Parameter limit: the limit as it is listed.
  public func raised(_ limit: Int) -> Int {
    let (product, overflows) = limit.multipliedReportingOverflow(by: factor)
    return overflows ? .max : product
  }

  /// The end of a sentence that refuses something: what it may be, and how to allow more.
  /// - Parameters:
  ///   - needed: what was asked for.
  ///   - limit: the limit as it is listed.
  ///   - unit: what both are counted in: `bytes`.
  public func refusal(of needed: Int, over limit: Int, unit: String) -> String {
    let factor = needed / max(limit, 1) + (needed % max(limit, 1) == 0 ? 0 : 1)
    return "\(needed) \(unit), more than the limit of \(raised(limit)); --limits \(factor) would allow it"
  }
}
