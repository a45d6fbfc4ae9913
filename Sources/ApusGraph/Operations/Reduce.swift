/// All elements along some axes brought to one: their mean, sum, maximum, minimum or product.
public struct Reduce: OperationBody {
  /// `reduce`
  public static let name = "reduce"
  /// A sum in 32 bits that is rescaled and clamped.
  public static let int8 = Int8Behavior(clamps: true, hasWideKernel: true)

  /// What is made of several elements.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Their mean.
    case mean
    /// Their sum.
    case sum
    /// The largest.
    case maximum
    /// The smallest.
    case minimum
    /// Their product.
    case product
  }

  /// What is made of several elements.
  public var kind: Kind
  /// The axes of the input that are brought to one element, counted from the outermost, in ascending order.
  public var axes: [Int]
  /// Whether these axes stay, with an extent of 1.
  public var keepsAxes: Bool

  /// A reduction along some axes of a sample's shape, which are gone afterwards unless told otherwise.
  /// - Parameters:
  ///   - kind: what is made of several elements.
  ///   - axes: each at most once, in any order.
  ///   - keepsAxes: whether they stay, with an extent of 1.
  public init(kind: Kind, axes: [Int], keepsAxes: Bool = false) {
    self.kind = kind
    self.axes = axes.sorted()
    self.keepsAxes = keepsAxes
  }

  /// Of a maximum or a minimum integers are compared as they are.
  public var int8: Int8Behavior {
    switch kind {
    case .mean, .sum: Self.int8
    case .product: Int8Behavior(clamps: true)
    case .maximum, .minimum: Int8Behavior(keepsScale: true, clamps: true)
    }
  }

  /// The input's shape without the axes, or with 1 in their place; of a value that is reduced along all axes one element.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    let extents = inputs[0].dimensions
    guard !axes.isEmpty, Set(axes).count == axes.count, axes.allSatisfy(extents.indices.contains) else {
      throw .range("an axis")
    }
    let kept =
      keepsAxes ? reduced(extents) : extents.indices.filter { !axes.contains($0) }.map { extents[$0] }
    return Shape(kept.isEmpty ? [1] : kept)
  }

  /// The extents with 1 in the place of the axes.
  private func reduced(_ extents: [Int]) -> [Int] {
    extents.indices.map { axes.contains($0) ? 1 : extents[$0] }
  }

  /// For each element of one sample's input, in order, the place of the output element that it goes into.
  /// - Precondition: the operation takes such an input.
  public func targets(in input: Shape) -> [Int32] {
    let extents = input.dimensions
    var steps = Array(repeating: 0, count: extents.count)
    var step = 1
    for axis in extents.indices.reversed() where !axes.contains(axis) {
      steps[axis] = step
      step *= extents[axis]
    }
    var targets: [Int32] = [0]
    for (extent, step) in zip(extents, steps) {
      targets = targets.flatMap { start in (0..<extent).map { start + Int32($0 * step) } }
    }
    return targets
  }

  /// How many elements become one.
  /// - Precondition: the operation takes such an input.
  public func elementsForEach(in input: Shape) -> Int { axes.reduce(1) { $0 * input.dimensions[$1] } }

  /// What one step of one element changes a mean or a sum by.
  public func finestStep(for steps: [Float], shapes: [Shape], output: Shape) -> Float {
    switch kind {
    case .mean: steps[0] / Float(max(1, elementsForEach(in: shapes[0])))
    case .sum: steps[0]
    case .maximum, .minimum, .product: 0
    }
  }

  /// The case that holds it.
  public var operation: Operation { .reduce(self) }

  /// `kind`, `axes`, `keepsAxes`
  public var settings: Settings {
    ["kind": .text(kind.rawValue), "axes": .integers(axes), "keepsAxes": .bool(keepsAxes)]
  }

  /// A reduction from its settings.
  public init(settings: Settings) throws(SettingsError) {
    self.init(
      kind: try settings.choice("kind", of: Kind.self), axes: try settings.integers("axes"),
      keepsAxes: try settings.bool("keepsAxes"))
  }

  /// The input's channels, unless they are what is brought to one.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow {
    axes.contains(inputs[0].rank - 1) ? .fixed(output.channels) : .passed(output.channels)
  }

  /// Which axis is which matters.
  public var featureOrder: FeatureOrder { .dependsOnAxes }
}
