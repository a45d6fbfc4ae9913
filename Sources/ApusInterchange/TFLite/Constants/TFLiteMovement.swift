import ApusGraph

extension TFLiteImporter {
  /// What an operator makes of a constant that it only moves; nil where its settings are not constant.
  func moved(
    _ step: TFLiteOperator, _ builtin: TFLiteBuiltinOperator, _ operands: [TFLiteArray]
  ) throws(TFLiteError) -> TFLiteArray? {
    let first = operands[0]
    let extents = first.extents
    let settings = operands.dropFirst().map { operand -> [Int] in
      if case .integers(let values) = operand.elements { values } else { [] }
    }
    switch builtin {
    case .concatenation:
      let axis = try step.options(TFLiteOptions.Kind.concatenation).integer(0)
      return joined(operands, axis: axis < 0 ? axis &+ extents.count : axis)
    case .pack:
      let number = try step.options(TFLiteOptions.Kind.pack).integer(1)
      let axis = number < 0 ? number &+ extents.count + 1 : number
      guard (0...extents.count).contains(axis), operands.allSatisfy({ $0.extents == extents }) else {
        return nil
      }
      return joined(
        operands.map { operand in
          var operand = operand
          operand.extents.insert(1, at: axis)
          return operand
        }, axis: axis)
    case .transpose:
      guard let order = settings.first, order.sorted() == Array(extents.indices) else { return nil }
      let strides = Extents.strides(extents)
      let target = order.map { extents[$0] }
      return first.picked(Extents.places(target, steps: order.map { strides[$0] }), extents: target)
    case .slice:
      guard settings.count == 2 else { return nil }
      if let nothing = Self.nothing(of: extents, begins: settings[0], sizes: settings[1]) {
        return TFLiteArray(extents: nothing, elements: .reals([]))
      }
      let axes = try Self.sliceAxes(step, of: extents, begins: settings[0], sizes: settings[1])
      return taken(first, axes.map { axis in (0..<axis.count).map { axis.begin + $0 } })
    case .gather:
      let options = try step.options(TFLiteOptions.Kind.gather)
      let number = try options.integer(0)
      let axis = number < 0 ? number &+ extents.count : number
      guard let indices = settings.first, extents.indices.contains(axis), try options.integer(1) == 0,
        indices.allSatisfy({ (0..<extents[axis]).contains($0) })
      else { return nil }
      var all = extents.map { Array(0..<$0) }
      all[axis] = indices
      var result = taken(first, all)
      result?.extents.replaceSubrange(axis...axis, with: operands[1].extents)
      return result
    case .tile:
      guard let counts = settings.first, counts.count == extents.count else { return nil }
      return repeated(first, to: zip(extents, counts).map { $0 &* $1 })
    case .broadcastTo:
      guard let target = settings.first, Extents.broadcast(extents, target) == target else { return nil }
      guard let count = Extents.count(target), count <= 1 << 24 else { return nil }
      return first.picked(Extents.broadcastPlaces(extents, to: target), extents: target)
    case .reverse:
      let axes = (settings.first ?? []).map { $0 < 0 ? $0 &+ extents.count : $0 }
      return taken(
        first,
        extents.indices.map { axes.contains($0) ? (0..<extents[$0]).reversed() : Array(0..<extents[$0]) })
    default: return nil
    }
  }

  /// A STRIDED_SLICE of a constant.
  func cutConstant(_ constant: TFLiteArray, _ bounds: TFLiteStridedSlice) throws(TFLiteError) -> TFLiteArray?
  {
    let axes = try bounds.axes(of: constant.extents)
    var result = taken(constant, axes.map { axis in (0..<axis.count).map { axis.begin + $0 * axis.stride } })
    result?.extents = bounds.extents(of: axes)
    return result
  }

  private func taken(_ array: TFLiteArray, _ indices: [[Int]]) -> TFLiteArray? {
    array.picked(Extents.places(array.extents, taking: indices), extents: indices.map(\.count))
  }

  private func repeated(_ array: TFLiteArray, to extents: [Int]) -> TFLiteArray? {
    guard let count = Extents.count(extents), count <= 1 << 24 else { return nil }
    return taken(array, zip(array.extents, extents).map { own, all in (0..<all).map { $0 % max(own, 1) } })
  }

  private func joined(_ parts: [TFLiteArray], axis: Int) -> TFLiteArray? {
    guard var extents = parts.first?.extents, extents.indices.contains(axis) else { return nil }
    extents[axis] = 0
    for part in parts {
      var expected = extents
      guard part.extents.count == extents.count else { return nil }
      expected[axis] = part.extents[axis]
      guard part.extents == expected else { return nil }
      extents[axis] += part.extents[axis]
    }
    let outer = extents[..<axis].reduce(1, *)
    var integers: [Int] = []
    var reals: [Float] = []
    for row in 0..<outer {
      for part in parts {
        let length = part.count / max(outer, 1)
        switch part.elements {
        case .integers(let values): integers += values[(row * length)..<((row + 1) * length)]
        case .reals(let values): reals += values[(row * length)..<((row + 1) * length)]
        }
      }
    }
    guard integers.isEmpty || reals.isEmpty else { return nil }
    return TFLiteArray(extents: extents, elements: reals.isEmpty ? .integers(integers) : .reals(reals))
  }
}
