import ApusGraph
import ArgumentParser

extension PixelRange: ExpressibleByArgument {}

/// `--range`
struct RangeOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What the network takes for a pixel: \(PixelRange.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "range"))
  var range: PixelRange?

  /// A preprocessing with the range that was given; its own without one.
  /// - Throws: `ValidationError` for a range that an input of so many channels cannot have.
  func applied(to preprocessing: Preprocessing, channels: Int) throws -> Preprocessing {
    guard let range else { return preprocessing }
    guard PixelRange.usual(channels: channels).contains(range) else {
      throw ValidationError("--range \(range.rawValue) is not for an input of \(channels) channels")
    }
    var result = range.preprocessing(channels: channels)
    (result.style, result.fit) = (preprocessing.style, preprocessing.fit)
    return result
  }
}
