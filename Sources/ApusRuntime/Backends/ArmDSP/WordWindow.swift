import ApusModel

/// Four channels of a pool's window, or one: the elements that lie inside the input, as a word for each position. A single
/// channel is in the word's lowest byte.
struct WordWindow {
  let first: UnsafePointer<Int8>
  let isWide: Bool
  let rows: Int
  let columns: Int
  let rowStep: Int
  let columnStep: Int

  @inline(__always)
  func forEach(_ body: (UInt32) -> Void) {
    var rowStart = first
    for _ in 0..<rows {
      var element = UnsafeRawPointer(rowStart)
      var left = columns
      repeat {
        body(isWide ? element.loadUnaligned(as: UInt32.self) : UInt32(element.load(as: UInt8.self)))
        element += columnStep
        left &-= 1
      } while left > 0
      rowStart += rowStep
    }
  }

  /// Calls the body for every group of four channels from a window's first one on, then for each of the last ones, and
  /// writes the bytes that it returns. All of a window is read before anything is written, and no channel twice, so that the output may lie over the
  /// input (see `PoolRecord.mayOverwrite`).
  @inline(__always)
  static func forEach(
    of channels: Int, from first: UnsafePointer<Int8>, rows: Int, columns: Int, rowStep: Int,
    into target: UnsafeMutablePointer<Int8>, _ body: (WordWindow) -> UInt32
  ) {
    var (first, target) = (first, target)
    let end = target + channels
    while target != end {
      let isWide = end - target >= 4
      let word = body(
        WordWindow(
          first: first, isWide: isWide, rows: rows, columns: columns, rowStep: rowStep, columnStep: channels))
      if isWide {
        UnsafeMutableRawPointer(target).storeBytes(of: word, as: UInt32.self)
      } else {
        target.pointee = Int8(truncatingIfNeeded: word)
      }
      target += isWide ? 4 : 1
      first += isWide ? 4 : 1
    }
  }
}

extension PoolRecord {
  /// Calls the body for each window, for four channels at a time, and writes the bytes that it returns.
  @inline(__always)
  func forEachWindowInWords(in arena: UnsafeMutablePointer<Int8>, _ body: (WordWindow) -> UInt32) {
    let channels = input.channels
    forEachPosition(in: arena) { first, rows, columns, target in
      WordWindow.forEach(
        of: channels, from: first, rows: rows, columns: columns, rowStep: input.width &* channels,
        into: target, body)
    }
  }
}
