import ApusGraph
import ApusModel
import ApusRunner
import ApusRuntime
import Dispatch

/// Executes a graph in the runtime on many runs' inputs, on all cores, from operator to operator as far as its caller has
/// come, and keeps of each run the values that later operators take. The runs of a graph with states are executed whole,
/// one after the other.
///
/// What is kept of all runs together is at most `limit` bytes. Where the values alive are more than that, those of
/// an earlier operator stay (in the beginning the inputs themselves), and the way from there is executed again.
struct StagedExecution {
  private let source: any CalibrationSource
  private let graph: QuantizedGraph
  private let limit: Int
  /// The first operator that has not been executed for what is kept.
  private var next = 0
  /// For each image, the values alive before `next`, one after the other.
  private var kept: [[Int8]]

  /// - Parameters:
  ///   - source: what is run, of the graph's inputs.
  ///   - graph: what the models are made of; only its inputs matter.
  ///   - limit: how many bytes of values may be kept.
  init(_ source: any CalibrationSource, of graph: QuantizedGraph, limit: Int) {
    self.source = source
    self.graph = graph
    self.limit = limit
    kept = Array(repeating: [], count: source.count)
  }

  /// The sum over all runs of each element of an operator's first input.
  ///
  /// - Parameters:
  ///   - index: the operator, behind all that it was called for before.
  ///   - models: sessions of one model, one for each thread. Operators that have been executed must not have changed
  ///     since.
  mutating func inputSums(ofOperator index: Int, in models: [LoadedModel]) -> [Int] {
    let model = models[0].model
    let input = model[operator: index].input(0)
    guard graph.states.isEmpty else { return sequentialInputSums(ofOperator: index, in: models[0]) }
    let restored = next > 0 ? model.valuesAlive(before: next) : []
    let alive = model.valuesAlive(before: index)
    let keeps =
      index > 0 && alive.reduce(0) { $0 + model.value($1).byteCount } * source.count <= limit
    var sums = Array(
      repeating: Array(repeating: 0, count: model.value(input).count), count: models.count)
    let (source, graph) = (self.source, self.graph)
    let executed = next..<index
    sums.withUnsafeMutableBufferPointer { sums in
      kept.withUnsafeMutableBufferPointer { kept in
        nonisolated(unsafe) let (sums, kept) = (sums, kept)
        DispatchQueue.concurrentPerform(iterations: models.count) { thread in
          let loaded = models[thread]
          for image in source.count * thread / models.count..<source.count * (thread + 1) / models.count {
            if executed.lowerBound == 0 {
              source.fill(loaded, of: graph, run: image)
            } else {
              loaded.session.restore(restored, from: kept[image])
            }
            for index in executed { loaded.session.runOperator(index) }
            loaded.session.value(input).add(to: &sums[thread])
            if keeps { kept[image] = loaded.session.copy(of: alive) }
          }
        }
      }
    }
    if keeps { next = index }
    return sums.dropFirst().reduce(into: sums[0]) { total, part in
      for element in part.indices { total[element] += part[element] }
    }
  }

  /// The same where each run begins with what the one before left.
  private func sequentialInputSums(ofOperator index: Int, in loaded: LoadedModel) -> [Int] {
    let input = loaded.model[operator: index].input(0)
    var sums = Array(repeating: 0, count: loaded.model.value(input).count)
    for run in 0..<source.count {
      if source.begins(run) { loaded.session.reset() }
      source.fill(loaded, of: graph, run: run)
      for index in 0..<index { loaded.session.runOperator(index) }
      loaded.session.value(input).add(to: &sums)
      for index in index..<loaded.model.operatorCount { loaded.session.runOperator(index) }
      loaded.session.updateState()
    }
    return sums
  }
}

extension Model {
  /// The values that operators from one on take. A view's bytes are those of what it views, which is among them.
  fileprivate func valuesAlive(before index: Int) -> [Int] {
    let last = lastUses
    return (0..<sourceCount + index).filter {
      last[$0] >= index && ($0 < sourceCount || self[operator: $0 - sourceCount].kind != .view)
    }
  }
}

extension Session {
  /// A value's bytes in the arena.
  fileprivate func value(_ number: Int) -> UnsafeMutableBufferPointer<Int8> {
    let record = model.value(number)
    let arena = input.baseAddress! - model.input.offset
    return UnsafeMutableBufferPointer(start: arena + record.offset, count: record.byteCount)
  }

  /// Values one after the other.
  fileprivate func copy(of values: [Int]) -> [Int8] {
    var bytes: [Int8] = []
    bytes.reserveCapacity(values.reduce(0) { $0 + model.value($1).byteCount })
    for number in values { bytes.append(contentsOf: value(number)) }
    return bytes
  }

  /// Puts values back to where they were.
  fileprivate func restore(_ values: [Int], from bytes: [Int8]) {
    var position = 0
    for number in values {
      let target = value(number)
      bytes.withUnsafeBufferPointer { bytes in
        target.baseAddress!.update(from: bytes.baseAddress! + position, count: target.count)
      }
      position += target.count
    }
  }
}

extension UnsafeMutableBufferPointer<Int8> {
  fileprivate func add(to sums: inout [Int]) {
    sums.withUnsafeMutableBufferPointer { sums in
      for index in 0..<count { sums[index] &+= Int(self[index]) }
    }
  }
}
