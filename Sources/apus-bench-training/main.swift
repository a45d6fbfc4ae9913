import ApusEngine
import ApusGraph
import ApusTraining
import ApusZoo

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// The speed of training steps: forward, loss, backward, SGD with momentum, on one batch of random images.
// `Tools/bench-training` drives it beside PyTorch: for each number read from standard input it makes that
// many steps and prints the seconds that they took.

let usage = """
  usage: apus-bench-training NETWORK [BATCH]

  Reads numbers of steps from standard input, one per line; for each it makes that number of training steps on a
  batch of random images (128 unless told otherwise) and prints the seconds that they took. The number of
  threads is OMP_NUM_THREADS. Tools/bench-training compares with PyTorch.
  networks: \(Zoo.Architecture.allCases.map(\.rawValue).joined(separator: " "))
  """

let arguments = CommandLine.arguments.dropFirst()
guard let name = arguments.first, let architecture = Zoo.Architecture(rawValue: name),
  let batchSize = arguments.count > 1 ? Int(arguments[arguments.startIndex + 1]) : 128,
  batchSize > 0, arguments.count <= 2
else {
  print(usage)
  exit(arguments.first == "--help" ? 0 : 2)
}

do {
  let bench = try TrainingBench(architecture, batchSize: batchSize)
  while let line = readLine() {
    guard let steps = Int(line), steps > 0 else {
      print("not a number of steps: \(line)")
      exit(2)
    }
    print(try bench.seconds(steps: steps))
    fflush(nil)
  }
} catch {
  print("\(error)")
  exit(1)
}
