import ApusData
import FileTestSupport
import Foundation
import Testing

@Suite struct DatasetLocatorTests {
  private func locate(_ environment: [String: String], from folder: String) throws -> String? {
    try DatasetLocator.mnist(environment: environment, currentFolder: folder)
  }

  @Test func followsTheEnvironment() throws {
    try withTemporaryFolder { folder in
      try write([], to: "\(folder)/given/mnist/train-images-idx3-ubyte.gz")
      for given in ["\(folder)/given", "\(folder)/given/mnist"] {
        #expect(try locate(["APUS_DATA": given], from: folder) == "\(folder)/given/mnist")
      }
    }
  }

  @Test func refusesAnEnvironmentWithoutMNIST() throws {
    try withTemporaryFolder { folder in
      try write([], to: "\(folder)/data/mnist/train-images-idx3-ubyte")
      let message = message { try locate(["APUS_DATA": "\(folder)/empty"], from: folder) }
      #expect(message?.contains("\(folder)/empty") == true)
      #expect(message?.contains("APUS_DATA") == true)
      #expect(try locate(["APUS_DATA": ""], from: folder) != nil)
    }
  }

  @Test func findsWhereItWasFetchedFromFoldersBelow() throws {
    try withTemporaryFolder { folder in
      try write([], to: "\(folder)/data/mnist/train-images-idx3-ubyte")
      try write([], to: "\(folder)/Sources/deep/file")
      #expect(try locate([:], from: folder) == "\(folder)/data/mnist")
      #expect(try locate([:], from: "\(folder)/Sources/deep")?.hasSuffix("/data/mnist") == true)
    }
  }

  @Test func findsSharedData() throws {
    try withTemporaryFolder { folder in
      try write([], to: "\(folder)/shared/data/mnist/train-images-idx3-ubyte.gz")
      try write([], to: "\(folder)/project/file")
      let found = try locate([:], from: "\(folder)/project")
      #expect(found == "\(folder)/project/../shared/data/mnist")
    }
  }

  @Test func findsNothingWhereThereIsNothing() throws {
    try withTemporaryFolder { folder in
      let found = try locate([:], from: folder)
      #expect(found == nil)
    }
  }
}
