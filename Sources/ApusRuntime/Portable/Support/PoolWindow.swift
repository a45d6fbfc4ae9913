import ApusModel

/// The elements of one channel in a pool's window that lie inside the input; at least one.
struct PoolWindow {
  private let first: UnsafePointer<Int8>
  private let rows: Int
  private let columns: Int
  private let rowStep: Int
  private let columnStep: Int

  /// How many there are.
  @inline(__always)
  var count: Int { rows &* columns }

  @inline(__always)
  func forEach(_ body: (Int8) -> Void) {
    var rowStart = first
    for _ in 0..<rows {
      var element = rowStart
      for _ in 0..<columns {
        body(element.pointee)
        element += columnStep
      }
      rowStart += rowStep
    }
  }

  @inline(__always)
  fileprivate init(_ first: UnsafePointer<Int8>, rows: Int, columns: Int, rowStep: Int, columnStep: Int) {
    (self.first, self.rows, self.columns) = (first, rows, columns)
    (self.rowStep, self.columnStep) = (rowStep, columnStep)
  }
}

extension PoolRecord {
  /// Calls the body for each window of each channel, and writes the element that it returns.
  @inline(__always)
  func forEachWindow(in arena: UnsafeMutablePointer<Int8>, _ body: (PoolWindow) -> Int8) {
    let channels = input.channels
    forEachPosition(in: arena) { first, rows, columns, target in
      for channel in 0..<channels {
        target[channel] = body(
          PoolWindow(
            first + channel, rows: rows, columns: columns, rowStep: input.width &* channels,
            columnStep: channels))
      }
    }
  }

  /// The part of each window that lies inside the input: its first element, how many rows and columns it has, and where
  /// what is made of it belongs.
  @inline(__always)
  func forEachPosition(
    in arena: UnsafeMutablePointer<Int8>,
    _ body: (UnsafePointer<Int8>, _ rows: Int, _ columns: Int, _ target: UnsafeMutablePointer<Int8>) -> Void
  ) {
    let channels = input.channels
    let (height, width) = (input.height, input.width)
    var target = arena + output.offset
    for row in 0..<output.height {
      let rowOrigin = row &* window.strideHeight &- window.top
      let rows = max(rowOrigin, 0)..<min(rowOrigin &+ window.kernelHeight, height)
      for column in 0..<output.width {
        let columnOrigin = column &* window.strideWidth &- window.left
        let columns = max(columnOrigin, 0)..<min(columnOrigin &+ window.kernelWidth, width)
        let first = arena + (input.offset &+ (rows.lowerBound &* width &+ columns.lowerBound) &* channels)
        body(UnsafePointer(first), rows.count, columns.count, target)
        target += channels
      }
    }
  }
}
