/// The element-wise sum, together with the rectifier behind it where that is fused. Without one, the inputs'
/// gradients are the output's; where they may, they share its memory.
final class AddLayer: Layer {
  private let site: Site
  private let rectifier: Rectifier

  init(_ rectifier: Rectifier, at site: Site) {
    self.site = site
    self.rectifier = rectifier
  }

  func forward() {
    let output = site.output
    Elementwise.add(
      site.inputs[0].data, site.inputs[1].data, into: output.data, count: output.count, rectifier)
  }

  func backward() {
    guard let gradient = site.outputGradient else { return }
    var source = gradient
    for case .some(let inputGradient) in site.inputGradients where inputGradient != source {
      if source == gradient, rectifier != .none {
        Elementwise.rectifyGradient(
          output: site.output.data, gradient, into: inputGradient, count: site.output.count, rectifier)
        source = inputGradient
      } else {
        Elementwise.copy(source, to: inputGradient, count: site.output.count)
      }
    }
  }
}
