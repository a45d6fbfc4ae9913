import ApusTraining
import Foundation
import Testing

@Suite struct ProgressBarTests {
  private let halfway = TrainingProgress(
    epoch: 2, epochs: 5, step: 50, stepsPerEpoch: 100, loss: 0.12345, accuracy: 0.97126, learningRate: 0.1,
    imagesPerSecond: 38_412.4, secondsLeft: 67, report: nil)

  @Test func aLineFillsTheTerminal() {
    let line = ProgressBar.line(halfway, width: 100)
    #expect(
      line == "epoch 2/5 " + String(repeating: "█", count: 15) + String(repeating: "░", count: 15)
        + "  loss 0.1235  accuracy 97.13 %  38,412 images/s  1:07 left")
    #expect(line.count == 99)
    #expect(ProgressBar.line(halfway, width: 300).count < 120)
  }

  @Test func aNarrowTerminalIsNotOverrun() {
    for width in 0..<100 { #expect(ProgressBar.line(halfway, width: width).count <= max(0, width - 1)) }
  }

  @Test func aPipeGetsOnePlainLineForEachEpoch() throws {
    let pipe = Pipe()
    let bar = ProgressBar(title: "fine-tuning", descriptor: pipe.fileHandleForWriting.fileDescriptor)
    var progress = halfway
    bar.report(progress)
    progress.report = EpochReport(
      epoch: 2, trainingLoss: 0.1, trainingAccuracy: 0.975, validationLoss: 0.05, validationAccuracy: 0.9876,
      learningRate: 0.1, imagesPerSecond: 1_234_567, isBest: true)
    bar.report(progress)
    progress.report!.validationLoss = nil
    bar.report(progress)
    try pipe.fileHandleForWriting.close()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(
      text == """
        fine-tuning  epoch 2/5  loss 0.1000  accuracy 97.50 %  validation loss 0.0500  accuracy 98.76 %  \
        1,234,567 images/s
        fine-tuning  epoch 2/5  loss 0.1000  accuracy 97.50 %  1,234,567 images/s

        """)
  }

  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["TERM"] != "dumb"
        && FileManager.default.fileExists(atPath: "/dev/ptmx"), "there are no terminals"))
  func aTerminalGetsOneLineThatIsDrawnAnew() throws {
    // A pseudo-terminal by Linux's own calls, TIOCSPTLCK and TIOCGPTN: Swift does not import POSIX's.
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    defer { close(master) }
    var (lock, number) = (Int32(0), Int32(0))
    try #require(ioctl(master, 0x4004_5431, &lock) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
    let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    defer { close(slave) }
    try #require(slave >= 0)
    var size = winsize(ws_row: 24, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
    #expect(ioctl(slave, UInt(TIOCSWINSZ), &size) == 0)

    ProgressBar(descriptor: slave).report(halfway)
    var bytes = [UInt8](repeating: 0, count: 1000)
    let count = read(master, &bytes, bytes.count)
    #expect(
      String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        == "\r\u{1B}[K" + ProgressBar.line(halfway, width: 100))
  }
}
