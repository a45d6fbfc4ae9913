import ApusGraph

extension Zoo {
  /// An architecture as published weights have it: under the names of torchvision's modules or timm's, or of well-known
  /// repositories for CIFAR-10. The raw value is torchvision's name, or timm's where torchvision has none.
  public enum Published: String, CaseIterable, Sendable {
    /// ResNet-18 (He et al. 2016, arXiv 1512.03385).
    case resNet18 = "resnet18"
    /// ResNet-34.
    case resNet34 = "resnet34"
    /// ResNet-50, of bottleneck blocks whose stride is in the 3×3 convolution.
    case resNet50 = "resnet50"
    /// ResNet-20 for 32×32 images, section 4.2 of the same paper.
    case resNet20 = "resnet20"
    /// ResNet-32 for 32×32 images.
    case resNet32 = "resnet32"
    /// ResNet-44 for 32×32 images.
    case resNet44 = "resnet44"
    /// ResNet-56 for 32×32 images.
    case resNet56 = "resnet56"
    /// ResNet-110 for 32×32 images.
    case resNet110 = "resnet110"
    /// MobileNet (Howard et al. 2017, arXiv 1704.04861).
    case mobileNetV1 = "mobilenet_v1"
    /// MobileNetV2 (Sandler et al. 2018, arXiv 1801.04381).
    case mobileNetV2 = "mobilenet_v2"
    /// MobileNetV3-small (Howard et al. 2019, arXiv 1905.02244).
    case mobileNetV3Small = "mobilenet_v3_small"
    /// VGG-11 (Simonyan and Zisserman 2015, arXiv 1409.1556).
    case vgg11 = "vgg11"
    /// VGG-11 with batch normalization.
    case vgg11BatchNormalization = "vgg11_bn"
    /// VGG-16.
    case vgg16 = "vgg16"
    /// VGG-16 with batch normalization.
    case vgg16BatchNormalization = "vgg16_bn"
    /// AlexNet in one column (Krizhevsky 2014, arXiv 1404.5997).
    case alexNet = "alexnet"
    /// SqueezeNet 1.0 (Iandola et al. 2016, arXiv 1602.07360).
    case squeezeNet10 = "squeezenet1_0"
    /// SqueezeNet 1.1.
    case squeezeNet11 = "squeezenet1_1"
    /// EfficientNet-lite0, as it was trained in PyTorch.
    case efficientNetLite0 = "efficientnet_lite0"
    /// EfficientNet-lite0 with TensorFlow's weights: padded as by TensorFlow.
    case tensorFlowEfficientNetLite0 = "tf_efficientnet_lite0"

    /// The architecture of a name, of which timm's marks of width and training are left out:
    /// `mobilenetv2_100.ra_in1k` is `mobilenet_v2`.
    public init?(named name: String) {
      let plain = String(name.prefix { $0 != "." })
      let synonyms = [
        "mobilenetv1_100": Self.mobileNetV1, "mobilenetv2_100": .mobileNetV2,
        "mobilenetv3_small_100": .mobileNetV3Small,
      ]
      guard let found = Self(rawValue: plain) ?? synonyms[plain] else { return nil }
      self = found
    }

    /// The input that published weights are for.
    public var defaultInputShape: Shape {
      switch self {
      case .resNet20, .resNet32, .resNet44, .resNet56, .resNet110: [32, 32, 3]
      case .resNet18, .resNet34, .resNet50, .mobileNetV1, .mobileNetV2, .mobileNetV3Small, .vgg11,
        .vgg11BatchNormalization, .vgg16, .vgg16BatchNormalization, .alexNet, .squeezeNet10, .squeezeNet11,
        .efficientNetLite0, .tensorFlowEfficientNetLite0:
        [224, 224, 3]
      }
    }

    /// How images were prepared when the weights were trained: ImageNet's mean and deviation of each color, or −1 … 1.
    public var range: PixelRange {
      switch self {
      case .mobileNetV1, .tensorFlowEfficientNetLite0: .symmetric
      case .resNet18, .resNet34, .resNet50, .resNet20, .resNet32, .resNet44, .resNet56, .resNet110,
        .mobileNetV2,
        .mobileNetV3Small, .vgg11, .vgg11BatchNormalization, .vgg16, .vgg16BatchNormalization, .alexNet,
        .squeezeNet10, .squeezeNet11, .efficientNetLite0:
        .imageNet
      }
    }

    /// The network without parameters, with torchvision's names where it has them.
    /// - Parameters:
    ///   - inputShape: `height × width × channels`; the one of the published weights unless given.
    ///   - classes: the number of outputs.
    /// - Throws: `GraphError` where the input is too small.
    public func graph(inputShape: Shape? = nil, classes: Int = 1000) throws(GraphError) -> Graph {
      try variants(input: inputShape ?? defaultInputShape) { _ in classes }[0]
    }

    /// The architecture under each of the systems of names that its weights come with.
    /// - Parameters:
    ///   - input: `height × width × channels`.
    ///   - classCount: the number of outputs, by the name of the layer that makes them.
    /// - Throws: `GraphError` where the input is too small.
    func variants(
      input: Shape, classCount: @escaping (String) -> Int
    ) throws(GraphError) -> [Graph] {
      var variants: [Graph] = []
      for names in names {
        var builder = PublishedBuilder(self, names: names, inputShape: input, classCount: classCount)
        switch self {
        case .resNet18: try builder.resNet(blocks: [2, 2, 2, 2], areBottlenecks: false)
        case .resNet34: try builder.resNet(blocks: [3, 4, 6, 3], areBottlenecks: false)
        case .resNet50: try builder.resNet(blocks: [3, 4, 6, 3], areBottlenecks: true)
        case .resNet20: try builder.smallResNet(blocks: 3)
        case .resNet32: try builder.smallResNet(blocks: 5)
        case .resNet44: try builder.smallResNet(blocks: 7)
        case .resNet56: try builder.smallResNet(blocks: 9)
        case .resNet110: try builder.smallResNet(blocks: 18)
        case .mobileNetV1: try builder.mobileNetV1()
        case .mobileNetV2: try builder.mobileNetV2()
        case .mobileNetV3Small: try builder.mobileNetV3Small()
        case .vgg11, .vgg11BatchNormalization:
          try builder.vgg(
            convolutions: [1, 1, 2, 2, 2], isNormalized: self == .vgg11BatchNormalization)
        case .vgg16, .vgg16BatchNormalization:
          try builder.vgg(
            convolutions: [2, 2, 3, 3, 3], isNormalized: self == .vgg16BatchNormalization)
        case .alexNet: try builder.alexNet()
        case .squeezeNet10: try builder.squeezeNet(isVersion10: true)
        case .squeezeNet11: try builder.squeezeNet(isVersion10: false)
        case .efficientNetLite0, .tensorFlowEfficientNetLite0: try builder.efficientNetLite0()
        }
        variants.append(builder.graph)
      }
      return variants
    }

    /// The systems of names that its weights come with.
    private var names: [PublishedNames] {
      switch self {
      case .resNet18, .resNet34, .resNet50, .alexNet, .squeezeNet10, .squeezeNet11: [.torchvision]
      case .mobileNetV2, .mobileNetV3Small, .vgg11, .vgg11BatchNormalization, .vgg16,
        .vgg16BatchNormalization:
        [.torchvision, .timm]
      case .mobileNetV1, .efficientNetLite0, .tensorFlowEfficientNetLite0: [.timm]
      // Shortcuts without parameters and a head called `linear`, or 1×1 convolutions and `fc`.
      case .resNet20, .resNet32, .resNet44, .resNet56, .resNet110: [.linear, .torchvision]
      }
    }
  }
}

/// How the modules of a published network are called.
enum PublishedNames {
  case torchvision
  case timm
  /// As in repositories for CIFAR-10 that follow He et al. to the letter.
  case linear
}
