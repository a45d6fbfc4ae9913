/// Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000).
///
/// With the hidden state `h` and the cell state `c` of the step before, a step `x` gives
///
///     i, f, g, o = inputWeight · x + bias + recurrentWeight · h
///     c ← sigmoid(f) · c + sigmoid(i) · tanh(g)
///     h ← sigmoid(o) · tanh(c)
///
/// Its second and third input, if there are any, are the `h` and `c` that it starts from.
public struct LSTM: RecurrentOperation {
  /// `lstm`
  public static let name = "lstm"
  /// Input, forget, cell and output gate, in this order.
  public static let gateCount = 4
  /// The hidden state and the cell state.
  public static let stateCount = 2

  /// Which state is the layer's value.
  public enum Output: String, Hashable, Sendable, CaseIterable {
    /// `h`
    case hidden
    /// `c`
    case cell
  }

  /// Features of a step.
  public var inputFeatures: Int
  /// Elements of each state.
  public var units: Int
  /// Whether the value of every step is made rather than that of the last alone.
  public var returnsSequence: Bool
  /// Whether it begins with the last step and ends with the first.
  public var reversed: Bool
  /// Whether it leaves in its further inputs the states that it ended with.
  public var keepsState: Bool
  /// What the magnitude of the cell state is clipped to after each step; nil where it is not.
  public var cellClip: Float?
  /// Which state is the layer's value.
  public var output: Output

  /// A layer that runs forwards, is not clipped and returns the hidden state of every step, unless told otherwise.
  public init(
    inputFeatures: Int, units: Int, returnsSequence: Bool = true, reversed: Bool = false,
    keepsState: Bool = false,
    cellClip: Float? = nil, output: Output = .hidden
  ) {
    self.inputFeatures = inputFeatures
    self.units = units
    self.returnsSequence = returnsSequence
    self.reversed = reversed
    self.keepsState = keepsState
    self.cellClip = cellClip
    self.output = output
  }

  /// The case that holds it.
  public var operation: Operation { .lstm(self) }

  /// Those of all recurrent layers, `output`, and `cellClip`, which is 0 where there is none
  public var settings: Settings {
    Settings(
      recurrentSettings.entries + [
        Settings.Entry(key: "output", value: .text(output.rawValue)),
        Settings.Entry(key: "cellClip", value: Settings.Value.real(cellClip ?? 0)),
      ])
  }

  /// A layer from its settings.
  public init(settings: Settings) throws(SettingsError) {
    let clip = try settings.real("cellClip")
    guard clip >= 0 else { throw .form(key: "cellClip", needed: "a number that is not negative") }
    self.init(
      inputFeatures: try settings.integer("inputFeatures"), units: try settings.integer("units"),
      returnsSequence: try settings.bool("returnsSequence"), reversed: try settings.bool("reversed"),
      keepsState: try settings.bool("keepsState"), cellClip: clip == 0 ? nil : clip,
      output: try settings.choice("output", of: Output.self))
  }
}
