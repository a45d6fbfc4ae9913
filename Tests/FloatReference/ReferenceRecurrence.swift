import ApusGraph
import Foundation

/// Recurrent layers, step by step and unit by unit, in the words of their definitions.
struct ReferenceRecurrence {
  /// The node's parameters by their last names.
  let parameters: [String: [Double]]
  /// A sample's steps.
  let sequence: [[Double]]

  private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// `Σ matrix[row][i] · vector[i]`
  private func product(_ matrix: String, row: Int, _ vector: [Double]) -> Double {
    let values = parameters[matrix]!
    return vector.indices.reduce(0) { $0 + values[row * vector.count + $1] * vector[$1] }
  }

  private func order(_ reversed: Bool) -> [Int] {
    reversed ? sequence.indices.reversed() : Array(sequence.indices)
  }

  /// The value of every step in its place, or that of the last step that was carried out.
  private func result(_ values: [[Double]], _ order: [Int], _ body: some RecurrentOperation) -> [Double] {
    body.returnsSequence ? values.flatMap { $0 } : values[order.last!]
  }

  /// - Parameter states: the hidden and the cell state before the first step, where they are given.
  func values(_ body: LSTM, states: [[Double]]) -> [Double] {
    let units = body.units
    var hidden = states.isEmpty ? Array(repeating: 0, count: units) : states[0]
    var cell = states.count < 2 ? Array(repeating: 0, count: units) : states[1]
    var values = sequence.map { _ in hidden }
    for step in order(body.reversed) {
      var (newHidden, newCell) = (hidden, cell)
      for unit in 0..<units {
        let sums = (0..<4).map { gate in
          let row = gate * units + unit
          return product("inputWeight", row: row, sequence[step]) + parameters["bias"]![row]
            + product("recurrentWeight", row: row, hidden)
        }
        newCell[unit] = sigmoid(sums[1]) * cell[unit] + sigmoid(sums[0]) * tanh(sums[2])
        if let clip = body.cellClip { newCell[unit] = max(-Double(clip), min(Double(clip), newCell[unit])) }
        newHidden[unit] = sigmoid(sums[3]) * tanh(newCell[unit])
      }
      (hidden, cell) = (newHidden, newCell)
      values[step] = body.output == .hidden ? hidden : cell
    }
    return result(values, order(body.reversed), body)
  }

  func values(_ body: GRU, states: [[Double]]) -> [Double] {
    let units = body.units
    var hidden = states.first ?? Array(repeating: 0, count: units)
    var values = sequence.map { _ in hidden }
    for step in order(body.reversed) {
      func fromInput(_ row: Int) -> Double {
        product("inputWeight", row: row, sequence[step]) + parameters["bias"]![row]
      }
      func fromState(_ row: Int, _ state: [Double]) -> Double {
        product("recurrentWeight", row: row, state) + (parameters["recurrentBias"]?[row] ?? 0)
      }
      let before = hidden
      let reset = (0..<units).map { sigmoid(fromInput($0) + fromState($0, before)) }
      let update = (0..<units).map { sigmoid(fromInput(units + $0) + fromState(units + $0, before)) }
      hidden = (0..<units).map { unit in
        let row = 2 * units + unit
        let share =
          body.resetsAfterProduct
          ? reset[unit] * fromState(row, before) : fromState(row, zip(reset, before).map(*))
        return (1 - update[unit]) * tanh(fromInput(row) + share) + update[unit] * before[unit]
      }
      values[step] = hidden
    }
    return result(values, order(body.reversed), body)
  }

  func values(_ body: SimpleRNN, states: [[Double]]) -> [Double] {
    var hidden = states.first ?? Array(repeating: 0, count: body.units)
    var values = sequence.map { _ in hidden }
    for step in order(body.reversed) {
      let before = hidden
      hidden = (0..<body.units).map { unit in
        let sum =
          product("inputWeight", row: unit, sequence[step]) + parameters["bias"]![unit]
          + product("recurrentWeight", row: unit, before)
        return body.activation == .tanh ? tanh(sum) : max(sum, 0)
      }
      values[step] = hidden
    }
    return result(values, order(body.reversed), body)
  }

  /// - Parameter states: the memory before the first step, a row for each filter, where it is given.
  func values(_ body: SVDF, states: [[Double]]) -> [Double] {
    let weights = parameters["timeWeight"]!
    var memory = (0..<body.filters).map { filter in
      (0..<body.memory).map { states.first?[filter * body.memory + $0] ?? 0 }
    }
    var values: [Double] = []
    for step in sequence {
      for filter in memory.indices {
        memory[filter].removeFirst()
        memory[filter].append(product("inputWeight", row: filter, step))
      }
      values += (0..<body.units).map { unit in
        var sum = parameters["bias"]![unit]
        for filter in unit * body.rank..<(unit + 1) * body.rank {
          for age in 0..<body.memory { sum += weights[filter * body.memory + age] * memory[filter][age] }
        }
        return body.rectifies ? max(sum, 0) : sum
      }
    }
    return values
  }
}
