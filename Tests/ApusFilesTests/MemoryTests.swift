import ApusFiles
import Foundation
import Testing

@Suite struct MemoryTests {
  @Test func whatIsThereIsGiven() {
    for bytes in [0, 1, 1 << 20, 1 << 24] { #expect(Memory.gives(bytes)) }
  }

  @Test func whatIsNotThereIsRefused() {
    for bytes in [-1, 1 << 50, Int.max] { #expect(!Memory.gives(bytes)) }
    #expect(throws: FileError.outOfMemory(path: "a.png", bytes: 1 << 50)) {
      try Memory.check(1 << 50, for: "a.png")
    }
    #expect(
      FileError.outOfMemory(path: "a.png", bytes: 3 << 30).description
        == "a.png needs 3072 MiB of memory, which the system does not give")
  }

  @Test func aLimitOfTheProcessIsHeeded() async {
    await #expect(processExitsWith: .success) {
      var limit = rlimit(rlim_cur: 1 << 33, rlim_max: 1 << 40)
      #expect(setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0)
      #expect(Memory.gives(1 << 24))
      #expect(!Memory.gives(1 << 33))
    }
  }
}
