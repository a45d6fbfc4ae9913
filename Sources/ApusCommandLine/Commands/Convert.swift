import ApusExporter
import ApusFiles
import ApusModel
import ApusReporting
import ApusRunner
import ArgumentParser

/// `apus convert`
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write an .apus file of another version or form.",
    discussion: """
      Files of version 1 are raised to version 2. Answers do not change.

        apus convert old.apus --out new.apus
        apus convert digits.apus --form compact --strip --out small.apus

      The compact form does not tell the scales of values between the layers, so that a file in it cannot be \
      converted to the full form.
      """)

  @Argument(help: ArgumentHelp("The .apus file.", valueName: "model"))
  var model: String

  @Option(help: ArgumentHelp("The .apus file to write.", valueName: "file"))
  var out: String

  @OptionGroup var form: FormOption

  @Flag(help: "Leave the layers' names out of the file.")
  var strip = false

  @OptionGroup var limits: LimitsOption
  @OptionGroup var output: JSONOption

  func run() throws {
    try InputKind.model.check(model, for: "convert")
    try OutputFile.check(out, ending: ".apus", inputs: [model])
    let file = try ModelFile(path: model)
    // The model is a view of bytes that the file owns.
    defer { withExtendedLifetime(file) {} }
    try SharedConstantsCheck.check(file.model, path: model, limits: limits.limits)
    let bytes: [UInt8]
    do throws(ExporterError) {
      bytes = try Exporter.convert(file.model, to: form.form, operatorNames: !strip)
    } catch {
      throw ConversionError(path: model, error: error)
    }
    try AtomicFile.write(bytes, to: out)
    let figures = Figures(output: out, bytesBefore: file.model.bytes.count, bytes: bytes.count)
    if output.json { return try JSONOutput.print(figures) }
    try print("\(out): \(Format.bytes(figures.bytes)); \(model) has \(Format.grouped(figures.bytesBefore))")
  }

  /// What is printed.
  private struct Figures: Encodable {
    var output: String
    var bytesBefore: Int
    var bytes: Int
  }
}

/// Why a file cannot be converted.
private struct ConversionError: Error, CustomStringConvertible {
  var path: String
  var error: ExporterError

  var description: String { "\(path): \(error)" }
}
