import ApusData
import ApusGraph
import ApusImage
import ApusRunner
import ArgumentParser

/// `--fit`, where a network's own way may be another.
struct FitOption: ParsableArguments {
  @Option(
    help: """
      How a photograph of other proportions meets the input: crop cuts off what stands out on two sides, stretch \
      distorts it, pad leaves black on two sides. By default as the network was made for, usually crop.
      """)
  var fit: Preprocessing.Fit?

  /// What images become, in the way that was asked for.
  /// - Throws: `ValidationError` for a network that finds digits.
  func applied(to format: ImageFormat) throws -> ImageFormat {
    guard let fit else { return format }
    try check(isDigit: format.style == .digit)
    var result = format
    result.fit = fit
    return result
  }

  /// The way that was asked for; nil for the model's own.
  /// - Throws: `ValidationError` for a model that finds digits.
  func fit(for model: LoadedModel) throws -> Image.Fit? {
    guard let fit else { return nil }
    try check(isDigit: model.pixels?.style == .digit)
    return fit.ofImages
  }

  private func check(isDigit: Bool) throws {
    guard !isDigit else {
      throw ValidationError(
        "--fit is for photographs; this network takes digits, which are found and centered")
    }
  }
}

extension Preprocessing.Fit: ExpressibleByArgument {}
