// Runs .apus models wherever JavaScript runs. The answers are the bytes that every other machine gives.
//
//   const engine = await WebAssembly.compile(bytesOfApusWasm);   // Tools/build-embedded wasm32-unknown-none-wasm
//   const model = new Model(engine, bytesOfTheModel);            // checks the model
//   model.input.set(values);                                     // int8: rows, columns, channels, the last one fastest
//   model.run();
//   const scores = model.output;                                 // int8, until the input is filled again
//
// The five functions are those of Firmware/C/apus.h. A model has an engine's memory of its own: stack and constants
// first, then the .apus file, then the session with its arena.

const alignment = 16;
const pageBytes = 65536;

const aligned = (address) => Math.ceil(address / alignment) * alignment;

export class Model {
  #functions;
  #session;

  /// `bytes` is the whole .apus file. Throws where it is not a sound model, with the number that apus_status has for why.
  constructor(engine, bytes) {
    const functions = new WebAssembly.Instance(engine).exports;
    this.#functions = functions;
    const file = aligned(functions.__heap_base.value);
    // Where the session's address and the number of elements are written.
    const words = aligned(file + bytes.length);
    const memory = words + alignment;
    this.#reserve(memory);
    new Uint8Array(functions.memory.buffer).set(bytes, file);
    const memoryBytes = functions.apus_model_size(file, bytes.length);
    this.#reserve(memory + memoryBytes);
    const status = functions.apus_open(words, file, bytes.length, memory, memoryBytes);
    if (status !== 0) throw new Error(`not a model that can be run: apus_status ${status}`);
    this.#session = new DataView(functions.memory.buffer).getUint32(words, true);
    this.input = this.#elements(functions.apus_input(this.#session, words), words);
    this.output = this.#elements(functions.apus_output(this.#session, words), words);
  }

  /// Computes the output from the input.
  run() {
    this.#functions.apus_run(this.#session);
  }

  /// Makes memory last up to an address.
  #reserve(end) {
    const memory = this.#functions.memory;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  }

  #elements(address, count) {
    const memory = this.#functions.memory.buffer;
    return new Int8Array(memory, address, new DataView(memory).getUint32(count, true));
  }
}
