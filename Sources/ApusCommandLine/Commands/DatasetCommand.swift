import ApusData
import ApusFiles
import ApusReporting
import ArgumentParser

/// `apus dataset`
struct DatasetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dataset", abstract: "Work on data sets.", subcommands: [Export.self])

  /// `apus dataset export`
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write images as JPEGs in class folders.",
      discussion: """
        The images are spread evenly over the classes and chosen by the seed.

          apus dataset export --data mnist/ --count 100 --out digits/
        """)

    @OptionGroup var data: DataOptions

    @Option(help: "Which part of the data.")
    var part = DatasetPart.test

    @Option(help: ArgumentHelp("How many images.", valueName: "number"))
    var count: Int

    @Option(help: ArgumentHelp("The folder to make and fill.", valueName: "folder"))
    var out: String

    @Option(help: ArgumentHelp("JPEG quality, 1 to 100.", valueName: "number"))
    var quality = 95

    @Option(help: "Chooses the images.")
    var seed: UInt64 = 0

    @OptionGroup var output: JSONOption

    func validate() throws {
      guard count >= 1 else { throw ValidationError("--count takes a number of at least 1") }
      guard (1...100).contains(quality) else { throw ValidationError("--quality takes 1 to 100") }
    }

    func run() throws {
      if let path = data.data, AtomicFile.isSame(path, out) {
        throw FileError.isInput(path: out, input: path)
      }
      let images = try data.images(part, for: .any).images(in: nil)
      let written = min(count, images.count)
      let show = Notice.progress("writing")
      try images.exportJPEGs(count: count, to: out, quality: quality, seed: seed) { done, total in
        show(Double(done) / Double(total))
      }
      if output.json {
        return try JSONOutput.print(Figures(count: written, classes: images.classNames.count, out: out))
      }
      try print("\(out): \(Format.grouped(written)) images in \(images.classNames.count) classes")
    }

    private struct Figures: Encodable {
      var count: Int
      var classes: Int
      var out: String
    }
  }
}
