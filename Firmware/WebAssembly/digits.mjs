// Finds digits in pictures wherever JavaScript runs. What comes out are the bytes that every other machine makes.
//
//   const engine = await WebAssembly.compile(bytesOfDigitsWasm);  // Tools/build-embedded wasm32-unknown-none-wasm
//   const finder = new DigitFinder(engine);
//   const found = finder.find(context.getImageData(0, 0, canvas.width, canvas.height));
//   found.prepared;                                               // Uint8Array: 28 × 28, light strokes on black
//   found.ink?.strokeWidth;                                       // what was seen; ink is null where there is none
//
// With apus.mjs a model answers: its input takes pixels less 128 where the model says no other, as Tools/firmware does.
//
//   model.input.set(found.prepared.map((pixel) => pixel ^ 0x80));
//   model.run();
//   found.digitCount === 1 ? model.decision() : null;
//
// The function behind it is that of Firmware/Digits/digits.h.

/// Bytes of apus_found_digit.
const foundBytes = 64;

export class DigitFinder {
  #functions;

  /// `engine` is a compiled digits.wasm. A finder has a memory of its own, which is as large as its largest picture asked for.
  constructor(engine) {
    this.#functions = new WebAssembly.Instance(engine).exports;
  }

  /// Finds a digit in a picture and prepares it for a network.
  ///
  /// `picture` has `width`, `height` and `data`, as a canvas gives it (`ImageData`): red, green, blue and opacity of each
  /// pixel, rows from the top. The options are the network's input: its extents, and 1 channel or 3.
  ///
  /// Returns an object with
  /// - `prepared`: `height × width × channels` bytes; black where nothing was found,
  /// - `isOriginal`: whether the picture looked like MNIST's own and stayed as it was,
  /// - `digitCount`: how many pieces of ink look like digits of their own; where there are several, no one digit is the answer,
  /// - `ink`: null where nothing stands out from the background or the picture stayed as it was; else an object with
  ///   `isDark`, `share`, `contrast`, `clarity`, `strokeWidth`, `components`, `lines`, `touchesBorder` and `box`, as
  ///   InkDescription has them.
  ///
  /// Throws where the extents are not those of a picture, or there is no memory for it.
  find(picture, { width = 28, height = 28, channels = 1 } = {}) {
    const { data } = picture;
    if (data.length !== 4 * picture.width * picture.height) {
      throw new RangeError(`a picture of ${picture.width} × ${picture.height} pixels has four bytes for each`);
    }
    const functions = this.#functions;
    const count = width * height * channels;
    const found = functions.apus_allocate(foundBytes + count + data.length);
    if (found === 0) throw new RangeError("there is no memory for the picture");
    const [prepared, pixels] = [found + foundBytes, found + foundBytes + count];
    new Uint8Array(functions.memory.buffer).set(data, pixels);
    const isSound = functions.apus_find_digit(
      pixels, picture.width, picture.height, width, height, channels, prepared, found,
    );
    // The memory may have grown, which gives it another buffer.
    const memory = functions.memory.buffer;
    const result = isSound
      ? { prepared: new Uint8Array(memory, prepared, count).slice(), ...description(new DataView(memory, found)) }
      : null;
    functions.apus_release(found);
    if (result === null) throw new RangeError("the extents are not those of a picture and a network's input");
    return result;
  }
}

/// What apus_found_digit says.
function description(found) {
  const [share, contrast, clarity, strokeWidth] = [0, 8, 16, 24].map((at) => found.getFloat64(at, true));
  const [x, y, width, height, components, lines, digitCount] = Array.from({ length: 7 }, (_, index) =>
    found.getUint32(32 + 4 * index, true),
  );
  const [hasInk, isOriginal, isDark, touchesBorder] = [60, 61, 62, 63].map((at) => found.getUint8(at) === 1);
  const box = { x, y, width, height };
  const ink = { isDark, share, contrast, clarity, strokeWidth, components, lines, touchesBorder, box };
  return { isOriginal, digitCount, ink: hasInk ? ink : null };
}
