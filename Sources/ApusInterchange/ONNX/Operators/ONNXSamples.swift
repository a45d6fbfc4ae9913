import ApusGraph

/// Windows over the rows and columns of several samples of a network that is one to Apus: those that a reshaping has made of
/// other axes, and the slices of a volume. The samples become one feature map, one below the other, so far apart that no
/// window that is kept sees two of them.
extension ONNXImporter {
  /// What lies beyond the edges of a sample.
  enum SampleBorder {
    case zeros
    /// The smallest number, which no maximum is.
    case lowest
  }

  /// Whether a value has several samples.
  static func hasSamples(_ flow: ONNXFlow) -> Bool { [3, 4].contains(flow.shape.count) && flow.shape[0] > 1 }

  /// The output of an operation with a window on a value of the file's axes samples × channels × rows × columns, or without
  /// rows.
  /// - Parameters:
  ///   - window: over one sample.
  ///   - border: what its padding is.
  ///   - add: adds the operation on all samples, with another padding.
  mutating func slid(
    _ step: ONNXStep, _ flow: ONNXFlow, _ window: Window, _ border: SampleBorder,
    add: (inout GraphEmitter, String, Window) throws(ONNXError) -> String
  ) throws(ONNXError) -> ONNXFlow {
    let isFlat = flow.shape.count == 3
    let samples = flow.shape[0]
    let (channels, columns) = (flow.shape[1], flow.shape.last!)
    let rows = isFlat ? 1 : flow.shape[2]
    let padding = window.resolvedPadding(height: rows, width: columns)
    let (span, stride) = (window.span.height, window.stride.height)
    let outputRows = (rows + padding.top + padding.bottom - span) / stride + 1
    guard rows + padding.top + padding.bottom >= span, outputRows > 0 else {
      throw step.unsupported("windows larger than \(rows) rows")
    }
    // Each sample takes as many rows as its padding needs, in whole strides.
    let padded = rows + padding.top + padding.bottom
    let pitch = (padded + stride - 1) / stride * stride
    var shape = flow.shape
    if isFlat { shape.insert(1, at: 2) }
    var map = try reshaped(flow, shape)
    map = try stored(map, [0, 2, 3, 1])
    let inner = map.shape
    let amounts = [0, 0, padding.top, 0, 0, 0, pitch - rows - padding.top, 0]
    if pitch > rows {
      map = try self.padded(step, map, amounts)
      if border == .lowest {
        map = try bordered(step, map, inner: inner, amounts, -Float.greatestFiniteMagnitude)
        map = try stored(map, [0, 2, 3, 1])
      }
    }
    let stack = try emitter.viewed(
      map.node, as: Shape(height: samples * pitch, width: columns, channels: channels))
    var plain = window
    let below = max(0, span - stride)
    plain.padding = .explicit(top: 0, bottom: below, left: padding.left, right: padding.right)
    if below == 0, padding.left == 0, padding.right == 0 { plain.padding = .valid }
    let node = try add(&emitter, stack, plain)
    let found = emitter.shapes[node]!
    guard found.height == samples * pitch / stride else { throw step.unsupported("such a batch") }
    var result = flow
    result.node = node
    result.isFeatureMap = true
    result.layout = ElementLayout(
      [samples, found.channels, pitch / stride, found.width], memoryOrder: [0, 2, 3, 1])
    result = try selected(step, result, 2, Array(0..<outputRows))
    guard isFlat else { return result }
    return try reshaped(result, [samples, found.channels, found.width])
  }

  /// The window of an operator over samples of several axes.
  func sampleWindow(
    _ step: ONNXStep, _ flow: ONNXFlow, kernel: Size, roundsUp: Bool = false
  ) throws(ONNXError) -> Window {
    let isFlat = flow.shape.count == 3
    let sample = Shape(height: isFlat ? 1 : flow.shape[2], width: flow.shape.last!, channels: flow.shape[1])
    return try window(step, kernel: kernel, input: sample, isFlat: isFlat, roundsUp: roundsUp)
  }
}
