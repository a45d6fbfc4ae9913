import ApusExporter
import ApusGraph
import ApusInterchange
import ApusModel
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
// So many random networks of each kind, then the networks in SHARED/models with the answers in SHARED/golden. A case
// is 32 bytes of name; as 32-bit numbers the file's bytes, the number of inputs, the bytes of each, and whether all
// operators' outputs are expected or the last one's; the file; and for each input its bytes and the CRC-32C of what is
// expected: with --answers always the last one's output. A case without a name is the end.
//
// With --files a case is the file alone, with no inputs; then there are so many networks with short constants, and so many
// of several inputs, outputs and states, as well, and the samples. With --compact the files are in the compact form.

let wantsAnswers = CommandLine.arguments.contains("--answers")
let wantsFiles = CommandLine.arguments.contains("--files")
let form: FileForm = CommandLine.arguments.contains("--compact") ? .compact : .full
let arguments = CommandLine.arguments.dropFirst().filter { !$0.hasPrefix("--") }

func write(_ bytes: [UInt8]) {
  guard fwrite(bytes, 1, bytes.count, stdout) == bytes.count else { exit(1) }
}

func write(_ number: UInt32) { write((0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }) }

func writeName(_ name: String) {
  write(Array(name.utf8.prefix(32)) + [UInt8](repeating: 0, count: 32 - min(name.utf8.count, 32)))
}

func checksum(_ values: [Int8]) -> UInt32 { values.withUnsafeBytes { CRC32C.checksum(of: $0) } }

func write(_ name: String, _ file: [UInt8], _ inputs: [[Int8]], coversAll: Bool, _ expected: [[Int8]]) {
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

func writeRandom(_ name: String, _ graph: QuantizedGraph, seed: UInt64) throws {
  let file = try Exporter.export(graph, form: form)
  guard !wantsFiles else { return write(name, file, [], coversAll: false, []) }
  let model = try LoadedModel(file)
  var random = RandomSource(seed: seed)
  var (inputs, expected): ([[Int8]], [[Int8]]) = ([], [])
  for _ in 0..<2 {
    let input = random.integers(model.session.input.count)
    _ = model.session.input.update(fromContentsOf: input)
    var outputs: [Int8] = []
    withExtendedLifetime(model) {
      model.session.run { record, output in
        if !wantsAnswers || record.index == model.session.model.operatorCount - 1 { outputs += output }
      }
    }
    inputs.append(input)
    expected.append(outputs)
  }
  write(name, file, inputs, coversAll: !wantsAnswers, expected)
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
  let golden = "\(shared)/golden/\(name)"
  write(
    name, try Exporter.export(graph), try rows("\(golden)/int8-input.npy"), coversAll: false,
    try rows("\(golden)/int8-output.npy"))
}

guard let count = arguments.first.flatMap({ Int($0) }) else {
  fputs("usage: kernel-cases [--answers] COUNT [SHARED], or kernel-cases --files [--compact] COUNT\n", stderr)
  exit(2)
}
for kind in RandomOperator.allCases {
  try kind.forEach(count) { try writeRandom(kind.rawValue, $0, seed: $1) }
}
for kind in [RandomOperator.convolution, .depthwiseConvolution, .dense, .groupedConvolution] {
  try kind.forEach(count) { graph, seed in
    try? writeRandom("\(kind.rawValue), unusual", graph.withUnusualFactors(seed: seed), seed: seed)
  }
}
if wantsFiles {
  for kind in [RandomOperator.convolution, .depthwiseConvolution] {
    try kind.forEach(count) { graph, seed in
      try? writeRandom("\(kind.rawValue), short", graph.withShortConstants(), seed: seed)
    }
  }
  try RandomInterfaces.forEach(count) { try writeRandom("interfaces", $0, seed: 0) }
  for graph in [
    try SampleGraphs.straight(), try SampleGraphs.branched(), try SampleGraphs.elementwise(),
    try SampleGraphs.moving(),
  ] {
    try writeRandom("samples", graph, seed: 0)
  }
} else if arguments.count > 1 {
  for name in ["ad-autoencoder", "ic-resnet8", "kws-dscnn", "vww-mobilenet-v1-025"] {
    try writeGolden(name, arguments[1])
  }
}
writeName("")
fflush(stdout)
