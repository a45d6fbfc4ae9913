import ApusModel
import ApusReporting
import ApusRunner
import ApusRuntime
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
    // The model's records are read from memory that it owns.
    defer { withExtendedLifetime(loaded) {} }
    let description = ModelDescription(loaded)
    if output.json { return try JSONOutput.print(description) }
    var rows = [["", "operator", "kind", "output", "bytes", "constants", "MACs"]]
    rows.append(["", "input", "", description.input, Format.grouped(loaded.model.input.count), "", ""])
    for (index, each) in description.operators.enumerated() {
      rows.append([
        "\(index)", each.name, each.kind, each.output, Format.grouped(each.bytes),
        each.constantsBytes == 0 ? "" : Format.grouped(each.constantsBytes),
        each.multiplyAccumulates == 0 ? "" : Format.grouped(each.multiplyAccumulates),
      ])
    }
    print(
      """
      \(model): \(description.name), \(Format.bytes(description.fileBytes)), \(description.style) input
      classes: \(description.classes.isEmpty ? "no names" : description.classes.joined(separator: " "))

      \(Format.table(rows, numbers: 4...))

      \(Format.grouped(description.multiplyAccumulates)) multiply-accumulates, \
      \(Format.grouped(description.constantsBytes)) bytes of constants, \
      \(Format.grouped(description.fileBytes - description.constantsBytes)) of header, records and names
      arena: \(Format.bytes(description.arenaBytes)); no plan can need less than \
      \(Format.grouped(description.arenaLowerBound))
      on a microcontroller: \(description.kernelArenas)

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
    var arenaOffset: Int
    var scale: Float
    var zeroPoint: Int
    var constantsBytes: Int
    var multiplyAccumulates: Int
  }

  /// The input or the output.
  struct Tensor: Encodable {
    /// `[height, width, channels]`, or `[channels]` of a vector.
    var shape: [Int]
    var scale: Float
    var zeroPoint: Int

    init(_ record: TensorRecord) {
      shape = Array([record.height, record.width, record.channels].suffix(record.rank))
      scale = record.scale
      zeroPoint = Int(record.zeroPoint)
    }
  }

  /// What a microcontroller's kernels need to run the model.
  struct KernelMemory: Encodable {
    /// The arena: what was planned, and scratch memory that has no room in it.
    var arenaBytes: Int
    /// What `apus_model_size` of the C interface says: the arena, and the session in front of it.
    var libraryBytes: Int
  }

  var name: String
  var style: String
  var input: String
  var inputTensor: Tensor
  var outputTensor: Tensor
  /// Whether the outputs are probabilities, and not the logits of these.
  var givesProbabilities: Bool
  var classes: [String]
  var fileBytes: Int
  var constantsBytes: Int
  var arenaBytes: Int
  var arenaLowerBound: Int
  var multiplyAccumulates: Int
  /// A bit for each kind of operator that the model has.
  var operatorMask: UInt32
  /// What kernels need, by the name that boards have for them.
  var kernelSets: [String: KernelMemory]
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
    inputTensor = Tensor(model.input)
    outputTensor = Tensor(model.output)
    givesProbabilities = loaded.givesProbabilities
    classes = loaded.classNames
    fileBytes = model.bytes.count
    constantsBytes = model.constantsBytes
    arenaBytes = model.arenaBytes
    arenaLowerBound = model.arenaLowerBound
    operators = (0..<model.operatorCount).map { index in
      let record = model[operator: index]
      return Operator(
        name: loaded.operatorName(index), kind: record.kind.name, output: Self.extent(record.output),
        inputs: (0..<record.inputCount).map { record.input($0) }, bytes: record.output.count,
        arenaOffset: record.output.offset, scale: record.output.scale,
        zeroPoint: Int(record.output.zeroPoint), constantsBytes: record.constantsBytes(in: model),
        multiplyAccumulates: Int(record.multiplyAccumulates(in: model)))
    }
    multiplyAccumulates = model.multiplyAccumulates
    operatorMask = model.operatorMask
    kernelSets = Dictionary(
      uniqueKeysWithValues: KernelSet.allCases.map { kernels in
        let arena = Session.arenaBytes(for: model, kernels: kernels)
        return (
          kernels.rawValue,
          KernelMemory(arenaBytes: arena, libraryBytes: Session.bytesOn32Bits + arena)
        )
      })
  }

  /// `5,488 bytes with portable kernels, 5,776 with dsp, 5,712 with helium`
  var kernelArenas: String {
    let arenas = KernelSet.allCases.compactMap { kernels in
      kernelSets[kernels.rawValue].map { (kernels.rawValue, Format.grouped($0.arenaBytes)) }
    }
    return arenas.enumerated().map { index, arena in
      index == 0 ? "\(arena.1) bytes with \(arena.0) kernels" : "\(arena.1) with \(arena.0)"
    }.joined(separator: ", ")
  }

  private static func extent(_ record: TensorRecord) -> String {
    record.rank == 1 ? "\(record.channels)" : "\(record.height)×\(record.width)×\(record.channels)"
  }
}
