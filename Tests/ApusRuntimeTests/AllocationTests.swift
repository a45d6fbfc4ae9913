import ApusExporter
import ApusGraph
import ApusModel
import ApusRuntime
import CAllocationCounter
import RuntimeTestSupport
import Testing

@Suite struct AllocationTests {
  private func allocations(_ body: () throws -> Void) rethrows -> Int {
    let before = apus_allocation_count()
    try body()
    return apus_allocation_count() - before
  }

  @Test func openingAndRunningAllocateNothing() throws {
    for graph in [
      try SampleGraphs.straight(), try SampleGraphs.branched(), try SampleGraphs.elementwise(),
    ] {
      let bytes = AlignedBytes(try Exporter.export(graph))
      let arena = AlignedBytes(count: try Model(bytes.readOnly).arenaBytes)
      var sum = 0
      let count = try allocations {
        let session = try Session(portable: Model(bytes.readOnly), memory: arena.memory)
        session.run()
        session.run { _, value in sum &+= Int(value[0]) }
        sum &+= Int(session.output[0])
        sum &+= try session.model.metadata().name.count
      }
      #expect(count == 0)
    }
  }

  @Test func openingAndRunningWithVectorInstructionsAllocatesNothing() throws {
    for graph in [
      try SampleGraphs.straight(), try SampleGraphs.branched(), try SampleGraphs.elementwise(),
    ] {
      let bytes = AlignedBytes(try Exporter.export(graph))
      let model = try Model(bytes.readOnly)
      let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Session.memoryBytes(for: model, level: .supported), alignment: Session.memoryAlignment)
      defer { memory.deallocate() }
      let count = try allocations {
        let session = try Session(model, memory: memory, level: .supported)
        session.run()
        session.runOperator(0)
      }
      #expect(count == 0)
    }
  }

  @Test func theCounterCounts() {
    var longest = 0
    let count = allocations {
      for length in 1...100 {
        longest = max(longest, Array(repeating: length, count: length + longest).count)
      }
    }
    #expect(count >= 100)
    #expect(longest > 0)
  }
}
