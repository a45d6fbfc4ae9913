/// Work in stages. Within a stage every thread goes through its parts of the batch one by one and does all
/// of the stage's work on each while it is in the cache; only between stages do threads wait for each other.
struct Schedule {
  /// Something to be done on each part.
  enum Work {
    case forward([any Layer])
    case backward([any Layer])
    case other((_ part: Int) -> Void)

    fileprivate func callAsFunction(_ part: Int) throws(EngineError) {
      switch self {
      case .forward(let layers): try layers[part].forward()
      case .backward(let layers): try layers[part].backward()
      case .other(let body): body(part)
      }
    }
  }

  /// One stage, and what is then to be concluded from all parts.
  private struct Stage {
    var work: [Work] = []
    var conclusions: [() -> Void] = []
  }

  private var stages: [Stage] = []

  /// Adds work on each part behind the work that a stage has already.
  mutating func append(to stage: Int, _ work: Work) {
    reserve(stage)
    stages[stage].work.append(work)
  }

  /// Adds what is to be done once after a stage.
  mutating func append(conclusionOf stage: Int, _ conclusion: @escaping () -> Void) {
    reserve(stage)
    stages[stage].conclusions.append(conclusion)
  }

  private mutating func reserve(_ stage: Int) {
    while stages.count <= stage { stages.append(Stage()) }
  }

  /// One thread's share of all stages. Every thread of the team must take part to the end, also one that
  /// has failed.
  func run(_ thread: Int, _ partition: Partition, _ team: PlanThreads) -> EngineError? {
    var failure: EngineError?
    for (index, stage) in stages.enumerated() {
      if failure == nil {
        do throws(EngineError) {
          for part in partition.shares[thread] { for work in stage.work { try work(part) } }
        } catch { failure = error }
      }
      guard index < stages.count - 1 || !stage.conclusions.isEmpty else { break }
      team.meet()
      guard !stage.conclusions.isEmpty else { continue }
      for item in stride(from: thread, to: stage.conclusions.count, by: team.size) {
        stage.conclusions[item]()
      }
      team.meet()
    }
    return failure
  }
}
