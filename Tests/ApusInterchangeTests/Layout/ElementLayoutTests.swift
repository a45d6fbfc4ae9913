import ApusGraph
import ApusInterchange
import Testing

/// Layouts against elements that are moved one by one.
@Suite struct ElementLayoutTests {
  /// The elements of a value in the order of its axes.
  private func logical(_ memory: [Int], _ layout: ElementLayout) -> [Int] {
    var strides = [Int](repeating: 0, count: layout.factors.count)
    var stride = 1
    for factor in layout.order.reversed() {
      strides[factor] = stride
      stride *= layout.factors[factor]
    }
    var places = [0]
    for (factor, extent) in layout.factors.enumerated() {
      places = places.flatMap { place in (0..<extent).map { place + $0 * strides[factor] } }
    }
    return places.map { memory[$0] }
  }

  @Test func transposingAndReshapingChangesTheAxesAndNotTheMemory() {
    var random = RandomSource(seed: 3)
    for _ in 0..<300 {
      let rank = 1 + random.integer(below: 5)
      let shape = (0..<rank).map { _ in 1 + random.integer(below: 4) }
      var order = Array(0..<rank)
      order.shuffle(using: &random)
      let layout = ElementLayout(shape, memoryOrder: order)
      let memory = Array(0..<layout.count)
      let before = logical(memory, layout)

      var permutation = Array(0..<rank)
      permutation.shuffle(using: &random)
      let moved = layout.transposed(permutation)
      let expected = TranspositionStep.steps(extents: shape, order: permutation)
        .reduce(before) { (values: [Int], step) in step.applied(to: values) }
      #expect(logical(memory, moved) == expected)
      #expect(moved.shape == permutation.map { shape[$0] })

      let flat = moved.reshaped([moved.count])
      #expect(flat.map { logical(memory, $0) } == expected)
      #expect(flat?.reshaped(moved.shape).map { logical(memory, $0) } == expected)
    }
  }

  @Test func stepsBringMemoryIntoAnyOrder() {
    var random = RandomSource(seed: 4)
    for _ in 0..<300 {
      let rank = 1 + random.integer(below: 8)
      let shape = (0..<rank).map { _ in 1 + random.integer(below: 3) }
      var (order, target) = (Array(0..<rank), Array(0..<rank))
      order.shuffle(using: &random)
      target.shuffle(using: &random)
      let layout = ElementLayout(shape, memoryOrder: order)
      let memory = Array(0..<layout.count)
      let steps = layout.steps(to: layout.stored(target))
      #expect(steps.allSatisfy { (1...3).contains($0.shape.count) })
      let result = steps.reduce(memory) { (values: [Int], step) in step.applied(to: values) }
      #expect(logical(result, layout.stored(target)) == logical(memory, layout))
      if rank <= 6 { #expect(steps.count <= 3) }
    }
  }

  /// An axis of 60 that is made of 3 × 4 × 5, channels last, and then taken apart elsewhere.
  @Test func aFlatteningIsNotUndoneUnlessItMustBe() throws {
    let map = ElementLayout([1, 3, 4, 5], memoryOrder: [0, 2, 3, 1])
    let vector = try #require(map.reshaped([1, 60]))
    #expect(vector.factors == [3, 20])
    #expect(vector.extents == [20, 3])
    #expect(vector.reshaped([3, 20]) != nil)
    #expect(vector.reshaped([1, 4, 15]) == nil)
    #expect(vector.steps(to: ElementLayout([1, 60])) == [TranspositionStep(shape: [20, 3], order: [1, 0])])
  }

  @Test func anAxisOfOneElementGrowsWhereItIsTold() {
    let layout = ElementLayout([1, 3, 1, 5], memoryOrder: [0, 2, 3, 1])
    #expect(layout.replacing(2, with: 4).extents == [4, 5, 3])
    #expect(layout.replacing(2, with: 4, innermost: true).extents == [5, 3, 4])
    #expect(layout.replacing(3, with: 7).extents == [7, 3])
    #expect(layout.replacing(1, with: 1).extents == [5])
  }
}
