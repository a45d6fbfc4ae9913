import ApusData
import ApusEvaluation
import ApusGraph
import ApusInterchange
import ApusTraining
import ApusZoo
import ArgumentParser

/// `apus pretrain`
struct Pretrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pretrain",
    abstract: "Train a network of the zoo from random weights.",
    discussion: """
      Several --data are put together: classes of the same name become one. With --keep-classes only the \
      outputs of some classes stay in the file, such as the digits of a network that learned letters too.

        apus pretrain resnet8 --data cifar10/ --epochs 50 --out resnet8.safetensors
        apus pretrain lenet5 --data synthetic:60000 --data synthetic-none:20000 --keep-classes '?' \
          --out lenet5.safetensors
      """)

  @Argument(
    help: ArgumentHelp(
      "One of \(Zoo.Architecture.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "network"))
  var architecture: String

  @Option(
    help: ArgumentHelp(
      """
      A folder or archive of training images, or synthetic[:COUNT], synthetic-photographs[:COUNT] or \
      synthetic-none[:COUNT] for the kit's own handwriting, photographs of it and pictures of no digit; may be \
      repeated.
      """, valueName: "path"))
  var data: [String]

  @Option(help: ArgumentHelp("The .safetensors file to write.", valueName: "file"))
  var out: String

  @Option(parsing: .unconditional, help: ArgumentHelp("How often all images are seen.", valueName: "count"))
  var epochs = 20

  @Option(
    help: ArgumentHelp("Build the network for this input: HEIGHTxWIDTHxCHANNELS.", valueName: "extent"))
  var input: InputExtent?

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var limit: ClassLimit

  @Option(
    help: ArgumentHelp("Keep only the outputs of classes with such names: '?', 'cat*'.", valueName: "pattern")
  )
  var keepClasses: String?

  @OptionGroup var training: TrainingArguments
  @OptionGroup var output: JSONOption

  func validate() throws { try TrainingArguments.check(epochs: epochs) }

  func run() throws {
    try OutputFile.check(out, ending: ".safetensors")
    guard let architecture = Zoo.Architecture(rawValue: architecture) else {
      throw ValidationError(
        "there is no network \(self.architecture); there are "
          + Zoo.Architecture.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let graph = try Zoo.build(architecture, inputShape: input?.shape, seed: training.seed)
    var parts: [ImageDataset] = []
    // Of several data sets, each may have one class alone.
    let options = reading.options(
      for: data.count == 1 ? .training : .any, limitPerClass: limit.limitPerClass, seed: training.seed)
    for argument in data {
      parts.append(
        try WatchedImages(ImageSource(argument), .train, options: options).images(in: graph.imageFormat))
    }
    let images = ImageDataset.joined(parts)
    let kept = try keptOutputs(of: images.classNames)
    let summary = try training.train(
      graph, start: .random, on: images, epochs: epochs, title: "pretraining", out: out,
      finish: { if let kept { try $0.keepOutputs(kept) } },
      write: { try GraphFile.write($0, to: out) })
    try summary.print(json: output.json)
  }

  /// The outputs whose classes' names fit `--keep-classes`; nil for all.
  private func keptOutputs(of names: [String]) throws -> [Int]? {
    guard let keepClasses else { return nil }
    let pattern = NamePattern(keepClasses)
    let kept = names.indices.filter { pattern.matches(names[$0]) }
    guard !kept.isEmpty else { throw ValidationError("no class has a name like \(keepClasses)") }
    return kept
  }
}
