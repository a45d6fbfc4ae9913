import ApusExporter
import ArgumentParser

extension FileForm: ExpressibleByArgument {}

/// How an .apus file lays out its records.
struct FormOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      How records are stored: full (executed where they are) or compact (a few bytes each, unfolded into memory \
      when the model is read; for small networks).
      """, valueName: "form"))
  var form = FileForm.full
}
