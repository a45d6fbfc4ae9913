/// The usual ways in which networks were given pixels when they were trained. The raw value is what people write.
public enum PixelRange: String, Hashable, Sendable, CaseIterable {
  /// As they are.
  case pixels = "0..255"
  /// Divided by 255, as PyTorch's `ToTensor` does it.
  case unit = "0..1"
  /// From −1 to 1, as Keras' MobileNets take them.
  case symmetric = "-1..1"
  /// Less ImageNet's mean of each color and divided by its deviation, as torchvision's networks take them.
  case imageNet = "imagenet"
  /// Less ImageNet's mean of each color, blue first, as Caffe's networks and Keras' VGG and ResNet take them.
  case caffe
  /// Less MNIST's mean and divided by its deviation, as PyTorch's example does it.
  case mnist

  /// Those that an input of some channels can have.
  public static func usual(channels: Int) -> [PixelRange] {
    allCases.filter { range in
      switch range {
      case .pixels, .unit, .symmetric: true
      case .imageNet, .caffe: channels == 3
      case .mnist: channels == 1
      }
    }
  }

  /// The preprocessing of photographs for an input of some channels: where the range has other numbers for each color than
  /// the input has channels, those of 0 … 1.
  public func preprocessing(channels: Int) -> Preprocessing {
    switch self {
    case .pixels: .pixels
    case .symmetric: Preprocessing(style: .photograph, offset: [127.5], divisor: [127.5])
    case .mnist: Preprocessing(style: .photograph, offset: [0.1307 * 255], divisor: [0.3081 * 255])
    case .imageNet where channels == 3:
      Preprocessing(
        style: .photograph, offset: [123.675, 116.28, 103.53], divisor: [58.395, 57.12, 57.375])
    case .caffe where channels == 3:
      Preprocessing(
        style: .photograph, offset: [103.939, 116.779, 123.68], divisor: [1], channelOrder: .bgr)
    case .unit, .imageNet, .caffe: Preprocessing(style: .photograph, offset: [0], divisor: [255])
    }
  }

  /// The range of a preprocessing; nil for another one.
  public init?(_ preprocessing: Preprocessing) {
    let channels = max(preprocessing.offset.count, preprocessing.divisor.count)
    let found = Self.allCases.first {
      let usual = $0.preprocessing(channels: channels)
      return usual.offset == preprocessing.offset && usual.divisor == preprocessing.divisor
        && usual.channelOrder == preprocessing.channelOrder
    }
    guard let found else { return nil }
    self = found
  }

  /// The smallest and the largest input that a pixel of any channel becomes.
  public func bounds(channels: Int) -> ClosedRange<Float> {
    let rule = preprocessing(channels: channels)
    let ends = (0..<max(rule.offset.count, rule.divisor.count)).flatMap { channel in
      [rule.real(pixel: Float(0), channel: channel), rule.real(pixel: Float(255), channel: channel)]
    }
    return ends.min()!...ends.max()!
  }

  /// What pixels become, in words: `pixels as 0 … 1`.
  public var description: String {
    switch self {
    case .pixels: "pixels as 0 … 255"
    case .unit: "pixels as 0 … 1"
    case .symmetric: "pixels as −1 … 1"
    case .imageNet: "pixels by ImageNet's mean and deviation"
    case .caffe: "pixels less ImageNet's mean, blue first"
    case .mnist: "pixels by MNIST's mean and deviation"
    }
  }
}

extension PixelRange: CustomStringConvertible {}
