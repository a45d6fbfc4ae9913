// Runs .apus models wherever JavaScript runs. The answers are the bytes that every other machine gives.
//
//   const engine = await WebAssembly.compile(bytesOfApusWasm);   // Tools/build-embedded wasm32-unknown-none-wasm
//   const model = new Model(engine, bytesOfTheModel);            // checks the model
//   model.input.set(values);                                     // int8: rows, columns, channels, the last one fastest
//   model.run();
//   const scores = model.output;                                 // int8, until an input is filled again
//   model.decision();                                            // the class that it says, null for none
//
// Networks of several inputs and outputs have `inputs` and `outputs`, by index, and `inputNamed` and `outputNamed`; state
// lasts from run to run until `reset()`. The functions are those of Firmware/C/apus.h. A model has an engine's memory of its own: stack and constants
// first, then the .apus file, then the session with its arena.

const alignment = 16;
const pageBytes = 65536;
/// Names have at most 255 bytes; a zero follows.
const nameBytes = 256;
/// Arrays of int8, int16 and int32, by the bytes of an element.
const arrays = { 1: Int8Array, 2: Int16Array, 4: Int32Array };

const aligned = (address) => Math.ceil(address / alignment) * alignment;

export class Model {
  #functions;
  #session;
  #words;

  /// `bytes` is the whole .apus file. Throws where it is not a sound model, with the number that apus_status has for why.
  constructor(engine, bytes) {
    const functions = new WebAssembly.Instance(engine).exports;
    this.#functions = functions;
    const file = aligned(functions.__heap_base.value);
    // Where the session's address, the numbers of elements and of their bytes, and names are written.
    const words = aligned(file + bytes.length);
    this.#words = words;
    const memory = words + alignment + nameBytes;
    this.#reserve(memory);
    new Uint8Array(functions.memory.buffer).set(bytes, file);
    const memoryBytes = functions.apus_model_size(file, bytes.length);
    this.#reserve(memory + memoryBytes);
    const status = functions.apus_open(words, file, bytes.length, memory, memoryBytes);
    if (status !== 0) throw new Error(`not a model that can be run: apus_status ${status}`);
    this.#session = new DataView(functions.memory.buffer).getUint32(words, true);
    this.inputs = this.#elements(functions.apus_input_count, functions.apus_input_at);
    this.outputs = this.#elements(functions.apus_output_count, functions.apus_output_at);
    [this.input, this.output] = [this.inputs[0], this.outputs[0]];
  }

  /// Computes the outputs from the inputs and the state, and what the state becomes.
  run() {
    this.#functions.apus_run(this.#session);
  }

  /// Gives all state the values that it starts with.
  reset() {
    this.#functions.apus_reset(this.#session);
  }

  /// The class that an output says after a run; null where it is none of its classes, and for an output that is no scores of
  /// classes.
  decision(index = 0) {
    const found = this.#functions.apus_decision(this.#session, index);
    return found < 0 ? null : found;
  }

  /// The input of a name; undefined where there is none. A model of one input has no name for it.
  inputNamed(name) {
    return this.inputs[this.#find(this.#functions.apus_find_input, name)];
  }

  /// The output of a name; undefined where there is none. A model of one output has no name for it.
  outputNamed(name) {
    return this.outputs[this.#find(this.#functions.apus_find_output, name)];
  }

  /// Makes memory last up to an address.
  #reserve(end) {
    const memory = this.#functions.memory;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  }

  /// An array over each of the inputs or outputs.
  #elements(count, at) {
    const [memory, words] = [this.#functions.memory.buffer, this.#words];
    return Array.from({ length: count(this.#session) }, (_, index) => {
      const address = at(this.#session, index, words, words + 4);
      const numbers = new Uint32Array(memory, words, 2);
      return new arrays[numbers[1]](memory, address, numbers[0]);
    });
  }

  /// The index that one of the functions finds for a name; -1 where there is none.
  #find(function_, name) {
    const place = this.#words + alignment;
    const room = new Uint8Array(this.#functions.memory.buffer, place, nameBytes);
    const { read, written } = new TextEncoder().encodeInto(name, room.subarray(0, nameBytes - 1));
    // A longer name is no model's.
    if (read < name.length) return -1;
    room[written] = 0;
    return function_(this.#session, place);
  }
}
