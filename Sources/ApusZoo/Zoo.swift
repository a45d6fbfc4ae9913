import ApusGraph

/// The architectures that the kit knows by name. Each can be built for any input size, channel count and
/// class count; where pretrained weights ship with the kit, `pretrained(_:)` loads them.
public enum Zoo {
  /// An architecture's name, as the command line takes it.
  public enum Architecture: String, CaseIterable, Sendable {
    /// LeNet-5 (LeCun et al. 1998) with rectifiers and max pooling.
    case leNet5 = "lenet5"
    /// A VGG-style stack of 3×3 convolutions (Simonyan and Zisserman 2015).
    case vgg = "vgg"
    /// An AlexNet-style network (Krizhevsky et al. 2012).
    case alexNet = "alexnet"
    /// The ResNet-8 of MLPerf Tiny's image classification.
    case resNet8 = "resnet8"
    /// The ResNet-20 of He et al. 2016, section 4.2, with parameter-free shortcuts.
    case resNet20 = "resnet20"
    /// A gated recurrent unit that reads an image row by row.
    case rowGRU = "row-gru"

    /// The input for which it was designed.
    public var defaultInputShape: Shape {
      switch self {
      case .leNet5, .rowGRU: [28, 28, 1]
      case .vgg, .alexNet, .resNet8, .resNet20: [32, 32, 3]
      }
    }

    /// How it expects images: strokes for a single channel, photographs otherwise.
    func preprocessing(_ inputShape: Shape) -> Preprocessing {
      inputShape.channels == 1 ? .digit : .photograph
    }
  }

  /// A fresh network.
  ///
  /// - Parameters:
  ///   - architecture: which.
  ///   - inputShape: `height × width × channels`; the architecture's own unless given.
  ///   - classes: the number of outputs.
  ///   - seed: for the weights; equal seeds give equal bits.
  /// - Throws: `GraphError` where the input is too small or has an extent that is not positive.
  public static func build(
    _ architecture: Architecture, inputShape: Shape? = nil, classes: Int = 10, seed: UInt64 = 0
  ) throws(GraphError) -> Graph {
    let input = inputShape ?? architecture.defaultInputShape
    guard input.rank == 3, input.dimensions.allSatisfy({ $0 > 0 }) else { throw .input(input) }
    switch architecture {
    case .leNet5: return try leNet5(inputShape: input, classes: classes, seed: seed)
    case .vgg: return try vgg(inputShape: input, classes: classes, seed: seed)
    case .alexNet: return try alexNet(inputShape: input, classes: classes, seed: seed)
    case .resNet8: return try resNet8(inputShape: input, classes: classes, seed: seed)
    case .resNet20: return try resNet20(inputShape: input, classes: classes, seed: seed)
    case .rowGRU: return try rowGRU(inputShape: input, classes: classes, seed: seed)
    }
  }
}
