import ApusGraph
import ApusModel

/// Gives every value a place in the arena so that values which exist at the same time do not overlap, but
/// for an operator's output over its input where that is sound.
///
/// Greedy first fit (the largest first, as in Pisarchyk and Lee 2020, "Efficient memory management for deep
/// neural net inference"), tried in several orders, then improved by seeded random exchanges as long as the
/// lower bound has not been reached. Deterministic.
struct MemoryPlanner {
  /// Values that share their bytes: one value and its views.
  struct Buffer {
    var byteCount: Int
    var firstStep: Int
    var lastStep: Int
    /// The buffer over which it may be written, which it then follows in time.
    var overwrites: Set<Int> = []
  }

  private(set) var buffers: [Buffer] = []
  /// The buffer of each value.
  private(set) var bufferOfValue: [Int] = []
  private let graph: LoweredGraph

  /// Attempts times the square of the buffers: up to 100 buffers are exchanged 400 times.
  private static let largestEffort = 400 * 100 * 100

  init(_ graph: LoweredGraph) {
    self.graph = graph
    let (operators, values) = (graph.operators, graph.values)
    for source in graph.sources {
      bufferOfValue.append(buffers.count)
      buffers.append(Buffer(byteCount: source.value.byteCount, firstStep: -1, lastStep: -1))
    }
    for (step, each) in operators.enumerated() {
      for input in each.inputs { buffers[bufferOfValue[input]].lastStep = step }
      if each.kind == .view {
        bufferOfValue.append(bufferOfValue[each.inputs[0]])
      } else {
        bufferOfValue.append(buffers.count)
        buffers.append(Buffer(byteCount: each.output.byteCount, firstStep: step, lastStep: step))
      }
    }
    // Outputs, states and what these become exist to the end.
    let results = graph.outputs.map(\.value) + graph.updates + Array(graph.inputCount..<graph.sources.count)
    for value in results { buffers[bufferOfValue[value]].lastStep = operators.count }
    for (step, each) in operators.enumerated() where each.kind != .view {
      for input in each.inputs {
        let overwritten = bufferOfValue[input]
        if buffers[overwritten].lastStep == step, each.mayOverwrite(values[input]) {
          buffers[bufferOfValue[graph.sources.count + step]].overwrites.insert(overwritten)
        }
      }
    }
  }

  /// The best plan found.
  func plan() -> MemoryPlan {
    let bound = lowerBound
    let target = aligned(bound)
    let all = Array(buffers.indices)
    var orders = [
      all.sorted { (buffers[$0].byteCount, $1) > (buffers[$1].byteCount, $0) },
      all,
      all.reversed(),
      all.sorted { (weight($0), $1) > (weight($1), $0) },
    ]
    var best = orders[0]
    var bestOffsets = place(best)
    var bestSize = size(bestOffsets)
    for order in orders.dropFirst() where bestSize > target {
      let offsets = place(order)
      if size(offsets) < bestSize { (best, bestOffsets, bestSize) = (order, offsets, size(offsets)) }
    }
    orders.removeAll()
    var random = RandomSource(seed: 1)
    // One attempt takes time in the square of the buffers, or more.
    let isSmall = buffers.count <= 256 && buffers.count > 1
    let attempts = isSmall ? min(400, Self.largestEffort / (buffers.count * buffers.count)) : 0
    for _ in 0..<attempts where bestSize > target {
      var order = best
      order.swapAt(random.integer(below: order.count), random.integer(below: order.count))
      let offsets = place(order)
      if size(offsets) <= bestSize { (best, bestOffsets, bestSize) = (order, offsets, size(offsets)) }
    }

    let regions = bufferOfValue.enumerated().map { value, buffer in
      let step = value - graph.sources.count
      return MemoryPlan.Region(
        name: step < 0 ? graph.sources[value].name : graph.operators[step].name, offset: bestOffsets[buffer],
        byteCount: buffers[buffer].byteCount, firstStep: max(step, -1), lastStep: lastUse(of: value))
    }
    return MemoryPlan(regions: regions, arenaBytes: bestSize, lowerBound: bound)
  }

  /// The largest sum of buffers that must exist at one step.
  var lowerBound: Int {
    var largest = 0
    for step in graph.operators.indices {
      var sum = 0
      var saved = 0
      for buffer in buffers where buffer.firstStep <= step && step <= buffer.lastStep {
        sum += buffer.byteCount
        guard buffer.firstStep == step else { continue }
        for overwritten in buffer.overwrites {
          saved = max(saved, min(buffer.byteCount, buffers[overwritten].byteCount))
        }
      }
      largest = max(largest, sum - saved)
    }
    return largest
  }

  private func lastUse(of value: Int) -> Int {
    let isState = value >= graph.inputCount && value < graph.sources.count
    if isState || graph.updates.contains(value) || graph.outputs.contains(where: { $0.value == value }) {
      return graph.operators.count
    }
    return graph.operators.lastIndex { $0.inputs.contains(value) } ?? max(value - graph.sources.count, -1)
  }

  private func weight(_ buffer: Int) -> Int {
    buffers[buffer].byteCount * (buffers[buffer].lastStep - buffers[buffer].firstStep + 1)
  }

  private func aligned(_ offset: Int) -> Int {
    (offset + Layout.alignment - 1) / Layout.alignment * Layout.alignment
  }

  private func size(_ offsets: [Int]) -> Int {
    aligned(buffers.indices.reduce(0) { max($0, offsets[$1] + buffers[$1].byteCount) })
  }

  /// Each buffer in turn at the lowest offset that fits.
  private func place(_ order: [Int]) -> [Int] {
    var offsets = Array(repeating: -1, count: buffers.count)
    for buffer in order {
      let rivals = buffers.indices.filter { offsets[$0] >= 0 && existTogether($0, buffer) }
      var candidates = [0]
      for rival in rivals {
        candidates.append(aligned(offsets[rival] + buffers[rival].byteCount))
        if mayShare(rival, buffer) { candidates.append(offsets[rival]) }
      }
      candidates.sort()
      let byteCount = buffers[buffer].byteCount
      offsets[buffer] =
        candidates.first { candidate in
          rivals.allSatisfy { rival in
            candidate + byteCount <= offsets[rival]
              || offsets[rival] + buffers[rival].byteCount <= candidate
              || candidate == offsets[rival] && mayShare(rival, buffer)
          }
        }!
    }
    return offsets
  }

  private func existTogether(_ first: Int, _ second: Int) -> Bool {
    buffers[first].firstStep <= buffers[second].lastStep
      && buffers[second].firstStep <= buffers[first].lastStep
  }

  private func mayShare(_ first: Int, _ second: Int) -> Bool {
    buffers[first].overwrites.contains(second) || buffers[second].overwrites.contains(first)
  }
}
