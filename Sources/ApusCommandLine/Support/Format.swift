import Foundation

/// Numbers as people read them.
enum Format {
  /// `61,706`
  static func grouped(_ number: Int) -> String {
    let digits = String(abs(number))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return number < 0 ? "-" + text : text
  }

  /// `99.21 %`
  static func percent(_ share: Double, places: Int = 2) -> String {
    String(format: "%.\(places)f %%", share * 100)
  }

  /// `61,706 bytes (60.3 KiB)`
  static func bytes(_ count: Int) -> String {
    count < 1024 ? "\(count) bytes" : "\(grouped(count)) bytes (\(decimal(Double(count) / 1024, 1)) KiB)"
  }

  /// A number with so many places behind the point.
  static func decimal(_ number: Double, _ places: Int) -> String { String(format: "%.\(places)f", number) }

  /// Lines of cells with each column as wide as its widest cell; columns of numbers to the right.
  static func table(_ rows: [[String]], numbersFrom firstNumber: Int = 1) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max()! }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let gap = String(repeating: " ", count: widths[column] - cell.count)
        line += (column == 0 ? "" : "  ") + (column < firstNumber ? cell + gap : gap + cell)
      }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}
