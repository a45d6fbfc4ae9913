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

func complain(_ message: String) {
  var line = "apus-run: \(message.printableLines)\n"
  line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

/// Prints an answer; the program ends where it cannot.
func answer(_ text: String) {
  do { try StandardOutput.print(text) } catch {
    complain("\(error)")
    exit(1)
  }
}

/// Ends the program, unless the last answers are lost.
func finish(_ status: Int32) -> Never {
  do { try StandardOutput.finish() } catch {
    complain("\(error)")
    exit(1)
  }
  exit(status)
}

/// The picture in a JPEG file, decoded smaller where its longer side stays so long.
func picture(_ file: String, leastSide: Int?) throws -> Image {
  let path = file == "-" ? "/dev/stdin" : file
  if let kind = FileKind(path: path), kind != .jpeg {
    throw FileError.otherKind(
      path: file, found: kind, needed: "a JPEG picture, which is all that apus-run takes")
  }
  return try Image(file: path, leastSide: leastSide)
}

StandardOutput.prepare()
let options: Options
do throws(UsageError) { options = try Options(Array(CommandLine.arguments.dropFirst())) } catch {
  complain("\(error.message)\n\(Options.usage)")
  exit(2)
}
var failures = 0
switch options.action {
case .help: answer(Options.usage)
case .version: answer(Options.version)
case .run(let path, let files):
  do {
    try Memory.checkForStart(16 << 20)
    try KernelLevel.checkEnvironment()
    let model = try LoadedModel(path: path, threads: options.threads, limits: options.limits)
    model.obeysUnknownRules = options.obeysUnknownRules
    var answers: [String] = []
    for file in files {
      do {
        let image = try picture(file, leastSide: options.reads ? nil : model.leastSide)
        if options.reads {
          let found = try model.read(image)
          if options.isJSON { answers.append(found.json(for: file)) } else { answer(found.line(for: file)) }
        } else {
          let found = try model.look(at: image)
          if options.isJSON {
            answers.append(found.answer.json(for: file))
          } else {
            answer(found.answer.line(for: file))
            if options.explains { answer(found.explanation) }
          }
        }
      } catch {
        complain("\(error)")
        failures += 1
      }
    }
    if options.isJSON { answer("[" + answers.joined(separator: ",") + "]") }
  } catch {
    complain("\(error)")
    failures += 1
  }
}
finish(failures == 0 ? 0 : 1)
