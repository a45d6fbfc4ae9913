import ApusImage
import ApusModel
import ApusRunner

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// The tiny runner: the runtime and libjpeg, no Foundation, no oneDNN.

let usage = """
  usage: apus-run [--json] [--threads N] MODEL.apus IMAGE.jpg…

  Runs an int8 model on JPEG images and prints a line for each: path, class and confidence, separated by
  tabs; with --json an array of objects, as `apus run --json` prints them.
  --threads shares the work of large layers among N threads.
  Exit status: 0 done, 1 failed (a line on standard error says why), 2 wrong usage.
  """

func complain(_ message: String) {
  var line = "apus-run: \(message)\n"
  line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

var arguments = CommandLine.arguments.dropFirst()
if arguments.contains("--help") || arguments.contains("-h") {
  print(usage)
  exit(0)
}
let isJSON = arguments.contains("--json")
arguments.removeAll { $0 == "--json" }
var threads = 1
if let place = arguments.firstIndex(of: "--threads") {
  let value = arguments.index(after: place)
  guard value < arguments.endIndex, let count = Int(arguments[value]), (1...256).contains(count) else {
    complain("--threads takes a number from 1 to 256\n\(usage)")
    exit(2)
  }
  threads = count
  arguments.removeSubrange(place...value)
}
if let option = arguments.first(where: { $0.hasPrefix("-") }) {
  complain("there is no option \(option)\n\(usage)")
  exit(2)
}
guard arguments.count >= 2, let path = arguments.first else {
  complain("a model and at least one image are needed\n\(usage)")
  exit(2)
}

var failures = 0
var answers: [String] = []
do {
  let model = try LoadedModel(path: path, threads: threads)
  for file in arguments.dropFirst() {
    do {
      let answer = try model.answer(for: Image(file: file))
      if isJSON { answers.append(answer.json(for: file)) } else { print(answer.line(for: file)) }
    } catch {
      complain("\(error)")
      failures += 1
    }
  }
} catch {
  complain("\(error)")
  exit(1)
}
if isJSON { print("[" + answers.joined(separator: ",") + "]") }
exit(failures == 0 ? 0 : 1)
