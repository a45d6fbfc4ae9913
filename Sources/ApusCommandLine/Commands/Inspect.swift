import ApusFiles
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
    try InputKind.model.check(model, for: "inspect")
    let file = try ModelFile(path: model)
    // The model's records are read from memory that it owns.
    defer { withExtendedLifetime(file) {} }
    let description = ModelDescription(file)
    if output.json { return try JSONOutput.print(description) }
    var rows = [["", "operator", "kind", "output", "bytes", "constants", "MACs"]]
    rows.append(["", "input", "", description.input, Format.grouped(file.model.input.count), "", ""])
    for (index, each) in description.operators.enumerated() {
      rows.append([
        "\(index)", each.name.printable, each.kind, each.output, Format.grouped(each.bytes),
        each.constantsBytes == 0 ? "" : Format.grouped(each.constantsBytes),
        each.multiplyAccumulates == 0 ? "" : Format.grouped(each.multiplyAccumulates),
      ])
    }
    try print(
      """
      \(model): \(description.name.printable), \(Format.bytes(description.fileBytes)), \(description.style) input
      classes: \(description.classes.isEmpty ? "no names" : description.classes.map(\.printable).joined(separator: " "))

      \(Format.table(rows, numbers: 4...))

      \(Format.grouped(description.multiplyAccumulates)) multiply-accumulates, \(Format.grouped(description.work)) steps, \
      \(Format.grouped(description.constantsBytes)) bytes of constants, \
      \(Format.grouped(description.fileBytes - description.constantsBytes)) of header, records and names
      arena: \(Format.bytes(description.arenaBytes)); no plan can need less than \
      \(Format.grouped(description.arenaLowerBound))
      on a microcontroller: \(description.kernelArenas)

      \(ArenaMap(file.model).text)
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

  /// A value that enters, leaves or stays.
  struct Tensor: Encodable {
    /// Its name; its number where it has none.
    var name: String
    /// `int8`, `int16` or `int32`.
    var element: String
    /// `[height, width, channels]`, or `[channels]` of a vector.
    var shape: [Int]
    var scale: Float
    var zeroPoint: Int

    init(_ record: TensorRecord, name: String) {
      self.name = name
      element = "\(record.element)"
      shape = Array([record.height, record.width, record.channels].suffix(record.rank))
      scale = record.scale
      zeroPoint = Int(record.zeroPoint)
    }
  }

  /// What an output's numbers mean.
  struct Output: Encodable {
    var tensor: Tensor
    /// Which value it is.
    var value: Int
    /// `logits`, `probabilities`, `independentProbabilities`, `probability` or `values`.
    var meaning: String
    var classes: [String]
    /// Divides logits before they are printed as probabilities.
    var temperature: Float
    /// When there is none of the classes: `never`, `output`, `margin` or `sum`.
    var rule: String
    /// What the rule compares with; of one probability the smallest integer of the second class.
    var number: Int32
    /// Of `sum` what each score counts, from −128 on.
    var table: [UInt16]?
  }

  /// A value that persists between runs.
  struct State: Encodable {
    var tensor: Tensor
    /// Which value it becomes.
    var update: Int
    /// Whether it starts with other elements than zeros.
    var hasStartingValues: Bool
  }

  /// What a microcontroller's kernels need to run the model.
  struct KernelMemory: Encodable {
    /// The arena: what was planned, and scratch memory that has no room in it.
    var arenaBytes: Int
    /// What `apus_model_size` of the C interface says: the arena, and the session in front of it.
    var libraryBytes: Int
  }

  var name: String
  /// `version 1`, `full` or `compact`.
  var form: String
  var style: String
  var input: String
  var inputTensor: Tensor
  var outputTensor: Tensor
  var inputs: [Tensor]
  var states: [State]
  var outputs: [Output]
  /// Whether the outputs are probabilities, and not the logits of these.
  var givesProbabilities: Bool
  var classes: [String]
  /// The classes that were enrolled after the file was written.
  var enrolled: [String]
  var fileBytes: Int
  var constantsBytes: Int
  var arenaBytes: Int
  var arenaLowerBound: Int
  var multiplyAccumulates: Int
  /// Steps of one run, as the limits count them.
  var work: Int
  /// A bit for each kind of operator that the model has.
  var operatorMask: UInt64
  /// A bit for each feature that the model has.
  var featureMask: UInt32
  /// Bytes of memory for the records of the compact form.
  var recordBytes: Int
  /// What kernels need, by the name that boards have for them.
  var kernelSets: [String: KernelMemory]
  var operators: [Operator]

  init(_ file: ModelFile) {
    let model = file.model
    name = file.name
    form = model.isVersion1 ? "version 1" : model.isCompact ? "compact" : "full"
    style =
      switch file.pixels?.style {
      case .photograph: "photograph"
      case .digit: "digit"
      case nil: "raw"
      }
    input = Self.extent(model.input)
    inputs = (0..<model.inputCount).map { Tensor(model.input($0), name: file.inputName($0)) }
    outputs = (0..<model.outputCount).map { index in
      let output = model.output(index)
      return Output(
        tensor: Tensor(model.value(output.value), name: file.outputName(index)), value: output.value,
        meaning: "\(output.meaning)", classes: file.classNames(ofOutput: index),
        temperature: output.temperature, rule: "\(output.rule)", number: output.number,
        table: output.rule == .sum ? model.table(of: output) : nil)
    }
    states = (0..<model.stateCount).map { index in
      let state = model.state(index)
      return State(
        tensor: Tensor(state.value, name: file.stateName(index)), update: state.update,
        hasStartingValues: model.startingValues(of: state) != nil)
    }
    inputTensor = inputs[0]
    outputTensor = outputs[0].tensor
    givesProbabilities = model.output(0).meaning == .probabilities
    classes = file.classNames(ofOutput: 0)
    enrolled =
      model.enrolledRows.map { rows in (0..<rows.count).map { String(decoding: rows.name($0), as: UTF8.self) }
      } ?? []
    fileBytes = model.bytes.count
    constantsBytes = model.constantsBytes
    arenaBytes = model.arenaBytes
    arenaLowerBound = model.arenaLowerBound
    operators = (0..<model.operatorCount).map { index in
      let record = model[operator: index]
      return Operator(
        name: file.operatorName(index), kind: record.kind.name, output: Self.extent(record.output),
        inputs: (0..<record.inputCount).map { record.input($0) }, bytes: record.output.byteCount,
        arenaOffset: record.output.offset, scale: record.output.scale,
        zeroPoint: Int(record.output.zeroPoint), constantsBytes: record.constantsBytes(in: model),
        multiplyAccumulates: Int(record.multiplyAccumulates(in: model)))
    }
    multiplyAccumulates = model.multiplyAccumulates
    work = model.work
    operatorMask = model.operatorMask
    featureMask = model.featureMask
    recordBytes = Model.recordBytes(of: model.bytes)
    kernelSets = Dictionary(
      uniqueKeysWithValues: KernelSet.allCases.map { [recordBytes] kernels in
        let arena = Session.arenaBytes(for: model, kernels: kernels)
        return (
          kernels.rawValue,
          KernelMemory(
            arenaBytes: arena, libraryBytes: Session.bytesOn32Bits + arena + (recordBytes + 15) / 16 * 16)
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
