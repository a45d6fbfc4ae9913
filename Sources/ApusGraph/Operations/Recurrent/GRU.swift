/// A gated recurrent unit (Cho et al. 2014).
///
/// With the hidden state `h` of the step before, a step `x` gives
///
///     r = sigmoid(inputWeight_r · x + bias_r + recurrentWeight_r · h + recurrentBias_r)
///     z = sigmoid(inputWeight_z · x + bias_z + recurrentWeight_z · h + recurrentBias_z)
///     n = tanh(inputWeight_n · x + bias_n + r · (recurrentWeight_n · h + recurrentBias_n))
///     h ← (1 − z) · n + z · h
///
/// or, where it does not reset after the product, `n = tanh(inputWeight_n · x + bias_n + recurrentWeight_n · (r · h))` and no
/// recurrent bias. Its second input, if there is one, is the `h` that it starts from.
public struct GRU: RecurrentOperation {
  /// `gru`
  public static let name = "gru"
  /// Reset, update and new gate, in this order.
  public static let gateCount = 3

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
  /// Whether `r` weighs the product with the hidden state (Keras' `reset_after`, ONNX' `linear_before_reset`, always so in
  /// PyTorch) rather than the hidden state itself.
  public var resetsAfterProduct: Bool

  /// A layer that runs forwards, resets after the product and returns the hidden state of every step, unless told
  /// otherwise.
  public init(
    inputFeatures: Int, units: Int, returnsSequence: Bool = true, reversed: Bool = false,
    keepsState: Bool = false,
    resetsAfterProduct: Bool = true
  ) {
    self.inputFeatures = inputFeatures
    self.units = units
    self.returnsSequence = returnsSequence
    self.reversed = reversed
    self.keepsState = keepsState
    self.resetsAfterProduct = resetsAfterProduct
  }

  /// What `r` weighs of the product with the hidden state includes a bias.
  public var hasRecurrentBias: Bool { resetsAfterProduct }

  /// The case that holds it.
  public var operation: Operation { .gru(self) }

  /// Those of all recurrent layers, and `resetsAfterProduct`.
  public var settings: Settings {
    Settings(
      recurrentSettings.entries + [
        Settings.Entry(key: "resetsAfterProduct", value: .bool(resetsAfterProduct))
      ])
  }

  /// A layer from its settings.
  public init(settings: Settings) throws(SettingsError) {
    self.init(
      inputFeatures: try settings.integer("inputFeatures"), units: try settings.integer("units"),
      returnsSequence: try settings.bool("returnsSequence"), reversed: try settings.bool("reversed"),
      keepsState: try settings.bool("keepsState"),
      resetsAfterProduct: try settings.bool("resetsAfterProduct"))
  }
}
