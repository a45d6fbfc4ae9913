// Makes an int8 model of labeled images: MakeModel images/
import Apus

// Class folders of pictures, MNIST's files or an archive of these; else MNIST where it is, or the kit's own handwriting.
let digits = try CommandLine.arguments.dropFirst().first.map { ImageSource(at: $0) } ?? .digits()

let tuned = try FineTuner(.leNet5, on: digits.training).run(
  reporting: ProgressBar(title: "fine-tuning").report)
let slim = try tuned.pruned(keeping: 0.5, recoveringOn: digits.training)
try slim.write(to: "digits.safetensors")
try slim.quantized(calibratedOn: digits.training).write(to: "digits.apus")

// What int8 costs, on the test images.
let test = try digits.test.images(in: slim.imageFormat)
for file in ["digits.safetensors", "digits.apus"] {
  let answers = try Classifier(path: file).predictions(for: test)
  print("\(file): \(answers.correct(for: test)) of \(test.count) right")
}
