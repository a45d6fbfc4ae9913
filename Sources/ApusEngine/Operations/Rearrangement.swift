import ApusGraph

/// Copies of input elements at places known beforehand: slices, transpositions, nearest neighbours. Backward,
/// each gradient is added where its element came from.
final class RearrangementLayer: Layer {
  private let site: Site
  private let sources: [Int32]

  init(_ body: some Rearrangement, at site: Site) {
    self.site = site
    sources = body.sources(in: site.input.shape)
  }

  func forward() {
    sources.withUnsafeBufferPointer { sources in
      for sample in 0..<site.batchSize {
        let source = site.input.data + sample * site.input.shape.count
        let target = site.output.data + sample * sources.count
        for index in sources.indices { target[index] = source[Int(sources[index])] }
      }
    }
  }

  func backward() {
    guard let result = site.inputGradients[0], let gradient = site.outputGradient else { return }
    result.update(repeating: 0, count: site.input.count)
    sources.withUnsafeBufferPointer { sources in
      for sample in 0..<site.batchSize {
        let target = result + sample * site.input.shape.count
        let source = gradient + sample * sources.count
        for index in sources.indices { target[Int(sources[index])] += source[index] }
      }
    }
  }
}
