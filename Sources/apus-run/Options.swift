import ApusRunner

/// What the program is asked for.
struct Options {
  static let usage = """
    usage: apus-run [--read | --explain] [--json] [--no-none] [--threads N] [--limits N] MODEL.apus IMAGE.jpg…
           apus-run --help | --version

    Runs an int8 model on JPEG images and prints a line for each: path, class and confidence, separated by
    tabs; with --json an array of objects, as `apus run --json` prints them. - is an image on standard input.
    Where the model says that an image is none of its classes, the class is none (in JSON null); --no-none has it name one.
    --read reads all digits of an image, as `apus read` does. --explain says what was found in it.
    --threads shares the work of large layers among N threads. --limits allows N times the usual work and memory
    for a file of its size.
    Exit status: 0 done, 1 failed (a line on standard error says why), 2 wrong usage.
    """

  /// The kit's version.
  static let version = ApusVersion.current

  enum Action {
    case help
    case version
    case run(model: String, images: [String])
  }

  var action: Action
  var isJSON = false
  var reads = false
  var explains = false
  var obeysUnknownRules = true
  var threads = 1
  var limits = Limits.standard

  /// - Throws: what is wrong, in one sentence.
  init(_ words: [String]) throws(UsageError) {
    action = .help
    if words.contains(where: { $0 == "--help" || $0 == "-h" }) { return }
    if words.contains("--version") {
      action = .version
      return
    }
    var files: [String] = []
    var index = 0
    while index < words.count {
      let word = words[index]
      index += 1
      switch word {
      case "--":
        files += words[index...]
        index = words.count
      case "--json": isJSON = true
      case "--read": reads = true
      case "--explain": explains = true
      case "--no-none": obeysUnknownRules = false
      case "--threads", "--limits":
        let most = word == "--threads" ? 256 : 1_000_000
        let value = index < words.count ? words[index] : ""
        guard let number = Int(value), (1...most).contains(number) else {
          throw UsageError(message: "\(word) takes a number from 1 to \(most), not '\(value)'")
        }
        if word == "--threads" { threads = number } else { limits = Limits(factor: number) }
        index += 1
      case _ where word.hasPrefix("-") && word != "-":
        throw UsageError(message: "there is no option \(word)")
      case _: files.append(word)
      }
    }
    guard !explains || !reads && !isJSON else {
      throw UsageError(message: "--explain goes with neither --read nor --json")
    }
    guard files.count >= 2 else { throw UsageError(message: "a model and at least one image are needed") }
    action = .run(model: files[0], images: Array(files.dropFirst()))
  }
}

/// Why the words of the command line cannot be obeyed.
struct UsageError: Error {
  var message: String
}
