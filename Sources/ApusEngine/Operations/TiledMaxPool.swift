import ApusGraph

/// The maximum over windows that lie side by side, together with the rectifier that stood before it.
///
/// oneDNN's pooling is made for many channels; on the six of a LeNet this is several times as fast.
final class TiledMaxPoolLayer: Layer {
  private let site: Site
  private let rectifier: Rectifier
  private let kernel: Size
  /// For each output the place in its window that it came from, in training.
  private let places: UnsafeMutableBufferPointer<UInt8>

  init(_ window: Window, _ rectifier: Rectifier, at site: Site) {
    self.site = site
    self.rectifier = rectifier
    kernel = window.kernel
    places = .allocate(capacity: max(site.output.count, 1))
    places.initialize(repeating: 0)
  }

  deinit { places.deallocate() }

  func forward() {
    switch rectifier {
    case .none: forward(NoRectification())
    case .plain: forward(PlainRectification())
    case .clipped: forward(ClippedRectification())
    case .leaky(let slope): forward(LeakyRectification(slope: slope))
    }
  }

  func backward() {
    switch rectifier {
    case .none: backward(NoRectification())
    case .plain: backward(PlainRectification())
    case .clipped: backward(ClippedRectification())
    case .leaky(let slope): backward(LeakyRectification(slope: slope))
    }
  }

  private func forward(_ rectification: some Rectification) {
    let (width, channels) = (site.output.shape.width, site.output.shape.channels)
    let inputRow = site.input.shape.width * channels
    forEachRow { output, input in
      let target = site.output.data + output
      let place = places.baseAddress! + output
      for column in 0..<width {
        let window = site.input.data + input + column * kernel.width * channels
        for channel in 0..<channels {
          var best = window[channel]
          var index: UInt8 = 0
          var tap = 0
          for y in 0..<kernel.height {
            for x in 0..<kernel.width {
              let value = window[y * inputRow + x * channels + channel]
              // Not a number is larger than anything, as in oneDNN, so that it is noticed.
              let isLarger = !(value <= best)
              best = isLarger ? value : best
              index = isLarger ? UInt8(truncatingIfNeeded: tap) : index
              tap += 1
            }
          }
          target[column * channels + channel] = rectification.value(best)
          place[column * channels + channel] = index
        }
      }
    }
  }

  private func backward(_ rectification: some Rectification) {
    guard let gradient = site.outputGradient, let inputGradient = site.inputGradients[0] else { return }
    let (width, channels) = (site.output.shape.width, site.output.shape.channels)
    let inputRow = site.input.shape.width * channels
    let shape = site.input.shape
    if shape.height % kernel.height != 0 || shape.width % kernel.width != 0 {
      // What lies beyond the last whole window has no influence.
      inputGradient.update(repeating: 0, count: site.input.count)
    }
    forEachRow { output, input in
      let (values, source) = (site.output.data + output, gradient + output)
      let place = places.baseAddress! + output
      for column in 0..<width {
        let window = inputGradient + input + column * kernel.width * channels
        for channel in 0..<channels {
          let at = column * channels + channel
          let share = rectification.gradient(output: values[at], source[at])
          let index = Int(place[at])
          var tap = 0
          for y in 0..<kernel.height {
            for x in 0..<kernel.width {
              window[y * inputRow + x * channels + channel] = tap == index ? share : 0
              tap += 1
            }
          }
        }
      }
    }
  }

  /// Calls with the offset of each row of outputs and of the first row of its windows.
  private func forEachRow(_ body: (_ output: Int, _ input: Int) -> Void) {
    let (input, output) = (site.input.shape, site.output.shape)
    let outputRow = output.width * output.channels
    let inputRow = input.width * input.channels
    ThreadTeam.split(site.batchSize * output.height, cost: outputRow * kernel.area) { rows in
      for row in rows {
        let (image, y) = row.quotientAndRemainder(dividingBy: output.height)
        body(row * outputRow, image * input.count + y * kernel.height * inputRow)
      }
    }
  }
}
