import ApusGraph
import Testing

/// What holds for every operator, whichever it is.
@Suite struct OperationTests {
  /// One operation of each case, in the order of the cases, with settings that are not the defaults.
  private static let samples = Array(sequence(first: successor(of: nil)!) { successor(of: $0) })

  /// The operation after one; the compiler demands an answer for each case.
  private static func successor(of operation: Operation?) -> Operation? {
    let window = Window(
      kernel: Size(height: 3, width: 2), stride: Size(2), dilation: Size(1),
      padding: .explicit(top: 1, bottom: 0, left: 1, right: 2))
    let resampling = Resampling(
      size: Size(height: 5, width: 7), alignsCorners: true, usesHalfPixelCenters: false)
    let constant = ConstantOperand(shape: [1, 1, 4], isFirst: true)
    switch operation {
    case nil:
      return .convolution(
        Convolution(inputChannels: 4, outputChannels: 6, window: window, groups: 2, hasBias: false))
    case .convolution:
      return .depthwiseConvolution(DepthwiseConvolution(channels: 4, multiplier: 2, window: window))
    case .depthwiseConvolution: return .dense(Dense(inputFeatures: 9, outputFeatures: 3, hasBias: false))
    case .dense:
      return .batchNormalization(BatchNormalization(channels: 4, epsilon: 0.001, momentum: 0.25))
    case .batchNormalization: return .maxPool(MaxPool(2))
    case .maxPool: return .averagePool(AveragePool(window: window))
    case .averagePool: return .globalAveragePool(GlobalAveragePool())
    case .globalAveragePool: return .relu(ReLU())
    case .relu: return .relu6(ReLU6())
    case .relu6: return .leakyReLU(LeakyReLU(slope: 0.125))
    case .leakyReLU: return .sigmoid(Sigmoid())
    case .sigmoid: return .tanh(Tanh())
    case .tanh: return .hardSwish(HardSwish())
    case .hardSwish: return .add(Add())
    case .add: return .subtract(Subtract(constant: constant))
    case .subtract: return .multiply(Multiply(constant: constant))
    case .multiply: return .maximum(Maximum())
    case .maximum: return .minimum(Minimum(constant: constant))
    case .minimum: return .concatenate(Concatenate(axis: .rows))
    case .concatenate:
      let border = ResolvedPadding(top: 1, bottom: 2, left: 3, right: 4)
      return .pad(Pad(border: border, channelsBefore: 5, channelsAfter: 6))
    case .pad: return .flatten(Flatten())
    case .flatten: return .reshape(Reshape(shape: [2, 3, 4]))
    case .reshape: return .dropout(Dropout(rate: 0.25))
    case .dropout: return .softmax(Softmax())
    case .softmax:
      return .slice(Slice(axes: [Slice.Axis(begin: 1, count: 2, stride: 3), Slice.Axis(begin: 0, count: 4)]))
    case .slice: return .transpose(Transpose(order: [2, 0, 1]))
    case .transpose: return .resizeNearest(ResizeNearest(resampling))
    case .resizeNearest: return .resizeBilinear(ResizeBilinear(resampling))
    case .resizeBilinear:
      return .transposedConvolution(
        TransposedConvolution(
          inputChannels: 3, outputChannels: 5, kernel: Size(height: 3, width: 2), stride: Size(2),
          padding: ResolvedPadding(top: 1, bottom: 0, left: 2, right: 1),
          outputPadding: Size(height: 1, width: 0), hasBias: false))
    case .transposedConvolution: return .argMax(ArgMax())
    case .argMax: return .function(Function(.hardSigmoid(alpha: 0.125, beta: 0.25)))
    case .function: return .prelu(PReLU(shape: [1, 1, 4]))
    case .prelu: return .divide(Divide(constant: constant))
    case .divide: return .squaredDifference(SquaredDifference())
    case .squaredDifference: return .reduce(Reduce(kind: .maximum, axes: [0, 2], keepsAxes: true))
    case .reduce: return .matrixProduct(MatrixProduct(transposesFirst: true))
    case .matrixProduct: return .logSoftmax(LogSoftmax())
    case .logSoftmax: return .gather(Gather(axis: 1, indices: [2, 0, 2]))
    case .gather: return .l2Normalization(L2Normalization())
    case .l2Normalization:
      return .lstm(
        LSTM(
          inputFeatures: 3, units: 5, returnsSequence: false, reversed: true, keepsState: true, cellClip: 2.5,
          output: .cell))
    case .lstm:
      return .gru(
        GRU(inputFeatures: 3, units: 5, returnsSequence: false, reversed: true, resetsAfterProduct: false))
    case .gru:
      return .simpleRNN(
        SimpleRNN(inputFeatures: 3, units: 5, returnsSequence: false, reversed: true, activation: .relu))
    case .simpleRNN:
      return .svdf(SVDF(inputFeatures: 3, units: 5, rank: 2, memory: 4, rectifies: false, keepsState: true))
    case .svdf: return .embedding(Embedding(count: 7, features: 3))
    case .embedding: return nil
    }
  }

  @Test func theListOfPayloadsHoldsThoseOfAllCases() {
    #expect(Operation.all.map { $0.name } == Self.samples.map(\.name))
    #expect(Set(Operation.all.map { $0.name }).count == Operation.all.count)
  }

  @Test func aPayloadKnowsItsCase() {
    for operation in Self.samples { #expect(operation.body.operation == operation) }
  }

  @Test func settingsLeadBackToTheOperation() throws {
    for operation in Self.samples {
      let copy = try type(of: operation.body).init(settings: operation.body.settings)
      #expect(copy.operation == operation, "\(operation.name)")
    }
  }

  @Test func aMissingSettingIsNamed() {
    for operation in Self.samples {
      let settings = operation.body.settings
      // A pair may be without a constant, and a concatenation without an axis.
      for entry in settings.entries where !["constant", "axis"].contains(entry.key) {
        let fewer = Settings(settings.entries.filter { $0 != entry })
        #expect(throws: SettingsError.missing(key: entry.key), "\(operation.name)") {
          try type(of: operation.body).init(settings: fewer)
        }
      }
    }
  }

  @Test func aSettingOfAnotherFormIsNamed() {
    for operation in Self.samples {
      let settings = operation.body.settings
      for entry in settings.entries {
        let damaged = Settings(
          settings.entries.map { $0 == entry ? Settings.Entry(key: $0.key, value: .none) : $0 })
        do {
          _ = try type(of: operation.body).init(settings: damaged)
          Issue.record("\(operation.name) takes nothing for \(entry.key)")
        } catch {
          guard case .form(entry.key, _) = error else {
            Issue.record("\(operation.name): \(error)")
            continue
          }
        }
      }
    }
  }

  /// What clamps may be a rectifier or be followed by one; what hands integers on makes no scale of its own.
  @Test func factsOfInt8AgreeWithEachOther() {
    for operation in Self.samples {
      let int8 = operation.int8
      if int8.rectifier != .none { #expect(int8.clamps) }
      if int8.averages { #expect(int8.keepsScale) }
      if int8.output != nil { #expect(!int8.keepsScale) }
    }
  }

  @Test func layersWithWeightsAgreeWithTheirParameters() throws {
    for case let body? in Self.samples.map(\.weighted) {
      let weight = body.parameters[0]
      #expect(weight.role == .weight)
      #expect(weight.count == body.outputChannels * body.taps)
      #expect(weight.shape[try #require(weight.outputAxis)] == body.outputChannels)
      #expect(body.isChannelLast == (weight.outputAxis == weight.shape.count - 1))
      for channel in [0, body.outputChannels - 1] {
        #expect((0..<weight.count).count { weight.outputChannel(at: $0) == channel } == body.taps)
      }
    }
  }
}
