/// What a file is compiled for whose operators no other machine knows.
public enum TFLiteAccelerator: String, Hashable, Sendable, CustomStringConvertible {
  /// Google's Coral.
  case edgeTPU = "edgetpu-custom-op"
  /// Arm's Ethos-U, by Vela.
  case ethosU = "ethos-u"

  /// What an operator is for; nil for one that is for no accelerator.
  init?(_ site: TFLiteOperatorSite) {
    guard site.name.hasPrefix("CUSTOM ") else { return nil }
    self.init(rawValue: String(site.name.dropFirst("CUSTOM ".count)))
  }

  /// What it is called.
  public var description: String {
    switch self {
    case .edgeTPU: "the Edge TPU"
    case .ethosU: "Ethos-U"
    }
  }
}
