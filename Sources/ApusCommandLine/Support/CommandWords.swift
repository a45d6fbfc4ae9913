import ApusFiles
import ArgumentParser

/// The words of a command line, before they are parsed: which commands they name, and what the parser would take wrongly.
struct CommandWords {
  private let words: [String]
  /// The commands that are named, the root first.
  private(set) var commands: [any ParsableCommand.Type] = [Apus.self]
  /// The word where a command should stand and does not.
  private var stray: String?

  /// What people who know other programs call commands.
  private static let otherNames = [
    "benchmark": "bench", "classify": "run", "eval": "evaluate", "fine-tune": "finetune", "infer": "run",
    "info": "inspect", "predict": "run", "prune": "compress", "quantize": "compress", "show": "inspect",
    "test": "evaluate", "train": "finetune", "validate": "evaluate", "version": "--version",
  ]

  /// - Parameter words: what stands behind the program's name.
  init(_ words: [String]) {
    self.words = words
    // 'help' is followed by the names of commands alone.
    for word in words.first == "help" ? words.dropFirst() : words[...] {
      let next = commands[commands.count - 1].configuration.subcommands
      guard !word.hasPrefix("-"), !next.isEmpty || words.first == "help" else { break }
      guard let command = next.first(where: { $0._commandName == word }) else {
        stray = word
        break
      }
      commands.append(command)
    }
  }

  /// Refuses a command that does not exist, and names the one that was probably meant.
  func check() throws(UsageError) {
    guard let stray, stray != "help" else { return }
    let command = commands.map { $0._commandName }.joined(separator: " ")
    let names = commands[commands.count - 1].configuration.subcommands.map { $0._commandName }
    var message = "there is no command '\(command) \(stray)'"
    if commands.count == 1, FileKind(path: stray) == .apus {
      message += "; did you mean '\(command) run \(words.joined(separator: " "))'?"
    } else if let meant = meant(by: stray) {
      message += "; did you mean '\(command) \(meant)'?"
    } else if !names.isEmpty {
      message += "; there are \(names.joined(separator: ", "))"
    }
    throw UsageError(message, commands: commands)
  }

  /// The command that a word is nearest to; nil where it is near none.
  private func meant(by word: String) -> String? {
    let names = commands[commands.count - 1].configuration.subcommands.map { $0._commandName }
    let word = word.lowercased()
    if word.count >= 3, let name = names.first(where: { $0.hasPrefix(word) }) { return name }
    let known = names + (commands.count == 1 ? Self.otherNames.keys.sorted() : [])
    let distances = known.map { (name: $0, distance: editDistance(word, $0)) }
    guard let nearest = distances.min(by: { $0.distance < $1.distance }), nearest.distance <= word.count / 3
    else { return nil }
    return Self.otherNames[nearest.name] ?? nearest.name
  }

  /// The words as the parser takes them: a negative number after the name of an option is its value, where the parser would
  /// see a name.
  var forParser: [String] {
    var result: [String] = []
    for (index, word) in words.enumerated() {
      if word == "--" { return result + words[index...] }
      if let option = result.last, option.hasPrefix("--"), !option.contains("="), isNegativeNumber(word) {
        result[result.count - 1] = "\(option)=\(word)"
      } else {
        result.append(word)
      }
    }
    return result
  }

  private func isNegativeNumber(_ word: String) -> Bool {
    word.hasPrefix("-") && (Double(word) != nil || word.dropFirst().first?.isNumber == true)
  }
}

/// The fewest characters to insert, remove or change that make one word of another (Levenshtein).
private func editDistance(_ first: String, _ second: String) -> Int {
  let (first, second) = (Array(first), Array(second))
  var row = Array(0...second.count)
  for (index, character) in first.enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for (column, other) in second.enumerated() {
      let changed = diagonal + (character == other ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(changed, row[column] + 1, diagonal + 1)
    }
  }
  return row[second.count]
}
