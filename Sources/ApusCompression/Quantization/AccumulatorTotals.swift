import ApusGraph

/// The sums over all samples and positions of a layer's accumulators, bias included and before the clamp, for each
/// output channel.
///
/// Accumulators are linear in the inputs, so they need not be computed one by one. With the inputs of all samples
/// added up first, the products of a weight add up to the weight times the sum of the inputs that it meets:
///
///     total[channel] = positions · bias[channel] + Σ weight[channel, tap, c] · Σ input[y, x, c]
///
/// where the second sum goes over the positions of the feature map that the tap meets.
struct AccumulatorTotals {
  /// What is computed.
  let layer: any WeightedOperation
  /// Its weights, in the order of their axes.
  let weights: [Int8]
  /// Its bias.
  let bias: [Int32]
  /// The extent of its input.
  let from: Shape
  /// The extent of its output.
  let to: Shape

  /// The totals, one for each output channel.
  /// - Parameters:
  ///   - inputs: each element of the input, its zero point taken off, summed over all samples.
  ///   - samples: how many there were.
  func totals(inputs: [Int], samples: Int) -> [Int] {
    let met = sums(of: inputs)
    let channels = bias.count
    let perOutput = layer.inputChannelsPerOutput
    let outputsPerGroup = channels / (from.channels / perOutput)
    let positions = samples * (to.count / channels)
    let (taps, isChannelLast) = (layer.taps, layer.isChannelLast)
    return (0..<channels).map { channel in
      let first = channel / outputsPerGroup * perOutput
      var total = positions * Int(bias[channel])
      for element in 0..<taps {
        let position = isChannelLast ? element * channels + channel : channel * taps + element
        let (tap, c) = element.quotientAndRemainder(dividingBy: perOutput)
        total += Int(weights[position]) * met[tap * from.channels + first + c]
      }
      return total
    }
  }

  /// For each tap, row by row, and each input channel, the sum of the elements that the tap meets.
  private func sums(of inputs: [Int]) -> [Int] {
    let channels = from.channels
    let reach = layer.reach(from: from, to: to)
    var sums: [Int] = []
    for rows in reach.rows {
      for columns in reach.columns {
        var sum = Array(repeating: 0, count: channels)
        for row in rows {
          for column in columns {
            let position = (row * from.width + column) * channels
            for channel in 0..<channels { sum[channel] += inputs[position + channel] }
          }
        }
        sums += sum
      }
    }
    return sums
  }
}
