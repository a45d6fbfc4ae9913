import ApusModel
import ApusReporting

/// A picture of the arena: a row for each step, the arena's bytes from left to right; `█` what the step
/// writes, `▒` what it or a later step still needs, `·` what is free.
struct ArenaMap {
  private let model: Model
  private let columns: Int

  /// A picture of a width in characters.
  init(_ model: Model, columns: Int = 64) {
    self.model = model
    self.columns = columns
  }

  /// Lines of text.
  var text: String {
    let last = model.lastUses
    let end = Format.grouped(model.arenaBytes)
    let label = "\(model.operatorCount - 1)".count
    var lines = [
      String(repeating: " ", count: label + 2) + "0"
        + String(repeating: " ", count: max(1, columns - 1 - end.count)) + end
    ]
    for step in 0..<model.operatorCount {
      var row = [Character](repeating: "·", count: columns)
      for value in 0...step + 1 where last[value] >= step {
        if value == step + 1, model[operator: step].kind == .view { continue }
        if value <= step { fill(&row, value, "▒") }
      }
      if model[operator: step].kind != .view { fill(&row, step + 1, "█") }
      let number = "\(step)"
      lines.append(
        String(repeating: " ", count: label - number.count) + number + " ▕" + String(row) + "▏")
    }
    lines.append("█ written by the step   ▒ still needed   · free")
    return lines.joined(separator: "\n")
  }

  private func fill(_ row: inout [Character], _ value: Int, _ mark: Character) {
    let record = model.value(value)
    let first = record.offset * columns / max(model.arenaBytes, 1)
    let end = ((record.offset + record.count) * columns + model.arenaBytes - 1) / max(model.arenaBytes, 1)
    for column in first..<min(max(end, first + 1), columns) { row[column] = mark }
  }
}
