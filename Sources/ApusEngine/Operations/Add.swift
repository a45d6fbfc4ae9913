/// The element-wise sum of two values of one shape. Its inputs' gradients are its output's; where they may, they
/// share its memory.
final class AddLayer: Layer {
  private let site: Site

  init(at site: Site) { self.site = site }

  func forward() {
    let output = site.output
    Elementwise.add(site.inputs[0].data, site.inputs[1].data, into: output.data, count: output.count)
  }

  func backward() {
    guard let gradient = site.outputGradient else { return }
    for case .some(let inputGradient) in site.inputGradients where inputGradient != gradient {
      inputGradient.update(from: gradient, count: site.output.count)
    }
  }
}
