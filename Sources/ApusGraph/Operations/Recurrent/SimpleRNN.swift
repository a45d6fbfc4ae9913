/// A recurrent layer without gates (Elman 1990): `h ← activation(inputWeight · x + bias + recurrentWeight · h)`.
///
/// Its second input, if there is one, is the `h` that it starts from.
public struct SimpleRNN: RecurrentOperation {
  /// `simpleRNN`
  public static let name = "simpleRNN"
  /// One sum for each unit.
  public static let gateCount = 1

  /// What becomes of a sum.
  public enum Activation: String, Hashable, Sendable, CaseIterable {
    /// `tanh(x)`
    case tanh
    /// `max(x, 0)`
    case relu
  }

  /// Features of a step.
  public var inputFeatures: Int
  /// Elements of the hidden state.
  public var units: Int
  /// Whether the value of every step is made rather than that of the last alone.
  public var returnsSequence: Bool
  /// Whether it begins with the last step and ends with the first.
  public var reversed: Bool
  /// Whether it leaves in its further inputs the states that it ended with.
  public var keepsState: Bool
  /// What becomes of a sum.
  public var activation: Activation

  /// A layer that runs forwards, has a tanh and returns the hidden state of every step, unless told otherwise.
  public init(
    inputFeatures: Int, units: Int, returnsSequence: Bool = true, reversed: Bool = false,
    keepsState: Bool = false,
    activation: Activation = .tanh
  ) {
    self.inputFeatures = inputFeatures
    self.units = units
    self.returnsSequence = returnsSequence
    self.reversed = reversed
    self.keepsState = keepsState
    self.activation = activation
  }

  /// The case that holds it.
  public var operation: Operation { .simpleRNN(self) }

  /// Those of all recurrent layers, and `activation`.
  public var settings: Settings {
    Settings(
      recurrentSettings.entries + [Settings.Entry(key: "activation", value: .text(activation.rawValue))])
  }

  /// A layer from its settings.
  public init(settings: Settings) throws(SettingsError) {
    self.init(
      inputFeatures: try settings.integer("inputFeatures"), units: try settings.integer("units"),
      returnsSequence: try settings.bool("returnsSequence"), reversed: try settings.bool("reversed"),
      keepsState: try settings.bool("keepsState"),
      activation: try settings.choice("activation", of: Activation.self))
  }
}
