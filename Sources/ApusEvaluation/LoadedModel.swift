import ApusGraph
import ApusModel
import ApusRuntime
import Foundation

/// An int8 model with the memory it needs: the file's bytes, aligned, and an arena. Not for two threads at
/// once; make one for each.
public final class LoadedModel: @unchecked Sendable {
  /// The validated model.
  public let model: Model
  /// What runs it.
  public let session: Session
  private let storage: UnsafeMutableRawBufferPointer
  private let arena: UnsafeMutableRawBufferPointer

  /// A model from the bytes of an `.apus` file, which are copied.
  /// - Throws: if they are not a sound model.
  public init(_ bytes: [UInt8]) throws(ModelError) {
    storage = .allocate(byteCount: max(bytes.count, 1), alignment: 64)
    storage.copyBytes(from: bytes)
    do throws(ModelError) {
      model = try Model(UnsafeRawBufferPointer(rebasing: storage[..<bytes.count]))
    } catch {
      storage.deallocate()
      throw error
    }
    arena = .allocate(byteCount: max(model.arenaBytes, 1), alignment: 64)
    do throws(SessionError) {
      session = try Session(model, arena: arena)
    } catch {
      preconditionFailure("an arena of the model's own size did not do: \(error)")
    }
  }

  deinit {
    arena.deallocate()
    storage.deallocate()
  }

  /// The extent of an input image.
  public var inputShape: Shape {
    Shape(height: model.input.height, width: model.input.width, channels: model.input.channels)
  }

  /// How images of another size are brought to it.
  public var style: Preprocessing.Style {
    switch model.preprocessing {
    case .photograph: .photograph
    case .digit: .digit
    }
  }

  /// What the outputs stand for; empty where the model does not say.
  public var classNames: [String] {
    (0..<model.classCount).map { String(decoding: model.className($0), as: UTF8.self) }
  }

  /// Runs the model on the pixels of one image of the network's input size, NHWC.
  /// - Returns: the raw outputs, valid until the next run.
  /// - Precondition: there are as many pixels as inputs.
  @discardableResult
  public func run(pixels: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<Int8> {
    session.setInput(pixels: pixels)
    session.run()
    return session.output
  }

  /// The real scores of one image, class by class. Softmax of these is what confidence means; a model that
  /// ends in a softmax of its own already gives probabilities, of which the logarithms are returned.
  public func scores(pixels: UnsafeBufferPointer<UInt8>) -> [Float] { scores(of: run(pixels: pixels)) }

  /// The real scores that raw outputs stand for.
  public func scores(of output: UnsafeBufferPointer<Int8>) -> [Float] {
    let (scale, zeroPoint) = (model.output.scale, model.output.zeroPoint)
    let reals = output.map { scale * Float(Int32($0) - zeroPoint) }
    guard model[operator: model.operatorCount - 1].kind == .softmax else { return reals }
    return reals.map { log(max($0, scale / 2)) }
  }
}
