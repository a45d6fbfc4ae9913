import ApusFiles
import ApusModel
import ApusRuntime

/// An int8 model with the memory it needs: its file, and a session's. Not for two threads at once; make one for each, of
/// one `ModelFile`.
public final class LoadedModel: @unchecked Sendable {
  /// The file that is run, with all that it says of itself.
  public let file: ModelFile
  /// What runs it, in memory that this object owns: it must live as long as the session is used.
  public let session: Session
  /// Whether answers may be `none`, where an output has a rule for what is none of its classes.
  public var obeysUnknownRules = true
  private let memory: UnsafeMutableRawBufferPointer
  private var team: ThreadTeam?

  /// What values, weights in the order of the kernels and scratch memory may take, beside 16 times the file: 128 MiB.
  public static let mostMemory = 1 << 27

  /// What one run may take, beside 4,096 steps for each byte of the file: 2³⁰ steps, as `Model.work` counts them, which
  /// is about a second at worst.
  public static let mostWork = 1 << 30

  /// A session for a file.
  /// - Parameters:
  ///   - file: the file.
  ///   - level: which instructions may be used.
  ///   - threads: how many share the work of large operators. Answers do not depend on it.
  ///   - limits: what more memory and work is allowed than what is usual for a file of this size.
  /// - Throws: `memory` or `work` for a model that asks for more than the limits, `outOfMemory` where the system gives none.
  public init(
    _ file: ModelFile, level: KernelLevel = .best, threads: Int = 1, limits: Limits = .standard
  ) throws(RunnerError) {
    self.file = file
    let model = file.model
    let (work, mostWork) = (model.work, Self.mostWork + 4096 * file.bytes.count)
    guard work <= limits.raised(mostWork) else {
      throw .work(model: file.name, limits.refusal(of: work, over: mostWork, unit: "steps"))
    }
    let byteCount = Session.memoryBytes(for: model, level: level, threads: threads)
    let mostMemory = Self.mostMemory + 16 * file.bytes.count
    guard byteCount <= limits.raised(mostMemory) else {
      throw .memory(model: file.name, limits.refusal(of: byteCount, over: mostMemory, unit: "bytes"))
    }
    memory = try .borrowed(byteCount: byteCount, alignment: Session.memoryAlignment)
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
    memory.giveBack()
  }

  /// A model from the bytes of an `.apus` file, which are copied.
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - level: which instructions may be used.
  ///   - threads: how many share the work of large operators. Answers do not depend on it.
  ///   - limits: what more memory and work is allowed than what is usual for a file of this size.
  /// - Throws: `unsound` if they are not a sound model, and as for a file.
  public convenience init(
    _ bytes: [UInt8], level: KernelLevel = .best, threads: Int = 1, limits: Limits = .standard
  ) throws(RunnerError) {
    try self.init(ModelFile(bytes), level: level, threads: threads, limits: limits)
  }

  /// Reads an `.apus` file.
  /// - Parameters:
  ///   - path: the file.
  ///   - threads: how many share the work of large operators. Answers do not depend on it.
  ///   - limits: what more memory and work is allowed than what is usual for a file of this size.
  /// - Throws: `file` or `model`, or as for a file, naming it.
  public convenience init(path: String, threads: Int = 1, limits: Limits = .standard) throws(RunnerError) {
    do throws(RunnerError) {
      try self.init(ModelFile(path: path), threads: threads, limits: limits)
    } catch {
      throw error.naming(path)
    }
  }

  /// The validated model, in memory that its file owns: this object must live as long as the model is used.
  public var model: Model { file.model }

  /// The model's name.
  public var name: String { file.name }

  /// What pixels become the first input; nil where it takes no images.
  public var pixels: PixelRecord? { file.pixels }

  /// Bytes of the session: the arena, and weights in the order of the kernels.
  public var byteCount: Int { memory.count }

  /// Bytes of the arena.
  public var arenaBytes: Int { model.arenaBytes }

  /// Multiply-accumulates for one input.
  public var multiplyAccumulates: Int { model.multiplyAccumulates }

  /// What an output is called: its class name, or its number where the model has no names.
  public func className(_ index: Int) -> String {
    index < classNames.count ? classNames[index] : "\(index)"
  }

  /// What the classes of the first output are called; empty where the model does not say.
  public var classNames: [String] { file.classNamesOfOutputs[0] }

  /// What the classes of an output are called; empty where the model does not say.
  /// - Precondition: `index` is in `0 ..< model.outputCount`.
  public func classNames(ofOutput index: Int) -> [String] { file.classNames(ofOutput: index) }

  /// What an input is called: its name, or `input` and its number where it has none.
  /// - Precondition: `index` is in `0 ..< model.inputCount`.
  public func inputName(_ index: Int) -> String { file.inputName(index) }

  /// What a state is called: its name, or `state` and its number where it has none.
  /// - Precondition: `index` is in `0 ..< model.stateCount`.
  public func stateName(_ index: Int) -> String { file.stateName(index) }

  /// What an output is called: its name, or `output` and its number where it has none.
  /// - Precondition: `index` is in `0 ..< model.outputCount`.
  public func outputName(_ index: Int) -> String { file.outputName(index) }

  /// The input of a name; nil where there is none.
  public func input(named name: String) -> InputValue? {
    (0..<model.inputCount).first { inputName($0) == name }.map { session.input($0) }
  }

  /// The output of a name; nil where there is none.
  public func output(named name: String) -> OutputValue? {
    (0..<model.outputCount).first { outputName($0) == name }.map { session.output($0) }
  }

  /// What an operator is called: its name, or its number where the model has no names.
  public func operatorName(_ index: Int) -> String { file.operatorName(index) }

  /// Fills the first input with the pixels of one image of the network's input size, in the input's order (for most
  /// networks rows, columns and colors), red first; the model's channels may have another order.
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
