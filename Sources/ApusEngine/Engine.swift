import ApusGraph

/// Runs a float graph on batches of a fixed size, forward and, in training mode, backward, on all cores, with
/// kernels of its own and oneDNN's.
///
/// Each thread works on its own share of the batch and waits for the others only where statistics of the
/// whole batch are needed. Primitives, activations, gradients and scratch memory are made once, when the
/// engine is made. The same inputs give the same bits, however many threads there are. An engine is used from one
/// thread at a time.
public final class Engine {
  /// What an engine is for.
  public enum Mode: Hashable, Sendable {
    /// Forward only: running statistics, no dropout.
    case inference
    /// Forward and backward: the batch's statistics, which update the running ones, and dropout.
    case training
  }

  /// What it was made for.
  public let mode: Mode
  /// Samples in a batch.
  public let batchSize: Int
  /// All trainable parameters, with their gradients in training mode. Changes to the values take effect with
  /// the next `forward()`.
  public let parameters: ParameterBuffer
  /// All running statistics.
  public let statistics: ParameterBuffer

  /// The graph's inputs, outputs and states.
  let inputs: [NetworkInput]
  let outputs: [NetworkOutput]
  let states: [NetworkState]
  /// Names of inputs, states and nodes, in order.
  let nodeNames: [String]
  let plan: Plan
  private let library: Library
  private let team: PlanThreads
  private let dropout = DropoutState()

  /// Prepares a graph for batches of a size, with the graph's parameters loaded.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - batchSize: samples in a batch.
  ///   - mode: what the engine is for.
  ///   - threads: how many may share a batch; those that OpenMP has (`OMP_NUM_THREADS`), unless given. In training more
  ///     than eight are of no use.
  /// - Throws: `graph` where the graph does not validate, `batchSize` where activations would not fit
  ///   32-bit sizes, `library` where oneDNN refuses an operation,
  ///   `outOfMemory` where the system refuses memory.
  public init(_ graph: Graph, batchSize: Int, mode: Mode, threads: Int? = nil) throws(EngineError) {
    let shapes: [String: Shape]
    do throws(GraphError) {
      try graph.validate()
      shapes = try graph.shapes()
    } catch { throw .graph(error) }
    let largest = shapes.values.map(\.count).max() ?? 1
    guard batchSize > 0, batchSize <= Int(Int32.max) / largest else { throw .batchSize(batchSize) }

    self.mode = mode
    self.batchSize = batchSize
    inputs = graph.inputs
    outputs = graph.outputs
    states = graph.states
    nodeNames = graph.inputs.map(\.name) + graph.states.map(\.name) + graph.nodes.map(\.name)
    let list = graph.parameterList
    parameters = try ParameterBuffer(
      list.filter(\.specification.role.isTrained), hasGradients: mode == .training)
    statistics = try ParameterBuffer(
      list.filter { !$0.specification.role.isTrained }, hasGradients: false)
    let library = try Library()
    self.library = library
    let (parameters, statistics, dropout) = (self.parameters, self.statistics, self.dropout)
    let partition = Partition(
      batchSize: batchSize, largest: largest, summed: mode == .training ? max(1, graph.summedParameters) : 0,
      available: threads ?? Partition.availableThreads)
    plan = try PlanThreads.onOneThread { () throws(EngineError) in
      try Plan(
        graph, partition: partition, batchSize: batchSize, mode: mode, library: library,
        parameters: parameters, statistics: statistics, dropout: dropout)
    }
    team = PlanThreads(size: partition.threads)
    try library.allocateScratchpads(threads: partition.threads)
    try load(graph)
    resetStates()
  }

  /// The first input's batch, `[batchSize, height, width, channels]`, to be filled before `forward()`.
  public var input: UnsafeMutableBufferPointer<Float> { plan.inputs[0].elements }

  /// The first output's value, `[batchSize, outputs]`, after `forward()`.
  public var output: UnsafeBufferPointer<Float> { UnsafeBufferPointer(plan.outputs[0].value.elements) }

  /// The loss's gradient with respect to `output`, to be filled before `backward()`; empty in inference mode.
  public var outputGradient: UnsafeMutableBufferPointer<Float> { plan.outputs[0].gradientElements }

  /// What dropout's masks are a function of, with node and element: set the step before each `forward()`.
  public var dropoutSeed: (seed: UInt64, step: UInt64) {
    get { (dropout.seed, dropout.step) }
    set { (dropout.seed, dropout.step) = newValue }
  }

  /// Computes all outputs from the inputs and states.
  /// - Throws: `library` where oneDNN fails.
  public func forward() throws(EngineError) {
    try everyone { thread throws(EngineError) in
      for node in stride(from: thread, to: plan.shared.count, by: team.size) {
        try plan.shared[node].prepare()
      }
    } then: { thread throws(EngineError) in
      if let failure = plan.forward.run(thread, plan.partition, team) { throw failure }
    }
  }

  /// Computes the gradients of all parameters from those of all outputs and the values of the last `forward()`,
  /// overwriting those of the step before.
  /// - Precondition: the engine is in training mode.
  /// - Throws: `library` where oneDNN fails.
  public func backward() throws(EngineError) {
    precondition(mode == .training, "an engine for inference has no gradients")
    plan.seedGradients()
    try everyone { thread throws(EngineError) in
      if let failure = plan.backward.run(thread, plan.partition, team) { throw failure }
    } then: { thread throws(EngineError) in
      for item in stride(from: thread, to: plan.conclusions.count, by: team.size) {
        try plan.conclusions[item]()
      }
    }
  }

  /// Has every thread of the team do one thing and, when all have done so, another.
  private func everyone(
    _ first: (Int) throws(EngineError) -> Void, then second: (Int) throws(EngineError) -> Void
  ) throws(EngineError) {
    var failures: [EngineError?] = Array(repeating: nil, count: team.size)
    failures.withUnsafeMutableBufferPointer { failures in
      team.run { [failures] thread in
        do throws(EngineError) { try first(thread) } catch { failures[thread] = error }
        team.meet()
        do throws(EngineError) { try second(thread) } catch { failures[thread] = failures[thread] ?? error }
      }
    }
    for case .some(let failure) in failures { throw failure }
  }

  /// A node's, input's or state's value for the whole batch after `forward()`, NHWC.
  ///
  /// Nil where there is no such node. In training mode some nodes are carried out together with the one behind
  /// them, and their own values do not exist either.
  public func value(of node: String) -> UnsafeBufferPointer<Float>? {
    plan.values[node].map { UnsafeBufferPointer(start: $0.data, count: $0.count) }
  }

  /// The loss's gradient with respect to a node's value after `backward()`.
  ///
  /// Nil where none was needed: in inference mode, before the first trainable parameter, or where the node has
  /// no value of its own (`value(of:)`).
  public func gradient(of node: String) -> UnsafeBufferPointer<Float>? {
    plan.values[node].flatMap { value in
      value.gradient.map { UnsafeBufferPointer(start: $0, count: value.count) }
    }
  }

  /// Takes over a graph's parameters and statistics.
  /// - Throws: `parameters` where the graph has others than the one that the engine was made for; nothing
  ///   is changed then.
  public func load(_ graph: Graph) throws(EngineError) {
    try statistics.check(graph.parameters)
    try parameters.load(graph.parameters)
    try statistics.load(graph.parameters)
  }

  /// Gives its parameters and statistics to a graph.
  public func store(into graph: inout Graph) {
    parameters.store(into: &graph.parameters)
    statistics.store(into: &graph.parameters)
  }
}
