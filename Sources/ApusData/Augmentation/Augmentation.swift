import ApusGraph

/// Random changes that leave an image's class as it is, drawn anew for each image and epoch.
///
/// Lengths are shares of the image's width, so that one setting suits any size.
public struct Augmentation: Hashable, Sendable {
  /// Shifts by up to this share, both ways.
  public var shift: Float = 0
  /// The largest turn in degrees, both ways.
  public var rotation: Float = 0
  /// Scales by a factor in `1 − scale … 1 + scale`.
  public var scale: Float = 0
  /// Shears by up to this share of the height.
  public var shear: Float = 0
  /// Warps smoothly: the displacement of each control point, up to this share.
  public var elastic: Float = 0
  /// How many control points a warp has each way.
  public var elasticPoints: Int = 4
  /// The probability that light strokes on a dark ground are drawn anew, thinner or thicker and with other edges.
  public var strokes: Float = 0
  /// Adds up to this share of the pixel range, both ways.
  public var brightness: Float = 0
  /// Stretches about the middle of the pixel range by a factor in `1 − contrast … 1 + contrast`.
  public var contrast: Float = 0
  /// Adds to each pixel noise of up to this share of the pixel range, both ways.
  public var noise: Float = 0
  /// The probability that a rectangle is erased (Zhong et al. 2020).
  public var erasing: Float = 0
  /// The largest rectangle to erase, as a share of each side.
  public var erasingSide: Float = 0.4
  /// Mirrors half of the images left to right.
  public var mirrors = false
  /// Moves by a whole number of pixels, up to this many each way, as padding and cropping does.
  public var crop: Int = 0
  /// What comes in from outside the image, as a pixel value; the preprocessing's offset (the mean, which
  /// networks see as 0) unless given.
  public var fill: Float?

  /// No changes.
  public init() {}

  /// No changes.
  public static let none = Augmentation()

  /// For handwriting on a black background: small shifts, turns, sizes, slants and warps, and other pens.
  public static let digits = {
    var augmentation = Augmentation()
    augmentation.shift = 0.06
    augmentation.rotation = 8
    augmentation.scale = 0.08
    augmentation.shear = 0.1
    augmentation.elastic = 0.045
    augmentation.strokes = 0.4
    augmentation.fill = 0
    return augmentation
  }()

  /// For photographs: mirror images and crops after padding by an eighth of 32 pixels, as is usual for CIFAR.
  public static let photographs = {
    var augmentation = Augmentation()
    augmentation.mirrors = true
    augmentation.crop = 4
    return augmentation
  }()

  /// What suits pictures of a style: `digits` or `photographs`.
  public init(for style: Preprocessing.Style) {
    switch style {
    case .digit: self = .digits
    case .photograph: self = .photographs
    }
  }

  /// The presets by name.
  public static let presets: [(name: String, augmentation: Augmentation)] = [
    ("none", none), ("digits", digits), ("photographs", photographs),
  ]

  /// Whether pixels move by other than whole numbers.
  var warps: Bool { shift != 0 || rotation != 0 || scale != 0 || shear != 0 || elastic != 0 }

  /// Whether values change.
  var changesValues: Bool { strokes != 0 || brightness != 0 || contrast != 0 || noise != 0 || erasing != 0 }
}
