// Says what photographs show: Classify digits.apus photo1.jpg photo2.jpg
import ApusRunner

let arguments = CommandLine.arguments.dropFirst()
let model = try LoadedModel(path: arguments.first ?? "digits.apus")  // owns its memory, picks the kernels

for file in arguments.dropFirst() {
  print("\(file): \(try model.answer(for: Image(file: file)))")  // photo1.jpg: 7, 99.9 %
}
