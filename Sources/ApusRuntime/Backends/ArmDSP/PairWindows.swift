import ApusModel

/// Four windows of a convolution's input, expanded into pairs, in the order of the weights.
///
/// The windows are interleaved, because the inner loop unpacks four weights once and multiplies them with all four
/// windows. The eight words that it needs then lie side by side (`PairExpansion` says which values a word has):
///
///     words          0   1    2   3    4   5    6   7
///     of window        0        1        2        3
///     taps 0 … 3     20  31   20  31   20  31   20  31
///     taps 4 … 7     64  75   64  75   64  75   64  75
struct PairWindows {
  /// Taps of a window.
  let taps: Int
  /// The windows.
  let patches: UnsafeMutablePointer<UInt32>
  private let input: TensorRecord
  private let window: WindowRecord
  /// Channels that a window has of those of the input.
  private let depth: Int
  private let expansion: PairExpansion
  /// As many zero points as a window has taps.
  private let padding: UnsafeMutablePointer<Int8>
  /// A window before it is expanded, where its columns are no multiples of four.
  private let bytes: UnsafeMutablePointer<Int8>

  init(_ body: ConvolutionRecord, depth: Int, scratch: UnsafeMutableRawPointer) {
    (input, window, self.depth) = (body.input, body.window, depth)
    taps = window.area &* depth
    expansion = PairExpansion(zeroPoint: input.zeroPoint)
    patches = scratch.assumingMemoryBound(to: UInt32.self)
    let size = (taps &+ 3) & ~3
    bytes = (scratch + 8 &* size).assumingMemoryBound(to: Int8.self)
    padding = bytes + size
    padding.initialize(repeating: Int8(truncatingIfNeeded: input.zeroPoint), count: taps)
  }

  /// Expands a window.
  /// - Parameters:
  ///   - source: the input's first element that belongs to the group.
  ///   - index: which of the four windows it becomes.
  @inline(never)
  func expand(_ row: Int, _ column: Int, of source: UnsafePointer<Int8>, at index: Int) {
    let columnOrigin = column &* window.strideWidth &- window.left
    // Columns inside the input that are neighbors are taken at once.
    let isRun =
      window.dilationWidth == 1 && depth == input.channels && columnOrigin >= 0
      && columnOrigin &+ window.kernelWidth <= input.width
    let columns = isRun ? window.kernelWidth : 1
    let count = columns &* depth
    let isDirect = depth & 3 == 0
    var inputRow = row &* window.strideHeight &- window.top
    var patch = patches + 2 &* index
    let first = patch
    var written = bytes
    for _ in 0..<window.kernelHeight {
      var inputColumn = columnOrigin
      var tapColumn = 0
      while tapColumn < window.kernelWidth {
        let isInside =
          inputRow >= 0 && inputRow < input.height && inputColumn >= 0 && inputColumn < input.width
        let values =
          isInside
          ? source + (inputRow &* input.width &+ inputColumn) &* input.channels : UnsafePointer(padding)
        if isDirect {
          patch = expansion.expandGroups(values, count: count, into: patch, stride: PairExpansion.interleaved)
        } else {
          written = Bytes.copy(values, to: written, count: count)
        }
        tapColumn &+= columns
        inputColumn &+= window.dilationWidth
      }
      inputRow &+= window.dilationHeight
    }
    if !isDirect {
      _ = expansion.expand(bytes, count: taps, into: first, stride: PairExpansion.interleaved)
    }
  }
}
