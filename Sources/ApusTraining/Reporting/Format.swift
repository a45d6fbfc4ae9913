/// Numbers as people read them. Foundation's formatters depend on the locale; reports should not.
enum Format {
  /// A number with a fixed count of decimals: `0.1234`.
  static func decimal(_ value: Double, digits: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
    let scale = (0..<digits).reduce(1.0) { power, _ in power * 10 }
    let scaled = Int((abs(value) * scale).rounded())
    let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int(scale))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(whole)" }
    let decimals = String(rest)
    return "\(sign)\(whole)." + String(repeating: "0", count: digits - decimals.count) + decimals
  }

  /// A fraction as a percentage: `97.12 %`.
  static func percent(_ fraction: Double) -> String { decimal(fraction * 100, digits: 2) + " %" }

  /// A whole number in groups of three digits: `38,400`.
  static func grouped(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    var text = ""
    for (index, digit) in "\(Int(value.rounded()))".reversed().enumerated() {
      if index > 0, index % 3 == 0, digit != "-" { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }

  /// A duration as minutes and seconds, or hours, minutes and seconds: `1:07`.
  static func duration(seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "?" }
    let whole = Int(max(0, seconds).rounded())
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
  }
}
