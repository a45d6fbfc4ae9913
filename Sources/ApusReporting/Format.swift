import Foundation

/// Numbers as people read them, the same in every locale.
package enum Format {
  /// A number with a given count of places behind the point: `0.1234`.
  package static func decimal(_ number: Double, _ places: Int) -> String {
    // Beyond that, places behind the point mean nothing.
    guard number.isFinite, abs(number) < 1e12 else { return "\(number)" }
    return String(format: "%.\(places)f", number)
  }

  /// A share as a percentage: `99.21 %`.
  package static func percent(_ share: Double, places: Int = 2) -> String {
    "\(decimal(share * 100, places)) %"
  }

  /// A whole number in groups of three digits: `61,706`.
  package static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// The whole number nearest to a number, in groups of three digits.
  package static func grouped(_ number: Double) -> String {
    guard number.isFinite, abs(number) < 1e15 else { return "\(number)" }
    return grouped(Int(number.rounded()))
  }

  /// A count of bytes: `61,706 bytes (60.3 KiB)`.
  package static func bytes(_ count: Int) -> String {
    count < 1024
      ? "\(count) bytes" : "\(grouped(count)) bytes (\(decimal(Double(count) / 1024, 1)) KiB)"
  }

  /// A duration as minutes and seconds, or hours, minutes and seconds: `1:07`.
  package static func duration(seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "?" }
    let whole = Int(max(0, seconds).rounded())
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
  }
}

extension Format {
  /// Names, separated by commas, of many only the first: `a, b, c and 7 more`.
  package static func list(_ names: [String], most: Int = 10) -> String {
    let shown = names.prefix(most).joined(separator: ", ")
    return names.count > most ? "\(shown) and \(grouped(names.count - most)) more" : shown
  }
}
