import ApusModel
import ApusRunner
import ArgumentParser

/// `apus inspect`
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what is in an .apus file: operators, shapes, bytes, arithmetic, the arena.")

  @Argument(help: ArgumentHelp("The .apus file.", valueName: "model"))
  var model: String

  @OptionGroup var output: JSONOption

  func run() throws {
    let loaded = try LoadedModel(path: model)
    let description = ModelDescription(loaded)
    if output.json { return try JSONOutput.print(description) }
    var rows = [["", "operator", "kind", "output", "bytes", "constants", "MACs"]]
    rows.append(["", "input", "", description.input, Format.grouped(loaded.model.input.count), "", ""])
    for (index, each) in description.operators.enumerated() {
      rows.append([
        "\(index)", each.name, each.kind, each.output, Format.grouped(each.bytes),
        each.constants_bytes == 0 ? "" : Format.grouped(each.constants_bytes),
        each.multiply_accumulates == 0 ? "" : Format.grouped(each.multiply_accumulates),
      ])
    }
    print(
      """
      \(model): \(description.name), \(Format.bytes(description.file_bytes)), \(description.style) input
      classes: \(description.classes.isEmpty ? "no names" : description.classes.joined(separator: " "))

      \(Format.table(rows, numbersFrom: 4))

      \(Format.grouped(description.multiply_accumulates)) multiply-accumulates, \
      \(Format.grouped(description.constants_bytes)) bytes of constants, \
      \(Format.grouped(description.file_bytes - description.constants_bytes)) of header, records and names
      arena: \(Format.bytes(description.arena_bytes)); no plan can need less than \
      \(Format.grouped(description.arena_lower_bound))

      \(ArenaMap(loaded.model).text)
      """)
  }
}

/// What a model says of itself.
struct ModelDescription: Encodable {
  struct Operator: Encodable {
    var name: String
    var kind: String
    var output: String
    var inputs: [Int]
    var bytes: Int
    var arena_offset: Int
    var scale: Float
    var zero_point: Int
    var constants_bytes: Int
    var multiply_accumulates: Int
  }

  var name: String
  var style: String
  var input: String
  var classes: [String]
  var file_bytes: Int
  var constants_bytes: Int
  var arena_bytes: Int
  var arena_lower_bound: Int
  var multiply_accumulates: Int
  var operators: [Operator]

  init(_ loaded: LoadedModel) {
    let model = loaded.model
    name = loaded.name
    style =
      switch model.preprocessing {
      case .photograph: "photograph"
      case .digit: "digit"
      }
    input = Self.extent(model.input)
    classes = loaded.classNames
    file_bytes = model.bytes.count
    constants_bytes = model.constantsBytes
    arena_bytes = model.arenaBytes
    arena_lower_bound = model.arenaLowerBound
    operators = (0..<model.operatorCount).map { index in
      let record = model[operator: index]
      return Operator(
        name: loaded.operatorName(index), kind: record.kind.name, output: Self.extent(record.output),
        inputs: (0..<record.inputCount).map { record.input($0) }, bytes: record.output.count,
        arena_offset: record.output.offset, scale: record.output.scale,
        zero_point: Int(record.output.zeroPoint), constants_bytes: record.constantsBytes(in: model),
        multiply_accumulates: Int(record.multiplyAccumulates(in: model)))
    }
    multiply_accumulates = model.multiplyAccumulates
  }

  private static func extent(_ record: TensorRecord) -> String {
    record.rank == 1 ? "\(record.channels)" : "\(record.height)×\(record.width)×\(record.channels)"
  }
}
