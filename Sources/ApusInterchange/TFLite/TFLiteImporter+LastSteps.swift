import ApusGraph

extension TFLiteImporter {
  /// Lets layers of several steps give the last step alone where nothing takes the others. A file has the whole sequence, a
  /// slice of it and perhaps a view of that.
  mutating func takeLastSteps() {
    for index in neededNodes {
      guard case .lstm(var body) = nodes[index].operation, body.returnsSequence, !body.reversed,
        nodes[index].activation == .none
      else { continue }
      let input = values[nodes[index].inputs[0]].shape
      guard input.rank == 2 else { continue }
      var number = self.number(ofNode: index)
      if input.dimensions[0] > 1 {
        guard let taker = onlyTaker(of: number), case .slice(let slice) = nodes[taker].operation,
          slice.axes.count == 2, slice.axes[0].begin == input.dimensions[0] - 1, slice.axes[0].count == 1,
          slice.axes[1].count == body.units
        else { continue }
        number = self.number(ofNode: taker)
      }
      guard let taker = onlyTaker(of: number), nodes[taker].isView else { continue }
      number = self.number(ofNode: taker)
      guard values[number].shape == [body.units] else { continue }
      body.returnsSequence = false
      make(number, by: index, .lstm(body))
    }
  }

  /// The one step that takes a value; nil where there are several, or it is an output or becomes a state.
  private func onlyTaker(of number: Int) -> Int? {
    guard !outputs.contains(where: { $0.value == number }), !states.contains(where: { $0.update == number })
    else { return nil }
    let takers = neededNodes.filter { nodes[$0].inputs.contains(number) }
    return takers.count == 1 ? takers[0] : nil
  }
}
