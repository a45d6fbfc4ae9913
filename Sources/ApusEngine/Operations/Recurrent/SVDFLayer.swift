import ApusGraph

/// Filters over features and over the last steps. It is executed step by step in plain loops: such layers are small.
final class SVDFLayer: Layer {
  private let body: SVDF
  private let context: LayerContext
  private let steps: Int
  /// For each sample, the memory that a first step finds and then what each step pushes into it:
  /// `[samples, memory + steps, filters]`.
  private let history: UnsafeMutablePointer<Float>
  /// Its gradient; empty unless the layer is trained.
  private let historyGradients: UnsafeMutablePointer<Float>
  private let sums: [ParameterSpecification.Role: GradientSums]

  init(_ body: SVDF, in context: LayerContext) throws(EngineError) {
    self.body = body
    self.context = context
    steps = body.steps(in: context.input.shape)
    let count = context.batchSize * (body.memory + steps) * body.filters
    let isTrained = context.outputGradient != nil
    history = try context.library.allocate(count).baseAddress!
    historyGradients = try context.library.allocate(isTrained ? count : 1).baseAddress!
    var sums: [ParameterSpecification.Role: GradientSums] = [:]
    for parameter in body.parameters where isTrained {
      let target = context.parameter(parameter.role).gradients
      sums[parameter.role] = try context.shared.sums(parameter.suffix, count: parameter.count) {
        target.update(from: $0, count: parameter.count)
      }
    }
    self.sums = sums
  }

  /// Where a column of a sample's history begins; `memory` columns are from before the first step.
  private func column(_ index: Int, sample: Int) -> Int {
    (sample * (body.memory + steps) + index) * body.filters
  }

  func forward() {
    let (filters, memory, features) = (body.filters, body.memory, body.inputFeatures)
    let weights = context.parameter(.inputWeight).values
    for sample in 0..<context.batchSize {
      for age in 0..<memory {
        let target = history + column(age, sample: sample)
        for filter in 0..<filters {
          target[filter] =
            context.inputs.count > 1 ? context.inputs[1].data[(sample * filters + filter) * memory + age] : 0
        }
      }
      for step in 0..<steps {
        let values = context.input.data + (sample * steps + step) * features
        let target = history + column(memory + step, sample: sample)
        for filter in 0..<filters {
          var sum: Float = 0
          for feature in 0..<features { sum += weights[filter * features + feature] * values[feature] }
          target[filter] = sum
        }
        makeUnits(sample, step)
      }
      guard body.keepsState else { continue }
      for filter in 0..<filters {
        for age in 0..<memory {
          context.inputs[1].data[(sample * filters + filter) * memory + age] =
            history[column(steps + age, sample: sample) + filter]
        }
      }
    }
  }

  /// `activation(bias + Σ timeWeight · memory)` of a step.
  private func makeUnits(_ sample: Int, _ step: Int) {
    let (weights, bias) = (context.parameter(.timeWeight).values, context.parameter(.bias).values)
    let target = context.output.data + (sample * steps + step) * body.units
    for unit in 0..<body.units {
      var sum = bias[unit]
      for filter in unit * body.rank..<(unit + 1) * body.rank {
        for age in 0..<body.memory {
          sum +=
            weights[filter * body.memory + age] * history[column(step + 1 + age, sample: sample) + filter]
        }
      }
      target[unit] = body.rectifies ? max(sum, 0) : sum
    }
  }

  func backward() {
    guard let gradient = context.outputGradient else { return }
    let (filters, memory, features) = (body.filters, body.memory, body.inputFeatures)
    for sum in sums.values { sum.begin(context.part) }
    let shard = context.part.shard
    let weightGradients = sums[.inputWeight]!.sums[shard]
    let weights = context.parameter(.inputWeight).values
    historyGradients.update(repeating: 0, count: context.batchSize * (memory + steps) * filters)
    for sample in 0..<context.batchSize {
      for step in 0..<steps { goBack(sample, step, gradient) }
      for step in 0..<steps {
        let values = context.input.data + (sample * steps + step) * features
        let target = context.inputGradients[0].map { $0 + (sample * steps + step) * features }
        target?.update(repeating: 0, count: features)
        let pushed = historyGradients + column(memory + step, sample: sample)
        for filter in 0..<filters {
          for feature in 0..<features {
            weightGradients[filter * features + feature] += pushed[filter] * values[feature]
            target?[feature] += pushed[filter] * weights[filter * features + feature]
          }
        }
      }
      guard context.inputGradients.count > 1, let target = context.inputGradients[1] else { continue }
      for filter in 0..<filters {
        for age in 0..<memory {
          target[(sample * filters + filter) * memory + age] =
            historyGradients[column(age, sample: sample) + filter]
        }
      }
    }
  }

  /// Adds the gradients of a step's units to those of the time weights, the bias and the history.
  private func goBack(_ sample: Int, _ step: Int, _ gradient: UnsafeMutablePointer<Float>) {
    let weights = context.parameter(.timeWeight).values
    let shard = context.part.shard
    let (weightGradients, biasGradients) = (sums[.timeWeight]!.sums[shard], sums[.bias]!.sums[shard])
    for unit in 0..<body.units {
      let index = (sample * steps + step) * body.units + unit
      let own = body.rectifies && context.output.data[index] <= 0 ? 0 : gradient[index]
      biasGradients[unit] += own
      for filter in unit * body.rank..<(unit + 1) * body.rank {
        for age in 0..<body.memory {
          let place = column(step + 1 + age, sample: sample) + filter
          weightGradients[filter * body.memory + age] += own * history[place]
          historyGradients[place] += own * weights[filter * body.memory + age]
        }
      }
    }
  }
}
