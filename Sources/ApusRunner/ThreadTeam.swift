import ApusModel
import ApusRuntime
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Threads that run a session's operators together, each a part of the large ones.
///
/// Between two operators of which one has several parts they wait for each other, at a barrier that spins: an operator
/// takes microseconds, and waking a thread takes longer than that. Between runs they spin for a moment and then sleep.
final class ThreadTeam: @unchecked Sendable {
  /// Threads, the caller's included.
  let count: Int
  /// The model whose session they run. It owns the team, and stops it before it goes.
  private unowned(unsafe) let loaded: LoadedModel
  /// Whether threads wait for each other behind an operator.
  private let waitsBehind: [Bool]

  private let generation = Atomic<Int>(0)
  private let isOver = Atomic<Bool>(false)
  private let arrived = Atomic<Int>(0)
  private let phase = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var threads: [pthread_t] = []

  /// Nil where the system gives no more threads.
  /// - Precondition: there are at least two, and the session was made for as many.
  init?(count: Int, for loaded: LoadedModel) {
    self.count = count
    self.loaded = loaded
    let operators = loaded.model.operatorCount
    waitsBehind = (0..<operators).map { index in
      index + 1 == operators || loaded.session.partCount(ofOperator: index) > 1
        || loaded.session.partCount(ofOperator: index + 1) > 1
    }
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
    for part in 1..<count {
      let start = Unmanaged.passRetained(Start(team: self, part: part))
      var thread = pthread_t()
      let failed = pthread_create(&thread, nil, Self.main, start.toOpaque())
      guard failed == 0 else {
        start.release()
        stop()
        return nil
      }
      threads.append(thread)
    }
  }

  /// What a thread is told when it begins. It must not keep the team alive, which waits for it in the end.
  private final class Start {
    unowned let team: ThreadTeam
    let part: Int
    init(team: ThreadTeam, part: Int) { (self.team, self.part) = (team, part) }
  }

  private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
    argument in
    guard let argument else { return nil }
    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    withExtendedLifetime(start) { start.team.work(part: start.part) }
    return nil
  }

  /// Waits for the threads to end.
  func stop() {
    isOver.store(true, ordering: .sequentiallyConsistent)
    begin()
    for thread in threads { pthread_join(thread, nil) }
    threads = []
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Runs the session once; the caller does its part.
  func run() {
    begin()
    execute(part: 0)
  }

  private func begin() {
    generation.wrappingAdd(1, ordering: .sequentiallyConsistent)
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
  }

  private func work(part: Int) {
    var seen = 0
    while true {
      wait(forGenerationAfter: seen)
      seen += 1
      if isOver.load(ordering: .sequentiallyConsistent) { return }
      execute(part: part)
    }
  }

  private func execute(part: Int) {
    let loaded = loaded
    for index in waitsBehind.indices {
      if part < loaded.session.partCount(ofOperator: index) { loaded.session.runOperator(index, part: part) }
      if waitsBehind[index] { waitForAll() }
    }
  }

  private func waitForAll() {
    let current = phase.load(ordering: .acquiring)
    if arrived.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue == count {
      arrived.store(0, ordering: .relaxed)
      phase.store(current &+ 1, ordering: .releasing)
    } else {
      var spins = 0
      while phase.load(ordering: .acquiring) == current { pause(&spins) }
    }
  }

  private func wait(forGenerationAfter seen: Int) {
    var spins = 0
    while spins < 20_000 {
      if generation.load(ordering: .acquiring) != seen { return }
      pause(&spins)
    }
    pthread_mutex_lock(mutex)
    sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
    while generation.load(ordering: .sequentiallyConsistent) == seen { pthread_cond_wait(condition, mutex) }
    sleepers.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
  }

  /// Spins; now and then lets another thread have the core, as the one waited for may have none.
  private func pause(_ spins: inout Int) {
    spins += 1
    if spins % 1000 == 0 { sched_yield() }
  }
}
