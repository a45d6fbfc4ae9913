import ApusExporter
import ApusGraph
import ApusInterchange
import ApusModel
import ApusRuntime
import RuntimeTestSupport

#if canImport(Glibc)
  @preconcurrency import Glibc
#elseif canImport(Musl)
  @preconcurrency import Musl
#elseif canImport(Darwin)
  @preconcurrency import Darwin
#endif

// Writes networks with inputs and what the portable operators of this machine answer, for a program on another kind of
// processor to compare with: Tests/EmulatedRuntime.
//
//   kernel-cases [--answers] COUNT [SHARED]
//   kernel-cases --files [--compact] COUNT
//
// Samples of networks with several inputs and outputs, and with state, in both forms of the file; so many random networks of
// each kind, each in one of the forms; then the networks in SHARED/models with the answers in SHARED/golden. A case is 32
// bytes of name; as 32-bit numbers the file's bytes, the number of runs, the bytes of all inputs together, and whether what
// all operators make is expected or the outputs; the file; and for each run the inputs, one after the other, and the CRC-32C
// of what is expected: what all operators make or, with --answers always, the outputs; and behind that, or behind each of the
// outputs, a byte for each output with the class that it says (255 for none). State lasts from run to run. A case without a
// name is the end.
//
// With --files a case is the file alone, without runs; then there are so many networks with short constants, and the
// samples, as well. With --compact these files are in the compact form.

let wantsAnswers = CommandLine.arguments.contains("--answers")
let wantsFiles = CommandLine.arguments.contains("--files")
/// What the files of --files have.
let filesForm: FileForm = CommandLine.arguments.contains("--compact") ? .compact : .full
let arguments = CommandLine.arguments.dropFirst().filter { !$0.hasPrefix("--") }

func write(_ bytes: [UInt8]) {
  guard fwrite(bytes, 1, bytes.count, stdout) == bytes.count else { exit(1) }
}

func write(_ number: UInt32) { write((0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }) }

func writeName(_ name: String) {
  write(Array(name.utf8.prefix(32)) + [UInt8](repeating: 0, count: 32 - min(name.utf8.count, 32)))
}

func checksum(_ values: [UInt8]) -> UInt32 { values.withUnsafeBytes { CRC32C.checksum(of: $0) } }

/// The class that an output says, as one byte.
func decision(_ session: borrowing Session, _ output: Int) -> UInt8 {
  UInt8(truncatingIfNeeded: session.decision(ofOutput: output) ?? -1)
}

func write(_ name: String, _ file: [UInt8], _ inputs: [[Int8]], coversAll: Bool, _ expected: [[UInt8]]) {
  writeName(name)
  for number in [file.count, inputs.count, inputs.first?.count ?? 0, coversAll ? 1 : 0] {
    write(UInt32(number))
  }
  write(file)
  for (input, output) in zip(inputs, expected) {
    write(input.map { UInt8(bitPattern: $0) })
    write(checksum(output))
  }
}

/// Writes a network with random inputs for some runs, or alone.
func writeCase(
  _ name: String, _ graph: QuantizedGraph, _ form: FileForm, runs: Int, seed: UInt64,
  answers: Bool = wantsAnswers, enrolls: Bool = false
) throws {
  let file = enrolls ? try SampleGraphs.enrolled(form) : try Exporter.export(graph, form: form)
  guard !wantsFiles else { return write(name, file, [], coversAll: false, []) }
  let loaded = try LoadedModel(file)
  defer { withExtendedLifetime(loaded) {} }
  let model = loaded.session.model
  var random = RandomSource(seed: seed)
  var (inputs, expected): ([[Int8]], [[UInt8]]) = ([], [])
  for _ in 0..<runs {
    var given: [Int8] = []
    for index in 0..<model.inputCount {
      let input = random.integers(model.input(index).count)
      _ = loaded.session.input(index).integers.update(fromContentsOf: input)
      given += input
    }
    var made: [UInt8] = []
    loaded.session.run { _, output in if !answers { made += UnsafeRawBufferPointer(output) } }
    for index in 0..<model.outputCount {
      if answers { made += loaded.session.output(index).bytes }
      made.append(decision(loaded.session, index))
    }
    inputs.append(given)
    expected.append(made)
  }
  write(name, file, inputs, coversAll: !answers, expected)
}

/// Writes a random network, in one form or the other as its seed has it unless the form is told.
func writeRandom(_ name: String, _ graph: QuantizedGraph, seed: UInt64) throws {
  let form = wantsFiles ? filesForm : seed.isMultiple(of: 2) ? .full : .compact
  try writeCase(name, graph, form, runs: graph.states.isEmpty ? 2 : 4, seed: seed)
}

func rows(_ path: String) throws -> [[Int8]] {
  let array = try NumPyArray(path: path)
  guard case .int8(let values) = array.elements, let count = array.shape.first else { exit(1) }
  let size = values.count / count
  return (0..<count).map { Array(values[$0 * size..<($0 + 1) * size]) }
}

func writeGolden(_ name: String, _ shared: String) throws {
  let path = "\(shared)/models/mlperf-tiny/\(name)-int8.tflite"
  guard access(path, R_OK) == 0, case .int8(let graph) = try TFLite.read(path: path) else { return }
  let file = try Exporter.export(graph)
  let golden = "\(shared)/golden/\(name)"
  let (inputs, outputs) = (try rows("\(golden)/int8-input.npy"), try rows("\(golden)/int8-output.npy"))
  let isClassifier = try LoadedModel(file).session.model.output(0).meaning != .values
  write(
    name, file, inputs, coversAll: false,
    outputs.map { output in
      let best = isClassifier ? output.firstIndex(of: output.max()!)! : 255
      return output.map { UInt8(bitPattern: $0) } + [UInt8(truncatingIfNeeded: best)]
    })
}

/// Writes the networks that show what several values and state are, in both forms, always with their outputs.
func writeSamples() throws {
  let samples = [
    ("several values", try SampleGraphs.severalValues()), ("running mean", SampleGraphs.runningMean()),
    ("mean from values", SampleGraphs.runningMean(startingWith: [-128, -50, 0, 5, 77, 127])),
  ]
  for (name, graph) in samples {
    try writeCase(name, graph, .full, runs: 10, seed: 1, answers: true)
    try writeCase("\(name), compact", graph, .compact, runs: 10, seed: 1, answers: true)
  }
  for form in FileForm.allCases {
    let graph = SampleGraphs.embedding()
    try writeCase("enrolled, \(form)", graph, form, runs: 10, seed: 1, answers: true, enrolls: true)
  }
}

guard let count = arguments.first.flatMap({ Int($0) }) else {
  fputs("usage: kernel-cases [--answers] COUNT [SHARED], or kernel-cases --files [--compact] COUNT\n", stderr)
  exit(2)
}
if !wantsFiles { try writeSamples() }
for kind in RandomOperator.allCases {
  try kind.forEach(count) { try writeRandom(kind.rawValue, $0, seed: $1) }
}
for kind in [RandomOperator.convolution, .depthwiseConvolution, .dense, .groupedConvolution] {
  try kind.forEach(count) { graph, seed in
    try? writeRandom("\(kind.rawValue), unusual", graph.withUnusualFactors(seed: seed), seed: seed)
  }
}
var seed: UInt64 = 0
try RandomInterfaces.forEach(count) { graph in
  seed += 1
  try writeRandom("interfaces", graph, seed: seed)
}
if wantsFiles {
  for kind in [RandomOperator.convolution, .depthwiseConvolution] {
    try kind.forEach(count) { graph, seed in
      try? writeRandom("\(kind.rawValue), short", graph.withShortConstants(), seed: seed)
    }
  }
  for graph in [
    try SampleGraphs.straight(), try SampleGraphs.branched(), try SampleGraphs.elementwise(),
    try SampleGraphs.moving(), try SampleGraphs.severalValues(), SampleGraphs.runningMean(),
    SampleGraphs.wide(), SampleGraphs.shiftedWeights(),
  ] {
    try writeRandom("samples", graph, seed: 0)
  }
  try writeCase("enrolled", SampleGraphs.embedding(), filesForm, runs: 0, seed: 0, enrolls: true)
} else if arguments.count > 1 {
  for name in ["ad-autoencoder", "ic-resnet8", "kws-dscnn", "vww-mobilenet-v1-025"] {
    try writeGolden(name, arguments[1])
  }
}
writeName("")
fflush(stdout)
