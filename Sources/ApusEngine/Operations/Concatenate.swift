/// Values joined along the channels: each position's channels are copied piece by piece.
final class ConcatenateLayer: Layer {
  private let site: Site
  private let rows: Int

  init(at site: Site) {
    self.site = site
    rows = site.output.count / site.output.shape.channels
  }

  func forward() {
    let width = site.output.shape.channels
    var offset = 0
    for input in site.inputs {
      let channels = input.shape.channels
      let (source, target) = (input.data, site.output.data + offset)
      for row in 0..<rows { (target + row * width).update(from: source + row * channels, count: channels) }
      offset += channels
    }
  }

  func backward() {
    guard let gradient = site.outputGradient else { return }
    let width = site.output.shape.channels
    var offset = 0
    for (input, target) in zip(site.inputs, site.inputGradients) {
      let channels = input.shape.channels
      if let target {
        let source = gradient + offset
        for row in 0..<rows { (target + row * channels).update(from: source + row * width, count: channels) }
      }
      offset += channels
    }
  }
}
