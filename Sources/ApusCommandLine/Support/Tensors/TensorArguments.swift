import ApusFiles
import ApusGraph
import ApusInterchange

/// The arrays that a command line names with `--input`, one for each input of a network.
struct TensorArguments {
  /// The network's inputs.
  let values: [TensorValue]
  /// That of all arrays.
  let layout: TensorLayout
  let limits: Limits
  /// The command, for messages.
  let command: String

  /// The paths in the arguments, without the names of inputs.
  func paths(_ arguments: [String]) -> [String] { arguments.map { split($0).path } }

  /// The arrays, in the order of the network's inputs; all with the same number of samples, at least one.
  /// - Parameter arguments: a path for each input, in order or as `NAME=PATH`.
  func inputs(for arguments: [String]) throws -> [TensorInput] {
    let inputs = try opened(arguments)
    let (first, count) = (inputs[0], inputs[0].count)
    for other in inputs where other.count != count {
      throw TensorError.counts(path: first.path, count, other: other.path, other.count)
    }
    guard count > 0 else { throw TensorError.empty(path: first.path) }
    return inputs
  }

  private func split(_ argument: String) -> (name: String?, path: String) {
    guard let name = values.map(\.name).first(where: { argument.hasPrefix("\($0)=") }) else {
      return (nil, argument)
    }
    return (name, String(argument.dropFirst(name.count + 1)))
  }

  private func opened(_ arguments: [String]) throws -> [TensorInput] {
    let names = values.map(\.name)
    guard arguments.count == names.count else {
      throw TensorError.inputCount(found: arguments.count, needed: names)
    }
    var paths: [String?] = names.map { _ in nil }
    for argument in arguments {
      let (name, path) = split(argument)
      guard let place = paths.indices.first(where: { paths[$0] == nil && (name ?? names[$0]) == names[$0] })
      else { throw TensorError.inputName(name ?? argument, known: names) }
      paths[place] = path
    }
    var inputs: [TensorInput] = []
    for (value, path) in zip(values, paths.compactMap(\.self)) {
      try InputKind.array.check(path, for: "\(command) --input")
      let array = try NumPyArray(path: path, limits: limits)
      inputs.append(try TensorInput(array, path: path, input: value, layout: layout))
    }
    return inputs
  }
}
