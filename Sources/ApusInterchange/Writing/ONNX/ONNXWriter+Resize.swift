import ApusGraph

extension ONNXWriter {
  /// Resize where ONNX's arithmetic takes the same rows and columns, as it does but for the rarest; elsewhere these rows and
  /// columns are taken by number.
  mutating func resizeNearest(_ node: OutgoingNode, _ body: ResizeNearest) {
    let input = shape(of: node.inputs[0])
    let rows = Self.sources(body, input.height) { Size(height: $0, width: 1) }
    let columns = Self.sources(body, input.width) { Size(height: 1, width: $0) }
    if rows == Self.onnxSources(body.resampling, input.height, node.shape.height),
      columns == Self.onnxSources(body.resampling, input.width, node.shape.width)
    {
      // Half-pixel centers are rounded down from a half further; corners that are aligned are rounded.
      let isFloor = !body.resampling.alignsCorners && !body.resampling.usesHalfPixelCenters
      return resize(
        node, body.resampling,
        [.text("mode", "nearest"), .text("nearest_mode", isFloor ? "floor" : "round_prefer_ceil")])
    }
    let taken = add(
      "Gather", [tensor(node.inputs[0]), constant("\(node.name)/row_numbers", rows)], "\(node.name)/rows",
      [.integer("axis", 2)])
    finish(
      node,
      add(
        "Gather", [taken, constant("\(node.name)/column_numbers", columns)], node.name, [.integer("axis", 3)])
    )
  }

  /// Resize to sizes, or by scales where these are whole numbers.
  mutating func resize(_ node: OutgoingNode, _ resampling: Resampling, _ mode: [ONNXAttribute]) {
    let input = shape(of: node.inputs[0])
    let (height, width) = (resampling.size.height, resampling.size.width)
    let coordinates =
      resampling.alignsCorners
      ? "align_corners" : resampling.usesHalfPixelCenters ? "half_pixel" : "asymmetric"
    var inputs = [tensor(node.inputs[0]), ""]
    if height % input.height == 0, width % input.width == 0 {
      let factors = [1, 1, Float(height / input.height), Float(width / input.width)]
      inputs.append(constant("\(node.name)/scales", floats: factors))
    } else {
      let extents = add("Shape", [tensor(node.inputs[0])], "\(node.name)/extents", [.integer("end", 2)])
      let size = constant("\(node.name)/size", [height, width])
      inputs += ["", add("Concat", [extents, size], "\(node.name)/sizes", [.integer("axis", 0)])]
    }
    finish(
      node, add("Resize", inputs, node.name, mode + [.text("coordinate_transformation_mode", coordinates)]))
  }

  /// Which rows, or columns, the operator takes.
  private static func sources(_ body: ResizeNearest, _ extent: Int, _ size: (Int) -> Size) -> [Int] {
    var body = body
    let isHeight = size(2).height == 2
    body.resampling.size = size(isHeight ? body.resampling.size.height : body.resampling.size.width)
    let line = size(extent)
    return body.sources(in: Shape(height: line.height, width: line.width, channels: 1)).map { Int($0) }
  }

  /// Which ones ONNX Runtime takes, in its precision.
  private static func onnxSources(_ resampling: Resampling, _ input: Int, _ output: Int) -> [Int] {
    let scale = Float(output) / Float(input)
    return (0..<output).map { index in
      let place: Float
      if resampling.alignsCorners {
        place = output == 1 ? 0 : (Float(index) * Float(input - 1) / Float(output - 1)).rounded()
      } else if resampling.usesHalfPixelCenters {
        place = (((Float(index) + 0.5) / scale - 0.5) + 0.5).rounded(.down)
      } else {
        place = (Float(index) / scale).rounded(.down)
      }
      return min(max(Int(place), 0), input - 1)
    }
  }
}
