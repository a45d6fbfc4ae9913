// node compare-arrays.mjs ENGINE.wasm MODEL.apus INPUTS.npy OUTPUTS.npy
//
// Runs a model on int8 inputs, and demands the outputs that `apus run --input INPUTS.npy --output OUTPUTS.npy` has
// written, byte for byte.
import { readFileSync } from "node:fs";
import { Model } from "../../Firmware/WebAssembly/apus.mjs";

/// The elements of a .npy file of int8 (numpy.lib.format, version 1).
function elements(path) {
  const bytes = readFileSync(path);
  if (bytes.latin1Slice(1, 6) !== "NUMPY" || bytes[6] !== 1) throw new Error(`${path} is no .npy file of version 1`);
  const start = 10 + bytes.readUInt16LE(8);
  if (!/'descr': '[|<]i1'/.test(bytes.latin1Slice(10, start))) throw new Error(`${path} has other elements than int8`);
  return new Int8Array(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
}

const [engine, file, inputPath, outputPath] = process.argv.slice(2);
const model = new Model(await WebAssembly.compile(readFileSync(engine)), readFileSync(file));
const [inputs, outputs] = [elements(inputPath), elements(outputPath)];
const count = inputs.length / model.input.length;
if (outputs.length !== count * model.output.length) throw new Error("these are not the inputs and outputs of the model");

let different = 0;
for (let index = 0; index < count; index++) {
  const size = model.output.length;
  model.input.set(inputs.subarray(index * model.input.length, (index + 1) * model.input.length));
  model.run();
  const expected = outputs.subarray(index * size, (index + 1) * size);
  if (!model.output.every((value, position) => value === expected[position])) different++;
}
console.log(`${count - different} of ${count} answers are equal`);
process.exit(different === 0 && count > 0 ? 0 : 1);
