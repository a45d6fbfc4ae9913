import ApusExporter
import ApusModel
import ApusRuntime
import RuntimeTestSupport
import Testing

/// The memory plan of the compact form, which every reader must find, beside one that is made step by step as FORMAT.md
/// says.
@Suite struct ArenaPlanTests {
  /// What a value is for a plan.
  private struct Value {
    var byteCount: Int
    /// Steps, from 1 for the first operator: of sources from 0.
    var first: Int
    var last: Int
    /// The value that a view shows, or itself.
    var root: Int
    var place: Int?
  }

  private func values(of model: Model) -> [Value] {
    let sources = model.valueCount - model.operatorCount
    var values = (0..<model.valueCount).map { number in
      let step = max(number - sources + 1, 0)
      return Value(byteCount: model.value(number).byteCount, first: step, last: step, root: number)
    }
    for index in 0..<model.operatorCount {
      let record = model[operator: index]
      if record.kind == .view { values[sources + index].root = values[record.input(0)].root }
      for position in 0..<record.inputCount { values[values[record.input(position)].root].last = index + 1 }
    }
    var results = (0..<model.outputCount).map { model.output($0).value }
    for index in 0..<model.stateCount { results += [model.inputCount + index, model.state(index).update] }
    for result in results { values[values[result].root].last = model.operatorCount + 1 }
    return values
  }

  /// Whether an operator may work in place over a value or a view of it.
  private func worksInPlace(
    _ record: OperatorRecord, over root: Int, _ values: [Value], in model: Model
  ) -> Bool {
    func extents(_ value: TensorRecord) -> Extents {
      Extents(height: value.height, width: value.width, channels: value.channels)
    }
    let slide = record.window.map {
      WindowSlide(strideHeight: $0.strideHeight, strideWidth: $0.strideWidth, top: $0.top, left: $0.left)
    }
    return (0..<record.inputCount).contains { position in
      let input = model.value(record.input(position))
      return values[record.input(position)].root == root && input.element == record.output.element
        && record.kind.mayOverwrite(input: extents(input), output: extents(record.output), slide: slide)
    }
  }

  private func compare(_ model: Model) throws {
    var values = values(of: model)
    func aligned(_ offset: Int) -> Int { (offset + 15) / 16 * 16 }
    func mayShare(_ one: Int, _ other: Int) -> Bool {
      let (early, late) = (min(one, other), max(one, other))
      let step = values[late].first
      guard step > 0, values[early].last == step else { return false }
      return worksInPlace(model[operator: step - 1], over: early, values, in: model)
    }
    while true {
      let left = values.indices.filter { values[$0].root == $0 && values[$0].place == nil }
      guard
        let next = left.max(by: { (values[$0].byteCount, $1) < (values[$1].byteCount, $0) })
      else { break }
      var place = 0
      func isInTheWay(_ other: Int) -> Bool {
        guard let start = values[other].place, values[other].first <= values[next].last,
          values[next].first <= values[other].last, start < place + values[next].byteCount,
          place < start + values[other].byteCount
        else { return false }
        return !(start == place && mayShare(next, other))
      }
      while let other = values.indices.first(where: isInTheWay) {
        place = aligned(try #require(values[other].place) + values[other].byteCount)
      }
      values[next].place = place
    }
    let places = try values.map { try #require(values[$0.root].place) }
    #expect((0..<model.valueCount).map { model.value($0).offset } == places)
    #expect(model.arenaBytes == aligned(zip(places, values).map { $0 + $1.byteCount }.max() ?? 0))
  }

  @Test func samples() throws {
    for graph in [
      try SampleGraphs.straight(), try SampleGraphs.branched(), try SampleGraphs.elementwise(),
      try SampleGraphs.moving(),
    ] {
      let loaded = try LoadedModel(graph, form: .compact)
      // The model is a view of bytes that the loaded one owns.
      defer { withExtendedLifetime(loaded) {} }
      try compare(loaded.session.model)
    }
  }

  @Test(arguments: RandomOperator.allCases) func randomNetworks(_ kind: RandomOperator) throws {
    try kind.forEach(30) { graph, _ in
      let loaded = try LoadedModel(graph, form: .compact)
      // The model is a view of bytes that the loaded one owns.
      defer { withExtendedLifetime(loaded) {} }
      try compare(loaded.session.model)
    }
  }
}
