import ApusData
import ApusGraph
import ApusModel
import ApusReporting
import ApusRunner

/// In what a float network and an int8 model make other inputs of the same picture, so that their answers differ for no
/// fault of quantization.
public enum PreprocessingDifference: Hashable, Sendable, CustomStringConvertible {
  /// Inputs of different extents.
  case extent(float: Shape, int8: Shape)
  /// Pictures of different kinds: digits are found and centered, photographs are not.
  case style(float: Preprocessing.Style, int8: Preprocessing.Style)
  /// Photographs that are brought to the input's size in different ways.
  case fit(float: Preprocessing.Fit, int8: Preprocessing.Fit)
  /// Colors in different orders.
  case channelOrder(float: Preprocessing.ChannelOrder, int8: Preprocessing.ChannelOrder)
  /// A pixel that becomes numbers further apart than int8 alone explains.
  case numbers(pixel: UInt8, channel: Int, float: Float, int8: Float)

  /// The first difference; nil where there is none.
  init?(_ graph: Graph, _ model: LoadedModel, format: ImageFormat) {
    let (rule, input) = (graph.preprocessing, model.model.input)
    let float = graph.imageFormat
    if float.shape != format.shape {
      self = .extent(float: float.shape, int8: format.shape)
    } else if float.style != format.style {
      self = .style(float: float.style, int8: format.style)
    } else if float.fit != format.fit {
      self = .fit(float: float.fit, int8: format.fit)
    } else if input.channels == 3, (rule.channelOrder == .bgr) != (model.pixels?.channelOrder == .bgr) {
      self = .channelOrder(float: rule.channelOrder, int8: rule.channelOrder == .bgr ? .rgb : .bgr)
    } else {
      for channel in 0..<input.channels {
        for pixel: UInt8 in [0, 1, 64, 128, 192, 254, 255] {
          let real = rule.real(pixel: Float(pixel), channel: channel)
          let found = model.pixels?.value(of: pixel, channel: channel) ?? Int8(bitPattern: pixel ^ 0x80)
          // Rounding of a line in integers is at most a step off.
          guard abs(Int(input.quantized(real)) - Int(found)) > 1 else { continue }
          self = .numbers(pixel: pixel, channel: channel, float: real, int8: input.real(found))
          return
        }
      }
      return nil
    }
  }

  /// A clause with the float network first.
  public var description: String {
    switch self {
    case .extent(let float, let int8): "the network takes \(float) images, the model \(int8)"
    case .style(let float, let int8):
      "the network takes pictures as \(float.rawValue)s, the model as \(int8.rawValue)s"
    case .fit(let float, let int8):
      "the network takes photographs by \(float.rawValue), the model by \(int8.rawValue)"
    case .channelOrder(let float, let int8):
      "the network takes colors as \(float.rawValue.uppercased()), the model as \(int8.rawValue.uppercased())"
    case .numbers(let pixel, let channel, let float, let int8):
      "the pixel \(pixel) of channel \(channel) becomes \(Format.decimal(Double(float), 3)) for the network "
        + "and \(Format.decimal(Double(int8), 3)) for the model"
    }
  }
}

extension Int8Classifier {
  /// In what this model makes other inputs of a picture than a float network; nil where there is nothing.
  /// - Parameter graph: the float network, of one input that is an image.
  public func preprocessingDifference(from graph: Graph) -> PreprocessingDifference? {
    PreprocessingDifference(graph, model, format: format)
  }
}
