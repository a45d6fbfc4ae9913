import ApusCompression
import ApusGraph

extension CalibrationImages {
  /// Noise of a brightness of its own in each image, so that channels see more than one mean.
  static func random(_ count: Int, for graph: Graph, seed: UInt64) throws -> CalibrationImages {
    var source = RandomSource(seed: seed, stream: 3)
    let outputs = try graph.outputShape().count
    var pixels: [UInt8] = []
    for _ in 0..<count {
      let base = source.integer(below: 180)
      for _ in 0..<graph.inputShape.count { pixels.append(UInt8(base + source.integer(below: 76))) }
    }
    let labels = (0..<count).map { _ in source.integer(below: outputs) }
    return CalibrationImages(shape: graph.inputShape, pixels: pixels, labels: labels)
  }

  /// The real inputs of one image.
  func reals(_ index: Int, _ preprocessing: Preprocessing) -> [Double] {
    (0..<shape.count).map { position in
      let channel = preprocessing.channel(position % shape.channels)
      return (Double(pixels[index * shape.count + position]) - Double(channel.offset))
        / Double(channel.divisor)
    }
  }
}
