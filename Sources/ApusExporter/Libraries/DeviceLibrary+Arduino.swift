import ApusFiles

extension DeviceLibrary {
  /// A library for the Arduino IDE and arduino-cli: precompiled code lies in `src`, in a folder of each core.
  public var arduino: [WholeFolder.File] {
    files(
      header: "src/\(name).h", source: "src/\(name).c", apus: "src/apus.h",
      archives: { "src/\($0)/libapus.a" })
      + [
        WholeFolder.File("library.properties", text: properties),
        WholeFolder.File("keywords.txt", text: "\(name)_open\tKEYWORD2\n\(name)_session\tKEYWORD1\n"),
        WholeFolder.File("examples/\(name)/\(name).ino", text: sketch),
      ]
  }

  private var properties: String {
    """
    name=\(name)
    version=1.0.0
    author=Apus
    maintainer=Apus
    sentence=An int8 neural network that runs without a heap.
    paragraph=Written by Apus \(version). \(archives == nil ? "Put libapus.a for your core into src/<core>, and apus.h into src." : "With the runtime for \(coreNames).")
    category=Data Processing
    url=https://github.com/apus
    architectures=*
    includes=\(name).h
    precompiled=true
    ldflags=-lapus

    """
  }

  private var sketch: String {
    """
    // Runs the model \(name) over and over and prints which class it says.
    #include <\(name).h>

    void setup() {
      Serial.begin(115200);
      while (!Serial) {
      }
      apus_status status = \(name)_open();
      if (status != APUS_OK) {
        Serial.print("apus_open: status ");
        Serial.println((int)status);
        while (true) {
        }
      }
    }

    void loop() {
      size_t count;
      int8_t *input = apus_input(\(name)_session, &count);
      // Here the numbers of a camera, a microphone or another sensor go in.
      for (size_t i = 0; i < count; i++) input[i] = \(sample);
      apus_run(\(name)_session);
      long answer = apus_decision(\(name)_session, 0);
      Serial.print("class ");
      Serial.println(\(classNames.isEmpty ? "answer" : "answer < 0 ? \"none\" : \(name)_classes[answer]"));
      delay(1000);
    }

    """
  }

  /// An element of the input, of a black picture where it takes pictures.
  var sample: String {
    pixels.isEmpty ? "\(macro)_INPUT_ZERO_POINT" : "\(name)_pixel(0, i % \(macro)_INPUT_CHANNELS)"
  }

  /// The cores that there are, with commas between them.
  var coreNames: String { archives?.cores.map(\.name).joined(separator: ", ") ?? "" }
}
