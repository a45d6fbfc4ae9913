#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a program answers. The library's `print` does not say when answers are lost, on a full disk or where nobody reads;
/// this does.
public enum StandardOutput {
  /// Prepares the standard streams for a program; call it first.
  ///
  /// A program may be started with standard input, output or errors closed. The next file that is opened would take that
  /// place, and be written to in its stead: instead something stands there that fails, as the closed stream would. A
  /// reader that goes away ends the program as it ends others, even where the starting program has ignored that signal.
  public static func prepare() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      // The lowest free number is taken, which is this one. What is written there fails, what is read there too, and
      // complaints go nowhere.
      _ = open("/dev/null", descriptor == STDOUT_FILENO ? O_RDONLY : O_WRONLY)
    }
    signal(SIGPIPE, SIG_DFL)
  }

  /// Writes text and the end of the line at once, so that a program that ends early has lost nothing.
  /// - Throws: `FileError.standardOutput`.
  public static func print(_ text: String) throws(FileError) {
    var line = text + "\n"
    let code = line.withUTF8 { writeAll(UnsafeRawBufferPointer($0), to: STDOUT_FILENO) }
    guard code == 0 else { throw .writingStandardOutput(code: code) }
  }

  /// Closes it, which is when some file systems say that there was no room; call it last.
  /// - Throws: `FileError.standardOutput`.
  public static func finish() throws(FileError) {
    guard close(STDOUT_FILENO) != 0 else { return }
    switch errno {
    case EIO, ENOSPC, EDQUOT: throw .writingStandardOutput(code: errno)
    case _: break
    }
  }
}

/// Writes all bytes; 0, or the error's number.
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
  // Beyond the limit on file sizes, `write` first raises a signal that would end the process; held back,
  // it becomes the error EFBIG.
  var limit = sigset_t()
  var before = sigset_t()
  sigemptyset(&limit)
  sigaddset(&limit, SIGXFSZ)
  pthread_sigmask(SIG_BLOCK, &limit, &before)
  defer {
    var now = timespec()
    while sigtimedwait(&limit, nil, &now) == SIGXFSZ {}
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }

  var sent = 0
  while sent < bytes.count {
    let count = write(descriptor, bytes.baseAddress! + sent, bytes.count - sent)
    if count > 0 {
      sent += count
      continue
    }
    switch count < 0 ? errno : EIO {
    case EINTR: break
    case EAGAIN:
      // A pipe or a terminal that another program has told not to wait.
      var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      poll(&request, 1, -1)
    case let code: return code
    }
  }
  return 0
}
