#if canImport(CApusKernels)
  import ApusModel

  /// The earlier operators that what an operator's kernel takes has been made ready for already.
  struct SharedConstants {
    /// One with the same weights in the same order; nil where there is none.
    private(set) var weights: Int?
    /// One with the same biases, multipliers and shifts for an input and an output of the same zero points, too.
    private(set) var scaling: Int?

    /// None.
    init() {}

    /// Those of an operator of a model. Networks that apply a layer several times, such as recurrent ones, have them.
    /// - Parameter index: the operator's place.
    init(_ index: Int, in model: Model) {
      let record = model[operator: index]
      switch record.kind {
      case .convolution, .depthwiseConvolution, .dense: break
      default: return
      }
      for earlier in (0..<index).reversed() {
        let other = model[operator: earlier]
        guard other.constantsOffset == record.constantsOffset, record.hasWeights(of: other, in: model) else {
          continue
        }
        if weights == nil { weights = earlier }
        guard record.isScaled(as: other, in: model) else { continue }
        scaling = earlier
        return
      }
    }
  }

  extension OperatorRecord {
    /// Whether the weights of two operators whose constants begin at the same place have the same order in the kernels.
    fileprivate func hasWeights(of other: OperatorRecord, in model: Model) -> Bool {
      guard kind == other.kind, output.hasShape(of: other.output),
        model.value(input(0)).hasShape(of: model.value(other.input(0)))
      else { return false }
      // The payload has the window, and how constants are stored.
      return bytes[Layout.Record.payload...].elementsEqual(other.bytes[Layout.Record.payload...])
    }

    /// Whether their accumulators become bytes in the same way.
    fileprivate func isScaled(as other: OperatorRecord, in model: Model) -> Bool {
      clampLow == other.clampLow && clampHigh == other.clampHigh
        && output.zeroPoint == other.output.zeroPoint
        && model.value(input(0)).zeroPoint == model.value(other.input(0)).zeroPoint
    }
  }
#endif
