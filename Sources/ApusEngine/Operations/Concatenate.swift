import ApusGraph

/// Values joined along an axis: copied piece by piece, as they lie together in the output.
final class ConcatenateLayer: Layer {
  private let site: Site
  /// Pieces that each input falls into, in all samples.
  private let pieces: Int

  init(_ body: Concatenate, at site: Site) {
    self.site = site
    pieces = site.batchSize * body.pieceCount(of: site.output.shape)
  }

  func forward() {
    let width = site.output.count / pieces
    var offset = 0
    for input in site.inputs {
      let count = input.count / pieces
      let (source, target) = (input.data, site.output.data + offset)
      for piece in 0..<pieces { (target + piece * width).update(from: source + piece * count, count: count) }
      offset += count
    }
  }

  func backward() {
    guard let gradient = site.outputGradient else { return }
    let width = site.output.count / pieces
    var offset = 0
    for (input, target) in zip(site.inputs, site.inputGradients) {
      let count = input.count / pieces
      if let target {
        let source = gradient + offset
        for piece in 0..<pieces {
          (target + piece * count).update(from: source + piece * width, count: count)
        }
      }
      offset += count
    }
  }
}
