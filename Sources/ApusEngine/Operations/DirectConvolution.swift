import ApusGraph
import CFloatKernels

/// A convolution by the engine's own kernel, one image of a part after the other, each in a border of zeros. It
/// is faster than oneDNN's for maps in NHWC order with few channels. A convolution's input gradient, with
/// stride 1, is a convolution too: of the output's gradient, with the kernels turned around.
final class DirectConvolution {
  private let geometry: ConvolutionGeometry
  private let image: BorderedImage
  private let samples: Int
  private let source: UnsafeMutablePointer<Float>
  private let sourceCount: Int
  private let target: UnsafeMutablePointer<Float>
  private let packed: UnsafeMutablePointer<Float>
  private let bias: UnsafeMutablePointer<Float>

  private static let width = 16

  /// The forward pass; nil where the kernel cannot do it.
  init?(forward shape: ConvolutionShape, in context: LayerContext) throws(EngineError) {
    let window = shape.window
    guard let inputs = shape.inputChannels, shape.outputChannels % Self.width == 0, window.dilation == Size(1)
    else { return nil }
    let (input, output) = (context.input.shape, context.output.shape)
    image = try BorderedImage(
      input, border: window.resolvedPadding(height: input.height, width: input.width), purpose: "forward",
      context: context)
    geometry = ConvolutionGeometry(image, output: output, window)
    samples = context.batchSize
    (source, sourceCount, target) = (context.input.data, input.count, context.output.data)
    let taps = window.kernel.height * window.kernel.width * inputs
    let weight = context.parameter(.weight).values
    packed = try context.shared.copy("forward", count: taps * output.channels) { packed in
      for channel in 0..<output.channels {
        let block = packed + channel / Self.width * taps * Self.width + channel % Self.width
        for tap in 0..<taps { block[tap * Self.width] = weight[channel * taps + tap] }
      }
    }
    let start = shape.hasBias ? context.parameter(.bias).values : nil
    bias = try context.shared.copy("bias", count: output.channels) { copy in
      if let start { copy.update(from: start, count: output.channels) }
    }
  }

  /// The input's gradient; nil where the kernel cannot make it.
  init?(
    inputGradient target: UnsafeMutablePointer<Float>, from gradient: UnsafeMutablePointer<Float>,
    _ shape: ConvolutionShape, in context: LayerContext
  ) throws(EngineError) {
    let window = shape.window
    let (height, width) = (window.kernel.height, window.kernel.width)
    let (input, output) = (context.input.shape, context.output.shape)
    let pad = window.resolvedPadding(height: input.height, width: input.width)
    guard let inputs = shape.inputChannels, inputs % Self.width == 0, window.dilation == Size(1),
      window.stride == Size(1), max(pad.top, pad.bottom) < height, max(pad.left, pad.right) < width
    else { return nil }
    let border = ResolvedPadding(
      top: height - 1 - pad.top, bottom: height - 1 - pad.bottom, left: width - 1 - pad.left,
      right: width - 1 - pad.right)
    image = try BorderedImage(output, border: border, purpose: "gradient", context: context)
    geometry = ConvolutionGeometry(image, output: input, window)
    samples = context.batchSize
    (source, sourceCount, self.target) = (gradient, output.count, target)
    let weight = context.parameter(.weight).values
    let (taps, outputs) = (height * width, output.channels)
    packed = try context.shared.copy("gradient", count: taps * inputs * outputs) { packed in
      for channel in 0..<outputs {
        for tap in 0..<taps {
          let from = weight + (channel * taps + tap) * inputs
          let to = packed + ((taps - 1 - tap) * outputs + channel) * Self.width
          for first in stride(from: 0, to: inputs, by: Self.width) {
            (to + first * taps * outputs).update(from: from + first, count: Self.width)
          }
        }
      }
    }
    bias = try context.shared.copy("no bias", count: inputs) { _ in }
  }

  func run() {
    var geometry = geometry
    for sample in 0..<samples {
      let input = image.load(source + sample * sourceCount)
      kernels.convolve(
        &geometry, input, packed, bias,
        target + sample * geometry.output_rows * geometry.output_columns * geometry.output_channels)
    }
  }
}

extension ConvolutionGeometry {
  init(_ image: BorderedImage, output: Shape, _ window: Window) {
    self.init(
      rows: image.rows, columns: image.columns, channels: image.channels, output_rows: output.height,
      output_columns: output.width, output_channels: output.channels, kernel_rows: window.kernel.height,
      kernel_columns: window.kernel.width, row_stride: window.stride.height,
      column_stride: window.stride.width)
  }
}
