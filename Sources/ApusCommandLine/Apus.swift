import ApusRunner
import ArgumentParser

/// The root command.
struct Apus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apus",
    abstract: "Fine-tune, prune and quantize small CNNs, and run them anywhere as int8.",
    discussion: """
      The main path, from a pretrained network to an int8 model of a few kilobytes:

        apus finetune --from lenet5 --data mnist/ --out digits.safetensors
        apus compress digits.safetensors --data mnist/ --keep 0.5 --out digits.apus
        apus run digits.apus photo1.jpg photo2.jpg
        apus compare digits.safetensors digits.apus --data mnist/

      Data is a folder with MNIST's IDX files (plain or gzip), a folder of class folders of JPEG, PNG or \
      WebP images (or train/ and test/ folders of these), or a .tar or .zip of such folders.

      Exit status: 0 done, 1 failed (one line on standard error says why), 2 wrong usage.
      """,
    version: ApusVersion.current,
    subcommands: [
      FineTune.self, Compress.self, Import.self, Run.self, Read.self, Compare.self, Evaluate.self,
      Convert.self,
      Export.self,
      Inspect.self,
      Prepare.self, Bench.self, Pretrain.self, DatasetCommand.self,
    ])
}
