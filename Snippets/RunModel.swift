// Runs a model in memory of the program's own: RunModel digits.apus
import ApusRuntime
import Foundation

let file = try Data(contentsOf: URL(fileURLWithPath: CommandLine.arguments[1]))
let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: file.count, alignment: 16)
file.copyBytes(to: bytes)

let model = try Model(UnsafeRawBufferPointer(bytes))  // checked; nothing is copied
let memory = UnsafeMutableRawBufferPointer.allocate(
  byteCount: Session.memoryBytes(for: model), alignment: Session.memoryAlignment)
let session = try Session(model, memory: memory)  // the fastest kernels; no allocation after this line

for index in session.input.indices { session.input[index] = Int8(truncatingIfNeeded: index &* 37) }
session.run()
print(Array(session.output))
// snippet.hide

// Tools/bench-library measures this program, as it does `apus bench`.
if CommandLine.arguments.contains("--worker") {
  while let count = readLine().flatMap({ Int($0) }) {
    let times = (0..<count).map { _ in
      for index in session.input.indices { session.input[index] = Int8(truncatingIfNeeded: index &* 37) }
      let start = DispatchTime.now().uptimeNanoseconds
      session.run()
      return DispatchTime.now().uptimeNanoseconds - start
    }
    print(times.map(String.init).joined(separator: " "))
    fflush(nil)
  }
}
