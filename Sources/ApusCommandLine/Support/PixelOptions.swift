import ApusGraph
import ApusInterchange
import ArgumentParser

/// How images become the input of a network that is imported.
struct PixelOptions: ParsableArguments {
  @OptionGroup var range: RangeOption

  @Option(
    help: ArgumentHelp("What is subtracted from pixels; once, or once for each channel.", valueName: "number")
  )
  var offset: [Float] = []

  @Option(
    help: ArgumentHelp("What then divides them; once, or once for each channel.", valueName: "number"))
  var divisor: [Float] = []

  @Option(
    help: "What images go through: \(Preprocessing.Style.allCases.map(\.rawValue).joined(separator: ", ")).")
  var style: Preprocessing.Style?

  @Option(
    help:
      "How images meet the input: \(Preprocessing.Fit.allCases.map(\.rawValue).joined(separator: ", ")).")
  var fit: Preprocessing.Fit?

  func validate() throws {
    guard (offset + divisor).allSatisfy(\.isFinite), !divisor.contains(0) else {
      throw ValidationError("--offset and --divisor take finite numbers, --divisor none of 0")
    }
    guard range.range == nil || offset.isEmpty && divisor.isEmpty else {
      throw ValidationError("--range says what --offset and --divisor would say")
    }
  }

  /// Whether a person says what becomes of a pixel.
  var sayRange: Bool { range.range != nil || !offset.isEmpty || !divisor.isEmpty }

  /// A network with the preprocessing that a person says or that is found out, and how it is known; without one where the
  /// input takes no images.
  func applied(
    to network: ImportedNetwork, finder: PixelRangeFinder
  ) throws -> (network: ImportedNetwork, finding: PixelRangeFinding?) {
    switch network {
    case .float(var graph):
      guard wantImages || graph.inputs[0].preprocessing != nil else { return (network, nil) }
      graph.preprocessing = try said(graph.preprocessing, channels: graph.inputShape.channels)
      let finding = try sayRange ? said(graph.preprocessing) : finder.finding(of: graph)
      graph.preprocessing = finding.preprocessing
      return (.float(graph), finding)
    case .int8(var graph):
      guard wantImages || graph.inputs[0].preprocessing != nil else { return (network, nil) }
      graph.preprocessing = try said(graph.preprocessing, channels: graph.inputShape.channels)
      let finding = sayRange ? said(graph.preprocessing) : finder.finding(of: graph)
      graph.preprocessing = finding.preprocessing
      return (.int8(graph), finding)
    }
  }

  /// Whether a person says that the input takes images, whatever its file does.
  private var wantImages: Bool { sayRange || style != nil || fit != nil }

  private func said(_ preprocessing: Preprocessing) -> PixelRangeFinding {
    PixelRangeFinding(preprocessing, reason: "as was said")
  }

  private func said(_ preprocessing: Preprocessing, channels: Int) throws -> Preprocessing {
    var result = try range.applied(to: preprocessing, channels: channels)
    if !offset.isEmpty || !divisor.isEmpty {
      result.offset = offset.isEmpty ? [0] : offset
      result.divisor = divisor.isEmpty ? [1] : divisor
    }
    if let style { result.style = style }
    if let fit { result.fit = fit }
    return result
  }
}

extension Preprocessing.Style: ExpressibleByArgument {}
