import ApusFiles
import ApusModel
import ApusRuntime

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An int8 model with the memory it needs: the file's bytes, aligned, and a session's. Not for two threads at
/// once; make one for each.
public final class LoadedModel: @unchecked Sendable {
  /// The validated model, in memory that this object owns: it must live as long as the model is used.
  public let model: Model
  /// What runs it, in memory that this object owns: it must live as long as the session is used.
  public let session: Session
  private let storage: UnsafeMutableRawBufferPointer
  private let memory: UnsafeMutableRawBufferPointer
  private var team: ThreadTeam?

  /// A model from the bytes of an `.apus` file, which are copied.
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - level: which instructions may be used.
  ///   - threads: how many share the work of large operators. Answers do not depend on it.
  /// - Throws: if they are not a sound model.
  public init(_ bytes: [UInt8], level: KernelLevel = .best, threads: Int = 1) throws(ModelError) {
    storage = .allocate(byteCount: max(bytes.count, 1), alignment: 64)
    storage.copyBytes(from: bytes)
    do throws(ModelError) {
      model = try Model(UnsafeRawBufferPointer(rebasing: storage[..<bytes.count]))
    } catch {
      storage.deallocate()
      throw error
    }
    memory = .allocate(
      byteCount: Session.memoryBytes(for: model, level: level, threads: threads),
      alignment: Session.memoryAlignment)
    do throws(SessionError) {
      session = try Session(model, memory: memory, level: level, threads: threads)
    } catch {
      preconditionFailure("memory of the size that was asked for did not do: \(error)")
    }
    // A session without large operators has nothing to share.
    let isShared = (0..<model.operatorCount).contains { session.partCount(ofOperator: $0) > 1 }
    if threads > 1, isShared { team = ThreadTeam(count: threads, for: self) }
  }

  deinit {
    team?.stop()
    memory.deallocate()
    storage.deallocate()
  }

  /// Reads an `.apus` file.
  /// - Throws: `file` or `model`, naming the file.
  public convenience init(path: String, threads: Int = 1) throws(RunnerError) {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try FileBytes.read(path, limit: Int(Int32.max))
    } catch {
      throw .file(error)
    }
    do throws(ModelError) { try self.init(bytes, threads: threads) } catch { throw .model(path: path, error) }
  }

  /// Bytes of the arena.
  public var arenaBytes: Int { model.arenaBytes }

  /// Multiply-accumulates for one input.
  public var multiplyAccumulates: Int { model.multiplyAccumulates }

  /// What an output is called: its class name, or its number where the model has no names.
  public func className(_ index: Int) -> String {
    index < model.classCount ? String(decoding: model.className(index), as: UTF8.self) : "\(index)"
  }

  /// What the outputs stand for; empty where the model does not say.
  public var classNames: [String] { (0..<model.classCount).map { className($0) } }

  /// The model's name.
  public var name: String { String(decoding: model.name, as: UTF8.self) }

  /// What an operator is called: its name, or its number where the model has no names.
  public func operatorName(_ index: Int) -> String {
    model.operatorName(index).map { String(decoding: $0, as: UTF8.self) } ?? "#\(index)"
  }

  /// Runs the model on the pixels of one image of the network's input size, NHWC.
  /// - Returns: the raw outputs, valid until the next run.
  /// - Precondition: there is a pixel for each element of the input.
  @discardableResult
  public func run(pixels: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<Int8> {
    session.setInput(pixels: pixels)
    run()
    return session.output
  }

  /// Computes the session's output from its input, by all threads.
  public func run() {
    if let team { team.run() } else { session.run() }
  }

  /// The real scores of one image, class by class. Softmax of these is what confidence means; a model that
  /// ends in a softmax gives probabilities; their logarithms are returned.
  public func scores(pixels: UnsafeBufferPointer<UInt8>) -> [Float] { scores(of: run(pixels: pixels)) }

  /// Whether the outputs are probabilities, as those of a softmax are, and not the logits of these.
  public var givesProbabilities: Bool { model[operator: model.operatorCount - 1].kind == .softmax }

  /// The real scores that raw outputs stand for.
  public func scores(of output: UnsafeBufferPointer<Int8>) -> [Float] {
    let record = model.output
    let reals = output.map { record.real($0) }
    guard givesProbabilities else { return reals }
    return reals.map { log(max($0, record.scale / 2)) }
  }
}
