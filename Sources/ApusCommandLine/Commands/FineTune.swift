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

      A class called none is the answer that a picture shows none of the others. Of digits, --with-none adds such a class \
      with pictures of letters, scribbles, textures and the like, and --with-handwriting digits in forms that MNIST lacks; \
      what is later done with the network adds the same.

        apus finetune --from lenet5 --data mnist/ --out digits.safetensors
        apus finetune --from lenet5 --data mnist/ --with-none --with-handwriting --out digits.safetensors
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

  @Flag(help: "Add a class none: made-up pictures that are no digit, a third as many as images.")
  var withNone = false

  @Flag(help: "Add the kit's own handwriting, a third as many digits as images.")
  var withHandwriting = false

  @OptionGroup var training: TrainingArguments
  @OptionGroup var output: JSONOption

  func validate() throws { try TrainingArguments.check(epochs: epochs) }

  func run() throws {
    try OutputFile.check(out, ending: ".safetensors", inputs: [network.from])
    var graph = try network.graph(seed: training.seed, limits: data.limits)
    graph.preprocessing.fit = try fitting.applied(to: graph.imageFormat).fit
    graph.preprocessing = try range.applied(to: graph.preprocessing, channels: graph.inputShape.channels)
    let source = try data.images(
      .train, for: .training, limitPerClass: limit.limitPerClass, seed: training.seed)
    let images = try ExtendedDigits(source, additions: additions).images(in: graph.imageFormat)
    if !network.isRandom { try PixelRangeSearch.warn(of: graph, path: network.from, images: images) }
    let summary = try training.train(
      graph, start: network.isRandom ? .random : nil, on: images, epochs: epochs, title: "fine-tuning",
      out: out, additions: additions,
      write: { try GraphFile.write($0, to: out) })
    try summary.print(json: output.json)
  }

  private var additions: Set<DigitAddition> {
    var additions: Set<DigitAddition> = []
    if withNone { additions.insert(.none) }
    if withHandwriting { additions.insert(.handwriting) }
    return additions
  }
}
