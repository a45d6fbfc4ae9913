import ApusEngine
import ApusZoo
import Foundation
import Testing

@Suite struct EngineMemoryTests {
  /// A limit of the process stands in for a small machine. It holds for a whole process, so it is set in a child.
  @Test(arguments: ["lenet5", "resnet8"])
  func memoryThatTheSystemDoesNotGiveIsAnError(architecture: String) async {
    await #expect(processExitsWith: .success) { [architecture] in
      let graph = try Zoo.build(#require(Zoo.Architecture(rawValue: architecture)))
      var limit = rlimit(rlim_cur: 1 << 31, rlim_max: 1 << 40)
      #expect(setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0)
      for mode in [Engine.Mode.training, .inference] {
        for batchSize in [10_000, 50_000] {
          do throws(EngineError) {
            _ = try Engine(graph, batchSize: batchSize, mode: mode)
          } catch {
            guard case .outOfMemory(let bytes) = error else { throw error }
            #expect(bytes > 1 << 20)
          }
        }
      }
      #expect(throws: EngineError.self) { try Engine(graph, batchSize: 100_000, mode: .training) }
      // What fits is still executed.
      try Engine(graph, batchSize: 2, mode: .training).forward()
    }
  }
}
