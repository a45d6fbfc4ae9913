import ApusFiles
import ApusModel
import ApusRuntime

/// An int8 model with the memory it needs: the file's bytes, aligned, and a session's. Not for two threads at
/// once; make one for each.
public final class LoadedModel: @unchecked Sendable {
  /// The validated model, in memory that this object owns: it must live as long as the model is used.
  public let model: Model
  /// What runs it, in memory that this object owns: it must live as long as the session is used.
  public let session: Session
  /// The model's name.
  public let name: String
  /// What the classes of each output are called; empty where the model does not say.
  private let classNamesOfOutputs: [[String]]
  /// What operators are called; empty where the model does not say.
  private let operatorNames: [String]
  private let namesOfInputs: [String?]
  private let namesOfStates: [String?]
  private let namesOfOutputs: [String?]
  /// What pixels become the first input; nil where it takes no images.
  public let pixels: PixelRecord?
  private let storage: UnsafeMutableRawBufferPointer
  private let records: UnsafeMutableRawBufferPointer
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
    let file = UnsafeRawBufferPointer(rebasing: storage[..<bytes.count])
    records = .allocate(byteCount: max(Model.recordBytes(of: file), 1), alignment: 16)
    do throws(ModelError) {
      model = try Model(file, records: records)
      let metadata = try model.metadata()
      name = String(decoding: metadata.name, as: UTF8.self)
      classNamesOfOutputs = (0..<model.outputCount).map { metadata.classNames(ofOutput: $0).strings }
      operatorNames = metadata.operatorNames.strings
      namesOfInputs = (0..<model.inputCount).map { metadata.inputName($0).text }
      namesOfStates = (0..<model.stateCount).map { metadata.stateName($0).text }
      namesOfOutputs = (0..<model.outputCount).map { metadata.outputName($0).text }
      pixels = metadata.pixels(ofInput: 0)
    } catch {
      storage.deallocate()
      records.deallocate()
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
    records.deallocate()
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
    index < classNames.count ? classNames[index] : "\(index)"
  }

  /// What the classes of the first output are called; empty where the model does not say.
  public var classNames: [String] { classNamesOfOutputs[0] }

  /// What the classes of an output are called; empty where the model does not say.
  /// - Precondition: `index` is in `0 ..< model.outputCount`.
  public func classNames(ofOutput index: Int) -> [String] { classNamesOfOutputs[index] }

  /// What an input is called: its name, or `input` and its number where it has none.
  /// - Precondition: `index` is in `0 ..< model.inputCount`.
  public func inputName(_ index: Int) -> String {
    namesOfInputs[index] ?? (namesOfInputs.count == 1 ? "input" : "input\(index)")
  }

  /// What a state is called: its name, or `state` and its number where it has none.
  /// - Precondition: `index` is in `0 ..< model.stateCount`.
  public func stateName(_ index: Int) -> String { namesOfStates[index] ?? "state\(index)" }

  /// What an output is called: its name, or `output` and its number where it has none.
  /// - Precondition: `index` is in `0 ..< model.outputCount`.
  public func outputName(_ index: Int) -> String {
    namesOfOutputs[index] ?? (namesOfOutputs.count == 1 ? "output" : "output\(index)")
  }

  /// The input of a name; nil where there is none.
  public func input(named name: String) -> InputValue? {
    namesOfInputs.indices.first { inputName($0) == name }.map { session.input($0) }
  }

  /// The output of a name; nil where there is none.
  public func output(named name: String) -> OutputValue? {
    namesOfOutputs.indices.first { outputName($0) == name }.map { session.output($0) }
  }

  /// What an operator is called: its name, or its number where the model has no names.
  public func operatorName(_ index: Int) -> String {
    index < operatorNames.count ? operatorNames[index] : "#\(index)"
  }

  /// Fills the first input with the pixels of one image of the network's input size: rows, columns and colors, red first;
  /// the model's channels may have another order.
  /// - Precondition: there is a pixel for each element of the input. For an input that is no image they become
  ///   `pixel − 128`.
  public func setInput(pixels: UnsafeBufferPointer<UInt8>) {
    if let rule = self.pixels {
      guard rule.channelOrder == .bgr, model.input.channels == 3 else {
        return session.setInput(pixels: pixels, by: rule)
      }
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: pixels.count) { turned in
        for index in pixels.indices { turned[index] = pixels[index / 3 * 3 + 2 - index % 3] }
        session.setInput(pixels: UnsafeBufferPointer(turned), by: rule)
      }
    }
    let input = session.input
    precondition(pixels.count == input.count, "an image must have a pixel for each element of the input")
    for index in 0..<input.count { input[index] = Int8(bitPattern: pixels[index] ^ 0x80) }
  }

  /// Runs the model on the pixels of one image of the network's input size, NHWC.
  /// - Returns: the raw outputs, valid until the next run.
  /// - Precondition: there is a pixel for each element of the input.
  @discardableResult
  public func run(pixels: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<Int8> {
    setInput(pixels: pixels)
    run()
    return session.output
  }

  /// Computes the session's output from its input, by all threads.
  public func run() {
    guard let team else { return session.run() }
    team.run()
    session.updateState()
  }

  /// Whether the outputs are probabilities, as those of a softmax are, and not the logits of these.
  public var givesProbabilities: Bool { model.output(0).meaning == .probabilities }
}

extension Names? {
  /// The names, or none.
  fileprivate var strings: [String] { map { $0.map { String(decoding: $0, as: UTF8.self) } } ?? [] }
}

extension UnsafeRawBufferPointer? {
  /// The text, or nil.
  fileprivate var text: String? { map { String(decoding: $0, as: UTF8.self) } }
}
