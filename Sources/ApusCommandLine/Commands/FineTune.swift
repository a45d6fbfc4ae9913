import ApusData
import ApusEvaluation
import ApusInterchange
import ArgumentParser

/// `apus finetune`
struct FineTune: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "finetune",
    abstract: "Train a pretrained network on your images.",
    discussion: """
      Begins with a pretrained network, gives it your classes and trains it on your images. A part of them is \
      set aside to judge each epoch by; the weights of the best epoch are written. Started again after an \
      interruption, it goes on where it was and ends with the same bits.

        apus finetune --from lenet5 --data mnist/ --out digits.safetensors
        apus finetune --from resnet8 --data photos/ --freeze 'conv1' --freeze 'layer1.*' --out photos.safetensors
      """)

  @OptionGroup var network: NetworkSource
  @OptionGroup var data: DataOptions

  @Option(help: ArgumentHelp("The .safetensors file to write.", valueName: "file"))
  var out: String

  @Option(parsing: .unconditional, help: ArgumentHelp("How often all images are seen.", valueName: "count"))
  var epochs = 5

  @OptionGroup var limit: ClassLimit
  @OptionGroup var fitting: FitOption
  @OptionGroup var range: RangeOption

  @OptionGroup var training: TrainingArguments
  @OptionGroup var output: JSONOption

  func validate() throws { try TrainingArguments.check(epochs: epochs) }

  func run() throws {
    try OutputFile.check(out, ending: ".safetensors", inputs: [network.from])
    var graph = try network.graph(seed: training.seed, limits: data.limits)
    graph.preprocessing.fit = try fitting.applied(to: graph.imageFormat).fit
    graph.preprocessing = try range.applied(to: graph.preprocessing, channels: graph.inputShape.channels)
    let images = try data.images(
      .train, for: .training, limitPerClass: limit.limitPerClass, seed: training.seed
    )
    .images(in: graph.imageFormat)
    if !network.isRandom { try PixelRangeSearch.warn(of: graph, path: network.from, images: images) }
    let summary = try training.train(
      graph, start: network.isRandom ? .random : nil, on: images, epochs: epochs, title: "fine-tuning",
      out: out,
      write: { try GraphFile.write($0, to: out) })
    try summary.print(json: output.json)
  }
}
