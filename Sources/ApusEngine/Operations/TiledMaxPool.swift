import ApusGraph

/// The maximum over windows that lie side by side, together with the rectifier that stood before it.
///
/// oneDNN's pooling is made for many channels; on the six of a LeNet this is several times as fast.
final class TiledMaxPoolLayer: Layer {
  private let site: Site
  private let rectifier: Rectifier
  private let kernel: Size

  init(_ window: Window, _ rectifier: Rectifier, at site: Site) {
    self.site = site
    self.rectifier = rectifier
    kernel = window.kernel
  }

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
    let (input, output) = (site.input.data, site.output.data)
    forEachRow { row, firstInput in
      TiledWindows(site.input.shape, site.output.shape, kernel).forEach(
        MaximumOfWindow(input: input + firstInput, output: output + row, rectification: rectification))
    }
  }

  private func backward(_ rectification: some Rectification) {
    guard let gradient = site.outputGradient, let target = site.inputGradients[0] else { return }
    let shape = site.input.shape
    if shape.height % kernel.height != 0 || shape.width % kernel.width != 0 {
      // What lies beyond the last whole window has no influence.
      target.update(repeating: 0, count: site.input.count)
    }
    let (input, output) = (site.input.data, site.output.data)
    forEachRow { row, firstInput in
      TiledWindows(site.input.shape, site.output.shape, kernel).forEach(
        GradientOfWindow(
          input: input + firstInput, output: output + row, gradient: gradient + row,
          target: target + firstInput, rectification: rectification))
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

/// What is done with a window's values, for as many channels at a time as there are lanes.
protocol WindowPass {
  /// - Parameters:
  ///   - output: of the row, where the window's result is.
  ///   - input: of the row, where the window's first value is.
  ///   - windows: distances of the window's other values.
  func run<L: Lanes>(output: Int, input: Int, _ windows: TiledWindows, _ lanes: L.Type)
}

/// The windows of one row of outputs.
struct TiledWindows {
  let kernelHeight: Int
  let kernelWidth: Int
  let channels: Int
  /// Elements from one row of inputs to the next.
  let inputRow: Int
  private let width: Int

  init(_ input: Shape, _ output: Shape, _ kernel: Size) {
    (kernelHeight, kernelWidth) = (kernel.height, kernel.width)
    channels = input.channels
    inputRow = input.width * input.channels
    width = output.width
  }

  /// Runs a pass over all windows and channels.
  ///
  /// With fewer than eight channels, eight lanes reach into the next window. What they write there is written
  /// anew when it is that window's turn, so only the row's end must do without them.
  @inline(__always)
  func forEach(_ pass: some WindowPass) {
    let lanes = SIMD8<Float>.width
    let end = width * channels
    for column in 0..<width {
      let (output, input) = (column * channels, column * kernelWidth * channels)
      if channels < lanes, output + lanes <= end {
        pass.run(output: output, input: input, self, SIMD8<Float>.self)
        continue
      }
      var channel = 0
      while channel + lanes <= channels {
        pass.run(output: output + channel, input: input + channel, self, SIMD8<Float>.self)
        channel += lanes
      }
      while channel < channels {
        pass.run(output: output + channel, input: input + channel, self, Float.self)
        channel += 1
      }
    }
  }
}

private struct MaximumOfWindow<R: Rectification>: WindowPass {
  let input: UnsafePointer<Float>
  let output: UnsafeMutablePointer<Float>
  let rectification: R

  @inline(__always)
  func run<L: Lanes>(output at: Int, input first: Int, _ windows: TiledWindows, _ lanes: L.Type) {
    var best = L.load(input + first)
    for y in 0..<windows.kernelHeight {
      for x in 0..<windows.kernelWidth {
        let value = L.load(input + first + y * windows.inputRow + x * windows.channels)
        best = L.whereNonPositive(value - best, best, otherwise: value)
      }
    }
    rectification.value(best).store(to: output + at)
  }
}

private struct GradientOfWindow<R: Rectification>: WindowPass {
  let input: UnsafePointer<Float>
  let output: UnsafePointer<Float>
  let gradient: UnsafePointer<Float>
  let target: UnsafeMutablePointer<Float>
  let rectification: R

  /// The gradient goes to the first value of the window that is the largest, found again by comparing.
  @inline(__always)
  func run<L: Lanes>(output at: Int, input first: Int, _ windows: TiledWindows, _ lanes: L.Type) {
    let largest = L.load(output + at)
    let zero = L(repeating: 0)
    var open = rectification.gradient(output: largest, L.load(gradient + at))
    for y in 0..<windows.kernelHeight {
      for x in 0..<windows.kernelWidth {
        let place = first + y * windows.inputRow + x * windows.channels
        let value = rectification.value(L.load(input + place))
        // No value is above the largest, so what is not below it is equal.
        let isBelow = largest - value
        L.whereNonPositive(isBelow, open, otherwise: zero).store(to: target + place)
        open = L.whereNonPositive(isBelow, zero, otherwise: open)
      }
    }
  }
}
